"""Whether two reports are about the same kind of thing, by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from rules.excerpts import excerpt_of
from rules.place_in_text import place_named
from rules.text import clean_text, fold_text, split_tokens, split_words

LEAST_SIMILARITY: Final = 55.0
"""From this share of common words on (0 to 100) two reports may well get the same answer."""
_LEAST_OF_ONE_DANGER: Final = 0.85
"""Of the words of two dangers so many are in both. It is high: another danger costs a life."""
LEAST_OF_ONE_MATTER: Final = 65.0
"""Of two reports from one commune, by what they have in common (0 to 100)."""
LEAST_SHARED: Final = 3
"""Words that are in both: by fewer everything would be like everything."""
_LITTLE: Final = frozenset(split_tokens("toi ten em chau la o thi ma va so dien thoai"))
"""What everybody says beside their matter: who they are, where they live."""
_MOST_SHOWN: Final = 100
"""Characters."""
_WORD: Final = re.compile(r"\w+")


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


class ToldMatter(NamedTuple):
    """What a report says, as far as two of one commune are compared."""

    hamlet: str
    words: frozenset[str]
    landmarks: frozenset[str]

    @classmethod
    def of(cls, text: str, commune: Iterable[str], landmarks: Iterable[str]) -> ToldMatter:
        """What a text tells; `commune`: its names, which all that happens there may say.

        Landmarks are read as they are written: without its marks `chợ` is `cho`.
        """
        names = {word for name in commune for word in split_words(name)}
        hamlet = " ".join(word for word in split_words(place_named(text)) if word not in names)
        said = f" {' '.join(_WORD.findall(clean_text(text).lower()))} "
        seen = frozenset(one for one in landmarks if f" {one} " in said)
        return cls(hamlet, frozenset(split_words(text)) - names - _LITTLE, seen)


def can_be_one_matter(one: ToldMatter, other: ToldMatter) -> bool:
    """Whether neither names another place, and they share more than words of all reports."""
    elsewhere = one.landmarks and other.landmarks and one.landmarks.isdisjoint(other.landmarks)
    if elsewhere or _differ(one.hamlet, other.hamlet):
        return False
    return len(one.words & other.words) >= LEAST_SHARED


def likeness_of_matters(one: ToldMatter, other: ToldMatter) -> float:
    """How much the two have in common, 0 to 100; 0 when they can hardly be one matter."""
    if not can_be_one_matter(one, other):
        return 0.0
    found = fuzz.token_set_ratio(" ".join(sorted(one.words)), " ".join(sorted(other.words)))
    return found if found >= LEAST_OF_ONE_MATTER else 0.0


def words_also_in(text: str, other: frozenset[str]) -> str:
    """Of a text the runs of words that are among others: `đèn đường … chợ Phú Hòa`."""
    runs = [
        list(words)
        for both, words in groupby(text.split(), key=lambda word: _all_in(word, other))
        if both
    ]
    shown = [" ".join(words).strip(".,;:!?") for words in runs if len(words) > 1]
    return excerpt_of(" … ".join(shown), _MOST_SHOWN)


def _all_in(word: str, other: frozenset[str]) -> bool:
    said = split_words(word)
    return bool(said) and other.issuperset(said) and _LITTLE.isdisjoint(said)


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)
