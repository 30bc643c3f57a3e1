"""How long it takes citizens to report something, and how many of them get to the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class FilingTimes(NamedTuple):
    """Of some days."""

    began: int
    """Chats in which a report was begun."""
    receipts: Mapping[int, int]
    """How many got a receipt, by minutes since their first word."""

    @property
    def filed(self) -> int:
        """How many got one."""
        return sum(self.receipts.values())

    @property
    def median(self) -> int | None:
        """In so many minutes half of them had it; None when nobody has one."""
        so_far = 0
        for minutes, n in sorted(self.receipts.items()):
            so_far += n
            if so_far * 2 >= self.filed:
                return minutes
        return None
