"""What a message may be, told from its words: a hint for a question, never a decision."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from rules.office import Recognition
from rules.text import clean, fold, words

_WORD: Final = re.compile(r"\w+")
_TYPO_LETTERS: Final = 9
"""A phrase of so many letters stays itself with one wrong letter; a shorter one may not."""
_TYPO_WORD: Final = 4
"""A shorter word with a wrong letter is another word: `giật`, `giá`."""
_TEENCODE: Final = str.maketrans({"0": "o", "3": "e", "4": "a", "@": "a"})


class Found(NamedTuple):
    """Which lists of the office's words a text touches; `outside` is the likelier law or empty."""

    complaint: bool
    denunciation: bool
    danger: bool
    question: bool
    conduct: bool
    rule: bool
    proposal: bool
    insult: bool
    officer: bool
    status: bool
    greeting: bool
    papers: bool

    @property
    def outside(self) -> bool:
        """Whether it may be a complaint or a denunciation, which are no PAKN."""
        return self.complaint or self.denunciation


def recognise(text: str, lists: Recognition) -> Found:
    """Look for the phrases of each list; case, diacritics, shorthand and a typo do not matter.

    Where a text has diacritics they count for short phrases (`to cao`, big and tall, is no
    `tố cáo`). Insults are matched as written: folded, many a decent word becomes one.
    """
    said = _Said.of(text)
    return Found(**{name: _any(said, name, getattr(lists, name)) for name in Found._fields})


class _Said(NamedTuple):
    raw: tuple[str, ...]
    folded: tuple[str, ...]
    accented: bool

    @classmethod
    def of(cls, text: str) -> _Said:
        raw: list[str] = []
        folded: list[str] = []
        for word in _WORD.findall(_readable(text)):
            for one in words(word):
                raw.append(word)
                folded.append(one)
        return cls(tuple(raw), tuple(folded), any(map(_has_marks, raw)))


def _readable(text: str) -> str:
    """Lower case, `t0 cáo` and `tố' cáo` as they were meant."""
    text = unicodedata.normalize("NFC", clean(text).lower())
    text = re.sub(r"(?<=[^\W\d])['`´’.](?=\s)", "", text)
    return re.sub(
        r"\b(?=\w*[^\W\d_])\w*[034@]\w*\b", lambda word: word[0].translate(_TEENCODE), text
    )


def _has_marks(word: str) -> bool:
    return fold(word) != word


def _any(said: _Said, name: str, phrases: Iterable[str]) -> bool:
    strict = name == "insult"
    return any(_holds(said, phrase, strict=strict) for phrase in phrases)


def _holds(said: _Said, phrase: str, *, strict: bool) -> bool:
    spoken = clean(phrase).lower()
    wanted = tuple(words(spoken))
    joined = " ".join(wanted)
    long = len(joined) >= _TYPO_LETTERS
    for at in _windows(said, len(wanted)):
        heard, raw = said.folded[at : at + len(wanted)], said.raw[at : at + len(wanted)]
        if strict:
            if " ".join(raw) == spoken:
                return True
        elif heard == wanted:
            if long or not said.accented or _same_marks(raw, spoken):
                return True
        elif long and _typo(heard, wanted):
            return True
    return False


def _windows(said: _Said, length: int) -> Iterator[int]:
    yield from range(len(said.folded) - length + 1)


def _same_marks(heard: tuple[str, ...], phrase: str) -> bool:
    """Whether no word contradicts the phrase, and one at least carries its marks."""
    wanted = phrase.split()
    if len(wanted) != len(heard):
        return True  # shorthand written out: nothing to compare
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
