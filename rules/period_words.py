"""The period and the days that words name: `tháng 10/2026`, `tuần trước`, `đến 20/11`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from rules import date_words
from rules.asked_days import FIRST_YEAR, AskedTime, PeriodError
from rules.consumed_text import ConsumedText, phrase_length
from rules.reporting_period import (
    SPANS,
    Period,
    PeriodRule,
    Span,
    period_before,
    period_by_number,
    period_containing,
)

_OF_YEAR: Final = re.compile(r"(\d{1,2})[/.-](\d{4})")


_YEAR: Final = re.compile(r"\d{4}")


_NUMBER: Final = re.compile(r"\d{1,2}")


_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


_DAY: Final = timedelta(days=1)


class _Found(NamedTuple):
    span: Span
    period: Period
    said: str
    since: bool = False
    """It is only where the days begin: `từ tháng 9`."""


class PeriodReader:
    """Takes from words what they say about the time.

    `spoken`: the words people use, by `span.week`, `week.this`, `day.last`, `days.since`.
    """

    def __init__(self, spoken: Mapping[str, str], rule: PeriodRule) -> None:
        self._spoken, self._rule = spoken, rule

    def take(self, said: ConsumedText, today: date) -> AskedTime:
        """Raises PeriodError for what is no period, is not known yet, or is more than one."""
        found = [*self._numbered(said, today), *self._relative(said, today)]
        if found and found[0].since and len(found) < 3:
            last = min(found[-1].period.last, today) if len(found) > 1 else today
            return AskedTime(days=(found[0].period.first, last))
        if len(found) > 1:
            raise PeriodError("many", ", ".join(one.said for one in found))
        days, since, until = self._days(said, today)
        if found:
            return AskedTime(found[0].span, found[0].period, days, since, until)
        return AskedTime(self._bare(said), None, days, since, until)

    def _words(self, key: str) -> list[str]:
        return [word.strip() for word in self._spoken.get(key, "").split(",")]

    def _span_at(self, said: ConsumedText, place: int) -> Span | None:
        return next(
            (
                span
                for span in SPANS
                if any(said.holds(word, place) for word in self._words(f"span.{span}"))
            ),
            None,
        )

    def _bare(self, said: ConsumedText) -> Span | None:
        for place in range(len(said)):
            if span := self._span_at(said, place):
                said.take(place, 1)
                return span
        return None

    def _numbered(self, said: ConsumedText, today: date) -> list[_Found]:
        """`tuần 47`, `quý IV 2026`, `tháng 10/2026`, `tháng 10 năm ngoái`, `năm 2026`."""
        found = []
        for place in range(len(said)):
            span = self._span_at(said, place)
            number, year, n = self._number(said, place + 1, span, today) if span else (0, 0, 0)
            if n:
                n += 1
            elif match := _OF_YEAR.fullmatch(said.at(place)):
                span, number, year, n = "month", int(match[1]), int(match[2]), 1
            if span and n:
                words = " ".join(said.at(at) for at in range(place, place + n))
                said.take(place, n)
                period = self._period(span, number, year, today, words)
                found.append(_Found(span, period, words, self._before(said, place, "days.since")))
        return found

    def _number(
        self, said: ConsumedText, place: int, span: Span, today: date
    ) -> tuple[int, int, int]:
        """(number, year or 0, words) of what follows the name of a span; no words: nothing does."""
        word = said.at(place)
        if span == "year":
            return (1, int(word), 1) if _YEAR.fullmatch(word) else (0, 0, 0)
        if match := _OF_YEAR.fullmatch(word):
            return int(match[1]), int(match[2]), 1
        number = _ROMAN.get(word.lower(), 0) if span == "quarter" else 0
        if _NUMBER.fullmatch(word):
            number = int(word)
        elif not number:
            return 0, 0, 0
        year, n = self._year_at(said, place + 1, today)
        return number, year, n + 1

    def _year_at(self, said: ConsumedText, place: int, today: date) -> tuple[int, int]:
        """(year, words); none when no year stands there."""
        for which, year in (("this", today.year), ("last", today.year - 1)):
            for phrase in self._words(f"year.{which}"):
                if said.holds(phrase, place):
                    return year, phrase_length(phrase)
        n = int(self._span_at(said, place) == "year")
        return (int(said.at(place + n)), n + 1) if _YEAR.fullmatch(said.at(place + n)) else (0, 0)

    def _period(self, span: Span, number: int, year: int, today: date, words: str) -> Period:
        """Of no year the latest that has begun."""
        years = [year] if year else range(today.year + 1, today.year - 8, -1)
        if year and year < FIRST_YEAR:
            raise PeriodError("early", words)
        if year > today.year + 1:
            raise PeriodError("future", words)
        periods = []
        for one in years:
            try:
                periods.append(period_by_number(span, number, one, self._rule))
            except ValueError:  # not every year has 53 weeks
                continue
        if not periods:
            raise PeriodError("no_period", words)
        begun = [period for period in periods if period.first <= today]
        if not begun:
            raise PeriodError("future", words)
        return begun[0]

    def _relative(self, said: ConsumedText, today: date) -> list[_Found]:
        found = []
        for span in SPANS:
            this = period_containing(today, span, self._rule)
            for which, period in (("this", this), ("last", period_before(this, span, self._rule))):
                found += [
                    _Found(span, period, phrase)
                    for phrase in self._words(f"{span}.{which}")
                    if said.take_phrase(phrase)
                ]
        return found

    def _days(self, said: ConsumedText, today: date) -> tuple[tuple[date, ...], bool, bool]:
        """(days, whether the first is where it begins, whether the last is where it ends)."""
        since = until = False
        dates: list[tuple[int, int, int]] = []
        words = []
        for place in range(len(said)):
            if parts := date_words.parts_of_date(said.at(place)):
                dates.append(parts)
                words.append(said.at(place))
                since = since or self._before(said, place, "days.since")
                until = until or self._before(said, place, "days.until")
                said.take(place, 1)
        for which, day in (("this", today), ("last", today - _DAY)):
            for phrase in self._words(f"day.{which}"):
                if said.take_phrase(phrase):
                    dates.append((day.day, day.month, day.year))
                    words.append(phrase)
        if len(dates) > 2:
            raise PeriodError("many", ", ".join(words))
        found = date_words.dates_meant(dates, words, today)
        for day, word in zip(found, words, strict=True):
            if day.year < FIRST_YEAR:
                raise PeriodError("early", word)
            if day > today:
                raise PeriodError("not_yet", word)
        return tuple(found), since, until

    def _before(self, said: ConsumedText, place: int, key: str) -> bool:
        """Whether one of these words leads to a date, with words such as `hết ngày` between."""
        between = self._words("days.between")
        place -= 1
        while any(said.holds(word, place) for word in between):
            place -= 1
        return any(said.holds(word, place) for word in self._words(key))
