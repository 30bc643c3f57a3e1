"""Words made a case be about somebody until a person decides: here they do."""

from __future__ import annotations

from bot.turn import Turn
from handlers.case import access, conflict, lookup, triage_card
from handlers.office import agreed_change, reclassification
from storage.models import CONDUCT, Case


async def confirm_suspicion(turn: Turn, case_id: int, _: str) -> None:
    """Button: yes, it is about officials. It stays as shut as it was, so one person says it."""
    case = await _suspected(turn, case_id)
    await reclassification.reclassify(turn, case, field=case.field, about=CONDUCT)
    why = await conflict.conflict_in_words(turn, case)
    turn.say("conflict.named", case=case.code, code=case.code, why=why)
    await triage_card.ask_to_move_away(turn, case)


async def lift_suspicion(turn: Turn, case_id: int, _: str) -> None:
    """Button: no, it is about nobody. Whom it may be about would read it: another must agree."""
    case = await _suspected(turn, case_id)
    await agreed_change.ask_for_change(turn, case, "classify", {"field": case.field, "about": ""})


async def _suspected(turn: Turn, case_id: int) -> Case:
    case = await lookup.find_case(turn, case_id)
    await access.check_move(turn, case, "classify")
    if not conflict.is_suspected(case):
        raise await access.too_late_error(turn, case)
    return case
