"""Who has the code of a denunciation sees what became of it; its writer adds to it or erases it.

The code is asked for each time and nothing of that stays in a chat: the next person at a shared
machine has the same session. To ask is offered to everybody, so the offer tells nothing either.
"""

from __future__ import annotations

from typing import Any, TypedDict

from bot import conversation, gathering, open_question
from bot.event import Rows
from bot.flow_answers import TEXT, Given, Leave
from bot.turn import Ask, Flow, FlowAnswers, Turn
from bot.user_error import UserError
from handlers.case import receipts
from handlers.case.receipts import ReceiptTry
from handlers.denunciation.handover import EVIDENCE, evidence_given
from handlers.denunciation.terms import drop_denunciation
from handlers.shared.text_and_files import TextAndFiles, files_of_answer
from storage import denunciations
from storage.denunciations import FILED
from storage.models import Denunciation


def denunciation_button(turn: Turn) -> Rows:
    """The way to what anybody may have handed over, where that can be done."""
    if turn.office.denunciations is None:
        return []
    return [[turn.button("denounce.mine", "denounced", 0, "see")]]


def _leave_no_trace(turn: Turn, *_: object) -> None:
    turn.forget_since = turn.forget_since or turn.event.at


def _traceless(turn: Turn, _answers: FlowAnswers) -> dict[str, Any]:
    _leave_no_trace(turn)
    return {}


async def press_own_denunciation(turn: Turn, denunciation_id: int, what: str) -> None:
    """Whatever was pressed, and whosever it is: without its code all that comes is the question."""
    _leave_no_trace(turn)
    verb, _, code = what.partition(":")
    if denunciations.is_key_away(turn.db):
        turn.say("sealed.locked")
        return
    row = await denunciations.denunciation_by_id(turn.db, denunciation_id)
    held = row if row and row.code == code and _is_mine(turn, row) and row.content else None
    if held and verb == "add":
        await conversation.begin_flow(turn, ADDING.name, id=held.id)
    elif held and verb == "erase":
        await conversation.begin_flow(turn, ERASING.name, id=held.id)
    elif turn.stack and turn.stack[-1].flow == OPENING.name:
        await open_question.repeat_question(turn)
    else:
        await conversation.begin_flow(turn, OPENING.name)


def _is_mine(turn: Turn, row: Denunciation) -> bool:
    return denunciations.is_denunciation_of(turn.db, row, turn.person.id)


class OpeningAnswers(TypedDict):
    code: str


async def _opened(turn: Turn, answers: OpeningAnswers) -> None:
    _leave_no_trace(turn)
    if denunciations.is_key_away(turn.db):
        turn.say("sealed.locked")
        return
    row = await denunciations.denunciation_of_code(turn.db, answers["code"])
    tried = await receipts.try_secret(turn, opens=row is not None)
    if tried is ReceiptTry.TOO_MANY:
        turn.say("denounce.too_many")
    elif row is None:
        turn.say("denounce.unknown")
    else:
        await _see(turn, row)


async def _see(turn: Turn, row: Denunciation) -> None:
    lines = [
        turn.words(f"denounce.step.{step.action}", at=step.at, detail=step.detail)
        for step in await denunciations.steps_of_denunciation(turn.db, row)
    ]
    mine = _is_mine(turn, row) and row.content is not None
    verbs = ["add", *(["erase"] if row.state != FILED else [])] if mine else []
    turn.say(
        "denounce.own",
        choices=[
            [turn.button(f"denounce.{verb}", "denounced", row.id, verb, row.code)] for verb in verbs
        ],
        code=row.code,
        lines="\n".join(f"• {line}" for line in lines),
        told=_told(turn, row) if mine else "",
    )


def _told(turn: Turn, row: Denunciation) -> str:
    content = denunciations.denunciation_content(turn.db, row)
    if content is None:
        return ""
    files = gathering.gathered_in_words(turn, Given(media=content.media))
    return turn.words(
        "denounce.told",
        text=content.text or turn.words("intake.no_text"),
        files=files or turn.words("intake.no_files"),
    )


OPENING = Flow(
    "denounce.opening",
    (Ask(name="code", accepts=frozenset({TEXT}), show=_traceless),),
    then=_opened,
    passing=True,
    dropped=_leave_no_trace,
)


class OwnAnswers(TypedDict):
    id: int


class AddingAnswers(OwnAnswers):
    more: TextAndFiles


async def _held(turn: Turn, answers: OwnAnswers) -> Denunciation | None:
    """It, unless it is gone; while its key is away the question waits for that."""
    return await denunciations.denunciation_by_id(turn.db, answers["id"])


async def _is_still_there(turn: Turn, answers: OwnAnswers) -> None:
    _leave_no_trace(turn)
    row = await _held(turn, answers)
    if row is None or row.content is None:
        raise UserError("denounce.gone", code=row.code if row else "")


def _evidence(turn: Turn, answers: AddingAnswers, given: Given) -> TextAndFiles:
    _leave_no_trace(turn)
    return evidence_given(turn, answers, given)


async def _added(turn: Turn, answers: AddingAnswers) -> None:
    await _is_still_there(turn, answers)
    row, more = await _held(turn, answers), answers["more"]
    if row is None or not _is_mine(turn, row):
        raise UserError("desk.not_yours")
    media = files_of_answer(more)
    await denunciations.add_evidence(turn.db, row, more["text"], media, turn.now)
    turn.say("denounce.was_added", code=row.code)


ADDING = Flow(
    "denounce.adding",
    (
        Ask(
            name="more",
            accepts=EVIDENCE,
            gathers=True,
            show=_traceless,
            heard=_leave_no_trace,
            check=_evidence,
        ),
    ),
    then=_added,
    possible=_is_still_there,
    dropped=_leave_no_trace,
)


def _sure(turn: Turn, _answers: OwnAnswers, value: str) -> str:
    _leave_no_trace(turn)
    if value == "no":
        raise Leave("denounce.erasing.cancelled")
    return value


async def _erased(turn: Turn, answers: OwnAnswers) -> None:
    await _is_still_there(turn, answers)
    row = await _held(turn, answers)
    if row is None or not _is_mine(turn, row):
        raise UserError("desk.not_yours")
    await drop_denunciation(turn, row, "erase")
    turn.say("denounce.was_erased", code=row.code)


ERASING = Flow(
    "denounce.erasing",
    (Ask(name="sure", choices=("yes", "no"), show=_traceless, pick=_sure, cancel=False),),
    then=_erased,
    possible=_is_still_there,
)
