"""The office says that a case is another office's: it leaves for good, so two people say it."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import conflict
from handlers.case.access import check_move, possible_while
from handlers.case.lookup import find_case, show_code
from handlers.office import agreed_change, second_person, transfer
from handlers.shared.reasons import reason_within
from storage import case_events, notes
from storage.models import Case


class TransferAnswers(TypedDict):
    case_id: int
    code: str
    office: NotRequired[str]
    reason: NotRequired[str]
    confirm: NotRequired[str]


async def begin_transfer(turn: Turn, case_id: int, _: str) -> None:
    """Button: the case is another office's."""
    if not turn.world.other_offices:
        raise UserError("neighbours.none")
    case = await find_case(turn, case_id)
    await check_move(turn, case, "pass_on")
    await conversation.begin_flow(turn, PASS_ON.name, case_id=case.id, code=case.code)


def _offices(turn: Turn, _answers: TransferAnswers) -> Rows:
    return [[Choice(name, code)] for code, name in turn.world.other_offices.items()]


def _reason(turn: Turn, _answers: TransferAnswers, given: Given) -> str:
    limits = turn.office.limits.characters
    least, most = limits.transfer_reason_least, limits.transfer_reason_most
    return reason_within(given, least, most, "neighbours.passing.reason.again")


async def _asked(turn: Turn, answers: TransferAnswers) -> None:
    """Another of the office, or the chair, agrees; nothing leaves before.

    Where nobody else is here one person sends what is about nobody, and the log says so.
    """
    case, to = await find_case(turn, answers["case_id"]), answers["office"]
    name, reason = turn.world.other_offices.get(to), answers["reason"]
    if name is None:
        raise UserError("neighbours.none")
    await check_move(turn, case, "pass_on")
    note = await notes.add_note(turn.db, case, notes.PASSING, reason, turn.person.id, turn.now)
    values = {"to": to, "note": note.id}
    if await _may_go_alone(turn, case):
        await transfer.pass_on_as(turn, case, {**values, "asked_by": None})
        return
    why = turn.words("neighbours.why", office=name, reason=reason)
    await agreed_change.ask_for_change(turn, case, "pass_on", values, why)


async def _may_go_alone(turn: Turn, case: Case) -> bool:
    """About nobody and never restricted, and nobody else is here."""
    log = await case_events.events_of_case(turn.db, case)
    guarded = conflict.is_about_somebody(case) or any(line.action == "seal" for line in log)
    return not guarded and not await second_person.who_may_agree(turn, case)


PASS_ON = Flow(
    "neighbours.passing",
    (
        Ask(name="office", choices=_offices, show=show_code),
        Ask(name="reason", accepts=frozenset({TEXT}), check=_reason),
        Ask(name="confirm", choices=("send",), show=show_code),
    ),
    then=_asked,
    possible=possible_while("pass_on"),
)
