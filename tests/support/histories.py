"""Random courses of cases, and their figures counted once more in the plainest way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

import offices
from publish.reports.case_facts import LookBack, LooksBack
from rules.local_time import ZONE, end_of_day, start_of_day
from rules.period_summary import PeriodSummary, summarise_period
from rules.reporting_period import Period
from rules.timeline import Moment
from storage.case_histories import CaseHistory
from tests.support.reports import none_withheld

OFFICE = offices.load_office()
BEGAN = date(2026, 10, 12)
"""A Monday; no holidays lie in the six weeks from here."""
WEEKS = [Period(BEGAN + timedelta(weeks=n), BEGAN + timedelta(weeks=n, days=6)) for n in range(6)]
SPAN = Period(WEEKS[0].first, WEEKS[-1].last)

ENDS = {"answer": "answered", "refuse": "refused", "withdraw": "ended", "merge": "ended"}
AFTER = {
    "open": ("forward", "answer", "refuse", "withdraw", "merge", "extend"),
    "answered": ("reopen", "send_back", "publish", "rate", "verdict"),
    "refused": ("appeal",),
    "ended": ("unmerge",),
}
"""What may come next, by how a case stands."""
APART = ("seal", "unseal")


class Filed(NamedTuple):
    """When a case was reported, and what came of it: moment and action, in order."""

    log: tuple[Moment, ...]
    publishable: bool


@st.composite
def courses(draw: st.DrawFn, *, apart: bool = True) -> Filed:
    """A case with up to ten moves, at any hour of any day. `apart`: it may be restricted."""
    at = datetime.combine(BEGAN, time(), ZONE) + timedelta(hours=draw(st.integers(0, 24 * 30)))
    log, stands, merged, sealed = [Moment(at.astimezone(UTC), "receive", {})], "open", False, False
    for _ in range(draw(st.integers(0, 10))):
        at += timedelta(hours=draw(st.sampled_from((1, 3, 20, 50, 100, 190))))
        may = [one for one in AFTER[stands] if one != "unmerge" or merged]
        may += ["unseal" if sealed else "seal"] if apart else []
        action = draw(st.sampled_from(may)) if may else ""
        if not action:
            break
        log.append(Moment(at.astimezone(UTC), action, _data(draw, action)))
        if action in APART:
            sealed = not sealed
        elif action in ENDS:
            stands, merged = ENDS[action], action == "merge"
        elif action in {"reopen", "appeal", "send_back", "unmerge"}:
            stands = "open"
    return Filed(tuple(log), draw(st.booleans()))


def _data(draw: st.DrawFn, action: str) -> dict[str, object]:
    return {
        "forward": {"agency": "TNMT"},
        "extend": {"days": 5},
        "rate": {"score": draw(st.integers(1, 5)) if action == "rate" else 0},
        "verdict": {"resolved": True},
    }.get(action, {})


def summaries(filed: Sequence[Filed], periods: Sequence[Period]) -> list[PeriodSummary]:
    """What reports of these periods say, each as of its own end, oldest first."""
    looks = [
        LookBack(start_of_day(one.first), end_of_day(one.last), OFFICE, OFFICE)
        for one in reversed(periods)
    ]
    found = LooksBack(looks, none_withheld).facts(_histories(filed))
    return [
        summarise_period(facts, period, [], soon=2)
        for facts, period in zip(reversed(found), periods, strict=True)
    ]


def _histories(filed: Iterable[Filed]) -> list[CaseHistory]:
    return [
        CaseHistory(
            id=n,
            code=f"PAKN.20261012.{n:04d}",
            field="datdai",
            commune="",
            about="",
            kind="report",
            proposal=False,
            deadline="",
            urgent=False,
            may_publish=one.publishable,
            accused="",
            accused_id=None,
            kept_out="",
            sealed=False,
            received_at=one.log[0].at,
            log=list(one.log),
        )
        for n, one in enumerate(filed, 1)
    ]


def counted_plainly(filed: Iterable[Filed], period: Period) -> Counter[str]:
    """The same counts, line by line from the logs, by nothing the product has."""
    counts: Counter[str] = Counter()
    for one in filed:
        counts.update(_of_one(one, period))
    return counts


def _of_one(one: Filed, period: Period) -> list[str]:
    known = [line for line in one.log if _day(line.at) <= period.last]
    if _sealed(known):
        return []
    found = []
    before = [line for line in one.log if _day(line.at) < period.first]
    if "publish" in _actions(known) and "publish" not in _actions(before):
        found.append("published")
    for n, stretch in enumerate(_stretches(known)):
        zero = max(_day_zero(stretch[0].at), date.min)
        ends = [line for line in stretch if line.action in {*ENDS, "send_back", "unmerge"}]
        ended = ends[-1] if ends and ends[-1].action in ENDS else None
        closed = max(zero, _day(ended.at)) if ended else None
        rates = [line for line in stretch if line.action == "rate"]
        if rates and period.first <= _day(rates[0].at) <= period.last:
            found.append("rated")
            found += ["satisfied"] if rates[-1].data["score"] >= 4 else []
        if zero > period.last or (closed and closed < period.first):
            continue
        if zero >= period.first:
            found.append("reopened" if n else "new")
        found.append(ENDS[ended.action] if ended else "open")
    return found


def _stretches(log: Sequence[Moment]) -> list[list[Moment]]:
    parts: list[list[Moment]] = []
    for line in log:
        if line.action in {"receive", "reopen", "appeal"}:
            parts.append([])
        parts[-1].append(line)
    return parts


def _sealed(log: Sequence[Moment]) -> bool:
    return [line.action for line in log if line.action in APART][-1:] == ["seal"]


def _actions(log: Iterable[Moment]) -> set[str]:
    return {line.action for line in log}


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def _day_zero(at: datetime) -> date:
    local, day = at.astimezone(ZONE), _day(at)
    late = local.time() > time(17)
    while late or day.weekday() > 4:
        late, day = False, day + timedelta(days=1)
    return day
