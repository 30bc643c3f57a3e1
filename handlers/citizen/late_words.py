"""Words for a case that is over are kept, and their writer is asked where they go."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict, cast

import msgspec

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import FILES, TEXT, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import conflict, labels
from handlers.case.lookup import find_case
from handlers.citizen import followup, own_case_options, said_of_answer, verdict
from handlers.citizen.followup_answers import FollowupAnswers, words_of_followup
from handlers.citizen.own_case_options import AGAIN
from handlers.intake import later_alarm, report
from handlers.shared import danger
from rules.citizen_verdict import RESOLVED
from rules.lifecycle import ANSWERED, NEEDS_INFO, OPEN
from rules.solution import IMPOSSIBLE
from storage import case_answers, cases
from storage.conversations import ConversationFrame
from storage.models import Case

NEW, SETTLED = "new", "settled"
PRESSED = {
    "verdict:unresolved": "reopen",
    "verdict:resolved": SETTLED,
    "reopen": "reopen",
    "appeal": "appeal",
}
"""By a button of the answered case: what words that wait are for."""


class LateAnswers(TypedDict):
    case_id: int
    code: str
    status: str
    offered: list[str]
    """What its owner may still do with the case."""
    danger: NotRequired[bool]
    doubtful: NotRequired[bool]
    words: NotRequired[object]
    """What was given, as plain data."""
    use: NotRequired[str]
    unsaid: NotRequired[bool]
    """That nobody said it."""
    answered: NotRequired[bool]


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
    kept = await cases.surviving_case(turn.db, case)
    answers: LateAnswers = {
        "case_id": case.id,
        "code": case.code,
        "status": labels.status_name(turn, kept),
        "offered": await _offered(turn, case),
        "answered": kept.status == ANSWERED,
    }
    if given is not None and given.kinds:
        answers["words"] = msgspec.to_builtins(given)
    await conversation.begin_flow(turn, LATE.name, given, **answers)


async def _offered(turn: Turn, case: Case) -> list[str]:
    found = await own_case_options.own_case_actions(turn, case)
    kept = await cases.surviving_case(turn.db, case)
    solution = await case_answers.solution_of_case(turn.db, kept)
    may_be_done = kept.status == ANSWERED and solution.kind != IMPOSSIBLE
    settled = [SETTLED] if may_be_done and "add" in _added_late(case) else []
    return [*(action for action in found if action in AGAIN), *settled, *_added_late(case)]


def _added_at_rest(turn: Turn, run: ConversationFrame) -> dict[str, Any] | None:
    """Nobody says what the words are for: they are added to the answered case, not left lying.

    Who presses a button of that case instead of ours says it by that.
    """
    answers = cast("LateAnswers", run.answers)
    if "words" not in answers:
        return None
    use = PRESSED.get(turn.event.choice.replace(f":{answers['case_id']}", "", 1), "")
    if use in answers["offered"]:
        return {"use": use}
    return {"use": "add", "unsaid": True} if "add" in answers["offered"] else None


def _added_late(case: Case) -> list[str]:
    return ["add"] if case.status == ANSWERED else []


def _shown(turn: Turn, answers: LateAnswers) -> dict[str, str]:
    about = "answer" if answers.get("answered") else "end"
    known = {"code": answers["code"], "status": answers["status"]}
    return {**known, "about": turn.words(f"followup.about.{about}", **known)}


def _uses(turn: Turn, answers: LateAnswers) -> Rows:
    again = [[Choice(turn.words(f"followup.{one}"), one)] for one in answers["offered"]]
    return [*again, [Choice(turn.words("whose.which.new"), NEW)]]


async def _chosen(turn: Turn, answers: LateAnswers) -> None:
    given = msgspec.convert(answers["words"], Given)
    action, case = answers["use"], await find_case(turn, answers["case_id"])
    if action == NEW:
        await report.begin_report(turn, given)
    elif action == SETTLED and SETTLED in await _offered(turn, case):
        await followup.begin_words(turn, "add", case, given, whole=True)
        await verdict.say_verdict(turn, case.id, RESOLVED)
    elif action in await _possible(turn, case):
        await followup.begin_words(turn, action, case, given, whole=True)
        if answers.get("unsaid"):
            await own_case_options.offer_second_look(turn, case)
    else:
        # It went on while the button was there: another time where the words go, as it stands.
        await take_where_it_stands(turn, case, given)


async def _possible(turn: Turn, case: Case) -> list[str]:
    """What its owner may do with a case now, adding to an answered one included."""
    return [*await own_case_options.own_case_actions(turn, case), *_added_late(case)]


async def take_where_it_stands(turn: Turn, case: Case, given: Given) -> None:
    """Words for something that can no longer be done to a case: kept, and taken as it stands."""
    if case.status in OPEN:
        await followup.begin_words(turn, "add", case, given, whole=True)
    elif case.sealed:
        await followup.keep_in_vain(turn, case, given)
    else:
        await ask_where_words_go(turn, case, given)


async def _take_words(turn: Turn, answers: FollowupAnswers) -> None:
    """Words for an own case, which may have gone on while they were written."""
    if answers.get("not_so"):
        own = await find_case(turn, answers["case_id"])
        await said_of_answer.keep_and_take_back(turn, own, words_of_followup(answers))
        return
    if answers.get("another"):
        await report.begin_report(turn, words_of_followup(answers))
        return
    case = await find_case(turn, answers["case_id"])
    looked_at = await own_case_options.case_looked_at_again(turn, case, answers["action"])
    vain = own_case_options.taken_up_in_vain(turn, case, looked_at, answers["action"])
    if vain and answers.get("danger"):
        await report.begin_report(turn, words_of_followup(answers))
    elif vain or answers["action"] in await _possible(turn, case):
        await followup.take_words(turn, answers)
    else:
        await take_where_it_stands(turn, case, words_of_followup(answers))


FLOWS = tuple(
    Flow(
        f"followup.{action}ing",
        (followup.said_question(),),
        then=_take_words,
        before=followup.end_in_danger,
        hears_intents=action == "supplement",
        rests=followup.all_that_was_said,
    )
    for action in followup.KINDS
)

LATE = Flow(
    "followup.late",
    (
        Ask(
            name="words",
            accepts=FILES | {TEXT},
            gathers=True,
            check=lambda _turn, _answers, given: msgspec.to_builtins(given),
            show=_shown,
            heard=danger.notice_danger,
            enough=lambda _turn, given: bool(given.kinds),
        ),
        Ask(name="use", choices=_uses, show=_shown),
    ),
    then=_chosen,
    before=later_alarm.raise_instead,
    rests=_added_at_rest,
)
