"""The chair decides an appeal: the answer stands, they answer, or an agency looks again."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import FILES, TEXT, Again, Given, Revise
from bot.turn import Ask, Flow, Turn
from handlers.agency import delivery
from handlers.case import conflict, labels, notify
from handlers.case.access import check_move, possible_if
from handlers.case.lookup import find_case, show_code
from handlers.case.transitions import act
from handlers.office import triage
from handlers.publication import review
from handlers.shared.text_and_files import (
    TextAndFiles,
    attached_in_words,
    files_of_answer,
    text_and_files,
)
from rules.solution import Solution
from rules.text import split_words
from storage.models import Case

UPHELD, ANSWERED_ANEW = "upheld", "answered"
"""What the log says of the decision."""
DECIDE = "decide_appeal"


class AppealAnswers(TypedDict):
    case_id: int
    code: str
    decision: str
    words: NotRequired[TextAndFiles]
    confirm: NotRequired[str]


class TaskAnswers(TypedDict):
    case_id: int
    code: str
    agency: NotRequired[str]
    days: NotRequired[str]


async def uphold_answer(turn: Turn, case_id: int, _: str) -> None:
    """Button: the answer stands; why."""
    await _begin(turn, case_id, UPHELD)


async def answer_appeal(turn: Turn, case_id: int, _: str) -> None:
    """Button: the chair answers."""
    await _begin(turn, case_id, ANSWERED_ANEW)


async def _begin(turn: Turn, case_id: int, decision: str) -> None:
    case = await find_case(turn, case_id)
    await _may_decide(turn, case)
    known: AppealAnswers = {"case_id": case.id, "code": case.code, "decision": decision}
    await conversation.begin_flow(turn, DECISION.name, **known)


async def _may_decide(turn: Turn, case: Case) -> None:
    await check_move(turn, case, DECIDE)
    if not case.level:
        raise conflict.refused_to_speaker(turn, case, DECIDE)


def _is_enough(turn: Turn, given: Given) -> bool:
    return len(split_words(given.text)) >= turn.office.limits.words.answer_least


def _written(turn: Turn, _answers: AppealAnswers, given: Given) -> TextAndFiles:
    if not _is_enough(turn, given):
        raise Again("appeals.deciding.words.again")
    return text_and_files(given)


def _asked(turn: Turn, answers: AppealAnswers) -> dict[str, Any]:
    what = turn.words(f"appeals.what.{answers['decision']}")
    return {"code": answers["code"], "what": what}


def _preview(turn: Turn, answers: AppealAnswers) -> dict[str, Any]:
    written = answers["words"]
    files = attached_in_words(turn, files_of_answer(written))
    return {**_asked(turn, answers), "text": written["text"], "files": files}


def _confirmed(_turn: Turn, _answers: AppealAnswers, value: str) -> str:
    if value == "change":
        raise Revise("words")
    return value


async def _decided(turn: Turn, answers: AppealAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    await _may_decide(turn, case)
    decision, written = answers["decision"], answers["words"]
    agency = labels.agency_name(turn, case.agency)
    text = written["text"]
    if decision == UPHELD:
        text = turn.words("appeals.stands", agency=agency, text=text)
    publication = review.publication_after_answer(case)
    await act(turn, case, DECIDE, noted={"decision": decision}, publication=publication)
    await delivery.deliver_answer(
        turn,
        case,
        text,
        files_of_answer(written),
        author_id=turn.person.id,
        solution=Solution(),
        by=turn.words("appeals.chair", office=turn.office.name),
    )
    told = [
        *await notify.office_addresses(turn, case),
        *await notify.agency_addresses(turn, case),
    ]
    others = [address for address in dict.fromkeys(told) if address != turn.event.address]
    notify.tell_to_open(turn, case, f"appeals.told.{decision}", others)


async def assign_appeal(turn: Turn, case_id: int, _: str) -> None:
    """Button: an agency looks at it again, by a day the chair sets."""
    case = await find_case(turn, case_id)
    await _may_decide(turn, case)
    await conversation.begin_flow(turn, TASK.name, case_id=case.id, code=case.code)


def _agencies(turn: Turn, _answers: TaskAnswers) -> Rows:
    found = [Choice(one.short, code) for code, one in turn.office.agencies.items() if one.handles]
    return [found[at : at + 2] for at in range(0, len(found), 2)]


def _days(turn: Turn, _answers: TaskAnswers) -> Rows:
    offered = turn.office.reminders.apology_days
    row = [Choice(turn.words("apologies.in_days", n=days), str(days)) for days in offered]
    return [row[at : at + 2] for at in range(0, len(row), 2)]


async def _assigned(turn: Turn, answers: TaskAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    await _may_decide(turn, case)
    code, days = answers["agency"], int(answers["days"])
    await conflict.check_agency_not_accused(turn, case, code)
    await act(turn, case, "forward", noted={"days": days}, agency=code, handler_id=None)
    agency = labels.agency_name(turn, code)
    turn.say("appeals.assigned", case=case.code, code=case.code, agency=agency, days=days)
    await triage.tell_forwarded(turn, case)
    there = await notify.agency_addresses(turn, case)
    notify.tell_to_open(turn, case, "appeals.told.assigned", there, days=days)


_STILL = possible_if(lambda turn, case, _: _may_decide(turn, case))

DECISION = Flow(
    "appeals.deciding",
    (
        Ask(
            name="words",
            accepts=FILES | {TEXT},
            gathers=True,
            enough=_is_enough,
            check=_written,
            show=_asked,
        ),
        Ask(name="confirm", choices=("send", "change"), pick=_confirmed, show=_preview),
    ),
    then=_decided,
    possible=_STILL,
)

TASK = Flow(
    "appeals.assigning",
    (
        Ask(name="agency", choices=_agencies, show=show_code),
        Ask(name="days", choices=_days, show=show_code),
    ),
    then=_assigned,
    possible=_STILL,
)
