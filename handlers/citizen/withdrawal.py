"""A citizen takes a case back."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from bot import conversation
from bot.flow_answers import Leave
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import notify
from handlers.case.access import possible_while
from handlers.case.lookup import show_code
from handlers.case.transitions import act
from handlers.citizen import followup_readers
from handlers.citizen.own_case_options import own_case_for
from handlers.office import redirect_merge


class WithdrawalAnswers(TypedDict):
    case_id: int
    code: str
    sure: NotRequired[str]


async def begin_withdrawal(turn: Turn, case_id: int, _: str) -> None:
    """Button: take the case back; asked once more."""
    case = await own_case_for(turn, case_id, "withdraw")
    await conversation.begin_flow(turn, WITHDRAW.name, case_id=case.id, code=case.code)


def _sure(_turn: Turn, _answers: WithdrawalAnswers, value: str) -> str:
    if value == "no":
        raise Leave("followup.withdrawing.cancelled")
    return value


async def _withdrawn(turn: Turn, answers: WithdrawalAnswers) -> None:
    try:
        case = await own_case_for(turn, answers["case_id"], "withdraw")
    except UserError as over:
        # Said, not refused: a refusal would put the question once more, for ever.
        turn.say(over.key, **over.values)
        return
    told = await followup_readers.who_is_told(turn, case, "withdraw")
    await act(turn, case, "withdraw")
    turn.say("followup.withdrawn", case=case.code, code=case.code)
    notify.tell_staff(turn, case, "followup.withdrawn_told", told)
    await redirect_merge.release_followers(turn, case)


WITHDRAW = Flow(
    "followup.withdrawing",
    (Ask(name="sure", choices=("yes", "no"), show=show_code, pick=_sure, cancel=False),),
    then=_withdrawn,
    possible=possible_while("withdraw"),
)
