"""The map of published results: whose tiles it asks for, if the office wants one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.office_data import DataFault, OfficeStruct

_TILES: Final = re.compile(r"(https://[a-z0-9.-]+(?::\d+)?)/[^\s\"'<>;,]*")


class OfficeMap(OfficeStruct, frozen=True, kw_only=True):
    """Off while there is no address: who looks at a map tells its server that they did."""

    tiles: str = ""
    """An address with {z}, {x} and {y}."""
    attribution: str = ""
    """Whose map it is, as its licence asks."""

    @property
    def origin(self) -> str:
        """The server the tiles come from."""
        found = _TILES.fullmatch(self.tiles)
        return found[1] if found else ""


def map_faults(one: OfficeMap) -> Iterator[DataFault]:
    """What no browser could show, or no licence allows."""
    if not one.tiles:
        return
    if not one.origin or any(part not in one.tiles for part in ("{z}", "{x}", "{y}")):
        yield DataFault(("map", "tiles"), "check.map_tiles", {"tiles": one.tiles})
    if not one.attribution:
        yield DataFault(("map", "tiles"), "check.map_attribution", {})
