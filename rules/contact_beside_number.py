"""Name and home in the clause of a telephone number and in those beside it, if they say no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rules.contact_in_text import (
    ADDRESS_LABEL,
    PHONE_LABEL,
    ContactParts,
    bare_number,
    names_home,
    place_begins,
)
from rules.name_beside_number import is_name_beside_number
from rules.place_alone import is_place_alone
from rules.place_in_text import same_length_fold

Span = tuple[int, int]

SENTENCE_ENDS: Final = re.compile(r"[\n!?;]|\.(?=\s|$)")
WISHES: Final = re.compile(
    r"(?<!\w)(?:xin|muon|bao|phan anh|kien nghi|de nghi|cho hoi|thay|nho|mong)(?!\w)"
)
OTHERS: Final = re.compile(
    r"(?<!\w)(?:chu (?:xe|quan|nha|tiem|tro|lo|ho|thau|vuon|ray|co so|dau tu)|ong|tai xe|cong ty"
    r"|hang xom|quan|tiem|thang|can bo|truong thon|cong an|duong day|tong dai|dien luc|goi|bien so"
    r"|cua (?:ho|no|ba|anh|chi|chu))(?!\w)"
)
"""Whoever is spoken of here may be whose number it is."""
_LEADS_TO_NAME: Final = re.compile(
    r"[\s\-–•*]*(?:(?:da|thua|va|xin|vui long)\s+)*"
    r"(?:(?:lien he|lh|gap|goi|nguoi (?:gui|phan anh|bao))(?:\s+(?:voi|cho|lai|toi|em))?\s*:?\s*)?"
    r"(?:(?:toi|em|chau|con|minh|tui)\s+)?"
    r"(?:(?:ho\s+(?:va\s+)?)?ten(?:\s+(?:toi|em|chau|minh))?(?:\s+la)?\s*:?\s+|la\s+)?"
)
_BARE_AFTER_NUMBER: Final = 4
"""Words in small letters of a home behind a number: nothing else is told there."""


class FoundContact(NamedTuple):
    """What was found, and where it stands in `to_nfc` of the text."""

    parts: ContactParts
    spans: tuple[Span, ...] = ()


def contact_beside_number(text: str, folded: str, number: re.Match[str]) -> FoundContact | None:
    """Name and home in the clause of a number, and in those beside it, if they say no more."""
    pieces = list(_pieces(folded, number))
    mine = next(n for n, (start, end) in enumerate(pieces) if start <= number.start() < end)
    start, end = pieces[mine]
    wish = WISHES.search(folded, number.end(), end)
    stop = wish.start() if wish else end
    label = PHONE_LABEL.search(folded[start : number.start()])
    before = _who(text[start : start + label.start() if label else number.start()], near=True)
    after = _who(text[number.end() : stop], near=True, bare=_BARE_AFTER_NUMBER)
    if before is None or after is None or (before.name and after.name):
        return None
    told = [before, after]
    for piece in pieces[mine + 1 :] if stop == end else ():
        more = _who_else(text[slice(*piece)], told)
        if more is None:
            break
        told.append(more)
        stop = piece[1]
    for piece in reversed(pieces[:mine]):
        more = _who_else(text[slice(*piece)], told)
        if more is None:
            break
        told.insert(0, more)
        start = piece[0]
    phone = bare_number(number[0])
    home = ", ".join(one.home for one in told if one.home)
    name = next((one.name for one in told if one.name), "")
    parts = ContactParts(name, phone, home if names_home(home) else "")
    alone = not (name or home) and OTHERS.search(SENTENCE_ENDS.split(folded[: number.start()])[-1])
    return None if alone else FoundContact(parts, ((start, stop),))


def _pieces(folded: str, number: re.Match[str]) -> Iterator[Span]:
    """The clauses of the sentence a number stands in."""
    start = max((end.end() for end in SENTENCE_ENDS.finditer(folded, 0, number.start())), default=0)
    found = SENTENCE_ENDS.search(folded, number.end())
    end = found.start() if found else len(folded)
    for comma in re.finditer(r",|\s[-–]\s", folded[:end]):
        if comma.start() >= start:
            yield start, comma.start()
            start = comma.end()
    yield start, end


class _Who(NamedTuple):
    name: str = ""
    home: str = ""


def _who(words: str, *, near: bool, bare: int = 0) -> _Who | None:
    """Name and home of a clause that says nothing else; None of one that does."""
    words = words[_LEADS_TO_NAME.match(same_length_fold(words)).end() :].strip(" .:-–")  # type: ignore[union-attr]
    if not words:
        return _Who()
    if label := ADDRESS_LABEL.match(same_length_fold(words)):
        home = words[label.end() :]
        return _Who(home=home) if is_place_alone(home, bare) else None
    if is_place_alone(words, bare):
        return _Who(home=words)
    at = place_begins(words)
    name, rest = words[:at].strip(), words[at:].strip()
    if not is_name_beside_number(name, near=near):
        return None
    lives = _who(rest, near=near, bare=bare) if rest else _Who()
    return None if lives is None or lives.name else _Who(name, lives.home)


def _who_else(words: str, told: list[_Who]) -> _Who | None:
    """What a clause beside it adds, if it does."""
    found = _who(words, near=False) or _called(words)
    if found is None or not any(found) or not (found.name or _says_home(found, told)):
        return None
    if found.name and any(one.name for one in told):
        homes = any(one.home for one in told)
        return _Who(home=found.name) if homes and not found.home else None
    return found


def _called(words: str) -> _Who | None:
    """One word with a capital, alone between commas."""
    called = words.strip()
    return _Who(called) if called.isalpha() and called.istitle() else None


def _says_home(found: _Who, told: list[_Who]) -> bool:
    return names_home(found.home) or any(one.home for one in told)
