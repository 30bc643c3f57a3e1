"""The tallies of ratings, line by line."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from rules.rating_forms import OfficialSurvey, PlanTarget, RatingForm
from rules.satisfaction_index import (
    ConfidenceInterval,
    TargetVerdict,
    share_of_counts,
    wilson_interval,
)
from rules.sipas import Share

NO_COUNTS = (0, 0, 0, 0, 0, 0)


class RatingCounts(Protocol):
    """What storage.satisfaction_statistics counts: a PeriodTally."""

    @property
    def counter(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def commune(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def marked(self) -> bool: ...
    @property
    def counts(self) -> tuple[int, ...]: ...


class RatingLine(NamedTuple):
    """One figure: without the marked slips, with them, and of the period before."""

    code: str
    name: str
    counts: tuple[int, ...]
    with_marked: Share
    before: Share
    enough: bool
    comparable: bool
    """Whether the period before had enough as well."""
    people: int
    """How many gave the answers, at least: of several questions as many as answered one of them."""

    @property
    def share(self) -> Share:
        """Satisfied of valid answers, marked slips left out."""
        return share_of_counts(self.counts)

    @property
    def percent(self) -> float | None:
        """In tenths of a percent, cut and never rounded up; None when n is too small."""
        return self.share.percent if self.enough else None

    @property
    def interval(self) -> ConfidenceInterval | None:
        """Wilson's interval in tenths of a percent, by people; None where they are too few."""
        return wilson_interval(self.share, self.people) if self.enough else None

    @property
    def dissatisfied(self) -> int:
        """Answers that were dissatisfied or very dissatisfied."""
        return sum(self.counts[1:3])

    @property
    def change(self) -> float | None:
        """Percentage points against the period before, to a tenth."""
        if not (self.enough and self.comparable):
            return None
        if self.before.tenths is None or self.share.tenths is None:
            return None
        return (self.share.tenths - self.before.tenths) / 10


class FactorLine(NamedTuple):
    """A factor beside the plan's row, both readings of it, and the official surveys."""

    line: RatingLine
    target: PlanTarget | None
    points: float
    relative: float
    verdict: TargetVerdict | None
    """Held against the reading the office chose; None without answers."""
    surveys: tuple[OfficialSurvey, ...]


class FormLine(NamedTuple):
    """The result of a form in points: percent of what could be had, its band, bands of slips."""

    form: RatingForm
    points: Share
    band: str
    bands: tuple[tuple[str, int], ...]
    enough: bool


class RatingReport(NamedTuple):
    """All figures of a period and of the places asked for."""

    overall: RatingLine
    factors: tuple[FactorLine, ...]
    questions: tuple[RatingLine, ...]
    counters: tuple[RatingLine, ...]
    agencies: tuple[RatingLine, ...]
    communes: tuple[RatingLine, ...]
    answers: tuple[RatingLine, ...]
    """How satisfied people are with the answers to their cases, by agency."""
    forms: tuple[FormLine, ...]
    worst: tuple[RatingLine, ...]
    marked: int
    """Slips that were marked."""
