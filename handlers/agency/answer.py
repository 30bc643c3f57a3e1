"""An official accepts a case and answers it."""

from __future__ import annotations

from typing import Any

import msgspec

from bot import conversation, gathering
from bot.flow_answers import (
    DOCUMENT,
    PHOTO,
    TEXT,
    VIDEO,
    VOICE,
    Again,
    Change,
    Given,
    given_by_event,
)
from bot.turn import Ask, Flow, Turn
from handlers.agency import answer_draft, delivery, signature_rules, solution_question
from handlers.agency.solution_question import SolutionAnswers
from handlers.case import access, labels, lookup, notify
from handlers.case.access import check_move
from handlers.case.buttons import case_button
from handlers.case.lookup import find_case, show_code
from handlers.case.transitions import act
from handlers.publication import review
from handlers.shared.text_and_files import (
    TextAndFiles,
    attached_in_words,
    files_of_answer,
    text_and_files,
)
from rules.text import split_words
from storage.conversations import ConversationFrame
from storage.models import Case


async def accept_case(turn: Turn, case_id: int, _: str) -> None:
    """Button: take the case in hand."""
    await _accept(turn, await find_case(turn, case_id))


async def nhan(turn: Turn) -> None:
    """`/nhan MÃ`."""
    await _accept(turn, await lookup.named_case(turn, "nhan"))


async def _accept(turn: Turn, case: Case) -> None:
    await act(turn, case, "accept", handler_id=turn.person.id)
    agency = labels.agency_name(turn, case.agency)
    turn.say(
        "answering.accepted",
        choices=[[case_button(turn, case, "answer")]],
        case=case.code,
        code=case.code,
    )
    notify.tell_citizen(turn, case, "answering.citizen_accepted", agency=agency)


async def write_answer(turn: Turn, case_id: int, detail: str) -> None:
    """Button: write the answer, or go on from the draft that needs no signature any more."""
    case = await find_case(turn, case_id)
    freed = detail == answer_draft.FREED and access.may_see(turn, case)
    await begin_answer(turn, case, await answer_draft.freed_draft(turn, case) if freed else None)


async def traloi(turn: Turn) -> None:
    """`/traloi MÃ [nội dung]`."""
    case = await lookup.named_case(turn, "traloi")
    given = given_by_event(turn.event)
    given = msgspec.structs.replace(given, text=turn.args.strip())
    await begin_answer(turn, case, given if given.kinds else None)


async def begin_answer(turn: Turn, case: Case, given: Given | None) -> None:
    """Begin the draft of an answer, or go on with the one that is open."""
    await check_move(turn, case, "answer")
    if lookup.is_question_open(turn, case, ANSWER):
        # The open draft of this very case takes what was quoted to its card.
        await conversation.hear_answer(turn)
        return
    known = {"case_id": case.id, "code": case.code, "kind": case.kind}
    await conversation.begin_flow(turn, ANSWER.name, given, **known)


def _drafted(turn: Turn, _answers: AnsweringAnswers, given: Given) -> TextAndFiles:
    least = turn.office.limits.words.answer_least
    if len(split_words(given.text)) < least:
        raise Again("answering.writing.draft.too_short", least=least)
    return text_and_files(given)


def _whole_draft(turn: Turn, run: ConversationFrame) -> dict[str, Any] | None:
    """What is written so far, if it is an answer: shown as it would be sent, never sent."""
    held = gathering.gathered_so_far(run, "draft")
    long = len(split_words(held.text)) >= turn.office.limits.words.answer_least
    return {"draft": text_and_files(held)} if long and "draft" not in run.answers else None


def _preview(turn: Turn, answers: AnsweringAnswers) -> dict[str, Any]:
    draft = answers["draft"]
    files = attached_in_words(turn, files_of_answer(draft))
    return {"code": answers["code"], "text": draft["text"], "files": files}


def _confirm(_turn: Turn, _answers: AnsweringAnswers, value: str) -> str:
    if value == "change":
        raise Change("draft")
    return value


async def _send(turn: Turn, answers: AnsweringAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    text, media = answers["draft"]["text"], files_of_answer(answers["draft"])
    solution = solution_question.solution_said(answers)
    if elsewhere := answers.get("elsewhere"):
        text = f"{text}\n\n{elsewhere}"
    if await signature_rules.needs_signature(
        turn, case
    ) or await signature_rules.copies_other_answer(turn, case, text):
        await answer_draft.hand_in_draft(turn, case, text, media, solution)
        return
    await act(
        turn,
        case,
        "answer",
        noted=signature_rules.in_whose_place(turn, case)
        | solution_question.solution_noted(solution),
        handler_id=turn.person.id,
        publication=review.publication_after_answer(case),
    )
    me = turn.person.id
    await delivery.deliver_answer(turn, case, text, media, author_id=me, solution=solution)


class AnsweringAnswers(SolutionAnswers):
    case_id: int
    code: str
    draft: TextAndFiles


_MAY_STILL = access.possible_while("answer")
"""Asked at each step: a draft shown to who lost the case would be a sign that it went."""

ANSWER = Flow(
    "answering.writing",
    (
        Ask(
            name="draft",
            accepts=frozenset({TEXT, PHOTO, VOICE, VIDEO, DOCUMENT}),
            gathers=True,
            show=show_code,
            check=_drafted,
            prepare=_MAY_STILL,
        ),
        Ask(
            name="confirm",
            choices=solution_question.solution_choices,
            show=_preview,
            pick=_confirm,
            prepare=_MAY_STILL,
        ),
        *solution_question.QUESTIONS,
    ),
    then=_send,
    possible=_MAY_STILL,
    rests=_whole_draft,
)
