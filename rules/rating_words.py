"""What the words on a rating call for besides being read: a rating nobody can answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from rules.office_words import Recognition
from rules.rating_forms import Ratings
from rules.recognition import phrases_said, recognise_text
from rules.spoken_phrases import (
    SpokenVocabulary,
    are_made_of,
    vocabulary_of,
    words_as_spoken,
)
from rules.text import split_words

DANGER: Final = "danger"
REPORT: Final = "report"

BARE, SHORT, LONGEST = 3, 10, 20
"""Words of a message that is nothing but a wish to rate, with its place, or praise."""

Road = Literal["", "danger", "report"]


def road_of_words(words: str, lists: Recognition) -> Road:
    """Whether to show the numbers to call, or the way to a report or a denunciation."""
    found = recognise_text(words, lists)
    if found.alarming:
        return DANGER
    return REPORT if found.outside or found.conduct else ""


def is_rating_in_words(text: str, ratings: Ratings, lists: Recognition) -> bool:
    """Whether a short message praises a counter, or wants to rate one, and tells nothing bad."""
    length = len(split_words(text))
    if length > LONGEST:
        return False
    found = recognise_text(text, lists)
    if found.alarming or found.outside or found.conduct or found.behaviour:
        return False
    if found.question or found.proposal:
        return False
    spoken = ratings.spoken
    if length <= BARE:
        # A bare "không hài lòng" is about the answer somebody just read.
        return bool(phrases_said(text, spoken.wishes)) and not phrases_said(text, spoken.unless)
    # Who says more than that they are content or not tells why: that is a report.
    wanted = found.praise or (length <= SHORT and phrases_said(text, spoken.wishes))
    return bool(wanted and (counter_named(text, ratings) or phrases_said(text, spoken.places)))


def is_praise_of_counter(text: str, ratings: Ratings, short: tuple[str, ...]) -> bool:
    """Whether a message is a place, praise and what goes with it, from first word to last."""
    words = words_as_spoken(text, short)
    if len(words) > LONGEST:
        return False
    spoken = ratings.spoken
    names = (name for one in ratings.counters.values() for name in (one.name, one.short))
    known = _praise_of(spoken.praise, (*spoken.beside, *spoken.places, *names))
    placed = counter_named(text, ratings) or phrases_said(text, spoken.places)
    return bool(placed) and are_made_of(words, known)


@lru_cache(maxsize=8)
def _praise_of(praise: tuple[str, ...], beside: tuple[str, ...]) -> SpokenVocabulary:
    return vocabulary_of(praise, beside)


def counter_named(text: str, ratings: Ratings) -> str:
    """The counter that a text calls by its name, the longest of several; or empty."""
    said = [
        (len(phrase), code)
        for code, one in ratings.counters.items()
        for phrase in phrases_said(text, (one.name, one.short))
    ]
    return max(said, default=(0, ""))[1]
