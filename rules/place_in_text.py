"""The hamlet, quarter or street a text names, as it was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from rules.text import fold_text, split_tokens, to_nfc
from rules.text_views import fold_letter

LONGEST: Final = 10_000
"""Characters in which a place is looked for: who tells more names it early."""
HAMLET: Final = re.compile(
    r"(?<!\w)(?<!hàng )(?<!hang )"
    r"(?:(?:tổ dân phố|to dan pho|khu phố|khu pho|thôn|thon|làng|lang|buôn|buon|bôn|plei"
    r"|plơi|xóm|xom|ấp|đường|duong|hẻm|hem|ngõ|tdp)(?!\w)|(?:tổ|to)(?= *\d))"
)
"""In lower case: with its marks where the text has any, without where it has none."""
STREET: Final = re.compile(r"(?:duong|hem|ngo)$")
"""Folded."""
_NAMED: Final = re.compile(r" +\d+[a-z]?(?!\w)(?:(?:/\d+)*)", re.IGNORECASE)
_NUMBERED: Final = re.compile(r" \d{1,2}(?![\w/])")
"""`làng Kép 2`: of two hamlets of a name the second."""
_NAME_IS_OVER: Final = re.compile(r"\s*(?:$|[\n,.;]|(?:thuoc |xa |thi tran |tt ))")
_WORD: Final = re.compile(r" +(\w[\w'’]*)")
_TO_COMMUNE: Final = re.compile(r"[\s,.]*(?:(?:thuoc )?(?:xa|thi tran|tt|x|p|phuong)\.?[\s]+)?$")
_MOST_WORDS: Final = 3
_MOST_BARE: Final = 2


def same_length_fold(text: str) -> str:
    """Folded letter by letter, so that places in it are places in the text."""
    return "".join(map(fold_letter, text))


def has_marks(text: str) -> bool:
    """Whether it was written with diacritics."""
    return fold_text(text) != unicodedata.normalize("NFC", text).lower().strip()


def place_named(text: str, names: Iterable[str] = ()) -> str:
    """`thôn 3 Nghĩa Hưng` of a longer text, or empty; `names`: those of the commune it names."""
    text = to_nfc(text[:LONGEST])
    folded = same_length_fold(text)
    searched = text.lower() if has_marks(text) else folded
    if len(searched) != len(text):
        return ""
    communes = [span for name in names for span in _spans(name, folded)]
    for unit in HAMLET.finditer(searched):
        end = _unit_ends(text, folded, unit.end(), communes)
        if end:
            return _with_commune(text, folded, unit.start(), end, communes)
    return ""


def _spans(name: str, folded: str) -> Iterable[tuple[int, int]]:
    spoken = r"\W+".join(map(re.escape, split_tokens(name)))
    return (match.span() for match in re.finditer(rf"(?<!\w){spoken}(?!\w)", folded))


def _unit_ends(text: str, folded: str, at: int, communes: list[tuple[int, int]]) -> int:
    """Where the name after `thôn` ends; 0 when none is written there."""
    if number := _NAMED.match(text, at):
        return number.end()
    words, end = 0, 0
    shouted = text.isupper()
    while words < _MOST_WORDS and (word := _WORD.match(text, end or at)):
        if any(start <= word.start(1) < stop for start, stop in communes):
            break
        if shouted or not word[1][0].isupper():
            break
        words, end = words + 1, word.end()
    number = _NUMBERED.match(text, end) if end else None
    if number and _is_of_name(folded, number.end(), communes):
        return number.end()
    return end or _bare_end(folded, at, communes)


def _is_of_name(folded: str, at: int, communes: list[tuple[int, int]]) -> bool:
    """Whether a number ends the name before it, and counts nothing behind it."""
    commune = any(folded[at:start].strip(" ,") == "" for start, _ in communes if start >= at)
    return commune or bool(_NAME_IS_OVER.match(folded, at))


def _bare_end(folded: str, at: int, communes: list[tuple[int, int]]) -> int:
    """In small letters a name is one only right before its commune: `lang kep ia mo nong`."""
    if STREET.search(folded[:at]):
        return 0
    for start, _ in communes:
        between = folded[at:start]
        name = _TO_COMMUNE.sub("", between)
        if start > at and 0 < len(name.split()) <= _MOST_BARE and "," not in name:
            return at + len(name)
    return 0


def _with_commune(
    text: str, folded: str, start: int, end: int, communes: list[tuple[int, int]]
) -> str:
    for begins, ends in communes:
        if begins >= end and _TO_COMMUNE.fullmatch(folded[end:begins]):
            return text[start:ends]
    return text[start:end]
