"""A small calendar that shows which days of a term counted and which did not, for the chat."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from bot.texts import Texts
from publish.documents import typesetting
from rules.deadline import REST_DAY, is_working_day
from rules.office import Office
from rules.office_calendar import Calendar
from rules.timeline import Episode


class TermCalendarDay(NamedTuple):
    """How a day is drawn: its `kind` gives the colour, `words` stand below its number."""

    kind: str
    words: str = ""


def term_calendar_png(
    office: Office, texts: Texts, code: str, episode: Episode, today: date
) -> bytes:
    """The calendar as PNG. Takes some 0.1 s: call it in a thread, outside any transaction."""
    return typesetting.typeset_png(
        "counted", term_calendar_data(office, texts, code, episode, today)
    )


def term_calendar_data(
    office: Office, texts: Texts, code: str, episode: Episode, today: date
) -> dict[str, Any]:
    """What the template draws."""
    days = term_calendar_days(episode, office.calendar, texts, today)
    key = "counted.due_expected" if episode.answer.expected(today) else "counted.due"
    kinds = {day.kind for day in days.values()}
    return {
        "title": texts("counted.title", code=code),
        "due": texts(key, closing=office.calendar.closing, due=episode.due),
        "weekdays": texts("counted.weekdays").split("|"),
        "months": [_month(texts, first, days, today) for first in _months(episode)],
        "legend": [
            {"kind": kind, "words": texts(f"counted.legend.{kind}")}
            for kind in texts("counted.order").split("|")
            if kind in kinds
        ],
        "off": list(_reasons(episode, texts)),
    }


def term_calendar_days(
    episode: Episode, calendar: Calendar, texts: Texts, today: date
) -> dict[date, TermCalendarDay]:
    """Every day from receipt to the due date, as it is drawn."""
    found: dict[date, TermCalendarDay] = {}
    for day in episode.forward.counted:
        if episode.forwarded is None or day < episode.forwarded:
            found[day] = TermCalendarDay("sorting")
    skipped = (*episode.forward.skipped, *episode.answer.skipped)
    for day, reason in skipped:
        if day <= episode.due:
            found[day] = (
                TermCalendarDay("rest")
                if reason == REST_DAY
                else TermCalendarDay("off", texts("counted.off"))
            )
    found[episode.opened] = TermCalendarDay("opened", texts("counted.opened"))
    if episode.forwarded is not None and episode.forwarded != episode.opened:
        found[episode.forwarded] = TermCalendarDay("opened", texts("counted.forwarded"))
    paused = set(_paused(episode, calendar, today))
    number = 0
    for day in episode.answer.counted:
        if day in paused:
            found[day] = TermCalendarDay("paused", texts("counted.paused"))
        else:
            number += 1
            found[day] = TermCalendarDay("counted", texts("counted.nth", n=number))
    found[episode.due] = TermCalendarDay("due", texts("counted.last", n=number))
    return found


def _paused(episode: Episode, calendar: Calendar, today: date) -> Iterator[date]:
    for first, last in episode.pauses:
        for n in range(1, ((last or today) - first).days + 1):
            if is_working_day(first + timedelta(n), calendar):
                yield first + timedelta(n)


def _months(episode: Episode) -> Iterator[date]:
    month = episode.opened.replace(day=1)
    while month <= episode.due:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _month(
    texts: Texts, first: date, days: dict[date, TermCalendarDay], today: date
) -> dict[str, Any]:
    weeks = Weeks().monthdatescalendar(first.year, first.month)
    return {
        "name": texts("counted.month", month=first.month, year=str(first.year)),
        "weeks": [
            [_cell(day, days.get(day), today) if day.month == first.month else None for day in week]
            for week in weeks
            if any(day in days and day.month == first.month for day in week)
        ],
    }


def _cell(day: date, mark: TermCalendarDay | None, today: date) -> dict[str, Any]:
    kind, words = mark or TermCalendarDay("plain")
    return {"day": day.day, "kind": kind, "words": words, "today": day == today}


def _reasons(episode: Episode, texts: Texts) -> Iterator[str]:
    reasons: dict[str, list[date]] = {}
    for day, reason in sorted({*episode.forward.skipped, *episode.answer.skipped}):
        if reason != REST_DAY and day <= episode.due:
            reasons.setdefault(reason, []).append(day)
    for reason, days in reasons.items():
        dates = ", ".join(f"{day:%d/%m}" for day in days)
        yield texts("counted.reason", days=dates, reason=reason)
