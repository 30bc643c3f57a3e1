"""An agency asks for more time; the office grants it or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.agency import requests
from handlers.case import due_dates, labels, lookup, notify
from handlers.case.access import check_move, possible_while
from handlers.case.lookup import find_case, show_code
from handlers.case.transitions import act
from storage import case_events, notes
from storage.models import Case

FEWEST_DAYS = 3


async def request_extension(turn: Turn, case_id: int, _: str) -> None:
    """Button: ask the office for more time."""
    case = await find_case(turn, case_id)
    await _may_ask_extension(turn, case)
    await conversation.begin_flow(turn, EXTENSION.name, case_id=case.id, code=case.code)


async def _may_ask_extension(turn: Turn, case: Case) -> None:
    await check_move(turn, case, "ask_extension")
    done = [line.action for line in await case_events.events_of_case(turn.db, case)]
    if "ask_extension" in done:
        raise UserError("cooperation.extended_before", code=case.code)
    if (await due_dates.dates_of(turn, case)).days_late:
        raise UserError("cooperation.too_late_to_extend", code=case.code)


async def giahan(turn: Turn) -> None:
    """`/giahan MÃ`."""
    await request_extension(turn, (await lookup.named_case(turn, "giahan")).id, "")


def _days(turn: Turn, _answers: ExtensionAnswers) -> Rows:
    most = turn.office.deadlines["extension"].days
    offered = sorted({min(FEWEST_DAYS, most), most // 2, most} - {0})
    return [[Choice(turn.words("apologies.in_days", n=days), str(days)) for days in offered]]


async def _ask_extension(turn: Turn, answers: ExtensionAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    days = int(answers["days"])
    await _may_ask_extension(turn, case)
    await act(turn, case, "ask_extension", noted={"days": days})
    await notes.add_note(turn.db, case, notes.EXTENSION, answers["words"], turn.person.id, turn.now)
    turn.say("cooperation.extension_asked", case=case.code, code=case.code)
    await _ask_office(turn, case, days, await notify.office_addresses(turn, case))


async def show_extension_request(turn: Turn, case: Case) -> None:
    """What the agency asked for and the office has still to decide, if there is anything."""
    days = await _asked_for(turn, case)
    if days:
        await _ask_office(turn, case, days, [turn.event.address])


async def _ask_office(turn: Turn, case: Case, days: int, to: Sequence[str]) -> None:
    due = await due_dates.dates_of(turn, case)
    reason = (await notes.notes_of_case(turn.db, case, notes.EXTENSION))[-1].text
    for address in to:
        turn.say(
            "cooperation.extension_card",
            to=address,
            choices=[
                [turn.button("cooperation.grant", "extend", case.id, days, n=days)],
                [turn.button("cooperation.deny", "deny", case.id)],
            ],
            case=case.code,
            code=case.code,
            agency=labels.agency_name(turn, case.agency),
            days=days,
            due=due_dates.due_in_words(turn, due),
            reason=reason,
        )


async def grant_extension(turn: Turn, case_id: int, _: str) -> None:
    """Button of the office: grant what was asked for; the citizen is told the new date and why."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "extend")
    days = await _undecided(turn, case)
    await act(turn, case, "extend", noted={"days": days})
    until = due_dates.due_day(turn, (await due_dates.dates_of(turn, case)).answer)
    reason = (await notes.notes_of_case(turn.db, case, notes.EXTENSION))[-1].text
    turn.say("cooperation.granted", case=case.code, code=case.code, due=until)
    agency = labels.agency_name(turn, case.agency)
    await notify.tell_all(
        turn, case, "cooperation.citizen_extended", agency=agency, due=until, reason=reason
    )
    await _tell_agency(turn, case, "cooperation.agency_granted", due=until)


async def deny_extension(turn: Turn, case_id: int, _: str) -> None:
    """Button of the office: no more time."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "deny_extension")
    await _undecided(turn, case)
    await act(turn, case, "deny_extension")
    turn.say("cooperation.denied", case=case.code, code=case.code)
    await _tell_agency(turn, case, "cooperation.agency_denied")


async def _undecided(turn: Turn, case: Case) -> int:
    """The days asked for and not yet decided. Raises UserError when there are none."""
    days = await _asked_for(turn, case)
    if not days:
        raise UserError("cooperation.nothing_to_decide", code=case.code)
    return days


async def _asked_for(turn: Turn, case: Case) -> int:
    days = 0
    for line in await case_events.events_of_case(turn.db, case):
        if line.action == "ask_extension":
            days = int(line.data["days"])
        elif line.action in {"extend", "deny_extension"}:
            days = 0
    return days


async def _tell_agency(turn: Turn, case: Case, key: str, **values: Any) -> None:
    for address in await notify.agency_or_office_addresses(turn, case):
        turn.say(key, to=address, case=case.code, code=case.code, **values)


class ExtensionAnswers(TypedDict):
    case_id: int
    code: str
    days: str
    words: str


EXTENSION = Flow(
    "cooperation.extending",
    (
        Ask(name="days", choices=_days, show=show_code),
        requests.words_question("cooperation.extending.words.again"),
    ),
    then=_ask_extension,
    possible=possible_while("ask_extension"),
)
