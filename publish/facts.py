"""From the histories of cases to the facts that figures count, as they stood at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from rules.ask_figures import Question, fields_of
from rules.figures import (
    LATE_FORWARD,
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
    line,
    standing,
    summarise,
)
from rules.hours import ZONE
from rules.office import Office
from rules.period import Rule, Span, earlier
from rules.recount import as_of_terms
from rules.timeline import ANSWER, Course, Moment, Stretch, rule_for
from storage import data_versions, figures, heartbeat
from storage.figures import History

EARLIER = 4
"""Periods before the reported one that it is compared with."""


UNDONE_BY = {"unpublish": "publish", "unseal": "seal"}
"""Of a move and the one that takes it back, the later counts."""


class Look(NamedTuple):
    """A look back at the end of a period, by the calendar and the terms that held then."""

    first: datetime
    as_of: datetime
    today: date
    office: Office


class Reader:
    """A case as it stood at one moment after another, for whom its log is read once."""

    def __init__(self, office: Office, history: History) -> None:
        self._office, self._history = office, history
        self._course = Course(office)
        self._read = 0
        self._latest: dict[str, Moment] = {}
        self._handler: int | None = None
        self._escalations: list[Escalation] = []

    def at(self, look: Look) -> Fact | None:
        """At the end of a look, later than those before; None when its period did not touch it."""
        log = self._history.log
        while self._read < len(log) and log[self._read].at <= look.as_of:
            self._take(log[self._read])
            self._read += 1
        if not self._read or (self._course.closed and log[self._read - 1].at < look.first):
            return None
        seen = self._history.at(look.as_of)
        rule = rule_for(self._office, seen.field, seen.deadline, urgent=seen.urgent)
        found = self._course.at(rule, look.as_of)
        return self._fact(seen, tuple([_spell(one, look.today) for one in found]))

    def _take(self, moment: Moment) -> None:
        self._course.take(moment)
        self._latest[UNDONE_BY.get(moment.action, moment.action)] = moment
        if "handler_id" in moment.data:
            self._handler = moment.data["handler_id"]
        if moment.action == "escalate":
            self._escalations.append(_escalation(moment))

    def _fact(self, seen: History, spells: tuple[Spell, ...]) -> Fact:
        latest = self._latest.get
        rated, published, sealed = latest("rate"), latest("publish"), latest("seal")
        forwarded = latest("forward")
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
            handler=self._handler,
            published_on=_day(published) if published and published.action == "publish" else None,
            publishable=_publishable(self._office, seen),
            rated_on=_day(rated),
            score=rated.data["score"] if rated else None,
            sealed=sealed is not None and sealed.action == "seal",
            escalations=tuple(self._escalations),
        )


def _publishable(office: Office, history: History) -> bool:
    field = office.fields.get(history.field)
    return history.may_publish and (field is None or field.publishable)


def _day(moment: Moment | None) -> date | None:
    return moment.at.astimezone(ZONE).date() if moment else None


@lru_cache(maxsize=20_000)  # as many cases share their stretches
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
        forward_late=stretch.forward_late,
    )


def _escalation(moment: Moment) -> Escalation:
    return Escalation(
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
    soon = office.reports.soon_days
    before = await _before(db, office, period, span)
    seen = await _seen(db, office, now, (period, *before))
    tallies = [Tally(one, soon=soon) for one in before]
    facts: list[Fact] = []
    async for some in figures.histories(
        db, start_of((period, *before)[-1].first), end_of(period.last)
    ):
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


async def _before(db: AsyncSession, office: Office, period: Period, span: Span) -> list[Period]:
    """The periods to compare with: none from before the office had its first case."""
    first = await figures.first_received(db)
    rule: Rule = office.reports.period_rule
    found = earlier(period, span, rule, EARLIER)
    return [one for one in found if first is not None and start_of(one.first) >= first]


async def placed(
    db: AsyncSession, office: Office, question: Question, now: datetime
) -> list[Placed]:
    """The cases a question asks for, the soonest due first."""
    period, soon = question.period(office.reports.period_rule), office.reports.soon_days
    # Some are asked for by what happened long after they were closed.
    ever = period._replace(first=date.min)
    cases = [
        Placed(fact, spell, _stands(question, spell, ever, soon))
        for fact in await _asked(db, office, question, now)
        for spell in fact.spells
        if question.fits(fact, spell, period, soon)
    ]
    return sorted(cases, key=lambda one: (one.spell.due, one.fact.code))


def _stands(question: Question, spell: Spell, ever: Period, soon: int) -> str:
    # In time to answer, it would seem not to belong among these.
    late = question.state == LATE_FORWARD
    return LATE_FORWARD if late else standing(spell, ever, soon)


async def counts(db: AsyncSession, office: Office, question: Question, now: datetime) -> Line:
    """Every count of the cases a question is about, whatever state it asks for."""
    period, soon = question.period(office.reports.period_rule), office.reports.soon_days
    return line(await _asked(db, office, question, now), period, soon=soon)


async def _asked(db: AsyncSession, office: Office, question: Question, now: datetime) -> list[Fact]:
    period, fields = question.period(office.reports.period_rule), fields_of(office, question.field)
    seen = await _seen(db, office, now, (period,))
    return [
        fact
        async for some in figures.histories(db, start_of(period.first), end_of(period.last))
        for fact in counted(seen.facts(some)[0])
        if question.about(fact, fields)
    ]


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


class Seen:
    """The looks at the ends of several periods, the latest first."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self._looks = looks

    def facts(self, found: Iterable[History], agency: str = "") -> list[list[Fact]]:
        """For each look the cases, of one agency or of all, that its period touched."""
        lists: list[list[Fact]] = [[] for _ in self._looks]
        oldest_first = list(zip(self._looks, lists, strict=True))[::-1]
        for history in found:
            readers: dict[Office, Reader] = {}
            for look, facts in oldest_first:
                if history.received_at > look.as_of:
                    continue
                reader = readers.get(look.office)
                if reader is None:
                    reader = readers[look.office] = Reader(look.office, history)
                fact = reader.at(look)
                if fact is not None and agency in {"", fact.agency}:
                    facts.append(fact)
        return lists
