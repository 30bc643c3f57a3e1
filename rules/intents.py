"""What a short message wants that says one thing and nothing else: thanks, or where it stands.

Only a message of known phrases from its first word to its last is one: a word more, and it may
be a report, which nothing here may take away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from rules.case_code import CODE_AS_TYPED
from rules.office_words import Intents
from rules.spoken_phrases import (
    SpokenVocabulary,
    SpokenWord,
    are_made_of,
    hold_phrase,
    phrases_as_spoken,
    vocabulary_of,
    words_as_spoken,
)
from rules.text import fold_text

LONGEST: Final = 160
"""Characters: what is longer says more than one thing."""
THANKS: Final = "thanks"
"""The intent that may stand beside every other: whoever asks says it too."""
SETTLED: Final = "settled"
UNSETTLED: Final = "unsettled"
RATED: Final = "rated"
OF_ANSWER: Final = (SETTLED, UNSETTLED, RATED)
"""The intents that say something of an answer; see rules.answer_words."""
_MOST_WORDS: Final = 24
_MOST_PRAISE: Final = 40
_CODE: Final = re.compile(rf"(?<![a-z0-9]){CODE_AS_TYPED}(?![a-z0-9])")


def recognise_intent(text: str, intents: Intents) -> str:
    """The name of the one thing a message wants, empty when it says anything else."""
    words = words_as_spoken(text, intents.short) if len(text) <= LONGEST else ()
    if not 0 < len(words) <= _MOST_WORDS:
        return ""
    return next((name for name in intents.said if _wants(words, intents, name)), "")


def says_intent(text: str, intents: Intents, name: str) -> bool:
    """Whether a message says one thing and nothing else, be it that it says another as well."""
    return len(text) <= LONGEST and _wants(words_as_spoken(text, intents.short), intents, name)


def is_part_of_story(text: str, intents: Intents, name: str) -> bool:
    """Whether a message wants this only by words that are of the report one is just telling."""
    words = words_as_spoken(text, intents.short)
    return _wants(words, intents, name) and not are_made_of(
        words, _vocabulary(intents, name, alone=False)
    )


def _wants(words: Sequence[SpokenWord], intents: Intents, name: str) -> bool:
    story = hold_phrase(words, phrases_as_spoken(intents.said[name].unless))
    return not story and are_made_of(words, _vocabulary(intents, name))


def tells_trouble(text: str, intents: Intents) -> bool:
    """Whether a text holds a word by which something is wrong."""
    words = words_as_spoken(text[:1000], intents.short)
    return hold_phrase(words, phrases_as_spoken(intents.praise.but))


def code_asked_for(text: str, intents: Intents) -> str:
    """The code of a case in a message that holds it and nothing else that matters, or empty."""
    folded = fold_text(text[: LONGEST + 1])
    found = _CODE.search(folded) if len(folded) <= LONGEST else None
    if found is None:
        return ""
    rest = f"{folded[: found.start()]} {folded[found.end() :]}"
    words = words_as_spoken(rest, intents.short)
    return found[0] if not words or are_made_of(words, _around_a_code(intents)) else ""


def number_to_call(text: str, intents: Intents, numbers: Iterable[str]) -> str:
    """The one of the numbers that a message holds and nothing else: a key, or «gọi 114»."""
    if len(text) > LONGEST:
        return ""
    digits = re.sub(r"\D", "", text)
    called = next((one for one in numbers if re.sub(r"\D", "", one) == digits), "")
    rest = words_as_spoken(re.sub(r"\d+", " ", text), intents.short) if called else ()
    beside = _vocabulary_of(intents.around_number, ())
    return called if not rest or are_made_of(rest, beside) else ""


def is_praise(text: str, intents: Intents) -> bool:
    """Whether somebody thanks for what was done, and tells no new matter beside it."""
    words = words_as_spoken(text[:1000], intents.short)
    if not 0 < len(words) <= _MOST_PRAISE or "?" in text:
        return False
    known, beginning = _vocabulary(intents, THANKS), range(1, min(len(words), 8) + 1)
    if not any(are_made_of(words[:end], known) for end in beginning):
        return False
    praise = intents.praise
    bad = hold_phrase(words, phrases_as_spoken(praise.but)) or hold_phrase(
        [word for word in words if word.marks], phrases_as_spoken(praise.marked)
    )
    return not bad and hold_phrase(words, phrases_as_spoken(praise.done))


def phrases_of_intent(intents: Intents, name: str) -> tuple[str, ...]:
    """All that says one thing."""
    one = intents.said[name]
    scores = intents.scores.values() if name == RATED else ()
    return (*one.says, *one.alone, *(phrase for score in scores for phrase in score.says))


def beside_intent(intents: Intents, name: str) -> tuple[str, ...]:
    """All that may stand beside what says one thing: thanks, polite words, what it is about."""
    one = intents.said[name]
    thanks = intents.said.get(THANKS, one)
    others = (phrase for other in one.beside for phrase in phrases_of_intent(intents, other))
    return (*one.about, *others, *intents.polite, *thanks.says)


@lru_cache(maxsize=64)
def _vocabulary_of(says: tuple[str, ...], beside: tuple[str, ...]) -> SpokenVocabulary:
    return vocabulary_of(says, beside)


def _vocabulary(intents: Intents, name: str, *, alone: bool = True) -> SpokenVocabulary:
    says = phrases_of_intent(intents, name) if alone else intents.said[name].says
    return _vocabulary_of(says, beside_intent(intents, name))


def _around_a_code(intents: Intents) -> SpokenVocabulary:
    """Everything that may be said beside a code: all of it says no more than the code does."""
    says = tuple(
        phrase
        for name, one in intents.said.items()
        if name not in OF_ANSWER
        for phrase in (*phrases_of_intent(intents, name), *one.about)
    )
    return _vocabulary_of((*says, *intents.polite, *intents.around_code), ())
