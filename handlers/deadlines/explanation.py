"""Why that date: how it was counted, in words and as a small calendar, at a tap."""

from __future__ import annotations

import asyncio
from datetime import date

from bot.jobs import JobContext, JobFile, JobResult
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import access, conflict, due_dates, lookup
from publish.documents import term_calendar
from rules.local_time import ZONE
from storage import case_events, cases


async def explain_date(turn: Turn, case_id: int, _: str) -> None:
    """Button of the citizen whose case it is, and of whoever works on it."""
    case = await lookup.find_case(turn, case_id)
    if case.person_id != turn.person.id and not access.may_see(turn, case):
        raise conflict.refused_to_speaker(turn, case, "why")
    if case.kind != "report":
        raise UserError("explaining.no_date", code=case.code)
    due = await due_dates.dates_of(turn, case)
    turn.say(
        "explaining.why",
        case=case.code,
        code=case.code,
        due=due_dates.due_in_words(turn, due),
        how=due_dates.date_explained(turn, due),
    )
    turn.later("why", case.id, turn.event.address)


async def make_calendar(making: JobContext, case_id: int, _: str) -> JobResult:
    """The calendar, drawn before the transaction that sends it."""
    case = await cases.case_by_id(making.db, case_id)
    if case is None:
        return JobResult()
    office = making.world.office
    episode = (await case_events.episodes_of_case(making.db, office, case, making.now))[-1]
    today: date = making.now.astimezone(ZONE).date()
    image = await asyncio.to_thread(
        term_calendar.term_calendar_png, office, making.world.texts, case.code, episode, today
    )
    return JobResult((JobFile("photo", "image/png", f"cach-tinh-{case.code}.png", image),))


async def show_calendar(turn: Turn, case_id: int, address: str) -> None:
    """Time event: the calendar is drawn. Without one the words, sent already, must do."""
    if turn.event.media:
        case = await lookup.find_case(turn, case_id)
        turn.say(
            "explaining.picture",
            to=address,
            media=turn.event.media,
            case=case.code,
            code=case.code,
        )
