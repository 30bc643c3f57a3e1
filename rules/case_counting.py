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
    EXCLUDED,
    IN_TIME,
    LATE_FORWARD,
    OVERDUE,
    PAUSED,
    SOLVED,
    CaseFact,
    GivenRating,
    countable_reports,
)
from rules.period_counts import PeriodCounts
from rules.reporting_period import Period
from rules.sipas import Score
from rules.solution import IMPOSSIBLE, PROMISED
from rules.solution import SOLVED as SOLVED_AT_ONCE
from rules.timeline import Episode

_Key = TypeVar("_Key")


class AnswerTimes(NamedTuple):
    """Working days: from opening to the answer, and how old is what still waits for one."""

    median: float | None
    longest: int
    """Of both."""
    n: int
    open_median: float | None = None
    open_n: int = 0


class PeriodTally:
    """The counts of one period, added up as its cases are read."""

    def __init__(self, period: Period, *, soon: int) -> None:
        self.line = PeriodCounts()
        self._period, self._soon = period, soon
        self._answered: list[int] = []
        self._open: list[int] = []

    def add(self, facts: Sequence[CaseFact]) -> None:
        """Count some more cases."""
        self.line = period_counts.sum_counts(
            [self.line, count_cases(facts, self._period, soon=self._soon)]
        )
        answered, still_open = _days_taken(countable_reports(facts), self._period)
        self._answered += answered
        self._open += still_open

    @property
    def times(self) -> AnswerTimes:
        """How long the answers took."""
        return _times(self._answered, self._open)


def count_cases(facts: Iterable[CaseFact], period: Period, *, soon: int) -> PeriodCounts:
    """Count a group of cases. `soon`: working days left from which a case is due soon."""
    counts: Counter[str] = Counter()
    for fact in facts:
        stretches = [counts_of_episode(fact, one, period, soon) for one in fact.episodes]
        counts["cases"] += any(stretches)
        for marks in (*stretches, counts_by_events(fact, period)):
            counts.update(marks)
    return PeriodCounts(**counts)


def counts_by_events(fact: CaseFact, period: Period) -> list[str]:
    """The fields of PeriodCounts a case stands in by what happened in the period, open or not."""
    if not fact.counted:
        return []
    found = ["published"] if period.holds(fact.published_on) else []
    found += [f"told_{one.to}" for one in fact.escalations if period.holds(one.day)]
    if period.holds(fact.verdict_on):
        found.append("resolved" if fact.resolved else "unresolved")
    for one in fact.ratings:
        found += counts_of_rating(one, period)
    return found


def counts_of_rating(rating: GivenRating, period: Period) -> list[str]:
    """The same of one rating."""
    if not period.holds(rating.day):
        return []
    if Score(rating.score).satisfied:
        return ["rated", "satisfied"]
    return ["rated", *(["dissatisfied"] if rating.score <= Score.DISSATISFIED else [])]


def counts_of_episode(fact: CaseFact, episode: Episode, period: Period, soon: int) -> list[str]:
    """The counts of PeriodCounts an episode stands in; none when it was not open in the period."""
    stands = end_of_episode(fact, episode, period, soon)
    if not stands:
        return []
    found = [_opening(fact, episode, period), stands]
    if fact.about in {"conduct", "rule"}:
        found.append(fact.about)
    if fact.proposal:
        found.append("proposal")
    if stands == EXCLUDED:
        return found
    if stands == OVERDUE and episode.very_late:
        found.append("very_late")
    if episode.forward_late and stands in {IN_TIME, DUE_SOON, OVERDUE}:
        found.append(LATE_FORWARD)
    if episode.days_late:
        found.append("should_apologise")
        found += [name for name in ("apologised", "promised") if getattr(episode, name)]
        found += ["broken"] if episode.promised and episode.broken else []
    if stands in ANSWERED_MARKS:
        found += _counts_of_answer(fact, episode, period)
    return found


def _counts_of_answer(fact: CaseFact, episode: Episode, period: Period) -> list[str]:
    found = _solution_counts(fact, period) if episode is fact.episodes[-1] else []
    at = fact.place_of(episode)
    if fact.said_of is None or fact.said_of < at:
        found.append("unsaid")
    answers = [n for n, one in enumerate(fact.episodes) if one.outcome == SOLVED]
    if fact.publishable and at == answers[-1]:
        # Of several answers the last one is what strangers should read.
        found += ["publishable", *(["public"] if fact.public == at else [])]
    return found


def _solution_counts(fact: CaseFact, period: Period) -> list[str]:
    """An answer is no solution: what counts as solved is what the agency says is done."""
    kept = fact.solved_on is not None and fact.solved_on <= period.last
    if fact.solution == SOLVED_AT_ONCE or kept:
        return ["solved"]
    return {PROMISED: ["to_be_done"], IMPOSSIBLE: ["not_possible"]}.get(fact.solution, [])


def standing_in_period(episode: Episode, period: Period, soon: int) -> str:
    """How an episode ended in the period, or stood at its end; empty when it was not open in it."""
    if episode.opened > period.last or (episode.closed and episode.closed < period.first):
        return ""
    if episode.closed is not None and episode.closed <= period.last:
        return _closing(episode)
    return _standing(episode, soon)


def end_of_episode(fact: CaseFact, episode: Episode, period: Period, soon: int) -> str:
    """The same; of what was counted when the period began and is not any more, that it left."""
    if fact.counted:
        return standing_in_period(episode, period, soon)
    before = fact.stood_before(episode, period.first)
    was_open = before is not None and before.open_before(period.first)
    return EXCLUDED if fact.counted_then and was_open else ""


def _opening(fact: CaseFact, episode: Episode, period: Period) -> str:
    """What the period before left open is carried over, whatever became of it since."""
    before = fact.stood_before(episode, period.first)
    if before is None:
        return "reopened" if episode.reopened else "new"
    if not fact.counted_then:
        return "included"
    return "carried" if before.open_before(period.first) else "brought_back"


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
    """How long the answers of the period took, and how old was what stayed open."""
    return _times(*_days_taken(facts, period))


def _times(answered: Sequence[int], still_open: Sequence[int]) -> AnswerTimes:
    longest = max((*answered, *still_open), default=0)
    return AnswerTimes(
        _median(answered), longest, len(answered), _median(still_open), len(still_open)
    )


def _median(taken: Sequence[int]) -> float | None:
    return float(median(taken)) if taken else None


def _days_taken(facts: Iterable[CaseFact], period: Period) -> tuple[list[int], list[int]]:
    """Of what was answered in the period, and of what was open at its end."""
    answered: list[int] = []
    still_open: list[int] = []
    for episode in (one for fact in facts for one in fact.episodes if one.opened <= period.last):
        if episode.closed is None or episode.closed > period.last:
            still_open.append(episode.days_taken)
        elif episode.closed >= period.first and episode.outcome == SOLVED:
            answered.append(episode.days_taken)
    return answered, still_open
