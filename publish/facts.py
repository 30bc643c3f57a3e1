"""From the histories of cases to the facts that figures count, as they stood at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
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
    Tally,
    by,
    counted,
    standing,
    summarise,
)
from rules.hours import ZONE
from rules.office import Office
from rules.period import Rule, Span, earlier
from rules.recount import as_of_terms
from rules.timeline import ANSWER, Moment, Stretch, rule_for, stretches
from storage import data_versions, figures, heartbeat
from storage.figures import History

EARLIER = 4
"""Periods before the reported one that it is compared with."""


UNDONE_BY = {"unpublish": "publish", "unseal": "seal"}
"""Of a move and the one that takes it back, the later counts."""


class Read(NamedTuple):
    """A case as it stood at a moment, and what its dates were counted from."""

    office: Office
    fact: Fact
    stretches: tuple[Stretch, ...]

    @property
    def lasts(self) -> bool:
        """Whether it stays so, but for what is left of its terms, until something is written."""
        last = self.stretches[-1]
        return last.closed is None and not last.paused

    def on(self, today: date) -> Fact:
        """The same on another day with the same log."""
        return self.fact._replace(spells=_spells(self.stretches, today))


def read(office: Office, history: History, as_of: datetime) -> Read | None:
    """A case as it stood at a moment; None when it had not arrived yet."""
    seen = history.at(as_of)
    rule = rule_for(office, seen.field, seen.deadline, urgent=seen.urgent)
    found = stretches(office, rule, history.log, as_of)
    if not found:
        return None
    today = as_of.astimezone(ZONE).date()
    fact = _fact(office, seen, history.until(as_of), _spells(found, today))
    return Read(office, fact, found)


def _fact(office: Office, seen: History, log: Sequence[Moment], spells: tuple[Spell, ...]) -> Fact:
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


def _spells(found: Iterable[Stretch], today: date) -> tuple[Spell, ...]:
    return tuple(_spell(one.on(today), today) for one in found)


def _spell(stretch: Stretch, today: date) -> Spell:
    left, told = stretch.days_left, stretch.told
    return Spell(
        opened=stretch.opened,
        reopened=stretch.reopened,
        due=stretch.due,
        closed=stretch.closed,
        outcome=stretch.outcome,
        extended=bool(stretch.extended_days),
        days_late=max(0, -left),
        days_left=max(0, left),
        days_taken=stretch.days_taken,
        very_late=-left >= stretch.very_late_from,
        paused=stretch.paused,
        expected=stretch.answer.expected(today),
        apologised=told.apologised is not None or told.broken is not None,
        promised=stretch.promise is not None or told.broken is not None,
        broken=stretch.promise_broken or told.broken is not None,
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
    """The first moment of a day where the office is; in UTC, as logs are: so they compare fast."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


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
    before = earlier(period, span, rule, EARLIER)
    seen = await _seen(db, office, now, (period, *before))
    tallies = [Tally(one, soon=soon) for one in before]
    facts: list[Fact] = []
    async for some in figures.histories(db, start_of(before[-1].first), end_of(period.last)):
        found, *then = seen.facts(some, agency)
        facts += found
        for tally, reports in zip(tallies, then, strict=True):
            tally.add(counted(reports))
    return summarise(
        facts,
        period,
        [tally.line for tally in tallies],
        soon=soon,
        earlier_times=[tally.times for tally in tallies],
    )


async def placed(
    db: AsyncSession, office: Office, question: Question, now: datetime
) -> list[Placed]:
    """The cases a question asks for, the soonest due first."""
    period, soon = question.period(office.reports.period_rule), office.reports.soon_days
    seen = await _seen(db, office, now, (period,))
    cases = [
        Placed(fact, spell, standing(spell, period, soon))
        async for some in figures.histories(db, start_of(period.first), end_of(period.last))
        for fact in counted(seen.facts(some)[0])
        for spell in fact.spells
        if question.fits(fact, spell, period, soon)
    ]
    return sorted(cases, key=lambda one: (one.spell.due, one.fact.code))


async def lateness(
    db: AsyncSession, office: Office, period: Period, now: datetime
) -> dict[str, Line]:
    """The lines of all agencies that were late in a period, counting nothing but what was late."""
    seen = await _seen(db, office, now, (period,))
    found = figures.late_histories(db, start_of(period.first), end_of(period.last))
    reports = [fact async for some in found for fact in counted(seen.facts(some)[0])]
    lines = by(reports, lambda one: one.agency, period, soon=office.reports.soon_days)
    late = {agency: one for agency, one in lines.items() if one.should_apologise}
    return dict(sorted(late.items(), key=lambda item: (-item[1].should_apologise, item[0])))


async def _seen(db: AsyncSession, office: Office, now: datetime, periods: Sequence[Period]) -> Seen:
    """How the office saw its cases at the end of each period, or sees them now in one not over."""
    versions = await data_versions.all_of(db)
    held = [(one.since, as_of_terms(office, one.terms)) for one in versions]
    looks = []
    for period in periods:
        as_of = min(end_of(period.last), now.astimezone(UTC))
        then = [by_terms for since, by_terms in held if since <= as_of]
        by_terms = then[-1] if then else held[0][1] if held else office
        today = as_of.astimezone(ZONE).date()
        looks.append(Look(start_of(period.first), as_of, today, by_terms))
    return Seen(looks)


class Look(NamedTuple):
    """A look back at the end of a period, by the calendar and the terms that held then."""

    first: datetime
    as_of: datetime
    today: date
    office: Office


class Seen(NamedTuple):
    """The looks at the ends of several periods."""

    looks: Sequence[Look]

    def facts(self, found: Iterable[History], agency: str = "") -> list[list[Fact]]:
        """For each look the cases, of one agency or of all, that its period touched."""
        lists: list[list[Fact]] = [[] for _ in self.looks]
        for history in found:
            lasting: Read | None = None
            for look, facts in zip(self.looks, lists, strict=True):
                if not history.touches(look.first, look.as_of):
                    continue
                if lasting and lasting.office is look.office and history.whole(look.as_of):
                    # Nothing was written between two looks: it need not be read again.
                    fact = lasting.on(look.today)
                elif seen := read(look.office, history, look.as_of):
                    lasting = seen if seen.lasts and history.whole(look.as_of) else lasting
                    fact = seen.fact
                else:
                    continue
                if agency in {"", fact.agency}:
                    facts.append(fact)
        return lists
