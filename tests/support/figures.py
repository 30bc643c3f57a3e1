"""Facts to count."""

from __future__ import annotations

from datetime import date

import offices
from rules.answer_term import NORMAL_ANSWER
from rules.case_facts import CaseFact
from rules.deadline import CountedTerm
from rules.reporting_period import Period
from rules.timeline import Episode, Pause, TimeNotices

WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
DEADLINES = offices.load_office().deadlines


def episode(
    opened: date,
    reopened: bool,
    due: date,
    closed: date | None = None,
    outcome: str = "",
    *,
    extended: bool = False,
    days_late: int = 0,
    days_left: int = 0,
    days_taken: int = 0,
    paused: bool = False,
    expected: bool = False,
    apologised: bool = False,
    forward_late: int = 0,
) -> Episode:
    """One by its numbers, whatever a calendar would say; what they leave open is in time."""
    return Episode(
        opened=opened,
        reopened=reopened,
        forwarded=None if forward_late else opened,
        taken_in=opened,
        take_in=_term(opened),
        forward=_term(opened),
        answer=_term(due, provisional=expected),
        forward_rule=DEADLINES["forward"],
        answer_rule=DEADLINES[NORMAL_ANSWER],
        pauses=(Pause(opened, None),) if paused else (),
        paused_days=0,
        extended_days=int(extended),
        closed=closed,
        outcome=outcome,
        end=closed or WEEK.last,
        very_late_from=DEADLINES["very_late"].days,
        notices=TimeNotices(apologised=opened if apologised else None),
        days_taken=days_taken,
        take_in_left=0,
        forward_left=-forward_late,
        days_left=days_left - days_late,
        promise_left=0,
    )


def _term(due: date, *, provisional: bool = False) -> CountedTerm:
    return CountedTerm(due, (), (), provisional)


def fact(*episodes: Episode, **values: object) -> CaseFact:
    base = {
        "case_id": 1,
        "code": "PAKN.20261116.0001",
        "field": "dat_dai",
        "agency": "TNMT",
        "commune": "ia_ka",
        "about": "",
        "kind": "report",
    }
    return CaseFact(**{**base, "episodes": episodes, **values})  # type: ignore[arg-type]
