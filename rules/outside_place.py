"""A place outside the office's area that a text says it happened at; rather none than a wrong one.

Where no person lives, works or goes, but where the matter is: `ở Pleiku`, `phường Hoa Lư, thành
phố Pleiku`, never `đường đi Pleiku` or `tôi ở Pleiku`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rules.office_directory import OutsideArea
from rules.place_in_text import has_marks, same_length_fold
from rules.text import split_tokens, to_nfc

_MARKED: Final = {"o": "ở", "tai": "tại", "thuoc": "thuộc", "xa": "xã", "phuong": "phường"}
"""How the words are written that others are without their marks: `ô`, `xa`, `phương`."""
_AT: Final = r"(?P<at>o|tai|thuoc)"
_KIND: Final = r"(?:tinh|thanh pho|tp|thi xa|tx|huyen)"
_UNIT: Final = r"(?P<unit>xa(?!\W+(?:trung|xoi|nha))|phuong|thi tran)"
_WORDS: Final = r"\W+(?:\w+\W+){0,3}?"
_SPOTS: Final = r"(?:cho|gan|ben xe|nga ba|nga tu|trung tam|khu vuc|dia ban|noi thanh|ben)"
_ELSEWHERE: Final = re.compile(
    r"(?:toi|tui|em|con|chau|minh|anh|chi|bac|co|chu|ong|ba|ho|nguoi|que|song|hoc|lam|mua|ban|kham"
    r"|chua|sinh|di|len|xuong|ve|tu|tro|den|qua|ra|vao|cong|ty|hang|vien|truong|nhap|gui)"
)
"""Before `ở`: somebody is there, or does something else there."""
_TOWARDS: Final = re.compile(
    r"(?:di|ve|tu|toi|den|qua|len|xuong|ra|vao|gan|canh|giap|huong|vo|cach|va|noi)"
)


_STREET: Final = (
    r"(?:o|tai|\d+\w?)\W+(?:duong|hem|pho)\W+"
    rf"(?:(?!(?:{_TOWARDS.pattern}|duong|hem|doan|xa|phuong|thi)\b)\w+(?:[\s,.]+|\W+(?={_KIND}\W))){{1,4}}?"
)
"""An address in a street with a name."""


class OutsidePlace(NamedTuple):
    """A name as the office writes it, and the area it belongs to."""

    name: str
    area: OutsideArea


def outside_place_in_story(text: str, areas: Sequence[OutsideArea]) -> OutsidePlace | None:
    """Where a report says that it happened, if it says so plainly."""
    text = to_nfc(text)
    folded, marked = same_length_fold(text), has_marks(text)
    if len(folded) != len(text):
        return None
    said = f" {' '.join(split_tokens(text))} "
    for place, pattern in _story_patterns(tuple(areas)):
        if f" {_spoken(place.name, ' ')} " not in said:
            continue
        for match in pattern.finditer(folded):
            if _is_as_written(match, text, marked=marked) and not _is_elsewhere(match, folded):
                return place
    return None


def outside_place_in_answer(text: str, areas: Sequence[OutsideArea]) -> OutsidePlace | None:
    """Which of the names somebody gives who was asked where it happened."""
    said = " ".join(split_tokens(text))
    for place in _places(areas):
        for match in re.finditer(rf"(?<!\w){_spoken(place.name, ' ')}(?!\w)", said):
            if not any(map(_TOWARDS.fullmatch, said[: match.start()].split())):
                return place
    return outside_place_in_story(text, areas)


def _is_as_written(match: re.Match[str], text: str, *, marked: bool) -> bool:
    """Whether the small words that decide are those words, where marks are used at all."""
    return not marked or all(
        text[slice(*match.span(name))].lower() == _MARKED.get(word, text[slice(*match.span(name))])
        for name, word in match.groupdict().items()
        if word in _MARKED
    )


def _is_elsewhere(match: re.Match[str], folded: str) -> bool:
    before = re.findall(r"\w+", folded[: match.start()])[-1:]
    known = _ELSEWHERE if match.groupdict().get("at") else _TOWARDS
    return any(map(known.fullmatch, before))


def _places(areas: Iterable[OutsideArea]) -> Iterable[OutsidePlace]:
    return (OutsidePlace(name, area) for area in areas for name in area.places)


def _spoken(name: str, between: str = r"\W+") -> str:
    return between.join(split_tokens(name))


@lru_cache(maxsize=4)
def _story_patterns(
    areas: tuple[OutsideArea, ...],
) -> Sequence[tuple[OutsidePlace, re.Pattern[str]]]:
    found = []
    for place in _places(areas):
        name = _spoken(place.name)
        spoken = (
            rf"{_AT}\W+(?:{_SPOTS}\W+)?(?:{_KIND}\W+)?{name}"
            rf"|{_UNIT}{_WORDS}{_KIND}\W+{name}|,\s*{_KIND}\W+{name}"
            rf"|{_STREET}(?:{_KIND}\W+)?{name}(?!\W+(?:di|ve|-)\b)"
        )
        found.append((place, re.compile(rf"(?<!\w)(?:{spoken})(?!\w)")))
    for area in areas:
        for commune in area.communes:
            place = OutsidePlace(commune, area)
            found.append((place, re.compile(rf"(?<!\w){_UNIT}\W+{_spoken(commune)}(?!\w)")))
    return found
