"""Plain TOML values into the frozen structs of an office, collecting every fault on the way."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any, Final, get_args, get_origin

import msgspec

from rules.office_data import DataFault, DataPath

_EXPECTED: Final = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")


def build_struct(kind: Any, value: Any, path: DataPath, faults: list[DataFault]) -> Any:
    """`value` as `kind`; what does not fit is added to `faults` and the result is then no use.

    A struct with a `code` in a dict takes its key as its code.
    """
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        return _struct(kind, value, path, faults)
    if get_origin(kind) is dict and isinstance(value, dict):
        row = get_args(kind)[1]
        coded = "code" in row.__struct_fields__
        return {
            key: build_struct(row, _with_code(key, item) if coded else item, (*path, key), faults)
            for key, item in value.items()
        }
    if get_origin(kind) is tuple and isinstance(value, list):
        row = get_args(kind)[0]
        return tuple(build_struct(row, item, (*path, at), faults) for at, item in enumerate(value))
    return _plain(kind, value, path, faults)


def _with_code(key: str, item: Any) -> Any:
    return {**item, "code": key} if isinstance(item, dict) else item


def _struct(
    kind: type[msgspec.Struct], value: dict[str, Any], path: DataPath, faults: list[DataFault]
) -> msgspec.Struct | None:
    before = len(faults)
    known = _fields(kind)
    faults.extend(
        DataFault((*path, name), "check.unknown_key", {"name": name})
        for name in sorted(value.keys() - known.keys())
    )
    parts = {}
    for name, field in known.items():
        if name in value:
            parts[name] = build_struct(field.type, value[name], (*path, name), faults)
        elif field.required:
            faults.append(DataFault((*path, name), "check.missing_key", {"name": name}))
    return None if len(faults) > before else kind(**parts)


@cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(kind)}


def _plain(kind: Any, value: Any, path: DataPath, faults: list[DataFault]) -> Any:
    try:
        return msgspec.convert(value, kind, builtin_types=(date,))
    except msgspec.ValidationError as error:
        name = next(str(part) for part in reversed(path) if isinstance(part, str))
        if match := _EXPECTED.search(str(error)):
            values = {"name": name, "expected": match[1], "got": match[2]}
            faults.append(DataFault(path, "check.wrong_type", values))
        else:
            faults.append(DataFault(path, "check.bad_value", {"name": name, "detail": str(error)}))
        return None
