"""Dates as people write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from rules.asked_days import PeriodError

_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")


_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def parts_of_date(word: str) -> tuple[int, int, int] | None:
    """(day, month, year or 0) of a word that is written like a date."""
    if match := _ISO.fullmatch(word):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _DATE.fullmatch(word):
        return int(match[1]), int(match[2]), int(match[3] or 0)
    if re.fullmatch(r"\d+(?:[/.-]\d+)+", word):
        raise PeriodError("no_date", word)
    return None


def dates_meant(dates: list[tuple[int, int, int]], words: list[str], today: date) -> list[date]:
    """The days meant: of no year the latest that is not to come; of two, one after the other."""
    if len(dates) < 2:
        return [_latest(parts, word, today) for parts, word in zip(dates, words, strict=True)]
    (first, last), (word, other) = dates, words
    if last[2] and not first[2]:
        end = _latest(last, other, today)
        return [_latest(first, word, end), end]
    begin = _latest(first, word, today)
    if last[2]:
        return [begin, _latest(last, other, today)]
    end = _day(last[0], last[1], begin.year, other)
    return [begin, end if end >= begin else _day(last[0], last[1], begin.year + 1, other)]


def _latest(parts: tuple[int, int, int], word: str, today: date) -> date:
    day, month, year = parts
    if year:
        return _day(day, month, year, word)
    for one in range(today.year, today.year - 8, -1):
        try:
            found = date(one, month, day)
        except ValueError:  # 29 February
            continue
        if found <= today:
            return found
    raise PeriodError("no_date", word)


def _day(day: int, month: int, year: int, word: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise PeriodError("no_date", word) from None
