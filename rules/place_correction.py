"""What corrects the place of a report that is being told: "sửa lại là làng Bui"."""

from __future__ import annotations

import re
from typing import Final

from rules.intents import beside_intent, phrases_of_intent
from rules.office_words import Intents
from rules.place_alone import is_place_alone
from rules.spoken_phrases import are_made_of, vocabulary_of, words_as_spoken

CORRECT: Final = "correct"
"""The intent by which a correction begins."""
_LONGEST: Final = 120
"""Characters: who says more tells something."""
_MOST_BEFORE: Final = 8
_WORD: Final = re.compile(r"\S+")


def place_correction(text: str, intents: Intents) -> str:
    """The right place, as it was written; empty when a text corrects none."""
    said = list(_WORD.finditer(text)) if len(text) <= _LONGEST else []
    known = vocabulary_of(phrases_of_intent(intents, CORRECT), beside_intent(intents, CORRECT))
    for number in range(1, min(len(said), _MOST_BEFORE + 1)):
        begins = said[number].start()
        place = text[begins:].strip(" .!")
        if is_place_alone(place) and are_made_of(
            words_as_spoken(text[:begins], intents.short), known
        ):
            return place
    return ""
