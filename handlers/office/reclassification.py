"""A case is classed anew: what follows from that, and who hears of a date that moved."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from handlers.agency import answer_draft
from handlers.case import due_dates, notify
from handlers.case.buttons import case_button
from handlers.case.transitions import act
from rules.lifecycle import OPEN, RECEIVED
from rules.timeline import Episode
from storage import people
from storage.models import Case


async def reclassify(turn: Turn, case: Case, **wanted: Any) -> bool:
    """Class a case anew and write what was before into its log; false when nothing differs.

    When the promised date moves, its citizen and whoever handles it hear so, with the reason.
    A draft that needs no signature now goes back to be sent.
    """
    wanted |= _follows(turn, case, wanted)
    was = {name: old for name in wanted if (old := getattr(case, name)) != wanted[name]}
    if not was:
        return False
    before = await due_dates.dates_of(turn, case)
    changes = {name: wanted[name] for name in was}
    await act(turn, case, "classify", noted={"was": was}, **changes)
    await answer_draft.free_draft(turn, case)
    after = await due_dates.dates_of(turn, case)
    if promised_date_moved(case, before, after):
        await _tell_moved(turn, case, before, after)
    return True


def _follows(turn: Turn, case: Case, wanted: dict[str, Any]) -> dict[str, Any]:
    """What follows from a new field or matter: whom the case is proposed to, and is about."""
    follows: dict[str, Any] = {}
    field = turn.office.fields.get(wanted["field"])
    if case.status == RECEIVED and field and field.code != case.field:
        follows["agency"] = field.agency
    if "about" not in wanted:
        return follows
    if wanted["about"] != "conduct":
        return follows | {"accused": "", "accused_id": None}
    before = turn.office.fields.get(case.field)
    named = case.accused_id is not None or case.accused not in ("", before and before.agency)
    if field and not named and (field.code != case.field or case.about != "conduct"):
        # As at filing: the people of the agency whose matter it is.
        follows["accused"] = field.agency
    return follows


def promised_date_moved(case: Case, before: Episode, after: Episode) -> bool:
    """Whether a date that was promised moved: of a question none was."""
    return case.kind == "report" and case.status in OPEN and before.due != after.due


async def _tell_moved(turn: Turn, case: Case, before: Episode, after: Episode) -> None:
    rule = after.answer_rule
    key = f"classifying.kind.{rule.code}"
    kind = turn.words(key if key in turn.world.texts else "classifying.kind.other")
    due = due_dates.due_day(turn, after.answer)
    notify.tell_citizen(
        turn,
        case,
        "recount.moved",
        [[case_button(turn, case, "why")]],
        before=due_dates.due_day(turn, before.answer),
        after=due,
        why=turn.words("classifying.why", kind=kind, days=rule.days, basis=rule.basis),
    )
    if case.status == RECEIVED or not case.agency:
        return
    handler = await people.addresses_acting_for(turn.db, case.handler_id) if case.handler_id else []
    for address in handler or await notify.agency_addresses(turn, case):
        turn.say(
            "classifying.agency_moved",
            to=address,
            choices=[[turn.button("desk.open", "open", case.id)]],
            case=case.code,
            code=case.code,
            kind=kind,
            due=due,
        )
