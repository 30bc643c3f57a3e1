"""What is said of an answer in plain words: whether it settled the matter, how good it was.

As in rules.intents only what is understood from the first word to the last counts, the words of
the case included. A word more, and somebody asks.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rules.citizen_verdict import RESOLVED, UNRESOLVED
from rules.intents import LONGEST, RATED, SETTLED, UNSETTLED, beside_intent, phrases_of_intent
from rules.office_words import Intents
from rules.sipas import SCORES_BY_CODE, Score
from rules.spoken_phrases import (
    SpokenVocabulary,
    are_made_of,
    hold_phrase,
    longest_phrase,
    phrases_as_spoken,
    vocabulary_of,
    words_as_spoken,
)
from rules.text import fold_text

VERDICTS: Final = {SETTLED: RESOLVED, UNSETTLED: UNRESOLVED, RATED: ""}
"""By intent: the verdict it says."""
_MOST_WORDS: Final = 30
_STARS: Final = re.compile(r"(\d+)\s*(?:(sao|diem)|/\s*(5|10)(?!\d))")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OUT_OF_TEN: Final = ("diem", "10")


class SaidOfAnswer(NamedTuple):
    """`verdict`: RESOLVED, UNRESOLVED, or empty where nothing is said of it."""

    verdict: str = ""
    score: Score | None = None


def said_of_answer(text: str, intents: Intents, case_words: str = "") -> SaidOfAnswer | None:
    """What a message says of an answer and nothing else; None where it may say more.

    `case_words`: of the case, which may stand beside: `đèn sáng rồi`.
    """
    words = words_as_spoken(text, intents.short) if len(text) <= LONGEST else ()
    if not 0 < len(words) <= _MOST_WORDS or "?" in text or _has_other_number(text, case_words):
        return None
    own = _of_case(text, case_words)
    found = [
        verdict
        for name, verdict in VERDICTS.items()
        if not hold_phrase(words, phrases_as_spoken(intents.said[name].unless))
        and are_made_of(words, _vocabulary(intents, name, own))
    ]
    if len(found) != 1:
        return None
    said = SaidOfAnswer(found[0], score_said(text, intents))
    return said if said.verdict or said.score else None


def _of_case(text: str, case_words: str) -> tuple[str, ...]:
    """The words of a message that are the case's, in the marks of either or in none."""
    known = set(_WORD.findall(case_words.lower()))
    folded = {fold_text(word) for word in known}
    said = dict.fromkeys(_WORD.findall(text.lower()))
    return tuple(
        word
        for word in said
        if {word, fold_text(word)} & known or (word in folded and fold_text(word) == word)
    )


def score_said(text: str, intents: Intents) -> Score | None:
    """The score in a message: of stars, of points, in words; the longest phrase counts."""
    if (stars := text.count("⭐") + text.count("🌟")) > 1:
        return Score(min(stars, 5))
    if counted := _STARS.search(fold_text(text)):
        number = int(counted[1][:3])
        out_of_ten = counted[2] in _OUT_OF_TEN or counted[3] in _OUT_OF_TEN
        return (
            Score(max((number + 1) // 2 if out_of_ten else number, 1)) if _fits(counted) else None
        )
    words = words_as_spoken(text, intents.short)
    longest = {
        longest_phrase(words, phrases_as_spoken(score.says)): SCORES_BY_CODE[code]
        for code, score in intents.scores.items()
    }
    return longest[max(longest)] if max(longest) else None


def _fits(counted: re.Match[str]) -> bool:
    ten = counted[2] in _OUT_OF_TEN or counted[3] in _OUT_OF_TEN
    return int(counted[1][:3]) <= (10 if ten else 5)


def _has_other_number(text: str, case_words: str) -> bool:
    """Whether a number is named that the case does not know: another hamlet, another pole."""
    rest = _STARS.sub(" ", fold_text(text))
    return bool(set(re.findall(r"\d+", rest)) - set(re.findall(r"\d+", case_words)))


def _vocabulary(intents: Intents, name: str, own: tuple[str, ...]) -> SpokenVocabulary:
    says = phrases_of_intent(intents, name)
    if own and name == UNSETTLED:
        says += intents.said[name].of_case
    trouble = phrases_as_spoken((*intents.praise.but, *intents.praise.marked))
    own = (
        own
        if name == UNSETTLED
        else tuple(word for word in own if fold_text(word) not in trouble.by_letters)
    )
    return vocabulary_of(says, (*beside_intent(intents, name), *own))
