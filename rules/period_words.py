"""The period and the days that words name: `tháng 10/2026`, `tuần trước`, `đến 20/11`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from rules.figures import Period
from rules.period import SPANS, Rule, Span, before, containing, numbered
from rules.said import Said, length

FIRST_YEAR: Final = 2000
"""Nothing is asked about before: periods are named by 20xx."""
MOST_DAYS: Final = 999
_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_OF_YEAR: Final = re.compile(r"(\d{1,2})[/.-](\d{4})")
_YEAR: Final = re.compile(r"\d{4}")
_NUMBER: Final = re.compile(r"\d{1,2}")
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_DAY: Final = timedelta(days=1)


class PeriodError(ValueError):
    """A period or a day nobody can be answered about: `why` names the sentence that says so."""

    def __init__(self, why: str, said: str = "") -> None:
        super().__init__(f"{why}: {said}")
        self.why, self.said = why, said


class Range(NamedTuple):
    """Days asked about: `days` of them from `first`, or, for 0, the whole period it lies in."""

    span: Span
    first: date
    days: int = 0


class When(NamedTuple):
    """What words say about the time; nothing that they do not name."""

    span: Span | None = None
    period: Period | None = None
    """The whole period, where it is named and not only how long it is."""
    days: tuple[date, ...] = ()
    since: bool = False
    """The day is the first one meant."""
    until: bool = False
    """The day is the last one meant."""

    @property
    def named(self) -> bool:
        """Whether anything was said."""
        return bool(self.span or self.days)

    def up_to(self, today: date, rule: Rule, span: Span) -> tuple[Span, date]:
        """The period a report is about, by the last day it counts. Raises PeriodError.

        `span` where none is named.
        """
        if len(self.days) > 1 or self.since:
            raise PeriodError("one_day", _written(*self.days))
        span = self.span or span
        period = self.period or containing(self.days[0] if self.days else today, span, rule)
        if self.days and not period.holds(self.days[0]):
            raise PeriodError("outside", _written(*self.days))
        _late_enough(period)
        return span, self.days[0] if self.days else min(period.last, today)

    def range(self, today: date, rule: Rule, span: Span) -> Range:
        """The days a question is about. Raises PeriodError. `span` where none is named."""
        span = self.span or span
        if len(self.days) > 1 or (self.since and not self.period):
            return _days(span, self.days[0], self.days[1] if len(self.days) > 1 else today)
        if self.days and not (self.span or self.until):
            return _days(span, self.days[0], self.days[0])
        period = self.period or containing(self.days[0] if self.days else today, span, rule)
        _late_enough(period)
        if self.days and not period.holds(self.days[0]):
            raise PeriodError("outside", _written(*self.days))
        if self.days and self.until:
            return _days(span, period.first, self.days[0])
        if self.days and self.since:
            return _days(span, self.days[0], min(period.last, today))
        return Range(span, period.first)


def _days(span: Span, first: date, last: date) -> Range:
    n = (last - first).days + 1
    if n < 1:
        raise PeriodError("order", _written(first, last))
    if n > MOST_DAYS:
        raise PeriodError("long", _written(first, last))
    return Range(span, first, n)


def _late_enough(period: Period) -> None:
    if period.first.year < FIRST_YEAR:
        raise PeriodError("early", _written(period.first))


def _written(*days: date) -> str:
    return " - ".join(f"{day:%d/%m/%Y}" for day in days)


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

    def __init__(self, spoken: Mapping[str, str], rule: Rule) -> None:
        self._spoken, self._rule = spoken, rule

    def take(self, said: Said, today: date) -> When:
        """Raises PeriodError for what is no period, is not known yet, or is more than one."""
        found = [*self._numbered(said, today), *self._relative(said, today)]
        if found and found[0].since and len(found) < 3:
            last = min(found[-1].period.last, today) if len(found) > 1 else today
            return When(days=(found[0].period.first, last))
        if len(found) > 1:
            raise PeriodError("many", ", ".join(one.said for one in found))
        days, since, until = self._days(said, today)
        if found:
            return When(found[0].span, found[0].period, days, since, until)
        return When(self._bare(said), None, days, since, until)

    def _words(self, key: str) -> list[str]:
        return [word.strip() for word in self._spoken.get(key, "").split(",")]

    def _span_at(self, said: Said, place: int) -> Span | None:
        return next(
            (
                span
                for span in SPANS
                if any(said.holds(word, place) for word in self._words(f"span.{span}"))
            ),
            None,
        )

    def _bare(self, said: Said) -> Span | None:
        for place in range(len(said)):
            if span := self._span_at(said, place):
                said.take(place, 1)
                return span
        return None

    def _numbered(self, said: Said, today: date) -> list[_Found]:
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

    def _number(self, said: Said, place: int, span: Span, today: date) -> tuple[int, int, int]:
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

    def _year_at(self, said: Said, place: int, today: date) -> tuple[int, int]:
        """(year, words); none when no year stands there."""
        for which, year in (("this", today.year), ("last", today.year - 1)):
            for phrase in self._words(f"year.{which}"):
                if said.holds(phrase, place):
                    return year, length(phrase)
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
                periods.append(numbered(span, number, one, self._rule))
            except ValueError:  # not every year has 53 weeks
                continue
        if not periods:
            raise PeriodError("no_period", words)
        begun = [period for period in periods if period.first <= today]
        if not begun:
            raise PeriodError("future", words)
        return begun[0]

    def _relative(self, said: Said, today: date) -> list[_Found]:
        found = []
        for span in SPANS:
            this = containing(today, span, self._rule)
            for which, period in (("this", this), ("last", before(this, span, self._rule))):
                found += [
                    _Found(span, period, phrase)
                    for phrase in self._words(f"{span}.{which}")
                    if said.take_phrase(phrase)
                ]
        return found

    def _days(self, said: Said, today: date) -> tuple[tuple[date, ...], bool, bool]:
        """(days, whether the first is where it begins, whether the last is where it ends)."""
        since = until = False
        dates: list[tuple[int, int, int]] = []
        words = []
        for place in range(len(said)):
            if parts := _parts(said.at(place)):
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
        found = _dated(dates, words, today)
        for day, word in zip(found, words, strict=True):
            if day.year < FIRST_YEAR:
                raise PeriodError("early", word)
            if day > today:
                raise PeriodError("not_yet", word)
        return tuple(found), since, until

    def _before(self, said: Said, place: int, key: str) -> bool:
        """Whether one of these words leads to a date, with words such as `hết ngày` between."""
        between = self._words("days.between")
        place -= 1
        while any(said.holds(word, place) for word in between):
            place -= 1
        return any(said.holds(word, place) for word in self._words(key))


def _parts(word: str) -> tuple[int, int, int] | None:
    """(day, month, year or 0) of a word that is written like a date."""
    if match := _ISO.fullmatch(word):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _DATE.fullmatch(word):
        return int(match[1]), int(match[2]), int(match[3] or 0)
    if re.fullmatch(r"\d+(?:[/.-]\d+)+", word):
        raise PeriodError("no_date", word)
    return None


def _dated(dates: list[tuple[int, int, int]], words: list[str], today: date) -> list[date]:
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
