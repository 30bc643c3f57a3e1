"""What a message may be, told from its words: a hint for a question, never a decision."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from rapidfuzz.distance import OSA

from rules import word_proximity
from rules.examples import resemblance_to_examples
from rules.office_words import Recognition
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
_SENTENCE: Final = 5
"""Of fewer words likeness says nothing."""
_SURELY_DANGER: Final = 16.0
_GREETING: Final = 6
"""Words: so short a greeting is nothing but one."""
_LIKE_DANGER: Final = 6.0
_UNLIKE_DANGER: Final = -8.0
"""Where words of danger stand in what sounds as calm as this, they tell of something else."""
_LIKE_GRIEVANCE: Final = 10.0
"""How sure likeness must be; found so that about three of 100 ordinary reports reach it."""
_TEENCODE: Final = str.maketrans({"0": "o", "3": "e", "4": "a", "@": "a"})


class Recognised(NamedTuple):
    """Which lists of the office's words a text touches; `outside` is the likelier law or empty."""

    complaint: bool
    denunciation: bool
    danger: bool
    despair: bool
    question: bool
    conduct: bool
    behaviour: bool
    praise: bool
    rule: bool
    proposal: bool
    insult: bool
    officer: bool
    status: bool
    greeting: bool
    papers: bool
    shows_papers: bool
    """It says of a picture that it is one of identity papers."""
    doubtful: bool
    """Somebody may be in danger, or nothing of the kind: only asking tells."""
    grievance: bool
    """It sounds like a complaint or a denunciation, without a word that says which."""

    @property
    def outside(self) -> bool:
        """Whether it may be a complaint or a denunciation, which are no PAKN: to be asked."""
        return self.complaint or self.denunciation or self.grievance

    @property
    def emergency(self) -> bool:
        """Whether somebody's life may be in danger, by whatever or by their own hand."""
        return self.danger or self.despair

    @property
    def alarming(self) -> bool:
        """Whether the question of danger must not wait."""
        return self.emergency or self.doubtful


def recognise_text(text: str, lists: Recognition) -> Recognised:
    """Look for the phrases of each list, for words that together say the same, for likeness.

    Case, diacritics, shorthand and a typo in a phrase do not matter.

    Where a text has diacritics they count for short phrases (`to cao`, big and tall, is no
    `tố cáo`). Insults are matched as written: folded, many a decent word becomes one.
    """
    said = _HeardText.of(text[:LONGEST_TEXT])
    combined = word_proximity.proximity_hints(said.raw, said.folded, lists.groups, lists.together)
    hints = {name: name in combined or _any(said, name, getattr(lists, name)) for name in _LISTS}
    likeness = _sounds(said, lists, "danger")
    spoken_of, hints["danger"] = hints["danger"], _is_danger(likeness, hints["danger"])
    lowest = _UNLIKE_DANGER if spoken_of else _LIKE_DANGER
    only_greets = hints["greeting"] and len(said.folded) <= _GREETING
    return Recognised(
        **hints,
        doubtful=not hints["danger"] and not only_greets and likeness >= lowest,
        shows_papers="shows_papers" in combined,
        grievance=_sounds(said, lists, "outside") >= _LIKE_GRIEVANCE,
    )


def speaks_of_behaviour(text: str, lists: Recognition) -> bool:
    """Whether some words say what complaints say of people, by whatever list."""
    said = _HeardText.of(text[:LONGEST_TEXT])
    if "behaviour" in word_proximity.proximity_hints(
        said.raw, said.folded, lists.groups, lists.together
    ):
        return True
    return any(_any(said, name, getattr(lists, name)) for name in _BADLY)


def phrases_said(text: str, phrases: Iterable[str]) -> list[str]:
    """Those of the phrases a text holds, heard as the lists of hints are."""
    said = _HeardText.of(text[:LONGEST_TEXT])
    return [phrase for phrase in phrases if _holds(said, phrase, strict=False)]


def _is_danger(likeness: float, spoken_of: bool) -> bool:
    return likeness >= (0.0 if spoken_of else _SURELY_DANGER)


def _sounds(said: _HeardText, lists: Recognition, name: Literal["danger", "outside"]) -> float:
    """How much more it sounds like one kind of examples than like everything else."""
    if len(said.folded) < _SENTENCE:
        return 0.0
    examples = lists.examples
    other = examples.outside if name == "danger" else examples.danger
    return resemblance_to_examples(said.folded, getattr(examples, name), examples.plain + other)


_LISTS: Final = tuple(
    name for name in Recognised._fields if name not in {"grievance", "shows_papers", "doubtful"}
)


_BADLY: Final = ("behaviour", "conduct", "denunciation")


class _HeardText(NamedTuple):
    raw: tuple[str, ...]
    folded: tuple[str, ...]
    accented: bool
    places: Mapping[str, list[int]]
    """Where each folded word stands: most phrases have words that stand nowhere."""

    @classmethod
    def of(cls, text: str) -> _HeardText:
        raw: list[str] = []
        folded: list[str] = []
        for word in _WORD.findall(_readable(text)):
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


def _any(said: _HeardText, name: str, phrases: Iterable[str]) -> bool:
    strict = name == "insult"
    return any(_holds(said, phrase, strict=strict) for phrase in phrases)


def _holds(said: _HeardText, phrase: str, *, strict: bool) -> bool:
    spoken, wanted, long = _phrase(phrase)
    for at in _windows(said, wanted, typo=long and not strict):
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


def _windows(said: _HeardText, wanted: tuple[str, ...], *, typo: bool) -> Iterable[int]:
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
