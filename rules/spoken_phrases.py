"""Short messages as known phrases: with or without marks, in one word or apart, with a slip."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from rules.text import clean_text, split_words

_LONG: Final = 9
"""Letters: so long a phrase stays itself with a wrong letter, and whatever its marks."""
_PART: Final = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_HEART: Final = re.compile("<3+")
_DRAWN_OUT: Final = re.compile(r"([^\W\d_])\1{2,}")
"""A letter held down: `okkkk`, `lâuuu`."""
_HOOK_FOR_TILDE: Final = {0x303: 0x309}


class SpokenWord(NamedTuple):
    """A word without its marks, and the marks that were typed."""

    folded: str
    marks: Counter[str]


class SpokenPhrase(NamedTuple):
    """A phrase by its letters without spaces."""

    letters: str
    marks: tuple[Counter[str], ...]
    """Word by word."""


class SpokenPhrases(NamedTuple):
    """Phrases ready to be compared: by their letters, the long ones by first letter and length."""

    by_letters: Mapping[str, list[SpokenPhrase]]
    long: Mapping[tuple[str, int], list[str]]


class SpokenVocabulary(NamedTuple):
    """Phrases by their letters without spaces; `says` are those that say what is wanted."""

    says: SpokenPhrases
    beside: SpokenPhrases
    most_words: int


def are_made_of(words: Sequence[SpokenWord], known: SpokenVocabulary) -> bool:
    """Whether known phrases make up the words, one at least of those that say it."""
    reached = [0] * (len(words) + 1)  # 0: not, 1: by words beside alone, 2: it was said
    reached[0] = 1
    for start in range(len(words)):
        if reached[start]:
            for end in range(start + 1, min(start + known.most_words, len(words)) + 1):
                if _is_phrase(words[start:end], known.says):
                    reached[end] = 2
                elif _is_phrase(words[start:end], known.beside):
                    reached[end] = max(reached[end], reached[start])
    return reached[-1] == 2


def hold_phrase(words: Sequence[SpokenWord], phrases: SpokenPhrases) -> bool:
    """Whether one of the phrases stands among the words."""
    return any(_held(words, phrases))


def _held(words: Sequence[SpokenWord], phrases: SpokenPhrases) -> Iterable[str]:
    longest = 4
    return (
        "".join(word.folded for word in words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + longest, len(words)) + 1)
        if _is_phrase(words[start:end], phrases, typo=False)
    )


def longest_phrase(words: Sequence[SpokenWord], phrases: SpokenPhrases) -> int:
    """How many letters the longest phrase has that the words hold; 0: they hold none."""
    return max(map(len, _held(words, phrases)), default=0)


def _is_phrase(words: Sequence[SpokenWord], phrases: SpokenPhrases, *, typo: bool = True) -> bool:
    letters = "".join(word.folded for word in words)
    if any(_agrees(words, phrase) for phrase in phrases.by_letters.get(letters, ())):
        return True
    return typo and len(letters) >= _LONG and _is_nearly(letters, phrases)


def _is_nearly(letters: str, phrases: SpokenPhrases) -> bool:
    """Whether it is a long phrase but for one letter, and not the first."""
    return any(
        OSA.distance(other, letters, score_cutoff=1) <= 1
        for length in range(len(letters) - 1, len(letters) + 2)
        for other in phrases.long.get((letters[0], length), ())
    )


def _agrees(words: Sequence[SpokenWord], phrase: SpokenPhrase) -> bool:
    """Whether the marks that were typed, if any, are the phrase's; a long one needs none."""
    if len(phrase.letters) >= _LONG or not any(word.marks for word in words):
        return True
    if len(words) != len(phrase.marks):  # written in one, or apart
        return sum((word.marks for word in words), Counter()) == sum(phrase.marks, Counter())
    pairs = zip(words, phrase.marks, strict=True)
    return all(word.marks in (Counter(), marks) for word, marks in pairs)


@lru_cache(maxsize=64)
def words_as_spoken(text: str, short: tuple[str, ...]) -> tuple[SpokenWord, ...]:
    """The words of a message; a number is `#`, shorthand is what it stands for."""
    found: list[SpokenWord] = []
    spelled = _spelled(short)
    lowered = _DRAWN_OUT.sub(r"\1", clean_text(_HEART.sub("❤", text)).lower())
    for part in _PART.findall(unicodedata.normalize("NFC", lowered)):
        if part.isdecimal():
            found.append(SpokenWord("#", Counter()))
        elif part.isalpha():
            # As written, or what the shorthand stands for, which has no marks of its own to heed.
            long = spelled.get(part)
            said = split_words(long or part)
            marks = _marks(part) if long is None and len(said) == 1 else Counter()
            found += [SpokenWord(one, marks) for one in said]
        elif unicodedata.category(part) == "So":
            found.append(SpokenWord(part, Counter()))
    return tuple(found)


@lru_cache(maxsize=8)
def _spelled(short: tuple[str, ...]) -> Mapping[str, str]:
    pairs = (one.partition(":") for one in short)
    return {written.strip(): meant.strip() for written, _, meant in pairs}


def _marks(text: str) -> Counter[str]:
    """The marks of a word; hỏi and ngã count as one, as they sound south of Hue."""
    apart = unicodedata.normalize("NFD", text.lower()).translate(_HOOK_FOR_TILDE)
    return Counter(sign for sign in apart if unicodedata.category(sign) == "Mn")


@lru_cache(maxsize=64)
def phrases_as_spoken(spoken: tuple[str, ...]) -> SpokenPhrases:
    """Phrases as they are written in the office's data, ready to be compared."""
    found: dict[str, list[SpokenPhrase]] = {}
    for phrase in spoken:
        written = phrase.replace("#", "1")
        letters = "".join(word.folded for word in words_as_spoken(written, ()))
        marks = tuple(_marks(word) for word in written.split())
        found.setdefault(letters, []).append(SpokenPhrase(letters, marks))
    long: dict[tuple[str, int], list[str]] = {}
    for letters in found:
        if len(letters) >= _LONG:
            long.setdefault((letters[0], len(letters)), []).append(letters)
    return SpokenPhrases(found, long)


def vocabulary_of(says: tuple[str, ...], beside: tuple[str, ...]) -> SpokenVocabulary:
    """Those that say something, and those that may stand beside."""
    longest = max(len(phrase.split()) for phrase in (*says, *beside))
    return SpokenVocabulary(phrases_as_spoken(says), phrases_as_spoken(beside), longest + 1)
