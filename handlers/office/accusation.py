"""Whom a case is about, written down."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from handlers.case import conflict, give_back, transitions, triage_card
from storage.models import Case


async def name_as(turn: Turn, case: Case, values: dict[str, Any]) -> None:
    """Write down whom a case is about; who may was asked before."""
    person = values["person"]
    noted = {name: values[name] for name in ("person", "asked_by") if values.get(name)}
    await transitions.move_unasked(
        turn,
        case,
        "accuse",
        noted=noted,
        accused=values["accused"],
        accused_id=person,
        kept_out=values.get("kept_out", ""),
        about="conduct",
    )
    await give_back.take_from_who_may_not_read(turn, case)
    turn.say(
        "conflict.named",
        case=case.code,
        code=case.code,
        why=await conflict.conflict_in_words(turn, case),
    )
    if conflict.is_about_office(turn.office, case):
        await triage_card.tell_chair(turn, case)
    await triage_card.ask_to_move_away(turn, case)
