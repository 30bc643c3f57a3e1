"""Whether words that stand beside a telephone number, and say nothing else, are a name."""

from __future__ import annotations

import re
from typing import Final

from rules.name_patterns import (
    FULL,
    HIGHLAND_SURNAMES,
    MIDDLE_NAMES,
    NO_NAME,
    RARER_SURNAMES,
    SHOUTED,
    SURE_SURNAME,
    SURNAMES,
)
from rules.place_in_text import has_marks, same_length_fold

LONGEST: Final = 5
"""Words."""
_LONGEST_HIGHLAND: Final = 3
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]*)*(?: [^\W\d_]+(?:['’ʼ][^\W\d_]*)*)*")
_TITLE: Final = re.compile(r"(?:ong|ba|anh|chi|co|chu|bac|em|di|cau|mo|thim|gia|me|bo)$")
_NO_PART: Final = re.compile(
    r"(?:o|so|sdt|dt|dien|thoai|goi|lien|he|alo|zalo|nha|lang|thon|to|xom|xa|xin|muon|bao|phan|nay"
    r"|hien|day|va|thay|nho|cho|bi|hu|hong|mat|khong|ko|chua|duong|nuoc|rac|den|toi|roi|a|nhe|nha)"
)
"""Folded, of words in small letters."""


def is_name_beside_number(words: str, *, near: bool) -> bool:
    """`near`: nothing at all stands between them and the number, and one word is enough."""
    said = words.split()
    if not said or len(said) > LONGEST or not _LETTERS.fullmatch(" ".join(said)):
        return False
    if len(said) > 1 and words.isupper():
        said = words.lower().split()
    folded = same_length_fold(" ".join(said))
    if NO_NAME.match(folded):
        return False
    if len(said) > 1 and _TITLE.match(same_length_fold(said[0])):
        return is_name_beside_number(" ".join(said[1:]), near=near)
    highland = HIGHLAND_SURNAMES.match(folded) and len(said) <= _LONGEST_HIGHLAND
    return bool(highland) or _reads_as_name(said, near=near)


def _reads_as_name(said: list[str], *, near: bool) -> bool:
    small = [same_length_fold(word) for word in said if not word[0].isupper()]
    if any(map(_NO_PART.fullmatch, small)):
        return False
    if len(said) == 1:
        return near
    return not small or _begins_with_surname(said)


def _begins_with_surname(said: list[str]) -> bool:
    """In small letters: with its marks a surname must be right, without it must be sure."""
    first, middle = said[0], same_length_fold(said[1])
    if has_marks(" ".join(said)):
        sure = SHOUTED.fullmatch(first.upper()) is not None
        surname = FULL.fullmatch(first.capitalize()) is not None
    else:
        sure = SURE_SURNAME.fullmatch(first) is not None
        surname = bool(SURNAMES.fullmatch(first) or RARER_SURNAMES.fullmatch(first))
    return sure or (surname and MIDDLE_NAMES.fullmatch(middle) is not None)
