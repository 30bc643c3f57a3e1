"""The picture of figures: whose cases they are, and how they stand; whoever is late comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from bot.texts import Texts
from publish.reports import charts
from rules.case_facts import OVERDUE, STANDING_IN_TIME
from rules.period_counts import PeriodCounts

CHARTED: Final = 10
"""Bars a phone still shows, besides the one of all others; the tables have every group."""


class StandingBar(NamedTuple):
    """A group's cases, by the counts that tables show under the same names."""

    closed: int = 0
    standing: int = 0
    overdue: int = 0

    @classmethod
    def of(cls, line: PeriodCounts) -> StandingBar:
        """The bar of a line of figures."""
        return cls(line.closed, line.standing, line.overdue)

    def with_one(self, stands: str) -> StandingBar:
        """With a case more that stands so at the end of the period."""
        name = (
            stands if stands == OVERDUE else "standing" if stands in STANDING_IN_TIME else "closed"
        )
        return self._replace(**{name: getattr(self, name) + 1})


def charted_groups(
    groups: Sequence[tuple[str, StandingBar]],
) -> tuple[list[tuple[str, StandingBar]], StandingBar]:
    """The groups worth a bar, those with most overdue first, and all others added up."""
    ranked = sorted(
        groups,
        key=lambda group: (-group[1].overdue, -group[1].standing, -group[1].closed, group[0]),
    )
    rest = [bar for _, bar in ranked[CHARTED:]]
    return ranked[:CHARTED], StandingBar(*map(sum, zip(StandingBar(), *rest, strict=True)))


def standing_chart_png(
    texts: Texts, part: str, period: str, groups: Sequence[tuple[str, StandingBar]]
) -> bytes:
    """The groups as PNG; `part`: agency or field. Takes a second: call it in a thread."""
    shown, rest = charted_groups(groups)
    series = {
        texts(f"report.column.{name}"): [getattr(bar, name) for _, bar in shown]
        for name in StandingBar._fields
    }
    others = len(groups) - len(shown)
    # In words: as a bar, so many together would make all others too short to be told apart.
    note = texts(f"report.chart.rest.{part}", n=others, **rest._asdict()) if others else ""
    return charts.stacked_bars_png(
        texts(f"report.chart.by.{part}"),
        [name for name, _ in shown],
        {name: values for name, values in series.items() if any(values)},
        subtitle=period,
        note=note,
        empty=texts("report.empty"),
    )
