"""What an office asks about its one-stop counters: counters, forms, plan rows; all of it data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, Literal, NamedTuple

from rules.office_data import OfficeStruct
from rules.sipas import Score

OVERALL: Final = "overall"
"""The code of the one question everybody is asked."""

FormKind = Literal["visit", "dossier", "case"]
TargetReading = Literal["points", "relative"]


class RatedCounter(OfficeStruct, frozen=True, kw_only=True):
    """A place that can be rated; low scores go to the leader of `agency`."""

    code: str
    name: str
    short: str
    agency: str
    commune: str = ""
    field: str = ""
    """The field of a report begun from a bad rating."""


class Factor(OfficeStruct, frozen=True, kw_only=True):
    """A part of the index; its questions are pooled."""

    code: str
    name: str


class FormQuestion(OfficeStruct, frozen=True, kw_only=True):
    """One question; `options` (worst first) outrank those of its form."""

    code: str
    text: str
    factor: str = ""
    options: tuple[str, ...] = ()


class ResultBand(OfficeStruct, frozen=True, kw_only=True):
    """A class of results: from so many points a form, and from so many percent a unit."""

    name: str
    points: int
    percent: float


class RatingForm(OfficeStruct, frozen=True, kw_only=True):
    """A list of questions. Without options it uses the five labels of SIPAS."""

    code: str
    name: str
    kind: FormKind
    basis: str
    questions: dict[str, FormQuestion]
    options: tuple[str, ...] = ()
    bands: tuple[ResultBand, ...] = ()
    """Best first."""
    confirmed: bool = False

    def options_of(self, question: FormQuestion) -> tuple[str, ...]:
        """The answers in words, worst first, worth 0, 1, …; empty: the five labels."""
        return question.options or self.options

    def values_of(self, question: FormQuestion) -> tuple[int, ...]:
        """What may be answered, best first."""
        options = self.options_of(question)
        if options:
            return tuple(reversed(range(len(options))))
        return tuple(int(score) for score in Score)


class FormSection(NamedTuple):
    """A part of what is asked: its name and the codes of its questions."""

    name: str
    questions: list[str]


class DossierFormat(OfficeStruct, frozen=True, kw_only=True):
    """What a dossier code looks like, and (if it tells) at which counter it was taken in."""

    pattern: str
    example: str
    counter: str = ""


class PlanTarget(OfficeStruct, frozen=True, kw_only=True):
    """A row of the plan: what was measured by the official survey, and what is aimed at."""

    factor: str
    baseline_year: int
    baseline: float
    year: int
    increase: float
    reading: TargetReading
    source: str
    confirmed: bool = False


class OfficialSurvey(OfficeStruct, frozen=True, kw_only=True):
    """A result of the official survey; shown beside our own figures, never mixed with them."""

    factor: str
    year: int
    percent: float
    n: int = 0
    source: str


class Honesty(OfficeStruct, frozen=True, kw_only=True):
    """Fewer answers than `minimum` have no percentage; what looks made is marked, not deleted."""

    minimum: int
    words_minimum: int
    burst_count: int
    burst_minutes: int
    series_count: int
    network_day_count: int = 100
    """So many slips of one counter and day from one network are marked, whenever they came."""
    late_days: int
    low: Score
    tell_from_hour: int = 8
    """The hour of a working day from which leaders are told of earlier days' low scores."""
    period_rule: Literal["reporting", "calendar"]
    """As in rules.reporting_period; what the office's own reports use is set with the reports."""
    confirmed: bool = False


class KioskRules(OfficeStruct, frozen=True, kw_only=True):
    """Tablets at the counters: how one is enrolled, and what it may hand in unmarked."""

    code_minutes: int = 30
    """How long a code that enrols a tablet is good."""
    old_link_days: int = 90
    """So long after the upgrade the links work on that tablets had before they were enrolled."""
    burst_count: int = 30
    """More slips than this in `Honesty.burst_minutes` no queue of people hands in."""
    day_count: int = 300
    """Slips of one tablet and day; more than the counter has visitors."""


class Ratings(OfficeStruct, frozen=True, kw_only=True, dict=True, eq=False):
    """All an office sets about ratings."""

    honesty: Honesty
    kiosks: KioskRules = KioskRules()
    counters: dict[str, RatedCounter]
    factors: dict[str, Factor]
    forms: dict[str, RatingForm]
    dossiers: tuple[DossierFormat, ...] = ()
    plan: tuple[PlanTarget, ...] = ()
    surveys: tuple[OfficialSurvey, ...] = ()

    @cached_property
    def questions(self) -> dict[str, tuple[RatingForm, FormQuestion]]:
        """Every question by its code, with its form."""
        return {
            code: (form, question)
            for form in self.forms.values()
            for code, question in form.questions.items()
        }

    def of_kind(self, kind: FormKind) -> Iterator[RatingForm]:
        """The forms for a visit, a dossier or the answer to a case."""
        return (form for form in self.forms.values() if form.kind == kind)

    def sections(self, *kinds: FormKind) -> dict[str, FormSection]:
        """The questions of these kinds of forms in the parts they are asked in.

        A part is a factor, or the form itself for questions that belong to none.
        """
        found: dict[str, FormSection] = {}
        for form in self.forms.values():
            for question in form.questions.values() if form.kind in kinds else ():
                part = self.factors.get(question.factor, form)
                found.setdefault(part.code, FormSection(part.name, [])).questions.append(
                    question.code
                )
        return found

    def dossier(self, text: str) -> tuple[str, str] | None:
        """(code as it is compared, counter or empty) when the text is a dossier's code."""
        bare = re.sub(r"\s+", "", text).upper()
        for known in self.dossiers:
            if re.fullmatch(known.pattern, bare):
                return bare, known.counter
        return None

    def accepts(self, code: str, value: object) -> bool:
        """Whether `value` is an answer to the question `code`."""
        if isinstance(value, bool) or not isinstance(value, int):
            return False
        if code == OVERALL:
            return value in set(Score)
        known = self.questions.get(code)
        return known is not None and value in known[0].values_of(known[1])

    def bands_of(self, answers: Mapping[str, int]) -> dict[str, int]:
        """The band (0 the worst) by the code of each form with bands that is answered whole.

        The points of one dossier are added up (TT 01/2018/TT-VPCP).
        """
        found = {}
        for form in self.forms.values():
            if form.bands and all(code in answers for code in form.questions):
                points = sum(answers[code] for code in form.questions)
                place = next(at for at, band in enumerate(form.bands) if points >= band.points)
                found[form.code] = len(form.bands) - 1 - place
        return found
