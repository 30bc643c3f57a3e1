"""From the histories of cases to the facts that figures count, as they stood at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from rules.ask_figures import Question
from rules.figures import (
    Escalation,
    Fact,
    Line,
    Period,
    Placed,
    Spell,
    Summary,
    by,
    counted,
    line,
    standing,
    summarise,
    times,
)
from rules.hours import ZONE
from rules.office import Office
from rules.period import Rule, Span, earlier
from rules.recount import as_of_terms
from rules.timeline import ANSWER, Moment, Stretch, rule_for, stretches
from storage import data_versions, figures, heartbeat
from storage.data_versions import Version
from storage.figures import History

EARLIER = 4
"""Periods before the reported one that it is compared with."""


UNDONE_BY = {"unpublish": "publish", "unseal": "seal"}
"""Of a move and the one that takes it back, the later counts."""


def fact(office: Office, history: History, as_of: datetime) -> Fact | None:
    """A case as it stood at a moment; None when it had not arrived yet."""
    seen = history.at(as_of)
    rule = rule_for(office, seen.field, seen.deadline, urgent=seen.urgent)
    today = as_of.astimezone(ZONE).date()
    spells = tuple(_spell(one, today) for one in stretches(office, rule, history.log, as_of))
    if not spells:
        return None
    log = history.until(as_of)
    latest = {UNDONE_BY.get(moment.action, moment.action): moment for moment in log}
    rated, published, sealed = latest.get("rate"), latest.get("publish"), latest.get("seal")
    forwarded = latest.get("forward")
    return Fact(
        case_id=seen.id,
        code=seen.code,
        field=seen.field,
        agency=forwarded.data.get("agency", "") if forwarded else "",
        commune=seen.commune,
        about=seen.about,
        kind=seen.kind,
        proposal=seen.proposal,
        spells=spells,
        handler=_handler(log),
        published_on=_day(published) if published and published.action == "publish" else None,
        publishable=_publishable(office, seen),
        rated_on=_day(rated),
        score=rated.data["score"] if rated else None,
        sealed=sealed is not None and sealed.action == "seal",
        escalations=tuple(_escalations(log)),
    )


def _publishable(office: Office, history: History) -> bool:
    field = office.fields.get(history.field)
    return history.may_publish and (field is None or field.publishable)


def _handler(log: Sequence[Moment]) -> int | None:
    """Who had taken the case, or was given it."""
    name = "handler_id"
    return next((moment.data[name] for moment in reversed(log) if name in moment.data), None)


def _day(moment: Moment | None) -> date | None:
    return moment.at.astimezone(ZONE).date() if moment else None


def _spell(stretch: Stretch, today: date) -> Spell:
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
        very_late=stretch.very_late,
        paused=stretch.paused,
        expected=stretch.answer.expected(today),
        apologised=stretch.told.apologised is not None or stretch.told.broken is not None,
    )


def _escalations(log: Iterable[Moment]) -> Iterator[Escalation]:
    for moment in log:
        if moment.action == "escalate":
            yield Escalation(
                to=str(moment.data["to"]),
                day=moment.at.astimezone(ZONE).date(),
                stage=str(moment.data.get("stage", ANSWER)),
                days=int(moment.data.get("days", 0)),
            )


def start_of(day: date) -> datetime:
    """The first moment of a day where the office is."""
    return datetime.combine(day, time(), ZONE)


def end_of(day: date) -> datetime:
    """The last moment of a day where the office is."""
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)


async def outage_minutes(db: AsyncSession, period: Period) -> int:
    """How long the system itself was down in the period, as far as it is over."""
    found = await heartbeat.outages(db, start_of(period.first), end_of(period.last))
    return sum(outage.minutes for outage in found)


async def summary(
    db: AsyncSession, office: Office, period: Period, span: Span, agency: str, now: datetime
) -> Summary:
    """What a report of the period says, of one agency or of all. Raises UnbalancedError."""
    rule: Rule = office.reports.period_rule
    soon = office.reports.soon_days
    kept = await data_versions.all_of(db)
    periods = earlier(period, span, rule, EARLIER)
    found = await figures.histories(db, start_of(periods[-1].first), end_of(period.last))
    seen = Seen(office, kept, now)
    lines, taken = [], []
    for one in periods:
        reports = counted(seen.at(found, one, agency))
        lines.append(line(reports, one, soon=soon))
        taken.append(times(reports, one))
    facts = seen.at(found, period, agency)
    return summarise(facts, period, lines, soon=soon, earlier_times=taken)


async def placed(
    db: AsyncSession, office: Office, question: Question, now: datetime
) -> list[Placed]:
    """The cases a question asks for, the soonest due first."""
    period, soon = question.period(office.reports.period_rule), office.reports.soon_days
    found = await figures.histories(db, start_of(period.first), end_of(period.last))
    seen = Seen(office, await data_versions.all_of(db), now)
    cases = [
        Placed(fact, spell, standing(spell, period, soon))
        for fact in counted(seen.at(found, period, ""))
        for spell in fact.spells
        if question.fits(fact, spell, period, soon)
    ]
    return sorted(cases, key=lambda one: (one.spell.due, one.fact.code))


async def lateness(
    db: AsyncSession, office: Office, period: Period, now: datetime
) -> dict[str, Line]:
    """The lines of all agencies that were late in a period, counting nothing but what was late."""
    found = await figures.late_histories(db, start_of(period.first), end_of(period.last))
    seen = Seen(office, await data_versions.all_of(db), now).at(found, period, "")
    lines = by(counted(seen), lambda one: one.agency, period, soon=office.reports.soon_days)
    late = {agency: one for agency, one in lines.items() if one.should_apologise}
    return dict(sorted(late.items(), key=lambda item: (-item[1].should_apologise, item[0])))


class Seen(NamedTuple):
    """How an office sees the past: by the calendar and the terms that held then."""

    office: Office
    versions: Sequence[Version]
    now: datetime

    def at(self, found: Iterable[History], period: Period, agency: str) -> list[Fact]:
        """Facts as they stood at the end of a period, or now when it is not over."""
        as_of = min(end_of(period.last), self.now)
        office = self._office(as_of)
        first = start_of(period.first)
        all_facts = (fact(office, one, as_of) for one in found if one.touches(first, as_of))
        return [one for one in all_facts if one is not None and agency in {"", one.agency}]

    def _office(self, as_of: datetime) -> Office:
        held = [version.terms for version in self.versions if version.since <= as_of]
        held = held[-1:] or [version.terms for version in self.versions[:1]]
        return as_of_terms(self.office, held[0]) if held else self.office
