"""A text as the lists of hints hear it: case, diacritics, shorthand and a typo do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from rules.text import clean_text, fold_text, split_words

LONGEST_TEXT: Final = 20_000
"""Characters that are looked at; no office takes more in one message."""
_WORD: Final = re.compile(r"\w+")
_TYPO_LETTERS: Final = 9
"""A phrase of so many letters stays itself with one wrong letter; a shorter one may not."""
_TYPO_WORD: Final = 4
"""A shorter word with a wrong letter is another word: `giật`, `giá`."""
_AMOUNT: Final = re.compile(r"\d+(?:k|tr|trieu|ty|d|ml|m|t)")
"""`300k` is money and no word spelled with numbers."""
_TEENCODE: Final = str.maketrans({"0": "o", "3": "e", "4": "a", "@": "a"})


class HeardText(NamedTuple):
    """The words of a text, as written in lower case and folded; both are as many."""

    raw: tuple[str, ...]
    folded: tuple[str, ...]
    accented: bool
    places: Mapping[str, list[int]]
    """Where each folded word stands: most phrases have words that stand nowhere."""

    @classmethod
    def of(cls, text: str) -> HeardText:
        """Of the beginning of a text, as much as any office takes."""
        raw: list[str] = []
        folded: list[str] = []
        for word in _WORD.findall(_readable(text[:LONGEST_TEXT])):
            for one in split_words(word):
                raw.append(word)
                folded.append(one)
        places: dict[str, list[int]] = {}
        for at, one in enumerate(folded):
            places.setdefault(one, []).append(at)
        return cls(tuple(raw), tuple(folded), any(map(_has_marks, raw)), places)


class _SpokenPhrase(NamedTuple):
    spoken: str
    wanted: tuple[str, ...]
    long: bool
    """Long enough to stay itself with a wrong letter."""


@lru_cache(maxsize=4096)
def _phrase(phrase: str) -> _SpokenPhrase:
    wanted = tuple(split_words(phrase := clean_text(phrase).lower()))
    return _SpokenPhrase(phrase, wanted, len(" ".join(wanted)) >= _TYPO_LETTERS)


def _readable(text: str) -> str:
    """Lower case, `t0 cáo` and `tố' cáo` as they were meant."""
    text = unicodedata.normalize("NFC", clean_text(text).lower())
    text = re.sub(r"(?<=[^\W\d])['`´’.](?=\s)", "", text)
    return re.sub(r"\b(?=\w*[^\W\d_])\w*[034@]\w*\b", _spelled, text)


def _spelled(word: re.Match[str]) -> str:
    return word[0] if _AMOUNT.fullmatch(fold_text(word[0])) else word[0].translate(_TEENCODE)


def _has_marks(word: str) -> bool:
    return fold_text(word) != word


def holds_phrase(said: HeardText, phrase: str, *, strict: bool = False) -> bool:
    """Whether a text holds a phrase of a list; `strict`: with its very marks."""
    return any(True for _ in _places_of(said, phrase, strict=strict))


def without_phrases(said: HeardText, phrases: Iterable[str]) -> str:
    """The words of a text as they were written, but for those of the phrases."""
    gone = {at for phrase in phrases for place in _places_of(said, phrase) for at in place}
    return " ".join(word for at, word in enumerate(said.raw) if at not in gone)


def _places_of(said: HeardText, phrase: str, *, strict: bool = False) -> Iterator[range]:
    spoken, wanted, long = _phrase(phrase)
    for at in _windows(said, wanted, typo=long and not strict):
        place = range(at, at + len(wanted))
        heard, raw = said.folded[at : place.stop], said.raw[at : place.stop]
        if strict:
            fits = " ".join(raw) == spoken
        elif heard == wanted:
            fits = long or not said.accented or _same_marks(raw, spoken)
        else:
            fits = long and _typo(heard, wanted)
        if fits:
            yield place


def _windows(said: HeardText, wanted: tuple[str, ...], *, typo: bool) -> Iterable[int]:
    """Where the phrase may begin: all its words are there, or all but the one with a typo."""
    if sum(word not in said.places for word in wanted) > int(typo):
        return ()
    if len(wanted) == 1:
        near = [one for one in said.places if one == wanted[0] or (typo and _typo((one,), wanted))]
        return sorted(at for one in near for at in said.places[one])
    last = len(said.folded) - len(wanted)
    begins = {at - n for n, word in enumerate(wanted) for at in said.places.get(word, ())}
    return sorted(at for at in begins if 0 <= at <= last)


def _same_marks(heard: tuple[str, ...], phrase: str) -> bool:
    """Whether no word contradicts the phrase, and one at least carries its marks."""
    wanted = phrase.split()
    if len(wanted) != len(heard):
        return True  # shorthand written out: nothing to compare
    if any(_has_marks(one) and not _has_marks(two) for one, two in zip(heard, wanted, strict=True)):
        return False  # `cháy khô` is no `cháy kho`
    marked = [(one, two) for one, two in zip(heard, wanted, strict=True) if _has_marks(two)]
    agreeing = [one == two or _moved(one, two) for one, two in marked]
    bare = [not _has_marks(one) for one, _ in marked]
    return not marked or (any(agreeing) and all(map(max, agreeing, bare)))


def _moved(one: str, two: str) -> bool:
    """`hoà` and `hòa`: the same marks, set on another letter."""
    return sorted(unicodedata.normalize("NFD", one)) == sorted(unicodedata.normalize("NFD", two))


def _typo(heard: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """One longer word of the phrase is off by one letter, all else is the same."""
    wrong = [(one, two) for one, two in zip(heard, wanted, strict=True) if one != two]
    return (
        len(wrong) == 1
        and min(map(len, wrong[0])) >= _TYPO_WORD
        and wrong[0][0][0] == wrong[0][1][0]
        and OSA.distance(*wrong[0], score_cutoff=1) <= 1
    )


def with_compounds(
    folded: Sequence[str], compounds: tuple[str, ...], before_names: tuple[str, ...]
) -> list[str]:
    """Folded words, where what is one thing counts as one: `bê tông` holds no `bé`, `làng Kép`.

    `before_names`: after each of these words stands a name.
    """
    known, names, joined = _pairs(compounds), frozenset(map(fold_text, before_names)), list[str]()
    last = ""
    for one in folded:
        if last in names or (last, one) in known:
            joined[-1] += one
        else:
            joined.append(one)
        last = one
    return joined


@lru_cache(maxsize=16)
def _pairs(compounds: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(split_words(one)) for one in compounds)
