"""Finding the names of people in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal

from rules.name_patterns import (
    ACCENT,
    BY_ORDER,
    BY_ORDER_BARE,
    CALLED,
    ENDS_NAME,
    ENDS_SHOUTED,
    FULL,
    FULL_BARE,
    HIGHLAND,
    HIGHLAND_MAN,
    INTRODUCED,
    MEDICAL,
    NAMED_AFTER,
    NO_NAME,
    NO_NAME_ACCENTED,
    POST,
    POST_AFTER,
    PRESENTED,
    PRESENTED_SMALL,
    SHOUTED,
    SMALL,
    SMALL_FULL,
    SMALL_FULL_BARE,
    SMALL_SURNAME,
    SURNAMES,
    TITLED,
    TITLED_BARE,
)
from rules.text_views import SETTLED, TextViews

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


_NAME_LENGTH: Final = 5


_VILLAGE: Final = re.compile(
    r"(?<!\w)(?:lang|thon|buon|plei|ap|khu pho|to dan pho|tdp|xom)(?: van hoa)? +"
)


_HOUSE_IN_STREET: Final = re.compile(
    r"(?<!\w)(?:(?=so nha|nha so|nha|so)|(?:o|tai|dia chi) +)"
    r"(?P<house>(?:(?:so nha|nha so|nha|so) +)?\d+[a-z]?(?:/\d+[a-z]?)*)"
    r"(?P<road>,? +(?:duong|pho))?,? +(?=[^\W\d_])"
)


def find_streets(search: TextViews) -> Iterator[tuple[int, int]]:
    """Where a house is given by its number and the name of its street."""
    for match in _HOUSE_IN_STREET.finditer(search.folded):
        run = _run(search, match.end(), least=1 if match["road"] else 2)
        for _, end in run:
            yield match.start("house"), end


def find_person_names(search: TextViews) -> Iterator[tuple[int, int, Literal["name", "official"]]]:
    """Where names stand, and whether they are those of officials."""
    for start, end in _introduced(search):
        yield start, end, "official" if POST.search(search.before(start)) else "name"


def find_villages(search: TextViews) -> Iterator[tuple[int, int]]:
    """Where a village, hamlet or ward is named: in a small group that points at people."""
    for match in _VILLAGE.finditer(search.folded):
        ends = _word_ends(search, match.end(), lambda word: search.text[word.start()].isupper())
        if ends:
            yield match.start(), ends[-1]


def _introduced(search: TextViews) -> Iterator[tuple[int, int]]:
    # Folded, "có" and "cô" are one: only a text without diacritics is read that way.
    accented = bool(ACCENT.search(search.text.replace(SETTLED, "")))
    yield from _by_cue(search)
    titles = TITLED.finditer(search.lowered) if accented else TITLED_BARE.finditer(search.folded)
    for match in titles:
        word = _WORD.match(search.folded, match.end())
        of_commune = match[0].rstrip().endswith((" xã", " xa"))
        if not of_commune or (word and _surname(search, word, accented=accented)):
            yield from _run(search, match.end(), least=1)
    yield from _small(search, accented=accented)
    yield from _highland(search)
    for match in _WORD.finditer(search.folded):
        if _surname(search, match, accented=accented):
            yield from _run(search, match.start(), least=2)


def _by_cue(search: TextViews) -> Iterator[tuple[int, int]]:
    """Names that are announced: "my name is", "called", "I am"."""
    for match in INTRODUCED.finditer(search.folded):
        yield from _run(search, match.end(), least=1) or _uncapitalised(search, match.end())
    for match in CALLED.finditer(search.folded):
        if not NAMED_AFTER.search(search.before(match.start()) + " "):
            yield from _run(search, match.end(), least=1)
    for match in PRESENTED.finditer(search.folded):
        yield from _run(search, match.end(), least=2) or _presented(search, match.end())


def _small(search: TextViews, *, accented: bool) -> Iterator[tuple[int, int]]:
    """Names in small letters: an official by title and post, a surname with its middle name."""
    for match in SMALL.finditer(search.folded):
        yield match.span(1)
    whole = (
        SMALL_FULL.finditer(search.lowered) if accented else SMALL_FULL_BARE.finditer(search.folded)
    )
    for match in whole:
        if not NAMED_AFTER.search(search.before(match.start())):
            yield match.span()
    by_order = (
        BY_ORDER.finditer(search.lowered) if accented else BY_ORDER_BARE.finditer(search.folded)
    )
    for match in by_order:
        yield match.span(1)


def _highland(search: TextViews) -> Iterator[tuple[int, int]]:
    for match in HIGHLAND.finditer(search.text):
        medical = MEDICAL.match(search.folded, match.start())
        if search.text[match.end()].isupper() and not medical:
            yield from _run(search, match.start(), least=1)
    for match in HIGHLAND_MAN.finditer(search.text):
        for _, end in _run(search, match.end(), least=1):
            posted = POST.search(search.before(match.start())) or POST_AFTER.match(
                search.folded, end
            )
            if posted:
                yield match.start(), end


def _surname(search: TextViews, word: re.Match[str], *, accented: bool) -> bool:
    if NAMED_AFTER.search(search.before(word.start())):
        return False
    if accented:
        said = search.text[word.start() : word.end()]
        # In capitals only the surnames that are nothing else: HỒ SƠ is a file, CAO is high.
        return bool((SHOUTED if said.isupper() else FULL).fullmatch(said))
    capital = search.text[word.start()].isupper()
    return capital and bool(FULL_BARE.fullmatch(search.folded, word.start(), word.end()))


def _run(search: TextViews, start: int, least: int) -> list[tuple[int, int]]:
    """The capitalised words from a place on, if there are enough and they are no office."""
    ends = _word_ends(search, start, lambda word: _in_name(search, word))
    office = NO_NAME.match(search.folded, start) or NO_NAME_ACCENTED.match(search.lowered, start)
    is_name = len(ends) >= least and not office
    return [(start, ends[-1])] if is_name else []


def _in_name(search: TextViews, word: re.Match[str]) -> bool:
    said = search.text[word.start() : word.end()]
    shouted = len(said) > 1 and said.isupper()
    return said[0].isupper() and not (shouted and ENDS_SHOUTED.fullmatch(said.lower()))


def _presented(search: TextViews, start: int) -> list[tuple[int, int]]:
    """A name in small letters after "I am": a surname and more, or one word before a number."""
    found = PRESENTED_SMALL.match(search.folded, start)
    if found:
        return [found.span(1)]
    whole = SMALL_SURNAME.match(search.lowered, start)
    return _uncapitalised(search, start) if whole else []


def _uncapitalised(search: TextViews, start: int) -> list[tuple[int, int]]:
    ends = _word_ends(search, start, lambda word: not ENDS_NAME.fullmatch(word[0]))
    surname = bool(ends) and SURNAMES.fullmatch(search.folded, start, ends[0])
    return [(start, ends[-1])] if surname else []


def _word_ends(search: TextViews, start: int, wanted: Callable[[re.Match[str]], bool]) -> list[int]:
    ends: list[int] = []
    while len(ends) < _NAME_LENGTH and (word := _WORD.match(search.folded, start)):
        if SETTLED in word[0] or not wanted(word):
            break
        ends.append(word.end())
        start = word.end() + 1
        if search.folded[word.end() : start] != " ":
            break
    return ends
