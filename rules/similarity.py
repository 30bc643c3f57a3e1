"""Whether two reports are about the same kind of thing, by their words."""

from __future__ import annotations

from typing import Final

from rapidfuzz import fuzz

from rules.text import split_words

LEAST_SIMILARITY: Final = 55.0
"""From this share of common words on (0 to 100) two reports may well get the same answer."""


def are_texts_unlike(one: str, other: str) -> bool:
    """Whether the two have so little in common that one answer hardly fits both."""
    first, second = " ".join(split_words(one)), " ".join(split_words(other))
    return fuzz.token_sort_ratio(first, second) < LEAST_SIMILARITY
