"""What an answer says was done: an answer is one thing, a solution another."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from rules.text import fold_text

NOT_SAID: Final = ""
"""From before this was asked, or of a question, which asks for words alone."""
SOLVED: Final = "solved"
PROMISED: Final = "promised"
"""It will be done by a day."""
IMPOSSIBLE: Final = "impossible"
"""It cannot be done; the answer says why, and where else to go."""

_DAY: Final = r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?"
_TYPED: Final = re.compile(rf"\D*{_DAY}\D*")
_TOLD: Final = re.compile(rf"\b(?:se|hen|du kien|cam ket)\b[^.!?\n]*?\b{_DAY}(?!\d)")
"""A word for what is to come, folded, and in the same sentence a day."""
_LEAP_YEAR: Final = date(2024, 1, 1)
"""Its first day: a year that has every day."""
_JUST_NOW: Final = timedelta(days=1)


class Solution(NamedTuple):
    """What the agency says was or will be done."""

    kind: str = NOT_SAID
    by: date | None = None
    """Of a promise: its last day."""
    done_on: date | None = None
    """Of a promise: when the agency said that it is kept."""

    @property
    def solved(self) -> bool:
        """Whether the agency says it is done, at once or as it had promised."""
        return self.kind == SOLVED or self.done_on is not None

    def awaited(self, today: date) -> bool:
        """Whether it is promised for a day that has not passed, and nobody said that it is done."""
        return self.by is not None and self.done_on is None and self.by >= today

    def broken(self, today: date) -> bool:
        """Whether the day is over and nobody said that it is done."""
        return self.by is not None and self.done_on is None and self.by < today


def day_typed(text: str, today: date) -> date | None:
    """The day somebody typed, the next of its kind where the year is left out; None: no day."""
    return _day(_TYPED.fullmatch(text.strip()), today)


def day_promised_in(text: str, today: date) -> date | None:
    """The day by which a text says that something will be done, if it does."""
    return _day(_TOLD.search(fold_text(text)), today)


def promises_a_day(text: str) -> bool:
    """Whether a text says that something will be done by a day, of whatever year."""
    return day_promised_in(text, _LEAP_YEAR) is not None


def _day(found: re.Match[str] | None, today: date) -> date | None:
    if found is None:
        return None
    day, month, year = found.groups()
    try:
        told = date(int(year or today.year), int(month), int(day))
        # The two are compared by their distance: no day lies before the first, nor after the last.
        passed = not year and today - told > _JUST_NOW
        return told.replace(year=told.year + 1) if passed else told
    except ValueError:
        return None
