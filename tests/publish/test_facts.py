"""What a report sees at the ends of several periods is what it would see at each alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

import offices
from publish.reports.case_facts import LookBack, LooksBack
from rules.local_time import end_of_day, start_of_day
from rules.timeline import Moment
from storage.case_histories import CaseHistory
from tests.support.reports import none_withheld

OFFICE = offices.load_office()
MONDAY = date(2026, 11, 16)
START = datetime(2026, 10, 26, 2, tzinfo=UTC)
DATA = {
    "forward": {"agency": "TNMT"},
    "extend": {"days": 5},
    "apologise": {"promised": "2026-12-01"},
    "rate": {"score": 4},
}
ACTIONS = (
    "forward",
    "ask",
    "supplement",
    "extend",
    "late",
    "apologise",
    "answer",
    "reopen",
    "rate",
)


def looks(weeks: int) -> list[LookBack]:
    found = []
    for week in range(weeks):
        first = MONDAY - timedelta(weeks=week)
        last = first + timedelta(days=6)
        found.append(LookBack(start_of_day(first), end_of_day(last), OFFICE, OFFICE))
    return found


@st.composite
def histories(draw: st.DrawFn) -> CaseHistory:
    at = START + timedelta(hours=draw(st.integers(0, 400)))
    log = [Moment(at, "receive", {})]
    for action in draw(st.lists(st.sampled_from(ACTIONS), max_size=6)):
        at += timedelta(hours=draw(st.integers(0, 200)))
        log.append(Moment(at, action, DATA.get(action, {})))
    return CaseHistory(
        id=1,
        code="PAKN.20261026.0001",
        field="datdai",
        commune="",
        about="",
        kind="report",
        proposal=False,
        deadline="",
        urgent=False,
        may_publish=True,
        accused="",
        accused_id=None,
        kept_out="",
        sealed=False,
        received_at=log[0].at,
        log=log,
    )


@given(histories())
def test_a_case_is_the_same_whether_other_weeks_are_looked_at_too(history: CaseHistory) -> None:
    together = LooksBack(looks(5), none_withheld).facts([history])
    apart = [LooksBack([look], none_withheld).facts([history])[0] for look in looks(5)]
    assert together == apart
