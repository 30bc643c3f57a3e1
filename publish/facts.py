"""From the histories of cases to the facts that figures count, as they stood at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from rules.figures import Fact, Line, Period, Spell, Summary, counted, line, summarise
from rules.hours import ZONE
from rules.office import Office
from rules.period import Rule, Span, before
from rules.timeline import Stretch, rule_for, stretches
from storage import figures
from storage.figures import History

EARLIER = 4
"""Periods before the reported one that it is compared with."""


def fact(office: Office, history: History, as_of: datetime) -> Fact | None:
    """A case as it stood at a moment; None when it had not arrived yet."""
    rule = rule_for(office, history.field, history.deadline, urgent=history.urgent)
    spells = tuple(_spell(one) for one in stretches(office, rule, history.log, as_of))
    if not spells:
        return None
    rated = _on(history.rated_at, as_of)
    return Fact(
        case_id=history.id,
        code=history.code,
        field=history.field,
        agency=_agency(history, as_of),
        commune=history.commune,
        about=history.about,
        kind=history.kind,
        spells=spells,
        handler=history.handler_id,
        published_on=_on(history.published_at, as_of),
        apologised_on=_apologised(history, as_of),
        rated_on=rated,
        score=history.score if rated else None,
        sealed=history.sealed,
    )


def _spell(stretch: Stretch) -> Spell:
    return Spell(
        opened=stretch.opened,
        reopened=stretch.reopened,
        due=stretch.due,
        closed=stretch.closed,
        outcome=stretch.outcome,
        extended=bool(stretch.extended_days),
        days_late=stretch.days_late,
        days_left=max(0, stretch.days_left),
        days_taken=stretch.days_taken,
        paused=stretch.paused,
    )


def _agency(history: History, as_of: datetime) -> str:
    """Who had the case then: the last it was forwarded to."""
    forwarded = [
        str(moment.data["agency"])
        for moment in history.log
        if moment.at <= as_of and moment.action == "forward" and moment.data.get("agency")
    ]
    return forwarded[-1] if forwarded else ""


def _on(moment: datetime | None, as_of: datetime) -> date | None:
    return moment.astimezone(ZONE).date() if moment and moment <= as_of else None


def _apologised(history: History, as_of: datetime) -> date | None:
    said = [m.at for m in history.log if m.action == "apologise" and m.at <= as_of]
    return _on(said[-1], as_of) if said else None


def start_of(day: date) -> datetime:
    """The first moment of a day where the office is."""
    return datetime.combine(day, time(), ZONE)


def end_of(day: date) -> datetime:
    """The last moment of a day where the office is."""
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)


async def summary(
    db: AsyncSession, office: Office, period: Period, span: Span, agency: str, now: datetime
) -> Summary:
    """What a report of the period says, of one agency or of all. Raises UnbalancedError."""
    rule: Rule = office.reports.period_rule
    soon = office.reports.soon_days
    periods = [before(period, span, rule, steps) for steps in range(1, EARLIER + 1)]
    found = await figures.histories(db, start_of(periods[-1].first), end_of(period.last))
    earlier = [_line(facts_at(office, found, one, agency, now), one, soon=soon) for one in periods]
    return summarise(facts_at(office, found, period, agency, now), period, earlier, soon=soon)


def facts_at(
    office: Office, found: Iterable[History], period: Period, agency: str, now: datetime
) -> list[Fact]:
    """Facts as they stood at the end of a period, or now when it is not over."""
    as_of = min(end_of(period.last), now)
    all_facts = (fact(office, history, as_of) for history in found)
    return [one for one in all_facts if one is not None and agency in {"", one.agency}]


def _line(facts: list[Fact], period: Period, *, soon: int) -> Line:
    return line(counted(facts), period, soon=soon)
