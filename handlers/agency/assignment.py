"""A leader gives a case to one of the agency's officials."""

from __future__ import annotations

from typing import TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import labels, lookup, notify
from handlers.case.access import check_move, may_be_given, possible_while
from handlers.case.lookup import find_case, show_code
from handlers.case.transitions import act
from rules.lifecycle import OFFICIAL
from storage import people, role_assignments


async def assign_case(turn: Turn, case_id: int, _: str) -> None:
    """Button: give a case to one of the agency's officials."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "assign")
    staff = await role_assignments.people_with_role(turn.db, OFFICIAL, case.agency)
    names = {
        str(person.id): person.name or f"#{person.id}"
        for person in staff
        if await may_be_given(turn, case, person.id)
    }
    if not names:
        raise UserError("leading.nobody", agency=labels.agency_name(turn, case.agency))
    await conversation.begin_flow(turn, ASSIGN.name, case_id=case.id, code=case.code, names=names)


async def phancong(turn: Turn) -> None:
    """`/phancong MÃ`."""
    await assign_case(turn, (await lookup.named_case(turn, "phancong")).id, "")


def _staff(_turn: Turn, answers: AssignmentAnswers) -> Rows:
    return [[Choice(name, number)] for number, name in answers["names"].items()]


async def _assigned(turn: Turn, answers: AssignmentAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    official = int(answers["official"])
    name = answers["names"][answers["official"]]
    if not await may_be_given(turn, case, official):
        # Said, not refused, and not why: a refusal would put the question once more.
        again = [[turn.button("cooperation.assign", "assign", case.id)]]
        turn.say("leading.not_them", choices=again, case=case.code, code=case.code, name=name)
        return
    await act(turn, case, "assign", handler_id=official, noted={"to": official})
    turn.say("leading.assigned", case=case.code, code=case.code, name=name)
    theirs = await people.addresses_of_person(turn.db, official)
    notify.tell_to_open(turn, case, "leading.yours", theirs)


class AssignmentAnswers(TypedDict):
    case_id: int
    code: str
    names: dict[str, str]
    """Of the officials, by the number of the person."""
    official: str


ASSIGN = Flow(
    "leading.assigning",
    (Ask(name="official", choices=_staff, show=show_code),),
    then=_assigned,
    possible=possible_while("assign"),
)
