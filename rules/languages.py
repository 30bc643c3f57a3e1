"""Which other language somebody writes in, as far as the office's data know its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from rules.office_words import Language
from rules.text import clean_text, to_nfc

_WORD: Final = re.compile(r"[^\W\d_]+")
_LEAST_WORDS: Final = 2
_LEAST_SHARE: Final = 0.3


def language_spoken(text: str, languages: Mapping[str, Language]) -> Language | None:
    """The language of a greeting or of a text with enough words of it; None for Vietnamese."""
    if greeted := language_of_greeting(text, languages):
        return greeted
    said = _words(text)
    counts = {code: _known(said, language) for code, language in languages.items()}
    likeliest = max(counts, key=lambda code: counts[code], default="")
    enough = max(_LEAST_WORDS, _LEAST_SHARE * len(said))
    return languages[likeliest] if likeliest and counts[likeliest] >= enough else None


def language_of_greeting(text: str, languages: Mapping[str, Language]) -> Language | None:
    """The language of which a text is a greeting, or asks how to report, and nothing else."""
    said = _words(text)
    return next((one for one in languages.values() if said in map(_words, one.greetings)), None)


def _known(said: Iterable[str], language: Language) -> int:
    known = set(map(to_nfc, language.words))
    return sum(word in known for word in said)


def _words(text: str) -> list[str]:
    return _WORD.findall(clean_text(text).lower())
