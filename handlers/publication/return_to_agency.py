"""An answer that does not fit the question goes back to the agency (QĐ 31/2021/QĐ-TTg, Điều 46)."""

from __future__ import annotations

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import labels, notify
from handlers.case.buttons import case_button
from handlers.case.card import show_card
from handlers.case.notify import agency_addresses
from handlers.case.transitions import act
from storage import notes
from storage.models import Case


async def return_for_new_answer(turn: Turn, case: Case, reason: str) -> None:
    """Ask the agency for another answer; the citizen is told that one will come."""
    if case.publication == "published":
        raise UserError("conversation.old_button")
    await act(turn, case, "send_back", publication="none")
    await notes.add_note(turn.db, case, "send_back", reason, turn.person.id, turn.now)
    rows = [[case_button(turn, case, "answer")]]
    officials = await agency_addresses(turn, case)
    await show_card(turn, "publishing.sent_back_card", case, officials, rows, reason=reason)
    agency = labels.agency_name(turn, case.agency)
    turn.say("publishing.sent_back", case=case.code, code=case.code, agency=agency)
    await notify.tell_all(turn, case, "publishing.citizen_sent_back", agency=agency)
