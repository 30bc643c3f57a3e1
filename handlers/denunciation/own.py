"""The writer of a denunciation sees what became of it, and adds evidence."""

from __future__ import annotations

from contextlib import suppress
from typing import TypedDict

from bot import conversation
from bot.event import Choice
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.denunciation.handover import EVIDENCE, evidence_given
from handlers.shared.text_and_files import TextAndFiles, files_of_answer
from storage import denunciations
from storage.models import Denunciation
from storage.sealed_box import LockedError


async def own_denunciation_buttons(turn: Turn) -> list[list[Choice]]:
    """A button for each the speaker handed over."""
    return [
        [turn.button("denounce.mine", "denounced", row.id, "see", code=row.code)]
        for row in await denunciations.denunciations_of_person(turn.db, turn.person.id)
    ]


async def press_own_denunciation(turn: Turn, denunciation_id: int, verb: str) -> None:
    row = await _find_own(turn, denunciation_id)
    if verb == "see":
        await _see(turn, row)
    elif verb == "add":
        await conversation.begin_flow(turn, ADDING.name, id=row.id)
    else:
        raise UserError("conversation.old_button")


async def _find_own(turn: Turn, denunciation_id: int) -> Denunciation:
    row = await denunciations.denunciation_by_id(turn.db, denunciation_id)
    mine = denunciations.is_denunciation_of(turn.db, row, turn.person.id)
    if row is None or not mine:
        raise UserError("desk.not_yours")
    return row


async def _see(turn: Turn, row: Denunciation) -> None:
    lines = [
        turn.words(f"denounce.step.{step.action}", at=step.at, detail=step.detail)
        for step in await denunciations.steps_of_denunciation(turn.db, row)
    ]
    turn.say(
        "denounce.own",
        choices=[[turn.button("denounce.add", "denounced", row.id, "add")]],
        case=row.code,
        code=row.code,
        lines="\n".join(f"• {line}" for line in lines),
    )


class AddingAnswers(TypedDict):
    id: int
    more: TextAndFiles


async def _may_still_add(turn: Turn, answers: AddingAnswers) -> None:
    """Raise UserError when it is gone; while its key is away the question waits for that."""
    with suppress(LockedError):
        row = await _find_own(turn, answers["id"])
        if row.content is None:
            raise UserError("denounce.gone", code=row.code)


async def _added(turn: Turn, answers: AddingAnswers) -> None:
    row = await _find_own(turn, answers["id"])
    await _may_still_add(turn, answers)
    more = answers["more"]
    media = files_of_answer(more)
    await denunciations.add_evidence(turn.db, row, more["text"], media, turn.now)
    turn.say("denounce.was_added", case=row.code, code=row.code)


ADDING = Flow(
    "denounce.adding",
    (Ask(name="more", accepts=EVIDENCE, gathers=True, check=evidence_given),),
    then=_added,
    possible=_may_still_add,
)
