"""Figures that were closed stand, also when the program has learned to count more since."""

from __future__ import annotations

from datetime import date

from rules.closed_period import (
    COUNT_GROUPS,
    corrections_since_closing,
    counts_to_close,
    summary_as_closed,
)
from rules.period_summary import summarise_period
from rules.stood import Stood
from tests.support.figures import WEEK, episode, fact


def test_a_count_nobody_knew_when_the_period_was_closed_is_read_from_the_log() -> None:
    waits = fact(episode(date(2026, 11, 2), False, date(2026, 12, 1), forward_late=9), agency="")
    found = summarise_period([waits], WEEK, [], soon=2)
    closed = counts_to_close(found)
    for line in (closed["line"], *closed["by_field"].values()):
        del line["late_forward"]
    closed["line"]["carried"] = 7
    read = summary_as_closed(found, closed)
    assert (read.line.late_forward, read.line.carried) == (1, 7)
    assert read.by_field["dat_dai"].late_forward == 1
    assert [one.name for one in corrections_since_closing(closed, found)] == ["carried"]


def test_a_period_closed_before_it_was_told_apart_what_came_back_still_adds_up() -> None:
    again = episode(date(2026, 11, 2), False, date(2026, 12, 1))
    gone = Stood(date(2026, 11, 2), date(2026, 11, 9))
    sent_back = fact(again, stood=(gone,))
    found = summarise_period([sent_back], WEEK, [], soon=2)
    assert (found.line.carried, found.line.brought_back) == (0, 1)
    closed = counts_to_close(found)
    for line in (closed["line"], *(one for name in COUNT_GROUPS for one in closed[name].values())):
        line["carried"] += line["brought_back"]
        for name in ("brought_back", "included", "excluded"):
            del line[name]
    read = summary_as_closed(found, closed)
    assert read.line.balanced
    assert (read.line.carried, read.line.brought_back) == (1, 0)
    assert not corrections_since_closing(closed, found)
