"""When a citizen is shown that others told the same: how lately, how near, how many."""

from __future__ import annotations

from rules.office_data import OfficeStruct


class Neighbours(OfficeStruct, frozen=True, kw_only=True):
    """What may be offered to somebody who tells what others told already."""

    days: int
    """How long ago, at most, the others told it."""
    least_people: int
    """So many told of the very matter before anybody is shown that somebody did."""
    near_metres: int
    """Two points so near are one place, whatever the field."""
    landmarks: tuple[str, ...] = ()
    """What lies at one of these does not lie at another: in small letters, with their marks."""
    basis: str
    confirmed: bool
