"""What a short message wants that says one thing and nothing else: thanks, or where it stands.

Only a message of known phrases from its first word to its last is one: a word more, and it may
be a report, which nothing here may take away.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from rules.case_code import CODE_AS_TYPED
from rules.office_words import Intents
from rules.text import clean_text, fold_text, split_words

LONGEST: Final = 160
"""Characters: what is longer says more than one thing."""
THANKS: Final = "thanks"
"""The intent that may stand beside every other: whoever asks says it too."""
_MOST_WORDS: Final = 24
_MOST_PRAISE: Final = 40
_LONG: Final = 9
"""Letters: so long a phrase stays itself with a wrong letter, and whatever its marks."""
_PART: Final = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_HEART: Final = re.compile("<3+")
_DRAWN_OUT: Final = re.compile(r"([^\W\d_])\1{2,}")
"""A letter held down: `okkkk`, `lâuuu`."""
_HOOK_FOR_TILDE: Final = {0x303: 0x309}
_CODE: Final = re.compile(rf"(?<![a-z0-9]){CODE_AS_TYPED}(?![a-z0-9])")


class _Word(NamedTuple):
    folded: str
    marks: Counter[str]


class _Phrase(NamedTuple):
    letters: str
    marks: tuple[Counter[str], ...]
    """Word by word."""


class _Phrases(NamedTuple):
    """Phrases by their letters without spaces."""

    exactly: Mapping[str, list[_Phrase]]
    nearly: Mapping[tuple[str, int], list[str]]
    """Letters of the long ones, by the first of them and how many they are."""


class _Vocabulary(NamedTuple):
    """What is said of one thing; `says` are the phrases that say what is wanted."""

    says: _Phrases
    beside: _Phrases
    most_words: int


def recognise_intent(text: str, intents: Intents) -> str:
    """The name of the one thing a message wants, empty when it says anything else."""
    words = _words(text, intents.short) if len(text) <= LONGEST else ()
    if not 0 < len(words) <= _MOST_WORDS:
        return ""
    return next((name for name in intents.said if _wants(words, intents, name)), "")


def is_part_of_story(text: str, intents: Intents, name: str) -> bool:
    """Whether a message wants this only by words that are of the report one is just telling."""
    words = _words(text, intents.short)
    return _wants(words, intents, name) and not _says(
        words, _vocabulary(intents, name, alone=False)
    )


def _wants(words: Sequence[_Word], intents: Intents, name: str) -> bool:
    story = _holds(words, _phrases(intents.said[name].unless))
    return not story and _says(words, _vocabulary(intents, name))


def code_asked_for(text: str, intents: Intents) -> str:
    """The code of a case in a message that holds it and nothing else that matters, or empty."""
    folded = fold_text(text[: LONGEST + 1])
    found = _CODE.search(folded) if len(folded) <= LONGEST else None
    if found is None:
        return ""
    rest = f"{folded[: found.start()]} {folded[found.end() :]}"
    words = _words(rest, intents.short)
    return found[0] if not words or _says(words, _around_a_code(intents)) else ""


def is_praise(text: str, intents: Intents) -> bool:
    """Whether somebody thanks for what was done, and tells no new matter beside it."""
    words = _words(text[:1000], intents.short)
    if not 0 < len(words) <= _MOST_PRAISE or "?" in text:
        return False
    known, beginning = _vocabulary(intents, THANKS), range(1, min(len(words), 8) + 1)
    if not any(_says(words[:end], known) for end in beginning):
        return False
    praise = intents.praise
    bad = _holds(words, _phrases(praise.but)) or _holds(
        [word for word in words if word.marks], _phrases(praise.marked)
    )
    return not bad and _holds(words, _phrases(praise.done))


def _says(words: Sequence[_Word], known: _Vocabulary) -> bool:
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


def _holds(words: Sequence[_Word], phrases: _Phrases) -> bool:
    longest = 4
    return any(
        _is_phrase(words[start:end], phrases, typo=False)
        for start in range(len(words))
        for end in range(start + 1, min(start + longest, len(words)) + 1)
    )


def _is_phrase(words: Sequence[_Word], phrases: _Phrases, *, typo: bool = True) -> bool:
    letters = "".join(word.folded for word in words)
    if any(_agrees(words, phrase) for phrase in phrases.exactly.get(letters, ())):
        return True
    return typo and len(letters) >= _LONG and _is_nearly(letters, phrases)


def _is_nearly(letters: str, phrases: _Phrases) -> bool:
    """Whether it is a long phrase but for one letter, and not the first."""
    return any(
        OSA.distance(other, letters, score_cutoff=1) <= 1
        for more in (-1, 0, 1)
        for other in phrases.nearly.get((letters[0], len(letters) + more), ())
    )


def _agrees(words: Sequence[_Word], phrase: _Phrase) -> bool:
    """Whether the marks that were typed, if any, are the phrase's; a long one needs none."""
    if len(phrase.letters) >= _LONG or not any(word.marks for word in words):
        return True
    if len(words) != len(phrase.marks):  # written in one, or apart
        return sum((word.marks for word in words), Counter()) == sum(phrase.marks, Counter())
    pairs = zip(words, phrase.marks, strict=True)
    return all(word.marks in (Counter(), marks) for word, marks in pairs)


@lru_cache(maxsize=64)
def _words(text: str, short: tuple[str, ...]) -> tuple[_Word, ...]:
    found: list[_Word] = []
    spelled = _spelled(short)
    lowered = _DRAWN_OUT.sub(r"\1", clean_text(_HEART.sub("❤", text)).lower())
    for part in _PART.findall(unicodedata.normalize("NFC", lowered)):
        if part.isdecimal():
            found.append(_Word("#", Counter()))
        elif part.isalpha():
            # As written, or what the shorthand stands for, which has no marks of its own to heed.
            long = spelled.get(part)
            said = split_words(long or part)
            marks = _marks(part) if long is None and len(said) == 1 else Counter()
            found += [_Word(one, marks) for one in said]
        elif unicodedata.category(part) == "So":
            found.append(_Word(part, Counter()))
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
def _phrases(spoken: tuple[str, ...]) -> _Phrases:
    found: dict[str, list[_Phrase]] = {}
    for phrase in spoken:
        written = phrase.replace("#", "1")
        letters = "".join(word.folded for word in _words(written, ()))
        marks = tuple(_marks(word) for word in written.split())
        found.setdefault(letters, []).append(_Phrase(letters, marks))
    nearly: dict[tuple[str, int], list[str]] = {}
    for letters in found:
        if len(letters) >= _LONG:
            nearly.setdefault((letters[0], len(letters)), []).append(letters)
    return _Phrases(found, nearly)


def _known(says: tuple[str, ...], beside: tuple[str, ...]) -> _Vocabulary:
    longest = max(len(phrase.split()) for phrase in (*says, *beside))
    return _Vocabulary(_phrases(says), _phrases(beside), longest + 1)


@lru_cache(maxsize=64)
def _vocabulary_of(
    says: tuple[str, ...], about: tuple[str, ...], polite: tuple[str, ...], thanks: tuple[str, ...]
) -> _Vocabulary:
    return _known(says, (*about, *polite, *thanks))


def _vocabulary(intents: Intents, name: str, *, alone: bool = True) -> _Vocabulary:
    one = intents.said[name]
    thanks = intents.said.get(THANKS, one)
    says = (*one.says, *one.alone) if alone else one.says
    return _vocabulary_of(says, one.about, intents.polite, thanks.says)


def _around_a_code(intents: Intents) -> _Vocabulary:
    """Everything that may be said beside a code: all of it says no more than the code does."""
    says = tuple(
        phrase for one in intents.said.values() for phrase in (*one.says, *one.alone, *one.about)
    )
    return _vocabulary_of((*says, *intents.polite, *intents.around_code), (), (), ())
