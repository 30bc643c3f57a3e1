"""Whether two reports are about the same kind of thing, by their words."""

from __future__ import annotations

from typing import Final, NamedTuple

from rapidfuzz import fuzz

from rules.place_in_text import place_named
from rules.text import fold_text, split_words

LEAST_SIMILARITY: Final = 55.0
"""From this share of common words on (0 to 100) two reports may well get the same answer."""
_LEAST_OF_ONE_DANGER: Final = 0.85
"""Of the words of two dangers so many are in both. It is high: another danger costs a life."""


def are_texts_unlike(one: str, other: str) -> bool:
    """Whether the two have so little in common that one answer hardly fits both."""
    first, second = " ".join(split_words(one)), " ".join(split_words(other))
    return fuzz.token_sort_ratio(first, second) < LEAST_SIMILARITY


class ToldDanger(NamedTuple):
    """What a report of danger says, as far as two of them are compared."""

    commune: str
    hamlet: str
    words: frozenset[str]

    @classmethod
    def of(cls, commune: str, text: str) -> ToldDanger:
        """Numbers do not count: whoever floods counts up."""
        words = frozenset(word for word in split_words(text) if not word.isdigit())
        return cls(commune, fold_text(place_named(text)), words)


def may_be_one_danger(one: ToldDanger, other: ToldDanger) -> bool:
    """Whether the two name the same place, or one of them none, in nearly the same words."""
    if _differ(one.commune, other.commune) or _differ(one.hamlet, other.hamlet):
        return False
    both = len(one.words & other.words)
    return both > 0 and both >= _LEAST_OF_ONE_DANGER * len(one.words | other.words)


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)
