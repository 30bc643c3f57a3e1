"""How the episodes of a case stood at some moment, as was known then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rules.lifecycle import ANSWERED


class Stood(NamedTuple):
    """From which day to which an episode was open, and the status it closed with."""

    opened: date
    closed: date | None
    outcome: str = ""

    def open_before(self, first: date) -> bool:
        """Whether it was open in the evening before a day."""
        return self.opened < first and (self.closed is None or self.closed >= first)


def latest_answered(stood: Sequence[Stood]) -> int | None:
    """Which episode ended with the latest answer; None without one."""
    ended = [at for at, one in enumerate(stood) if one.outcome == ANSWERED]
    return ended[-1] if ended else None
