"""Why that date: how it was counted, in words and as a small calendar, at a tap."""

from __future__ import annotations

import asyncio
from datetime import date

from bot.making import File, Made, Making
from bot.turn import Refused, Turn
from handlers.case import access, due_dates, lookup
from publish import counted
from rules.hours import ZONE
from storage import cases


async def explain_date(turn: Turn, case_id: int, _: str) -> None:
    """Button of the citizen whose case it is, and of whoever works on it."""
    case = await lookup.find_case(turn, case_id)
    if case.person_id != turn.person.id and not access.may_see(turn, case):
        raise Refused("desk.not_yours")
    if case.kind != "report":
        raise Refused("explaining.no_date", code=case.code)
    due = await due_dates.dates_of(turn, case)
    turn.say(
        "explaining.why",
        case=case.code,
        code=case.code,
        due=due_dates.due_in_words(turn, due),
        how=due_dates.date_explained(turn, due),
    )
    turn.later("why", case.id, turn.event.address)


async def make_calendar(making: Making, case_id: int, _: str) -> Made:
    """The calendar, drawn before the transaction that sends it."""
    case = await cases.by_id(making.db, case_id)
    if case is None:
        return Made()
    office = making.world.office
    stretch = (await cases.stretches_of(making.db, office, case, making.now))[-1]
    today: date = making.now.astimezone(ZONE).date()
    image = await asyncio.to_thread(
        counted.picture, office, making.world.texts, case.code, stretch, today
    )
    return Made((File("photo", "image/png", f"cach-tinh-{case.code}.png", image),))


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
