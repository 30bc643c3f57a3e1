"""Taking from a case that it is about somebody, or about whom: one asks, another agrees."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import conflict, lookup
from handlers.office import accusation, reclassification, second_person
from storage import case_events, people
from storage.models import CONDUCT, Case

ASKED = "ask_change"
DONE: Mapping[str, Callable[[Turn, Case, dict[str, Any]], Awaitable[object]]] = {
    "classify": reclassification.reclassify_as,
    "accuse": accusation.name_as,
}
"""What is done once a second person agreed, by the name of the move."""


def takes_away_accusation(case: Case, about: str) -> bool:
    """Whether a case that was said to be about conduct would be about nobody any more."""
    return case.about == CONDUCT != about


async def ask_for_change(turn: Turn, case: Case, move: str, values: dict[str, Any]) -> None:
    """Ask the others who may agree; `values`: codes and numbers. Raises UserError for nobody."""
    others = await second_person.who_may_agree(turn, case)
    if not others:
        raise UserError("agreed_change.nobody", code=case.code)
    await case_events.add_case_event(
        turn.db, case, ASKED, turn.person.id, turn.now, move=move, values=values
    )
    hours = second_person.hours_to_agree(turn)
    turn.say("agreed_change.waits", case=case.code, code=case.code, hours=hours)
    for address in others:
        turn.say(
            "agreed_change.please",
            to=address,
            choices=[
                [turn.button("agreed_change.agree", "agree_change", case.id, turn.person.id)],
                [turn.button("desk.open", "open", case.id)],
            ],
            case=case.code,
            code=case.code,
            who=turn.person.name or turn.words("desk.somebody"),
            what=turn.words(f"agreed_change.what.{move}"),
            hours=hours,
        )


async def agree_to_change(turn: Turn, case_id: int, asker: str) -> None:
    """Button: the second person agrees; it is done in both names."""
    case = await lookup.find_case(turn, case_id)
    if not second_person.may_agree(turn, case):
        raise conflict.refused_to_speaker(turn, case, "agree_change")
    number = int(asker) if asker.isdecimal() else 0
    asked = await second_person.pending_request(turn, case, number, ASKED, *DONE)
    if asked is None:
        raise UserError("agreed_change.over", code=case.code)
    await DONE[asked.data["move"]](turn, case, {**asked.data["values"], "asked_by": number})
    for address in await people.addresses_of_person(turn.db, number):
        turn.say("agreed_change.done", to=address, case=case.code, code=case.code)
    turn.say("agreed_change.done", case=case.code, code=case.code)
