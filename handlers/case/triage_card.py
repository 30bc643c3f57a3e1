"""The card by which the office sorts a case."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Turn
from handlers.case import buttons, conflict, labels
from handlers.case.card import show_card
from rules import pending_requests
from rules.conflict import may_agency_have_case
from rules.lifecycle import CHAIR, NEEDS_INFO, RECEIVED, WITH_AGENCY
from storage import case_events, notes, role_assignments
from storage.models import Case


async def tell_chair(turn: Turn, case: Case) -> None:
    """It turned out that a case is about the office: the chair may act in its place."""
    chairs = await role_assignments.addresses_of_role(turn.db, CHAIR)
    if case.status == RECEIVED:
        await show_card(turn, "triage.card", case, chairs, await buttons.triage_buttons(turn, case))
    else:
        more = [[buttons.case_button(turn, case, "more")]]
        await show_card(turn, "cards.state", case, chairs, more)


async def show_given_back(turn: Turn, case: Case, to: Sequence[str]) -> None:
    """An agency gave a case back; the office decides anew, its proposal first."""
    log = await case_events.events_of_case(turn.db, case)
    sent = [str(line.data.get("agency", "")) for line in log if line.action == "forward"]
    reason = (await notes.notes_of_case(turn.db, case, notes.RETURN))[-1].text
    values = {"before": labels.agency_name(turn, sent[-1] if sent else ""), "reason": reason}
    await show_card(
        turn, "triage.given_back", case, to, await buttons.triage_buttons(turn, case), **values
    )


async def show_triage_card(turn: Turn, case: Case) -> None:
    """The card by which the office sorts a case, as it came or was given back."""
    here = [turn.event.address]
    if pending_requests.read_pending_requests(
        (await case_events.logs_of_cases(turn.db, [case.id]))[case.id]
    ).returned:
        await show_given_back(turn, case, here)
    else:
        key = "triage.appealed" if case.level else "triage.card"
        reader = buttons.reader_of(turn, case, turn.known)
        await show_card(turn, key, case, here, await buttons.triage_buttons(turn, case, reader))


async def ask_to_move_away(turn: Turn, case: Case) -> None:
    """Ask the office to send an open case elsewhere when it is with those it is about."""
    if not case.agency or case.status not in (*WITH_AGENCY, NEEDS_INFO):
        return
    if not may_agency_have_case(turn.office, await conflict.about_whom(turn, case), case.agency):
        button = buttons.case_button(turn, case, "other")
        turn.say("conflict.must_move", choices=[[button]], case=case.code, code=case.code)
