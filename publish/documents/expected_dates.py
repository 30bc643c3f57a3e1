"""Dates as everybody reads them: a day that rests on an undecided calendar says so."""

from __future__ import annotations

from datetime import date

from bot.texts import Texts


def date_or_expected(texts: Texts, day: date | str, *, expected: bool) -> str:
    """A date in words, marked `dự kiến` when it is only expected."""
    return texts("promises.expected" if expected else "promises.sure", day=day)
