"""From the histories of cases to the facts that figures count, as they stood at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from publish.reports.case_facts import LookBack, LooksBack, Withheld
from rules import local_time
from rules.case_counting import PeriodTally, count_cases, counts_by_group, standing_in_period
from rules.case_facts import LATE_FORWARD, CaseFact, chained_reports
from rules.office import Office
from rules.period_counts import PeriodCounts
from rules.period_summary import PeriodSummary, PlacedEpisode, summarise_period
from rules.recalculation import office_as_of_terms
from rules.reporting_period import Period, PeriodRule, Span, earlier_periods
from rules.statistics_question import StatisticsQuestion, fields_of_topic
from rules.timeline import Episode
from rules.working_hours import last_working_day_before
from storage import case_histories, data_versions, heartbeat

EARLIER = 4
"""Periods before the reported one that it is compared with."""


async def outage_minutes(db: AsyncSession, period: Period) -> int:
    """How long the system itself was down in the period, as far as it is over."""
    found = await heartbeat.outages_between(
        db, local_time.start_of_day(period.first), local_time.end_of_day(period.last)
    )
    return sum(outage.minutes for outage in found)


async def period_summary(
    db: AsyncSession,
    office: Office,
    period: Period,
    span: Span,
    agency: str,
    now: datetime,
    withheld: Withheld,
) -> PeriodSummary:
    """What a report of the period says, of one agency or of all. Raises UnbalancedError."""
    soon = office.reports.soon_days
    before = await _before(db, office, period, span)
    seen = await _seen(db, office, now, (period, *before), withheld)
    tallies = [PeriodTally(one, soon=soon) for one in before]
    facts: list[CaseFact] = []
    whole = Period((period, *before)[-1].first, period.last)
    async for some in case_histories.case_histories_between(db, *_touching(office, whole)):
        found, *then = seen.facts(some, agency)
        facts += found
        for tally, reports in zip(tallies, then, strict=True):
            tally.add(chained_reports(reports))
    return summarise_period(
        facts,
        period,
        [tally.line for tally in tallies],
        soon=soon,
        earlier_times=[tally.times for tally in tallies],
    )


async def _before(db: AsyncSession, office: Office, period: Period, span: Span) -> list[Period]:
    """The periods to compare with: none from before the office had its first case."""
    first = await case_histories.first_case_received_at(db)
    rule: PeriodRule = office.reports.period_rule
    found = earlier_periods(period, span, rule, EARLIER)
    return [
        one for one in found if first is not None and local_time.start_of_day(one.first) >= first
    ]


async def placed_cases(
    db: AsyncSession,
    office: Office,
    question: StatisticsQuestion,
    now: datetime,
    withheld: Withheld,
) -> list[PlacedEpisode]:
    """The cases a question asks for, the urgent first, then the soonest due."""
    period, soon = question.period(office.reports.period_rule), office.reports.soon_days
    # Some are asked for by what happened long after they were closed.
    ever = period._replace(first=date.min)
    cases = [
        PlacedEpisode(fact, episode, _stands(question, episode, ever, soon))
        for fact in await _asked(db, office, question, now, withheld)
        for episode in fact.episodes
        if question.fits(fact, episode, period, soon)
    ]
    return sorted(cases, key=lambda one: (not one.fact.urgent, one.episode.due, one.fact.code))


def _stands(question: StatisticsQuestion, episode: Episode, ever: Period, soon: int) -> str:
    # In time to answer, it would seem not to belong among these.
    late = question.state == LATE_FORWARD
    return LATE_FORWARD if late else standing_in_period(episode, ever, soon)


async def question_counts(
    db: AsyncSession,
    office: Office,
    question: StatisticsQuestion,
    now: datetime,
    withheld: Withheld,
) -> PeriodCounts:
    """Every count of the cases a question is about, whatever state it asks for."""
    period, soon = question.period(office.reports.period_rule), office.reports.soon_days
    return count_cases(await _asked(db, office, question, now, withheld), period, soon=soon)


async def _asked(
    db: AsyncSession,
    office: Office,
    question: StatisticsQuestion,
    now: datetime,
    withheld: Withheld,
) -> list[CaseFact]:
    period, fields = (
        question.period(office.reports.period_rule),
        fields_of_topic(office, question.field),
    )
    seen = await _seen(db, office, now, (period,), withheld)
    return [
        fact
        async for some in case_histories.case_histories_between(db, *_touching(office, period))
        for fact in chained_reports(seen.facts(some, question.agency)[0])
        if question.about(fact, fields)
    ]


async def agency_lateness(
    db: AsyncSession, office: Office, period: Period, now: datetime
) -> dict[str, PeriodCounts]:
    """The lines of all agencies that were late in a period, counting nothing but what was late.

    For `publish/web/public_figures.py`: restricted cases count as they did before; what is about
    officials counts, but with no agency, for one that knows its cases would miss it among them.
    """
    seen = await _seen(db, office, now, (period,), lambda case: case.about_somebody)
    found = case_histories.late_case_histories_between(db, *_touching(office, period))
    facts = [fact async for some in found for fact in seen.facts(some)[0]]
    reports = [fact for fact in facts if fact.kind == "report"]
    lines = counts_by_group(reports, lambda one: one.agency, period, soon=office.reports.soon_days)
    late = {agency: one for agency, one in lines.items() if one.should_apologise}
    return dict(sorted(late.items(), key=lambda item: (-item[1].should_apologise, item[0])))


def _touching(office: Office, period: Period) -> tuple[datetime, datetime]:
    """What ended on days off before a period, and came on them, counts on its first day."""
    first = last_working_day_before(period.first, office.calendar)
    return local_time.start_of_day(first), local_time.end_of_day(period.last)


async def _seen(
    db: AsyncSession, office: Office, now: datetime, periods: Sequence[Period], withheld: Withheld
) -> LooksBack:
    """How the office saw its cases at the end of each period, or sees them now in one not over."""
    versions = await data_versions.terms_versions(db)
    held = [(one.since, office_as_of_terms(office, one.terms)) for one in versions]

    def at(moment: datetime) -> Office:
        then = [by_terms for since, by_terms in held if since <= moment]
        return then[-1] if then else held[0][1] if held else office

    looks = []
    for period in periods:
        first = local_time.start_of_day(period.first)
        as_of = min(local_time.end_of_day(period.last), now.astimezone(UTC))
        looks.append(LookBack(first, as_of, at(as_of), at(min(first, as_of))))
    return LooksBack(looks, withheld)
