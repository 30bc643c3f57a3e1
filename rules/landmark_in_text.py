"""What everybody knows beside a place, as a text names it: "trước chợ", "gần trường học"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rules.place_in_text import LONGEST, has_marks, same_length_fold
from rules.text import to_nfc

_BESIDE: Final = (
    "trước mặt", "trước cổng", "trước cửa", "trước", "sau lưng", "phía sau", "đằng sau", "sau",
    "gần", "bên cạnh", "cạnh", "đối diện", "sát bên", "sát",
)  # fmt: skip
_BESIDE_IF_MARKED: Final = ("ngay", "chỗ", "khu", "cổng")
"""Without diacritics they are other words too."""
_CROSSING: Final = ("ngã ba", "ngã tư", "ngã năm", "vòng xoay", "bùng binh")
_KIND: Final = r"(?: (?:học|hoc|tiểu học|tieu hoc|mầm non|mam non|mẫu giáo|mau giao|thcs|thpt))?"
_NAME: Final = re.compile(r" +(\w[\w'’]*)")
_MOST_WORDS: Final = 3


def landmark_named(text: str, landmarks: tuple[str, ...]) -> str:
    """The landmark a text puts its matter beside, as it was written; empty when it names none.

    In a text without diacritics only after a word like `gan`: `cho` may be anything.
    """
    text = to_nfc(text[:LONGEST])
    marked = has_marks(text)
    searched = text.lower() if marked else same_length_fold(text)
    found = _pattern(landmarks, marked=marked).search(searched)
    if len(searched) != len(text) or found is None:
        return ""
    end = found.end()
    for _ in range(_MOST_WORDS):
        word = _NAME.match(text, end)
        if word is None or text.isupper() or not word[1][0].isupper():
            break
        end = word.end()
    return text[found.start() : end]


@lru_cache(maxsize=8)
def _pattern(landmarks: tuple[str, ...], *, marked: bool) -> re.Pattern[str]:
    def either(words: tuple[str, ...]) -> str:
        written = words if marked else tuple(map(same_length_fold, words))
        return "|".join(re.escape(one) for one in sorted(written, key=len, reverse=True))

    before = (*_BESIDE, *(_BESIDE_IF_MARKED if marked else ()))
    beside = rf"(?:{either(before)}) (?:{either(landmarks)}){_KIND}"
    return re.compile(rf"(?<!\w)(?:{beside}|{either(_CROSSING)})(?!\w)")
