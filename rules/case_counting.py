"""The figures of a period, counted from what each case went through: pure arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import NamedTuple, TypeVar

from rules import period_counts
from rules.case_facts import (
    ANSWERED_MARKS,
    DUE_SOON,
    IN_TIME,
    LATE_FORWARD,
    OVERDUE,
    PAUSED,
    SOLVED,
    CaseFact,
)
from rules.period_counts import PeriodCounts
from rules.reporting_period import Period
from rules.sipas import Score
from rules.solution import IMPOSSIBLE, PROMISED
from rules.solution import SOLVED as SOLVED_AT_ONCE
from rules.timeline import Episode

_Key = TypeVar("_Key")


class AnswerTimes(NamedTuple):
    """Working days from opening to the answer, open cases included as they stand."""

    median: float | None
    longest: int
    n: int


class PeriodTally:
    """The counts of one period, added up as its cases are read."""

    def __init__(self, period: Period, *, soon: int) -> None:
        self.line = PeriodCounts()
        self._period, self._soon = period, soon
        self._days: list[int] = []

    def add(self, facts: Sequence[CaseFact]) -> None:
        """Count some more cases."""
        self.line = period_counts.sum_counts(
            [self.line, count_cases(facts, self._period, soon=self._soon)]
        )
        self._days += _days_taken(facts, self._period)

    @property
    def times(self) -> AnswerTimes:
        """How long the answers took."""
        return _times(self._days)


def count_cases(facts: Iterable[CaseFact], period: Period, *, soon: int) -> PeriodCounts:
    """Count a group of cases. `soon`: working days left from which a case is due soon."""
    counts: Counter[str] = Counter()
    for fact in facts:
        for episode in fact.episodes:
            for mark in counts_of_episode(fact, episode, period, soon):
                counts[mark] += 1
        for mark in counts_by_events(fact, period):
            counts[mark] += 1
    return PeriodCounts(**counts)


def counts_by_events(fact: CaseFact, period: Period) -> list[str]:
    """The fields of PeriodCounts a case stands in by what happened in the period, open or not."""
    found = ["published"] if period.holds(fact.published_on) else []
    found += [f"told_{one.to}" for one in fact.escalations if period.holds(one.day)]
    if period.holds(fact.verdict_on):
        found.append("resolved" if fact.resolved else "unresolved")
    if fact.score is not None and period.holds(fact.rated_on):
        found.append("rated")
        if Score(fact.score).satisfied:
            found.append("satisfied")
        elif fact.score <= Score.DISSATISFIED:
            found.append("dissatisfied")
    return found


def counts_of_episode(fact: CaseFact, episode: Episode, period: Period, soon: int) -> list[str]:
    """The counts of PeriodCounts an episode stands in; none when it was not open in the period."""
    stands = standing_in_period(episode, period, soon)
    if not stands:
        return []
    found = [_opening(episode, period), stands]
    if fact.about in {"conduct", "rule"}:
        found.append(fact.about)
    if fact.proposal:
        found.append("proposal")
    if stands == OVERDUE and episode.very_late:
        found.append("very_late")
    if episode.forward_late and stands in {IN_TIME, DUE_SOON, OVERDUE}:
        found.append(LATE_FORWARD)
    if episode.days_late:
        found.append("should_apologise")
        found += [name for name in ("apologised", "promised") if getattr(episode, name)]
        found += ["broken"] if episode.promised and episode.broken else []
    if stands in ANSWERED_MARKS and episode is fact.episodes[-1]:
        found += _solution_counts(fact, period)
    if stands in ANSWERED_MARKS and not _said_since(fact, episode):
        found.append("unsaid")
    if stands in ANSWERED_MARKS and fact.publishable:
        public = fact.published_on is not None and fact.published_on <= period.last
        found += ["publishable", *(["public"] if public else [])]
    return found


def _solution_counts(fact: CaseFact, period: Period) -> list[str]:
    """An answer is no solution: what counts as solved is what the agency says is done."""
    kept = fact.solved_on is not None and fact.solved_on <= period.last
    if fact.solution == SOLVED_AT_ONCE or kept:
        return ["solved"]
    return {PROMISED: ["to_be_done"], IMPOSSIBLE: ["not_possible"]}.get(fact.solution, [])


def _said_since(fact: CaseFact, episode: Episode) -> bool:
    """Whether its owner said, after this answer, what they hold of it."""
    said, closed = fact.verdict_on, episode.closed
    return said is not None and closed is not None and said >= closed


def standing_in_period(episode: Episode, period: Period, soon: int) -> str:
    """How an episode ended in the period, or stood at its end; empty when it was not open in it."""
    if episode.opened > period.last or (episode.closed and episode.closed < period.first):
        return ""
    if episode.closed is not None and episode.closed <= period.last:
        return _closing(episode)
    return _standing(episode, soon)


def _opening(episode: Episode, period: Period) -> str:
    if episode.opened < period.first:
        return "carried"
    return "reopened" if episode.reopened else "new"


def _closing(episode: Episode) -> str:
    if episode.outcome == SOLVED:
        return episode.punctuality
    return episode.outcome if episode.outcome in {"refused", "redirected"} else "ended"


def _standing(episode: Episode, soon: int) -> str:
    if episode.paused:
        return PAUSED
    if episode.days_late:
        return OVERDUE
    return DUE_SOON if episode.days_left <= soon else IN_TIME


def counts_by_group(
    facts: Sequence[CaseFact], key: Callable[[CaseFact], str], period: Period, *, soon: int
) -> dict[str, PeriodCounts]:
    """A line for each group that has anything to count, the largest first."""
    return largest_counts_first(counts_by_key(facts, key, period, soon).items())


def counts_by_key(
    facts: Iterable[CaseFact], key: Callable[[CaseFact], _Key], period: Period, soon: int
) -> dict[_Key, PeriodCounts]:
    groups: dict[_Key, list[CaseFact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return {name: count_cases(group, period, soon=soon) for name, group in groups.items()}


def largest_counts_first(lines: Iterable[tuple[str, PeriodCounts]]) -> dict[str, PeriodCounts]:
    """Lines of the same name together, those with nothing to count left out."""
    groups: dict[str, list[PeriodCounts]] = {}
    for name, one in lines:
        groups.setdefault(name, []).append(one)
    whole = {name: period_counts.sum_counts(some) for name, some in groups.items()}
    kept = {name: one for name, one in whole.items() if any(one)}
    return dict(sorted(kept.items(), key=lambda item: (-item[1].arrived, item[0])))


def answer_times(facts: Iterable[CaseFact], period: Period) -> AnswerTimes:
    """How long answers took in the period; what is still open counts with its days so far."""
    return _times(_days_taken(facts, period))


def _times(taken: Sequence[int]) -> AnswerTimes:
    return AnswerTimes(float(median(taken)) if taken else None, max(taken, default=0), len(taken))


def _days_taken(facts: Iterable[CaseFact], period: Period) -> list[int]:
    return [
        episode.days_taken
        for fact in facts
        for episode in fact.episodes
        if episode.opened <= period.last and _answered_or_open(episode, period)
    ]


def _answered_or_open(episode: Episode, period: Period) -> bool:
    if episode.closed is None or episode.closed > period.last:
        return True
    return episode.closed >= period.first and episode.outcome == SOLVED
