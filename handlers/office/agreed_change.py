"""Whom a case is about, what ends it, opening what is restricted: one says why, another agrees."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import access, conflict, labels, lookup
from handlers.case.lookup import show_code
from handlers.office import (
    accusation,
    closing,
    reclassification,
    restriction_end,
    second_person,
    transfer,
)
from handlers.office.second_person import ActByTwo
from rules.lifecycle import CHAIR
from storage import people
from storage.case_lists import ActiveCase, as_active_case
from storage.models import CONDUCT, Case

CHANGE = ActByTwo(
    asked="ask_change",
    button="agree_change",
    nobody="agreed_change.nobody",
    waits="agreed_change.waits",
    please="agreed_change.please",
    agree="agreed_change.agree",
)
DONE: Mapping[str, Callable[[Turn, Case, dict[str, Any]], Awaitable[object]]] = {
    "classify": reclassification.reclassify_as,
    "accuse": accusation.name_as,
    "redirect": closing.redirect_as,
    "merge": closing.merge_as,
    "pass_on": transfer.pass_on_as,
    "unseal": restriction_end.lift_as,
}
"""What is done once a second person agreed, by the name of the move."""
REASONS = {
    "classify": ("thing", "mentioned", "outsider"),
    "accuse": ("known", "mistaken"),
    "unseal": ("belongs", "sealed_by_mistake"),
}


class ChangeAnswers(TypedDict):
    case_id: int
    code: str
    move: str
    values: dict[str, Any]
    reason: NotRequired[str]


async def ask_for_change(
    turn: Turn, case: Case, move: str, values: dict[str, Any], why: str = ""
) -> None:
    """Ask why, then those who may agree; `values`: codes and numbers. Raises UserError for nobody.

    `why`: in words, where the speaker chose it already.
    Of what is about the office the chair decides alone: nobody above them is here to agree.
    """
    await access.check_move(turn, case, move)
    if decides_alone(turn, case):
        await _do(turn, case, move, values, None)
        return
    if not await may_anybody_agree(turn, case, move, values):
        raise UserError(CHANGE.nobody, code=case.code)
    if why:
        await _ask_second(turn, case, {"move": move, "values": values}, why)
        return
    await conversation.begin_flow(
        turn, WHY.name, case_id=case.id, code=case.code, move=move, values=values
    )


async def may_anybody_agree(turn: Turn, case: Case, move: str, values: Mapping[str, Any]) -> bool:
    """Whether there is a second person for it."""
    return bool(await second_person.who_may_agree(turn, case, _after(case, move, values)))


def _after(case: Case, move: str, values: Mapping[str, Any]) -> ActiveCase | None:
    """The case as it would be, where the change says whom it is about."""
    if move not in REASONS:
        return None
    about = {name: values[name] for name in ("accused", "accused_id", "kept_out") if name in values}
    if move == "accuse":
        about |= {"accused_id": values["person"], "kept_out": ""}
    return as_active_case(case)._replace(**about)


def decides_alone(turn: Turn, case: Case) -> bool:
    """Whether nobody above the speaker is here to agree."""
    return conflict.is_about_office(turn.office, case) and turn.known.holds(CHAIR)


async def _do(
    turn: Turn, case: Case, move: str, values: dict[str, Any], asked_by: int | None
) -> None:
    await DONE[move](turn, case, {**values, "asked_by": asked_by})
    key = "agreed_change.done" if asked_by else "agreed_change.done_alone"
    turn.say(key, case=case.code, code=case.code)


def _reasons(turn: Turn, answers: ChangeAnswers) -> Rows:
    names = REASONS[answers["move"]]
    return [[Choice(turn.words(f"agreed_change.why.{name}"), name)] for name in names]


async def _asked(turn: Turn, answers: ChangeAnswers) -> None:
    case = await lookup.find_case(turn, answers["case_id"])
    move, why = answers["move"], answers["reason"]
    await access.check_move(turn, case, move)
    noted = {"move": move, "values": answers["values"], "why": why}
    await _ask_second(turn, case, noted, turn.words(f"agreed_change.why.{why}"))


async def _ask_second(turn: Turn, case: Case, noted: dict[str, Any], why: str) -> None:
    move, values = noted["move"], noted["values"]
    await second_person.ask_second_person(
        *(turn, case, CHANGE, noted, _after(case, move, values)),
        what=await _in_words(turn, case, move, values),
        why=why,
    )


async def _in_words(turn: Turn, case: Case, move: str, values: Mapping[str, Any]) -> str:
    """What the second person is asked to agree to."""
    about = move == "accuse" or values.get("about") == CONDUCT
    if about and not conflict.is_known_about_whom(case):
        name = await people.name_of_person(turn.db, values.get("person"))
        unit = labels.agency_name(turn, values["accused"]) if values["accused"] else ""
        whom = ", ".join(filter(None, [name, unit])) or turn.words("desk.somebody")
        return turn.words("agreed_change.what.name", whom=whom)
    return turn.words(f"agreed_change.what.{move}")


async def agree_to_change(turn: Turn, case_id: int, asker: str) -> None:
    """Button: the second person agrees; it is done in both names."""
    case = await lookup.find_case(turn, case_id)
    await second_person.check_asked(turn, case, CHANGE)
    number = int(asker) if asker.isdecimal() else 0
    asked = await second_person.pending_request(turn, case, number, CHANGE.asked, *DONE)
    if asked is None:
        raise UserError("agreed_change.over", code=case.code)
    move, values = asked.data["move"], asked.data["values"]
    after = _after(case, move, values)
    if after is not None and not await second_person.may_agree(turn, after):
        raise conflict.refused_to_speaker(turn, case, CHANGE.button)
    await _do(turn, case, move, values, number)
    for address in await people.addresses_of_person(turn.db, number):
        turn.say("agreed_change.done", to=address, case=case.code, code=case.code)


WHY = Flow(
    "agreed_change.asking",
    (Ask(name="reason", choices=_reasons, show=show_code),),
    then=_asked,
    possible=access.possible_if(
        lambda turn, case, answers: access.check_still_possible(turn, case, answers["move"])
    ),
)
