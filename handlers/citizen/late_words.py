"""Words for a case that is over are kept, and their writer is asked where they go."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import msgspec

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import FILES, TEXT, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import conflict, labels
from handlers.case.lookup import find_case
from handlers.citizen import followup, own_case_options
from handlers.citizen.own_case_options import AGAIN
from handlers.intake import report
from handlers.shared import danger
from rules.lifecycle import NEEDS_INFO, OPEN
from storage.models import Case

NEW = "new"


class LateAnswers(TypedDict):
    case_id: int
    code: str
    status: str
    offered: list[str]
    """What its owner may still do with the case."""
    danger: NotRequired[bool]
    words: NotRequired[object]
    """What was given, as plain data."""
    use: NotRequired[str]


async def begin_supplement(turn: Turn, case_id: int, _: str) -> None:
    """Button: answer what the office asked; when it waits no more, add."""
    await _begin(turn, case_id, "supplement")


async def begin_addition(turn: Turn, case_id: int, _: str) -> None:
    """Button: add words or photos."""
    await _begin(turn, case_id, "add")


async def _begin(turn: Turn, case_id: int, action: str) -> None:
    case = await find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise conflict.refused_to_speaker(turn, case, action)
    if case.status not in OPEN:
        await ask_where_words_go(turn, case)
    else:
        answers = action == "supplement" and case.status == NEEDS_INFO
        await followup.begin_words(turn, "supplement" if answers else "add", case)


async def ask_where_words_go(turn: Turn, case: Case, given: Given | None = None) -> None:
    """Take words for a case of the speaker's that is over; none of them is lost."""
    if case.sealed:
        where = own_case_options.where_to_go_instead(turn, case)
        raise UserError("sealed.not_again", **where)
    offered = await own_case_options.own_case_actions(turn, case)
    answers: LateAnswers = {
        "case_id": case.id,
        "code": case.code,
        "status": labels.status_name(turn, case),
        "offered": [action for action in offered if action in AGAIN],
    }
    await conversation.begin_flow(turn, LATE.name, given, **answers)


def _shown(_turn: Turn, answers: LateAnswers) -> dict[str, str]:
    return {"code": answers["code"], "status": answers["status"]}


def _uses(turn: Turn, answers: LateAnswers) -> Rows:
    again = [[Choice(turn.words(f"followup.{one}"), one)] for one in answers["offered"]]
    return [*again, [Choice(turn.words("whose.which.new"), NEW)]]


async def _chosen(turn: Turn, answers: LateAnswers) -> None:
    given = msgspec.convert(answers["words"], Given)
    if answers["use"] == NEW:
        await report.begin_report(turn, given)
    else:
        case = await own_case_options.own_case_for(turn, answers["case_id"], answers["use"])
        await followup.begin_words(turn, answers["use"], case, given)


LATE = Flow(
    "followup.late",
    (
        Ask(
            name="words",
            accepts=FILES | {TEXT},
            gathers=True,
            check=lambda _turn, _answers, given: msgspec.to_builtins(given),
            show=_shown,
            heard=danger.warn_of_danger,
        ),
        Ask(name="use", choices=_uses, show=_shown),
    ),
    then=_chosen,
)
