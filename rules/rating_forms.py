"""What an office asks about its one-stop counters: counters, forms, plan rows; all of it data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final, Literal, NamedTuple

from rules.office_data import OfficeStruct
from rules.sipas import Score
from rules.vote_honesty import Honesty, KioskRules

OLDEST_DOSSIER: Final = timedelta(days=3 * 366)

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
    visitors: int = 0
    """People on a usual day; 0: as `Honesty.visitors`."""


class Factor(OfficeStruct, frozen=True, kw_only=True):
    """A part of the index; its questions are pooled. One of them asks about all of it."""

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


class SpokenRating(OfficeStruct, frozen=True, kw_only=True):
    """How people say that they were at a counter, and that they want to rate it."""

    places: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """What makes a few words no wish: they are about something else."""
    praise: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    """What may stand beside praise and its place; anything more may be a report."""


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


class Ratings(OfficeStruct, frozen=True, kw_only=True, dict=True, eq=False):
    """All an office sets about ratings."""

    honesty: Honesty
    kiosks: KioskRules = KioskRules()
    counters: dict[str, RatedCounter]
    factors: dict[str, Factor]
    forms: dict[str, RatingForm]
    spoken: SpokenRating = SpokenRating()
    dossiers: tuple[DossierFormat, ...] = ()
    plan: tuple[PlanTarget, ...] = ()
    surveys: tuple[OfficialSurvey, ...] = ()

    @cached_property
    def places(self) -> dict[str, tuple[str, ...]]:
        """The communes of each agency whose counters stand in several; each has its own leader."""
        found: dict[str, list[str]] = {}
        for counter in self.counters.values():
            found.setdefault(counter.agency, []).append(counter.commune)
        return {
            agency: tuple(dict.fromkeys(at)) for agency, at in found.items() if len(set(at)) > 1
        }

    def place_of(self, counter: str) -> str:
        """The commune whose leader answers for a counter; empty: its agency has one leader."""
        known = self.counters.get(counter)
        return known.commune if known and known.agency in self.places else ""

    def visitors(self, counter: str) -> int:
        """How many people come to a counter on a usual day."""
        known = self.counters.get(counter)
        return (known and known.visitors) or self.honesty.visitors

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

    def dossier(self, text: str, today: date) -> tuple[str, str] | None:
        """(code as it is compared, counter or empty) when the text is a dossier's code.

        The day in a code (a group `day` of its pattern) must be one on which it can be of use.
        """
        bare = re.sub(r"\s+", "", text).upper()
        for known in self.dossiers:
            found = re.fullmatch(known.pattern, bare)
            if found and _is_recent(found.groupdict().get("day"), today):
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


def _is_recent(day: str | None, today: date) -> bool:
    """Whether a dossier of that day (`yymmdd`) may be under way, or just over."""
    if day is None:
        return True
    try:
        taken_in = datetime.strptime(day, "%y%m%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        return False
    return today - OLDEST_DOSSIER <= taken_in <= today
