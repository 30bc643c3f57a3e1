"""Which agencies and which officials a text names, by whole words, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from rules.office import Office
from rules.office_words import Examples
from rules.recognition import speaks_of_behaviour
from rules.text import clean_text, fold_text

_AND = "va"
"""`Kinh tế và Hạ tầng` is who writes itself `Kinh tế - Hạ tầng`."""
_WORD = re.compile(r"[^\W_]+")
_SALUTATIONS = ("kinh gui ", "kinh thua ")
_FORMS_OF_ADDRESS = ("ong", "ba", "anh", "chi", "co", "chu", "bac", "em")
_OTHER = "0"
"""Stands for a word that is no part of a name."""
_BEHIND = 7
"""So many words after a name say what whoever bears it does."""
_LEAST_WORDS = 2
"""Of a name that is looked for: one word alone names half the district."""


def agencies_named(text: str, office: Office) -> list[str]:
    """Codes of the agencies whose name, of whatever kind, stands in the text."""
    said = _spaced(text)
    return [
        code
        for code, agency in office.agencies.items()
        if any(_stands_in(name, said) for name in (agency.name, agency.short, *agency.also))
    ]


def without_salutation(text: str) -> str:
    """The text without whom it is addressed to: `Kính gửi ông …` is no complaint about him."""
    parts = re.split(r"[,.;\n]", clean_text(text))
    return ". ".join(part for part in parts if not _spaced(part).lstrip().startswith(_SALUTATIONS))


def names_stated_in(text: str, names: Iterable[str], least: int = _LEAST_WORDS) -> set[str]:
    """Those of the people who are named in full; `Anh` and `Chị` before a name do not count.

    `least`: words of a name that counts.
    """
    said = _spaced(text)
    bare = {name: _bare_name(name) for name in names}
    return {
        name for name, one in bare.items() if len(one.split()) >= least and _stands_in(one, said)
    }


def names_meant_in(text: str, names: Iterable[str], office: Office) -> set[str]:
    """Those of the people whom words that say what complaints say name, in whatever way.

    Not who says that the name is their own: `tôi tên Hoa`.
    """
    own = "|".join(f"{one}|{fold_text(one)}" for one in office.recognition.own_name)
    text = re.sub(rf"\b(?:{own}) \w+", _OTHER, clean_text(text), flags=re.IGNORECASE)
    given = _by_given_name(names, office)
    found = _called_in(text, given, office) | _blamed_in(text, given, office)
    return names_stated_in(text, names).union(*(given[one] for one in found))


def _called_in(text: str, given: Collection[str], office: Office) -> set[str]:
    """Given names of people who are called as people are: `bà Hoa`, `cán bộ Bình`.

    Where a text has diacritics they count: `cô Lan` is no `có lần`; but of a name that is written
    without, with a capital, they do not: `anh Teo` may be `Tèo`.
    """
    if fold_text(text) == clean_text(text).lower():
        return _called(fold_text, text, given, office)
    forms = {word for form in office.recognition.called for word in fold_text(form).split()}
    bare = " ".join(
        word if fold_text(word) in forms or _is_bare_capital(word) else _OTHER
        for word in _WORD.findall(text)
    )
    return _called(clean_text, text, given, office) | _called(fold_text, bare, given, office)


def _blamed_in(text: str, given: Collection[str], office: Office) -> set[str]:
    """Those that stand alone, with what complaints say behind: `Tèo nhận bôi trơn`.

    A name is a word with a capital that begins no sentence, unless it is no other word here; none
    after another capital or what stands before a place: `thôn Bình không chịu dọn`.
    """
    written: dict[str, set[str]] = {}
    for name in given:
        for form in (name, fold_text(name)):
            written.setdefault(form, set()).add(name)
    found: set[str] = set()
    for words in map(_WORD.findall, re.split(r"[.;!?\n]", clean_text(text))):
        for at, word in enumerate(words):
            names = written.get(word.lower()) if _is_name(words, at, office) else None
            if names and _is_blamed(words[at + 1 : at + 1 + _BEHIND], office):
                found |= names
    return found


def _is_blamed(behind: Sequence[str], office: Office) -> bool:
    return speaks_of_behaviour(" ".join(behind), office.recognition)


def _is_name(words: Sequence[str], at: int, office: Office) -> bool:
    word, before = words[at], words[at - 1] if at else ""
    if not word[0].isupper() or word[1:].isupper():
        return False
    if not before:
        return word.lower() not in _ordinary_words(office.recognition.examples)
    return not (before[0].isupper() or before.lower() in office.recognition.before_place)


@lru_cache(maxsize=4)
def _ordinary_words(examples: Examples) -> frozenset[str]:
    """Words of the sentences an office knows, but for names."""
    said = (examples.plain, examples.outside, examples.danger)
    found = (word for some in said for text in some for word in _WORD.findall(text))
    return frozenset(word for word in found if word.islower())


def _is_bare_capital(word: str) -> bool:
    return word[0].isupper() and fold_text(word) == word.lower()


def _called(
    written: Callable[[str], str], text: str, given: Collection[str], office: Office
) -> set[str]:
    said, forms = _lowered(written(text)), [written(form) for form in office.recognition.called]
    return {name for name in given if any(f" {form} {written(name)} " in said for form in forms)}


def _by_given_name(names: Iterable[str], office: Office) -> dict[str, set[str]]:
    """Names by their last word, but for one that an agency has in its own: `cán bộ Phòng`."""
    units = {word for one in office.agencies.values() for word in _lowered(one.name).split()}
    found: dict[str, set[str]] = {}
    for name in names:
        for last in _lowered(name).split()[-1:]:
            if last not in units:
                found.setdefault(last, set()).add(name)
    return found


def _lowered(text: str) -> str:
    return f" {' '.join(_WORD.findall(clean_text(text).lower()))} "


def _bare_name(name: str) -> str:
    first, _, rest = _spaced(name).strip().partition(" ")
    return rest if first in _FORMS_OF_ADDRESS else f"{first} {rest}"


def _stands_in(name: str, said: str) -> bool:
    wanted = _spaced(name)
    return len(wanted.split()) >= _LEAST_WORDS and wanted in said


def _spaced(text: str) -> str:
    return f" {' '.join(word for word in _WORD.findall(fold_text(text)) if word != _AND)} "
