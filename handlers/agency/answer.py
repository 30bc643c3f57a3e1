"""An official accepts a case and answers it."""

from __future__ import annotations

from typing import Any

import msgspec

from bot import conversation, gathering
from bot.event import Media
from bot.flow_answers import (
    DOCUMENT,
    PHOTO,
    TEXT,
    VIDEO,
    VOICE,
    Again,
    Answers,
    Change,
    Given,
    given_by_event,
)
from bot.turn import Ask, Flow, Turn
from handlers.agency import delivery, signature, signature_rules
from handlers.case import access, labels, lookup, notify
from handlers.case.access import check_move
from handlers.case.buttons import case_button
from handlers.case.lookup import find_case
from handlers.case.transitions import act
from handlers.publication import review
from rules.text import split_words
from storage.models import Case

SHORTEST = 5
"""Words: an outcome in fewer tells a citizen nothing."""


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
    freed = detail == signature.FREED and access.may_see(turn, case)
    await begin_answer(turn, case, await signature.freed_draft(turn, case) if freed else None)


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
    await conversation.begin_flow(turn, ANSWER.name, given, case_id=case.id, code=case.code)


def _drafted(_turn: Turn, _answers: Answers, given: Given) -> dict[str, Any]:
    if len(split_words(given.text)) < SHORTEST:
        raise Again("answering.writing.draft.too_short", least=SHORTEST)
    return {"text": given.text, "media": [msgspec.to_builtins(item) for item in given.media]}


def _media(answers: Answers) -> tuple[Media, ...]:
    return tuple(msgspec.convert(item, Media) for item in answers["draft"]["media"])


def _preview(turn: Turn, answers: Answers) -> dict[str, Any]:
    files = gathering.gathered_in_words(turn, Given(media=_media(answers)))
    return {
        "code": answers["code"],
        "text": answers["draft"]["text"],
        "files": files or turn.words("intake.no_files"),
    }


def _confirm(_turn: Turn, _answers: Answers, value: str) -> str:
    if value == "change":
        raise Change("draft")
    return value


async def _send(turn: Turn, answers: Answers) -> None:
    case = await find_case(turn, answers["case_id"])
    text, media = answers["draft"]["text"], _media(answers)
    if await signature_rules.needs_signature(
        turn, case
    ) or await signature_rules.copies_other_answer(turn, case, text):
        await signature.hand_in_draft(turn, case, text, media)
        return
    await act(
        turn,
        case,
        "answer",
        handler_id=turn.person.id,
        publication=review.publication_after_answer(case),
    )
    await delivery.deliver_answer(turn, case, text, media, author_id=turn.person.id)


ANSWER = Flow(
    "answering.writing",
    (
        Ask(
            name="draft",
            accepts=frozenset({TEXT, PHOTO, VOICE, VIDEO, DOCUMENT}),
            gathers=True,
            show=lambda _, answers: {"code": answers["code"]},
            check=_drafted,
        ),
        Ask(name="confirm", choices=("send", "change"), show=_preview, pick=_confirm),
    ),
    then=_send,
)
