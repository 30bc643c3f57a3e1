"""What is known of a report while it is told, by question; in chat and by an officer's hand."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from handlers.shared.danger import DangerAnswers
from handlers.shared.text_and_files import TextAndFiles


class ReportDescription(TextAndFiles):
    missed: NotRequired[int]
    """How many files could not be taken."""


class ReportPlace(TypedDict, total=False):
    text: str
    commune: str | None
    """The code, as far as it is known."""
    point: dict[str, float]
    """A `Location`, as a conversation stores it."""
    kept: bool
    """It stands in the case already."""


class PlaceOutside(TypedDict):
    """A place that is not the office's, and who looks after it."""

    name: str
    where: str


class ToldByOthers(TypedDict):
    """What is shown of a matter that others told already; none of their words."""

    case_id: int
    """The case it would be merged into."""
    people: int
    since: str
    """The Monday of the week it began, as ISO writes it."""
    also: str
    """The speaker's own words that all of them wrote."""
    field: str


class ReportAnswers(DangerAnswers, total=False):
    """The answers to the questions of `report.INTAKE`, and what was noticed besides."""

    began: str
    """The moment, as ISO writes it."""
    since: str
    """From when on what was said belongs to it; of older ones it is not known."""
    sealable: bool
    """Somebody is there who may read a denunciation."""
    suspect: bool
    """It may be no PAKN."""
    in_name_only: bool
    """Of what may be no PAKN, that nothing but the word is a complaint's."""
    reminded: bool
    """They asked to be reminded, with an earlier report."""
    from_words: list[str]
    """The answers nobody gave: they follow the words of the report."""
    question: bool
    """Its words hint at a question; likewise the next three."""
    conduct: bool
    rule: bool
    proposal: bool
    papers: list[str]
    """The hashes of pictures that show identity papers."""
    dropping: bool
    choosing_field: bool
    field_words: str
    """What was typed to find a field."""
    wants_anonymous: bool
    in_danger: str
    lawful: str
    consent: str
    describe: ReportDescription
    what: str
    about: str
    wish: str
    place: ReportPlace | None
    outside: PlaceOutside | None
    elsewhere: str
    """What was said of that: `here` it is sent all the same."""
    commune: str | None
    remind: str
    anonymous: str
    name: str
    phone: str
    address: str
    field: str
    publish: str
    near: ToldByOthers
    confirm: str
