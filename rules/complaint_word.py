"""Whether a text only calls itself a complaint: people say the word of a lamp that is out."""

from __future__ import annotations

from rules import word_proximity
from rules.heard_text import HeardText, without_phrases
from rules.office_words import Recognition
from rules.recognition import recognise_text

COMPLAINED_OF, AT_LARGE = "complained_of", "at_large"
"""Groups of words: officials and decisions; words that only look like one of them."""


def is_complaint_by_word_alone(text: str, lists: Recognition) -> bool:
    """Whether nothing but the word is a complaint's: no decision, no official, no conduct."""
    said = HeardText.of(text)
    rest = without_phrases(said, lists.complaint_word)
    if rest == " ".join(said.raw):
        return False
    found, left = recognise_text(rest, lists), HeardText.of(rest)
    if found.outside or found.conduct or found.behaviour or found.rule:
        return False
    places = word_proximity.places_of_groups(left.raw, left.folded, lists.groups)
    return not word_proximity.stands_apart(places, COMPLAINED_OF, [AT_LARGE])
