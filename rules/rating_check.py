"""What contradicts itself in an office's data about ratings, and what must still be confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.office import Office
from rules.office_data import DataFault, DataPath
from rules.rating_forms import OVERALL, DossierFormat, FormQuestion, RatingForm

_COUNTER: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?")
_QUESTION: Final = re.compile(r"[a-z0-9]{1,12}")
MOST_POINTS: Final = 5
"""The tallies have places for the answers 0 … 5."""


def rating_faults(office: Office) -> list[DataFault]:
    """Every contradiction in the data about ratings."""
    return [
        *_counters(office),
        *_forms(office),
        *_dossiers(office),
        *_factors(office),
        *_honesty(office),
    ]


def unconfirmed_rating_data(office: Office) -> Iterator[DataFault]:
    """What a person of the office must still confirm."""
    ratings = office.ratings
    if not ratings.honesty.confirmed:
        yield DataFault(("ratings", "honesty"), "check.counting_unconfirmed", {})
    for code, form in ratings.forms.items():
        if not form.confirmed:
            values: dict[str, object] = {"name": form.name, "basis": form.basis}
            yield DataFault(("ratings", "forms", code), "check.form_unconfirmed", values)
    for place, row in enumerate(ratings.plan):
        if not row.confirmed:
            values = {"name": ratings.factors[row.factor].name, "source": row.source}
            yield DataFault(("ratings", "plan", place), "check.target_unconfirmed", values)


def _counters(office: Office) -> Iterator[DataFault]:
    for code, counter in office.ratings.counters.items():
        at: DataPath = ("ratings", "counters", code)
        if not _COUNTER.fullmatch(code):
            yield DataFault(at, "check.counter_code", {"code": code})
        if counter.agency not in office.agencies:
            yield DataFault((*at, "agency"), "check.unknown_agency", {"agency": counter.agency})
        if counter.commune and counter.commune not in office.communes:
            yield DataFault((*at, "commune"), "check.unknown_code", {"code": counter.commune})
        if counter.field and counter.field not in office.fields:
            yield DataFault((*at, "field"), "check.unknown_code", {"code": counter.field})


def _forms(office: Office) -> Iterator[DataFault]:
    owners: dict[str, str] = {}
    for form in office.ratings.forms.values():
        at: DataPath = ("ratings", "forms", form.code)
        for code, question in form.questions.items():
            place = (*at, "questions", code)
            if code == OVERALL or not _QUESTION.fullmatch(code) or code in owners:
                yield DataFault(place, "check.question_code", {"code": code})
            owners[code] = form.code
            yield from _question(office, form, question, place)
        yield from _bands(form, (*at, "bands"))


def _question(
    office: Office, form: RatingForm, question: FormQuestion, at: DataPath
) -> Iterator[DataFault]:
    if question.factor and question.factor not in office.ratings.factors:
        yield DataFault((*at, "factor"), "check.unknown_code", {"code": question.factor})
    options = form.options_of(question)
    if options and not 2 <= len(options) <= MOST_POINTS + 1:
        yield DataFault((*at, "options"), "check.options", {"most": MOST_POINTS + 1})
    if question.factor and options:
        yield DataFault((*at, "factor"), "check.factor_needs_labels", {})


def _bands(form: RatingForm, at: DataPath) -> Iterator[DataFault]:
    points = [band.points for band in form.bands]
    if points and (points != sorted(points, reverse=True) or points[-1] != 0):
        yield DataFault(at, "check.bands", {})
    if len(points) > MOST_POINTS + 1:
        yield DataFault(at, "check.options", {"most": MOST_POINTS + 1})


def _dossiers(office: Office) -> Iterator[DataFault]:
    for place, known in enumerate(office.ratings.dossiers):
        at: DataPath = ("ratings", "dossiers", place)
        if not _matches_itself(known):
            yield DataFault((*at, "pattern"), "check.dossier_pattern", {"example": known.example})
        if known.counter and known.counter not in office.ratings.counters:
            yield DataFault((*at, "counter"), "check.unknown_code", {"code": known.counter})


def _matches_itself(known: DossierFormat) -> bool:
    try:
        return re.fullmatch(known.pattern, known.example) is not None
    except re.error:
        return False


def _factors(office: Office) -> Iterator[DataFault]:
    ratings = office.ratings
    for name, rows in (("plan", ratings.plan), ("surveys", ratings.surveys)):
        for place, row in enumerate(rows):
            if row.factor not in ratings.factors:  # type: ignore[attr-defined]
                at: DataPath = ("ratings", name, place, "factor")
                yield DataFault(at, "check.unknown_code", {"code": row.factor})  # type: ignore[attr-defined]


def _honesty(office: Office) -> Iterator[DataFault]:
    honesty = office.ratings.honesty
    for name in (
        "minimum",
        "words_minimum",
        "burst_count",
        "burst_minutes",
        "series_count",
        "visitors",
        "network_day_count",
    ):
        if getattr(honesty, name) < 1:
            yield DataFault(("ratings", "honesty", name), "check.at_least_one", {"name": name})
