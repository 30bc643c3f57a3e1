"""A period's numbers, checked against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from rules import case_counting, case_facts, period_counts
from rules.case_counting import AnswerTimes
from rules.case_facts import OVERDUE, STANDING_IN_TIME, WITHHELD, CaseFact, Escalation
from rules.period_counts import PeriodCounts
from rules.reporting_period import Period
from rules.timeline import Episode


def overdue_episodes(facts: Iterable[CaseFact], period: Period) -> list[tuple[CaseFact, Episode]]:
    """Open and late at the end of the period, the urgent first, then the latest."""
    return _latest_first(facts, period, attrgetter("days_late"))


def unforwarded_episodes(
    facts: Iterable[CaseFact], period: Period
) -> list[tuple[CaseFact, Episode]]:
    """Open and too long with no agency then, the urgent first, then the longest."""
    return _latest_first(facts, period, attrgetter("forward_late"))


def _latest_first(
    facts: Iterable[CaseFact], period: Period, days: Callable[[Episode], int]
) -> list[tuple[CaseFact, Episode]]:
    found = [
        (fact, episode)
        for fact in facts
        for episode in fact.episodes
        if days(episode)
        and not episode.paused
        and episode.opened <= period.last
        and (episode.closed is None or episode.closed > period.last)
    ]
    return sorted(found, key=lambda item: (not item[0].urgent, -days(item[1]), item[0].code))


def escalations_in_period(
    facts: Iterable[CaseFact], period: Period
) -> list[tuple[CaseFact, Escalation]]:
    """What was told to whom in the period, in the order it was."""
    found = [(fact, one) for fact in facts for one in fact.escalations if period.holds(one.day)]
    return sorted(found, key=lambda item: (item[1].day, item[0].code, item[1].days))


class PlacedEpisode(NamedTuple):
    """A case of a period with one episode, and the count it stands in at the end."""

    fact: CaseFact
    episode: Episode
    stands: str


class PeriodSummary(NamedTuple):
    """All a report says about one period, for the whole office or one agency."""

    period: Period
    line: PeriodCounts
    earlier: tuple[PeriodCounts, ...]
    """The same for the periods before, the latest first."""
    earlier_times: tuple[AnswerTimes, ...]
    by_agency: dict[str, PeriodCounts]
    by_field: dict[str, PeriodCounts]
    by_commune: dict[str, PeriodCounts]
    overdue: list[tuple[CaseFact, Episode]]
    unforwarded: list[tuple[CaseFact, Episode]]
    escalated: list[tuple[CaseFact, Escalation]]
    placed: list[PlacedEpisode]
    """Every episode counted, with the count it stands in at the end; those withheld apart."""
    times: AnswerTimes
    questions: int
    """Received in the period, answered but not counted as reports."""
    references: int
    """Kept without the contact the law asks for, counted apart."""
    sealed: int

    @property
    def urgent_open(self) -> list[str]:
        """The codes of urgent cases that were open at the end."""
        ends = (*STANDING_IN_TIME, OVERDUE)
        return [one.fact.code for one in self.placed if one.fact.urgent and one.stands in ends]

    @property
    def withheld(self) -> PeriodCounts:
        """Of the whole line what stands in no list of single cases."""
        return self.by_agency.get(WITHHELD, PeriodCounts())

    def mean(self, name: str) -> float | None:
        """The mean of a count over the earlier periods."""
        values = [getattr(one, name) for one in self.earlier]
        return sum(values) / len(values) if values else None


class UnbalancedError(Exception):
    """What came is not closed + open + left out: such a report must not go out."""

    def __init__(self, found: PeriodCounts) -> None:
        super().__init__(
            f"{found.arrived} came, {found.closed} closed, {found.open} open, "
            f"{found.excluded} left out"
        )
        self.line = found


def summarise_period(
    facts: Sequence[CaseFact],
    period: Period,
    earlier: Sequence[PeriodCounts],
    *,
    soon: int,
    earlier_times: Sequence[AnswerTimes] = (),
) -> PeriodSummary:
    """Count everything a report of `period` says, from facts as they stood at its end.

    `earlier`, `earlier_times`: the same for the periods before, the latest first, each from facts
    as they stood at its own end. Raises UnbalancedError.
    """
    chained = case_facts.chained_reports(facts)
    reports = case_facts.countable_reports(facts)
    named = [fact for fact in reports if not fact.withheld]
    places = case_counting.counts_by_key(
        chained, lambda fact: (fact.agency, fact.field, fact.commune), period, soon
    )
    whole = period_counts.sum_counts(places.values())
    if not whole.balanced:
        raise UnbalancedError(whole)
    return PeriodSummary(
        period=period,
        line=whole,
        earlier=tuple(earlier),
        earlier_times=tuple(earlier_times),
        by_agency=case_counting.largest_counts_first(
            (place[0], one) for place, one in places.items()
        ),
        by_field=case_counting.largest_counts_first(
            (place[1], one) for place, one in places.items()
        ),
        by_commune=case_counting.largest_counts_first(
            (place[2], one) for place, one in places.items()
        ),
        overdue=overdue_episodes(named, period),
        unforwarded=unforwarded_episodes(named, period),
        escalated=escalations_in_period(named, period),
        placed=[
            PlacedEpisode(fact, episode, stands)
            for fact in chained
            for episode in fact.episodes
            if not fact.withheld
            and (stands := case_counting.end_of_episode(fact, episode, period, soon))
        ],
        times=case_counting.answer_times(reports, period),
        questions=_received(facts, period, "question"),
        references=_received(facts, period, "reference"),
        sealed=sum(fact.restricted and period.holds(fact.episodes[0].opened) for fact in facts),
    )


def _received(facts: Iterable[CaseFact], period: Period, kind: str) -> int:
    return sum(
        fact.kind == kind and not fact.restricted and period.holds(fact.episodes[0].opened)
        for fact in facts
    )
