"""A restricted case is opened again, once two agreed: whoever had it in hand has it again."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from handlers.case import conflict, transitions
from handlers.case.buttons import case_button
from handlers.publication import review
from rules.lifecycle import AGENCY_ROLES, ANSWERED, NO_PUBLICATION, OPEN, PUBLICATION_WAITING
from storage import case_events, people
from storage.models import Case

HAD_IT = "had_it"
"""In the log: who had a case in hand when it was restricted."""


async def lift_as(turn: Turn, case: Case, values: dict[str, Any]) -> None:
    """Open it; who may was asked before. What was public stays gone until the gate lets it out."""
    publication = (
        review.publication_after_answer(case) if case.status == ANSWERED else NO_PUBLICATION
    )
    back: dict[str, Any] = {"handler_id": one} if (one := await _had_it(turn, case)) else {}
    noted = {"asked_by": values["asked_by"]} if values["asked_by"] else {}
    await transitions.move_unasked(
        turn, case, "unseal", noted=noted, sealed=False, publication=publication, **back
    )
    if case.publication == PUBLICATION_WAITING:
        row = [case_button(turn, case, "publish")]
        turn.say("sealed.opened_waits", choices=[row], case=case.code, code=case.code)


async def _had_it(turn: Turn, case: Case) -> int | None:
    """Who had an open case in hand before, if they still may."""
    log = await case_events.events_of_case(turn.db, case)
    had_it = [line.data.get(HAD_IT) for line in log if line.action == "seal"]
    person = had_it[-1] if had_it else None
    reader = await people.known_person_by_id(turn.db, person) if person else None
    if reader is None or conflict.concerns_reader(turn.office, reader, case):
        return None
    here = any(one.role in AGENCY_ROLES and one.agency == case.agency for one in reader.roles)
    return person if here and case.status in OPEN else None
