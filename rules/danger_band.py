"""How likely it is that somebody is in danger now: sure enough to act, to be asked about, or not.

Words of danger in what does not sound calm, or great likeness to the office's examples, are
danger. Either alone asks. What is over and done, and what befell animals, is milder: by the
office's data one band lower, or nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import Final

from rules import word_proximity
from rules.heard_text import LONGEST_TEXT, HeardText, holds_phrase
from rules.office_words import Recognition
from rules.place_alone import is_place_alone
from rules.text import fold_text, split_tokens
from rules.word_proximity import WordPlaces

_SURELY_DANGER: Final = 16.0
_LIKE_DANGER: Final = 6.0
_UNLIKE_DANGER: Final = -8.0
"""Where words of danger stand in what sounds as calm as this, they tell of something else."""
_LOWER: Final = {"ask": 1, "none": 2}
_SENTENCE: Final = re.compile(r"[.;!?\n]+")
_WHEREABOUTS: Final = 120
"""Characters: what is longer tells something."""
_SHORT_NAME: Final = 2
_MOST_SENTENCES: Final = 20
"""Of more each is not heard for itself: what is so long is not taken for over and done."""


class DangerBand(IntEnum):
    """From nothing of the kind to danger."""

    NONE = 0
    ASK = 1
    SURE = 2


def danger_band(
    text: str, places: WordPlaces, lists: Recognition, *, spoken_of: bool, likeness: float
) -> DangerBand:
    """The band of a text that speaks of danger, or not, and sounds like it.

    Milder it is only where each of its sentences that speaks of danger is milder by itself.
    """
    band = _heard(likeness, spoken_of=spoken_of)
    if band is DangerBand.NONE or (not spoken_of and says_only_where(text, lists)):
        return DangerBand.NONE
    milder = _milder_by(places, lists)
    if not milder or not _each_is_mild(text, lists):
        return band
    return DangerBand(max(band - milder, DangerBand.NONE))


def says_only_where(text: str, lists: Recognition) -> bool:
    """Whether a text says who speaks, and at which hamlet or commune, and nothing else."""
    words = [one.strip(".,!") for one in text.split()] if len(text) <= _WHEREABOUTS else []
    known = {tuple(split_tokens(one)) for one in lists.whereabouts}
    at = _past_known(words, known)
    end = len(words) - _past_known(words[:at:-1], known)
    return at > 0 and _is_named_place(words[at:end], lists)


def _is_named_place(words: Sequence[str], lists: Recognition) -> bool:
    """A hamlet or commune: `làng Kép`, or by the first half of its name, `Ia Ka`."""
    if len(words) == _SHORT_NAME and fold_text(words[0]) in map(fold_text, lists.before_names):
        return True
    return is_place_alone(" ".join(words))


def _past_known(words: Sequence[str], known: Collection[tuple[str, ...]]) -> int:
    at, most = 0, max(map(len, known), default=0)
    while at < len(words):
        folded = [fold_text(one) for one in words[at : at + most]]
        long = next((n for n in range(len(folded), 0, -1) if tuple(folded[:n]) in known), 0)
        if not long:
            break
        at += long
    return at


def _is_spoken_of(said: HeardText, places: WordPlaces, lists: Recognition) -> bool:
    return "danger" in word_proximity.proximity_hints(places, lists.together) or any(
        holds_phrase(said, phrase) for phrase in lists.danger
    )


def _heard(likeness: float, *, spoken_of: bool) -> DangerBand:
    if likeness >= (0.0 if spoken_of else _SURELY_DANGER):
        return DangerBand.SURE
    doubtful = likeness >= (_UNLIKE_DANGER if spoken_of else _LIKE_DANGER)
    return DangerBand.ASK if doubtful else DangerBand.NONE


def _milder_by(places: WordPlaces, lists: Recognition) -> int:
    """By how many bands the office's data make it milder: it is over, or befell no person."""
    bands = [
        _LOWER[rule.leaves]
        for rule in lists.milder
        if all(name in places for name in rule.groups)
        and not any(word_proximity.stands_apart(places, name, rule.inside) for name in rule.unless)
    ]
    return max(bands, default=0)


def _each_is_mild(text: str, lists: Recognition) -> bool:
    sentences = [one for one in _SENTENCE.split(text[:LONGEST_TEXT]) if len(one.split()) > 1]
    if len(sentences) > _MOST_SENTENCES:
        return False
    return len(sentences) < 2 or all(_is_mild(one, lists) for one in sentences)


def _is_mild(sentence: str, lists: Recognition) -> bool:
    said = HeardText.of(sentence)
    places = word_proximity.places_of_groups(said.raw, said.folded, lists.groups)
    return bool(_milder_by(places, lists)) or not _is_spoken_of(said, places, lists)
