"""The picture of a report shows whoever is late, and leaves nobody out."""

from __future__ import annotations

from publish.reports.standing_chart import CHARTED, StandingBar, charted_groups
from rules.period_counts import PeriodCounts


def test_whoever_is_late_comes_first_and_the_others_are_added_up() -> None:
    busy = [(f"Bận {number:02d}", StandingBar(closed=50, standing=20)) for number in range(15)]
    late = [("Trễ một", StandingBar(overdue=1)), ("Trễ ba", StandingBar(standing=1, overdue=3))]
    bars, rest = charted_groups([*busy, *late])
    assert [name for name, _ in bars[:3]] == ["Trễ ba", "Trễ một", "Bận 00"]
    assert len(bars) == CHARTED
    assert rest == StandingBar(closed=50 * 7, standing=20 * 7)


def test_a_bar_is_made_of_the_counts_of_the_tables() -> None:
    line = PeriodCounts(new=9, on_time=2, refused=1, in_time=2, due_soon=1, paused=1, overdue=2)
    assert StandingBar.of(line) == (line.closed, line.standing, line.overdue) == (3, 4, 2)
    stands = ["on_time", "ended", "in_time", "paused", "overdue"]
    bar = StandingBar()
    for one in stands:
        bar = bar.with_one(one)
    assert bar == (2, 2, 1)
