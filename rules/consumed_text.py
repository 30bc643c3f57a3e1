"""Words somebody typed, from which what is understood is taken, so that the rest can be said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from rules.text import clean_text, fold_text, split_words

LONGEST_QUESTION: Final = 400
"""Characters that are read; no question is longer."""
_WORD: Final = re.compile(r"\d+(?:[/.-]\d+)+|\w+")


class TypedWord(NamedTuple):
    """A typed word, or one of those its shorthand stands for."""

    typed: str
    folded: str
    place: int
    """Which of the typed words it is."""


class ConsumedText:
    """The words of a text, in order; those taken leave a gap that no phrase reaches over."""

    def __init__(self, text: str) -> None:
        typed = _WORD.findall(clean_text(text[:LONGEST_QUESTION]))
        self._words: list[TypedWord | None] = [
            TypedWord(word, one, place)
            for place, word in enumerate(typed)
            for one in ([word] if not word.isalnum() else split_words(word) or [fold_text(word)])
        ]

    def __len__(self) -> int:
        return len(self._words)

    @property
    def folded(self) -> list[str]:
        """Every word without its diacritics; empty where one was taken."""
        return [word.folded if word else "" for word in self._words]

    def at(self, place: int) -> str:
        """The word at a place as it was typed; empty where none stands."""
        word = self._words[place] if 0 <= place < len(self) else None
        return word.typed if word else ""

    def holds(self, phrase: str, place: int) -> bool:
        """Whether a phrase stands at a place; a single word as far as its marks were typed."""
        wanted = _folded(phrase)
        there = self._words[place : place + len(wanted)] if place >= 0 else []
        if not wanted or [word.folded if word else "" for word in there] != list(wanted):
            return False
        return len(wanted) > 1 or _same_marks(self.at(place), phrase)

    def find(self, phrase: str) -> int | None:
        """Where a phrase stands first."""
        places = range(len(self) - phrase_length(phrase) + 1)
        return next((place for place in places if self.holds(phrase, place)), None)

    def take(self, place: int, n: int) -> None:
        """These words are understood."""
        self._words[place : place + n] = [None] * n

    def take_phrase(self, phrase: str) -> bool:
        """Take a phrase where it stands first; whether it stands anywhere."""
        place = self.find(phrase)
        if place is not None:
            self.take(place, phrase_length(phrase))
        return place is not None

    def rest(self) -> str:
        """What was not taken, as it was typed."""
        left = {word.place: word.typed for word in self._words if word}
        return " ".join(left.values())


def phrase_length(phrase: str) -> int:
    """Of how many words a phrase is."""
    return len(_folded(phrase))


def longest_phrases_first(phrases: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(phrase, what it means) in the order to look for them."""
    return sorted(phrases, key=lambda item: -phrase_length(item[0]))


@lru_cache(maxsize=4096)
def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(split_words(phrase))


def _same_marks(typed: str, phrase: str) -> bool:
    """`trẻ` is no `trễ`; typed without marks it may be, and `hoà` is `hòa`."""
    one, two = typed.lower(), clean_text(phrase).lower()
    return one == fold_text(one) or _letters(one) == _letters(two)


def _letters(word: str) -> list[str]:
    return sorted(unicodedata.normalize("NFD", word))
