"""The office must keep a case as it is: its owner's data is not erased, and they learn why."""

from __future__ import annotations

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import conflict, lookup
from rules.lifecycle import OFFICE
from storage import case_events, notes, personal_data, retention_holds
from storage.models import Case


async def giulai(turn: Turn) -> None:
    """`/giulai MÃ lý do`: nothing of this case is erased; the reason is told to its owner."""
    case = await _of_office(turn, "giulai")
    reason = turn.args.strip()
    if len(reason) < turn.office.limits.characters.hold_reason_least:
        raise UserError("holding.why", code=case.code)
    if await retention_holds.held_case_ids(turn.db, [case.id]):
        raise UserError("holding.already", code=case.code)
    reason = reason[: turn.office.limits.characters.hold_reason_most]
    await notes.add_note(turn.db, case, notes.HOLD, reason, turn.person.id, turn.now)
    await case_events.add_case_event(turn.db, case, retention_holds.HOLD, turn.person.id, turn.now)
    turn.say("holding.done", case=case.code, code=case.code)


async def thoigiu(turn: Turn) -> None:
    """`/thoigiu MÃ`: its data may go again."""
    case = await _of_office(turn, "thoigiu")
    if not await retention_holds.held_case_ids(turn.db, [case.id]):
        raise UserError("holding.not_held", code=case.code)
    await case_events.add_case_event(
        turn.db, case, retention_holds.UNHOLD, turn.person.id, turn.now
    )
    turn.say("holding.undone", case=case.code, code=case.code)


async def _of_office(turn: Turn, command: str) -> Case:
    case = await lookup.named_case(turn, command)
    if not turn.known.holds(OFFICE):
        raise lookup.case_refused(case, "no_right", command)
    conflict.keep_accused_out(turn, case, command)
    return case


async def refuse_while_held(turn: Turn) -> None:
    """Raise UserError, with the reason, when a case of the speaker is held."""
    mine = await personal_data.all_cases_of_person(turn.db, turn.person)
    held = await retention_holds.held_case_ids(turn.db, [case.id for case in mine])
    for case in mine:
        if case.id in held:
            reason = (await notes.notes_of_case(turn.db, case, notes.HOLD))[-1].text
            raise UserError("holding.refused", code=case.code, reason=reason, desk=turn.office.desk)
