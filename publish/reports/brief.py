"""The sentences at the head of a report: what matters, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.texts import Texts
from rules.period_counts import PeriodCounts

TOLD: Final = (
    *("new", "answered", "on_time", "open"),
    *("public", "publishable", "apologised", "should_apologise"),
)
"""What the first sentence of the brief counts."""


NAMED: Final = 3
"""Cases the brief names of one kind."""


def outage_lines(texts: Texts, minutes: int) -> list[str]:
    """That the system itself was down in a period, in one line; nothing when it was not."""
    return [texts("report.text.outages", length=timedelta(minutes=minutes))] if minutes else []


def some_codes(codes: Sequence[str]) -> str:
    more = ["…"] if len(codes) > NAMED else []
    return ", ".join([*codes[:NAMED], *more])


def counts_of_line(line: PeriodCounts, *names: str) -> dict[str, int]:
    return {name: getattr(line, name) for name in names}
