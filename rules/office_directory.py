"""Who and where: agencies, fields, communes, numbers to call."""

from __future__ import annotations

from datetime import date
from typing import Literal

from rules.office_data import OfficeStruct


class Hotline(OfficeStruct, frozen=True, kw_only=True):
    name: str
    number: str
    hours: str = ""
    source: str = ""
    confirmed: bool = False


class Agency(OfficeStruct, frozen=True, kw_only=True):
    """An agency; `handles` tells whether cases may be forwarded to it."""

    code: str
    name: str
    short: str
    handles: bool = True
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    also: tuple[str, ...] = ()
    """What people call it besides; a text that says so names it."""


class Commune(OfficeStruct, frozen=True, kw_only=True):
    """A commune unit; `valid_to` and `successor` inform, they do not remove it from a choice."""

    code: str
    name: str
    kind: Literal["thị trấn", "xã", "phường"]
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    """Where its circle stands on the map; both zero: nowhere."""


class Successor(OfficeStruct, frozen=True, kw_only=True):
    """A commune unit that took over from older ones, with the legal basis."""

    code: str
    name: str
    basis: str


class OutsideArea(OfficeStruct, frozen=True, kw_only=True):
    """Places that are not the office's, and who looks after what happens there."""

    name: str
    where: str
    basis: str
    places: tuple[str, ...]
    communes: tuple[str, ...] = ()
    """Named as places only after `xã`, `phường` or `thị trấn`."""
    confirmed: bool = False


class Field(OfficeStruct, frozen=True, kw_only=True):
    """A subject citizens write about; words of `actors` outrank those of `words` in routing."""

    code: str
    name: str
    agency: str
    words: tuple[str, ...]
    actors: tuple[str, ...] = ()
    forward_automatically: bool = False
    deadline: str = "answer_normal"
    publishable: bool = True
    procedure: bool = False
    """Whether it is of administrative procedures, of which the index of satisfaction speaks."""


class Topic(OfficeStruct, frozen=True, kw_only=True):
    """What people ask about in one word and the office sorts into several fields."""

    code: str
    name: str
    fields: tuple[str, ...]
    words: tuple[str, ...]


class Refusal(OfficeStruct, frozen=True, kw_only=True):
    code: str
    label: str
    basis: str
    offered: bool = True
    """One that is not was given before; it says of old cases why, and is given to no new one."""


class Redirect(OfficeStruct, frozen=True, kw_only=True):
    """A matter that another channel takes: where to go, and the law that says so."""

    code: str
    label: str
    where: str
    basis: str


class DangerKind(OfficeStruct, frozen=True, kw_only=True):
    """A kind of danger to somebody: who comes first, and which numbers are called first."""

    code: str
    name: str
    agency: str
    numbers: tuple[str, ...]
    words: tuple[str, ...]
