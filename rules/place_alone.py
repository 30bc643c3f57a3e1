"""Whether a clause says where, and nothing else."""

from __future__ import annotations

import re
from typing import Final

from rules.place_in_text import has_marks, same_length_fold

_UNIT: Final = re.compile(
    r"(?:tổ dân phố|khu phố|thị trấn|số nhà|nhà số|thôn|làng|buôn|bôn|plei|plơi|xóm|ấp|đường|phố"
    r"|hẻm|ngõ|tdp|tổ(?= \d)|số(?= \d)|xã|tt|huyện)(?!\w)\.?"
)
_UNIT_BARE: Final = re.compile(
    r"(?:to dan pho|khu pho|thi tran|so nha|nha so|thon|lang|buon|bon|plei|ploi|xom|ap|duong|pho"
    r"|hem|ngo|tdp|to(?= \d)|so(?= \d)|xa|tt|huyen)(?!\w)\.?"
)
"""In lower case: with its marks where the text has any, without where it has none."""
_WORD: Final = re.compile(r"[\w'’ʼ/]+[.,]?")
_MOST_BARE: Final = 2
"""Words in small letters that may name a hamlet."""
_MOST_OF_COMMUNE: Final = 3


def is_place_alone(words: str, most_bare: int = 0) -> bool:
    """`most_bare`: so many words in small letters may follow `thôn`, `làng`, if not the usual."""
    words = words.strip(" .,")
    lowered, unit_of = (
        (words.lower(), _UNIT) if has_marks(words) else (same_length_fold(words), _UNIT_BARE)
    )
    if not unit_of.match(lowered):
        return False
    written = words != words.lower()
    at, left = 0, 0
    while at < len(words):
        if unit := unit_of.match(lowered, at):
            at, left = unit.end(), most_bare or _most_bare(unit[0])
        elif word := _WORD.match(words, at):
            named = word[0][0].isupper() or word[0][0].isdigit()
            left = most_bare if named else left - 1
            at = word.end()
            if left < 0 or (written and not named):
                return False
        else:
            at += 1
            if words[at - 1] not in " -":
                return False
    return True


def _most_bare(unit: str) -> int:
    kind = same_length_fold(unit)
    if kind in {"duong", "pho", "hem", "ngo"}:
        return 0
    return _MOST_OF_COMMUNE if kind in {"xa", "tt", "thi tran"} else _MOST_BARE
