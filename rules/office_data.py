"""What all data of an office share: its origin, and what is wrong in it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

DataPath = tuple[str | int, ...]
"""Where a value stands in an office's data, e.g. ("fields", "rac", "words", 3)."""


class DataFault(NamedTuple):
    """What is wrong with a value: its place, a key under `check.`, what fills it."""

    path: DataPath
    key: str
    values: dict[str, object]


class OfficeStruct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass
