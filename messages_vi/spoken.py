"""Vietnamese as it is read aloud: numbers, dates and abbreviations written out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES: Final = ("", "nghìn", "triệu", "tỷ")
_DATE: Final = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_DAY: Final = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_TIME: Final = re.compile(r"(?<!\d)([01]?\d|2[0-3])(?::|h)([0-5]\d)(?!\d)")
_PERCENT: Final = re.compile(r"(\d)\s*%")
_DECIMAL: Final = re.compile(r"(?<![\d.,])(\d{1,12}),(\d{1,3})(?![\d.,]*\d)")
_GROUPED: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.]*\d)")
_NUMBER: Final = re.compile(r"\d+")


def number_aloud(value: int) -> str:
    """A whole number from 0 to 999 billion in words. Raises ValueError outside."""
    if not 0 <= value < 10**12:
        raise ValueError(f"{value} is not read aloud as a number")
    if value == 0:
        return _DIGITS[0]
    groups = []
    while value:
        value, group = divmod(value, 1000)
        groups.append(group)
    parts = [
        f"{_group(group, full=at < len(groups) - 1)} {_SCALES[at]}".strip()
        for at, group in reversed(list(enumerate(groups)))
        if group
    ]
    return " ".join(parts)


def _group(value: int, *, full: bool) -> str:
    """Three digits; `full` when others stand before them, so that zeros are heard."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = []
    if hundreds or full:
        words.append(f"{_DIGITS[hundreds]} trăm")
    if tens == 0 and ones:
        words += ["linh", _DIGITS[ones]] if words else [_DIGITS[ones]]
    elif tens == 1:
        words.append("mười")
    elif tens:
        words.append(f"{_DIGITS[tens]} mươi")
    if tens and ones:
        words.append(_last(tens, ones))
    return " ".join(words)


def _last(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    if ones == 1 and tens > 1:
        return "mốt"
    return _DIGITS[ones]


def digits_aloud(text: str) -> str:
    """A code or phone number, digit by digit."""
    return " ".join(_DIGITS[int(digit)] for digit in text if digit.isdecimal())


def text_aloud(text: str, abbreviations: Mapping[str, str]) -> str:
    """A text as it is read over a loudspeaker. `abbreviations` by what is written, whole words."""
    for short in sorted(abbreviations, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", abbreviations[short], text)
    text = _DATE.sub(lambda m: f"{_date(m)} năm {number_aloud(int(m[3]))}", text)
    text = _DAY.sub(_date, text)
    text = _TIME.sub(
        lambda m: f"{number_aloud(int(m[1]))} giờ {number_aloud(int(m[2]))} phút", text
    )
    text = _PERCENT.sub(r"\1 phần trăm", text)
    text = _DECIMAL.sub(lambda m: f"{number_aloud(int(m[1]))} phẩy {_fraction(m[2])}", text)
    text = _GROUPED.sub(lambda m: number_aloud(int(m[0].replace(".", "")[:12])), text)
    return re.sub(r"[ \t]+", " ", _NUMBER.sub(_plain, text))


def _date(match: re.Match[str]) -> str:
    month = int(match[2])
    return f"{number_aloud(int(match[1]))} tháng {'tư' if month == 4 else number_aloud(month)}"


def _fraction(text: str) -> str:
    return digits_aloud(text) if text.startswith("0") else number_aloud(int(text))


def _plain(match: re.Match[str]) -> str:
    text = match[0]
    code = len(text) > 1 and text.startswith("0")
    return f" {digits_aloud(text) if code or len(text) > 9 else number_aloud(int(text))} "
