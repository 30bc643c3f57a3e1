"""What contradicts itself in an office's data about ratings, and what must still be confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.office import Fault, Office, Path
from rules.rating_forms import OVERALL, DossierFormat, Form, Question

_COUNTER: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?")
_QUESTION: Final = re.compile(r"[a-z0-9]{1,12}")
MOST_POINTS: Final = 5
"""The tallies have places for the answers 0 … 5."""


def faults(office: Office) -> list[Fault]:
    """Every contradiction in the data about ratings."""
    return [
        *_counters(office),
        *_forms(office),
        *_dossiers(office),
        *_factors(office),
        *_honesty(office),
    ]


def unconfirmed(office: Office) -> Iterator[Fault]:
    """What a person of the office must still confirm."""
    ratings = office.ratings
    if not ratings.honesty.confirmed:
        yield Fault(("ratings", "honesty"), "check.counting_unconfirmed", {})
    for code, form in ratings.forms.items():
        if not form.confirmed:
            values: dict[str, object] = {"name": form.name, "basis": form.basis}
            yield Fault(("ratings", "forms", code), "check.form_unconfirmed", values)
    for place, row in enumerate(ratings.plan):
        if not row.confirmed:
            values = {"name": ratings.factors[row.factor].name, "source": row.source}
            yield Fault(("ratings", "plan", place), "check.target_unconfirmed", values)


def _counters(office: Office) -> Iterator[Fault]:
    for code, counter in office.ratings.counters.items():
        at: Path = ("ratings", "counters", code)
        if not _COUNTER.fullmatch(code):
            yield Fault(at, "check.counter_code", {"code": code})
        if counter.agency not in office.agencies:
            yield Fault((*at, "agency"), "check.unknown_agency", {"agency": counter.agency})
        if counter.commune and counter.commune not in office.communes:
            yield Fault((*at, "commune"), "check.unknown_code", {"code": counter.commune})
        if counter.field and counter.field not in office.fields:
            yield Fault((*at, "field"), "check.unknown_code", {"code": counter.field})


def _forms(office: Office) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for form in office.ratings.forms.values():
        at: Path = ("ratings", "forms", form.code)
        for code, question in form.questions.items():
            place = (*at, "questions", code)
            if code == OVERALL or not _QUESTION.fullmatch(code) or code in owners:
                yield Fault(place, "check.question_code", {"code": code})
            owners[code] = form.code
            yield from _question(office, form, question, place)
        yield from _bands(form, (*at, "bands"))


def _question(office: Office, form: Form, question: Question, at: Path) -> Iterator[Fault]:
    if question.factor and question.factor not in office.ratings.factors:
        yield Fault((*at, "factor"), "check.unknown_code", {"code": question.factor})
    options = form.options_of(question)
    if options and not 2 <= len(options) <= MOST_POINTS + 1:
        yield Fault((*at, "options"), "check.options", {"most": MOST_POINTS + 1})
    if question.factor and options:
        yield Fault((*at, "factor"), "check.factor_needs_labels", {})


def _bands(form: Form, at: Path) -> Iterator[Fault]:
    points = [band.points for band in form.bands]
    if points and (points != sorted(points, reverse=True) or points[-1] != 0):
        yield Fault(at, "check.bands", {})
    if len(points) > MOST_POINTS + 1:
        yield Fault(at, "check.options", {"most": MOST_POINTS + 1})


def _dossiers(office: Office) -> Iterator[Fault]:
    for place, known in enumerate(office.ratings.dossiers):
        at: Path = ("ratings", "dossiers", place)
        if not _matches_itself(known):
            yield Fault((*at, "pattern"), "check.dossier_pattern", {"example": known.example})
        if known.counter and known.counter not in office.ratings.counters:
            yield Fault((*at, "counter"), "check.unknown_code", {"code": known.counter})


def _matches_itself(known: DossierFormat) -> bool:
    try:
        return re.fullmatch(known.pattern, known.example) is not None
    except re.error:
        return False


def _factors(office: Office) -> Iterator[Fault]:
    ratings = office.ratings
    for name, rows in (("plan", ratings.plan), ("surveys", ratings.surveys)):
        for place, row in enumerate(rows):
            if row.factor not in ratings.factors:  # type: ignore[attr-defined]
                at: Path = ("ratings", name, place, "factor")
                yield Fault(at, "check.unknown_code", {"code": row.factor})  # type: ignore[attr-defined]


def _honesty(office: Office) -> Iterator[Fault]:
    honesty = office.ratings.honesty
    for name in ("minimum", "words_minimum", "burst_count", "burst_minutes", "series_count"):
        if getattr(honesty, name) < 1:
            yield Fault(("ratings", "honesty", name), "check.at_least_one", {"name": name})
