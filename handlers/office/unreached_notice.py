"""What is told when a case goes to an agency where nobody uses the bot: the truth, and who acts."""

from __future__ import annotations

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import conflict, labels, looks, notify, unreached
from handlers.case.lookup import find_case
from handlers.shared import help_topics
from rules.lifecycle import CHAIR
from storage import case_events, role_assignments
from storage.models import Case


async def tell_nobody_there(turn: Turn, case: Case, agency: str, why: str, due: str) -> None:
    """Nobody there has it: the citizen hears that; the office, of danger the chair, must call."""
    await unreached.note_unreached(turn, case)
    desk = turn.office.desk
    call = ""
    if case.urgent:
        numbers = help_topics.emergency_numbers(turn, case.text)
        call = "\n" + turn.words("triage.call_now", numbers=numbers)
    key, told = "triage.citizen_nobody_there", {"agency": agency, "why": why, "due": due}
    notify.tell_citizen(turn, case, key, (), **told, desk=desk, call=call)
    office = await notify.office_addresses(turn, case)
    unreached.tell_to_call(turn, case, "triage.nobody_there", office)
    if case.urgent and not case.apart:
        for address in await role_assignments.addresses_of_role(turn.db, CHAIR):
            if address not in office:
                turn.say("triage.nobody_there_above", to=address, code=case.code, agency=agency)


async def say_they_were_told(turn: Turn, case_id: int, _: str) -> None:
    """Button: the office told the agency another way; the citizen hears of it."""
    case = await find_case(turn, case_id)
    if not conflict.does_office_work(turn, case):
        raise conflict.refused_to_speaker(turn, case, "told_them")
    if not await unreached.is_unreached(turn, case):
        raise UserError("triage.nobody_waits", code=case.code)
    person, now = turn.person.id, turn.now
    await case_events.add_case_event(turn.db, case, looks.TOLD_THEM, person, now)
    agency = labels.agency_name(turn, case.agency)
    notify.tell_citizen(
        turn, case, "triage.citizen_told_them", agency=agency, desk=turn.office.desk, at=turn.now
    )
    turn.say("triage.told_them_noted", case=case.code, code=case.code, agency=agency)
