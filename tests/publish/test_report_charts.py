"""The picture of a report shows whoever is late, and leaves nobody out."""

from __future__ import annotations

from publish.report_charts import CHARTED, Bar, chosen
from rules.figures import Line


def test_whoever_is_late_comes_first_and_the_others_are_added_up() -> None:
    busy = [(f"Bận {number:02d}", Bar(closed=50, standing=20)) for number in range(15)]
    late = [("Trễ một", Bar(overdue=1)), ("Trễ ba", Bar(standing=1, overdue=3))]
    bars, rest = chosen([*busy, *late])
    assert [name for name, _ in bars[:3]] == ["Trễ ba", "Trễ một", "Bận 00"]
    assert len(bars) == CHARTED
    assert rest == Bar(closed=50 * 7, standing=20 * 7)


def test_a_bar_is_made_of_the_counts_of_the_tables() -> None:
    line = Line(new=9, on_time=2, refused=1, in_time=2, due_soon=1, paused=1, overdue=2)
    assert Bar.of(line) == (line.closed, line.standing, line.overdue) == (3, 4, 2)
    stands = ["on_time", "ended", "in_time", "paused", "overdue"]
    bar = Bar()
    for one in stands:
        bar = bar.with_one(one)
    assert bar == (2, 2, 1)
