"""`/luotkhach`: the office says how many visitors a place had in a week, for the response rate."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.turn import Turn
from bot.user_error import UserError
from handlers.office.posters import counter_codes_in_words
from rules.reporting_period import period_before, period_containing
from storage import visitor_counts

DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MOST_VISITORS = 20_000
"""In a week, at one place; more is a slip of the finger."""


async def luotkhach(turn: Turn) -> None:
    """`/luotkhach`: the last week's. `/luotkhach MÃ SỐ [ngày trong tuần]`: one place's number."""
    words = turn.args.split()
    monday = _monday(turn, words[2:])
    if not words:
        await _list(turn, monday)
        return
    counter, number = words[0].lower(), (words[1] if len(words) > 1 else "").replace(".", "")
    if counter not in turn.office.ratings.counters or not number.isdecimal():
        raise UserError("visitors.how", codes=counter_codes_in_words(turn))
    if not 0 < int(number) <= MOST_VISITORS:
        raise UserError("visitors.range", most=MOST_VISITORS)
    await visitor_counts.save_visitor_count(turn.db, monday, counter, int(number), turn.now)
    await _list(turn, monday)


def _monday(turn: Turn, words: list[str]) -> date:
    """The week a day lies in; the last whole one where none is said."""
    this = period_containing(turn.today, "week", "calendar")
    if not words:
        return period_before(this, "week", "calendar").first
    match = DAY.fullmatch(words[0])
    try:
        day = date(*(int(part) for part in reversed(match.groups()))) if match else None
    except ValueError:
        day = None
    if day is None or day > turn.today:
        raise UserError("visitors.how", codes=counter_codes_in_words(turn))
    return period_containing(day, "week", "calendar").first


async def _list(turn: Turn, monday: date) -> None:
    known = await visitor_counts.visitor_counts_of_week(turn.db, monday)
    lines = [
        turn.words("visitors.line", name=turn.office.ratings.counters[code].name, n=n)
        for code, n in known.items()
        if code in turn.office.ratings.counters
    ]
    turn.say(
        "visitors.list" if lines else "visitors.none",
        first=f"{monday:%d/%m/%Y}",
        last=f"{monday + timedelta(days=6):%d/%m/%Y}",
        lines="\n".join(lines),
    )
