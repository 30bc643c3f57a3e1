"""How satisfied visitors are, in words, for page, sheet and chat alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from publish.reports.report_source import Turnout
from rules.common_phrases import CommonPhrase, find_common_phrases
from rules.office import Office
from rules.rating_lines import RatingReport
from rules.rating_report import build_rating_report, tallies_of_crowds
from rules.reporting_period import NamedPeriod, Period
from storage import rating_tasks, satisfaction_statistics, visitor_counts
from storage.models import RatingTask


class LowScoresOfPlace(NamedTuple):
    """What is public of the low scores of a counter: how many the figures count, what was done."""

    name: str
    n: int
    done: str


class SatisfactionStatistics(NamedTuple):
    """Everything about a period and the counters asked for (None: all of them)."""

    period: NamedPeriod
    counters: tuple[str, ...] | None
    report: RatingReport
    phrases: list[CommonPhrase]
    phrases_before: list[CommonPhrase]
    low: list[LowScoresOfPlace]
    turnout: Turnout | None = None
    """None: nobody counted the visitors."""


async def read_satisfaction_statistics(
    db: AsyncSession, office: Office, period: NamedPeriod, counters: Sequence[str] | None = None
) -> SatisfactionStatistics:
    """Read a period and the one before, and hold them side by side."""
    honesty = office.ratings.honesty
    days, earlier = period.days, period.before().days
    read, least = satisfaction_statistics.rating_tallies_between, office.publishing.least_group
    found = build_rating_report(
        office,
        tallies_of_crowds(await read(db, days.first, days.last, counters), least),
        tallies_of_crowds(await read(db, earlier.first, earlier.last, counters), least),
    )

    async def complained(span: Period) -> list[CommonPhrase]:
        said = await satisfaction_statistics.survey_comments_between(
            db, span.first, span.last, counters
        )
        bad = [one.words for one in said if one.overall <= honesty.low]
        return find_common_phrases(bad, honesty.words_minimum)

    came = await visitor_counts.turnout_between(db, days.first, days.last, counters)
    chosen = list(office.ratings.counters) if counters is None else counters
    return SatisfactionStatistics(
        period=period,
        counters=None if counters is None else tuple(counters),
        report=found,
        phrases=await complained(days),
        phrases_before=await complained(earlier),
        turnout=Turnout(*came) if came else None,
        low=_low_scores(
            found,
            await rating_tasks.rating_tasks_between(db, days.first, days.last, chosen),
            honesty.low,
        ),
    )


def _low_scores(
    report: RatingReport, tasks: Sequence[RatingTask], low: int
) -> list[LowScoresOfPlace]:
    """By the figures: what a leader was told is of few, of a morning, and of what is set apart."""
    done: dict[str, list[str]] = defaultdict(list)
    for task in tasks:
        if task.done:
            done[task.counter].append(task.done)
    counted = [(line, sum(line.counts[1 : low + 1])) for line in report.counters]
    return [LowScoresOfPlace(line.name, n, "\n".join(done[line.code])) for line, n in counted if n]
