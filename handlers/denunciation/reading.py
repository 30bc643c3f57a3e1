"""The person authorised reads a denunciation, says that it was received, or passes it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from bot import conversation
from bot.event import Rows
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.denunciation.authorised import (
    denunciation_terms,
    reads_denunciations,
)
from storage import denunciations
from storage.denunciations import FILED, PASSED, RECEIVED
from storage.models import Denunciation
from storage.sealed_box import LockedError

PASSES_FROM = (FILED, RECEIVED)


def show_denunciation_card(turn: Turn, row: Denunciation, key: str, to: str = "") -> None:
    """Say that there is one, without a word of it, and what can be done with it."""
    terms = denunciation_terms(turn.office, row.received_at)
    turn.say(
        key,
        to=to,
        choices=_rows(turn, row),
        case=row.code,
        code=row.code,
        at=row.received_at,
        forward=terms.forward,
        answer=terms.answer,
    )


def _rows(turn: Turn, row: Denunciation) -> Rows:
    verbs = {FILED: ("read", "receive", "pass"), RECEIVED: ("read", "pass"), PASSED: ("read",)}
    return [
        [turn.button(f"denounce.{verb}", "denunciation", row.id, verb)] for verb in verbs[row.state]
    ]


async def say_denunciations_waiting(turn: Turn) -> None:
    """Below the queue of the person authorised: what nobody has answered, and how many ever."""
    if not reads_denunciations(turn):
        return
    waiting = await denunciations.filed_denunciations(turn.db)
    if waiting:
        turn.say(
            "denounce.waiting", n=len(waiting), all=await denunciations.count_denunciations(turn.db)
        )
    for row in waiting:
        show_denunciation_card(turn, row, "denounce.card")


async def _find(turn: Turn, denunciation_id: int) -> Denunciation:
    """The denunciation, for the person authorised; to all others it is not there."""
    row = None
    if reads_denunciations(turn):
        row = await denunciations.denunciation_by_id(turn.db, denunciation_id)
    if row is None:
        raise UserError("desk.not_yours")
    return row


async def press_denunciation(turn: Turn, denunciation_id: int, verb: str) -> None:
    """A button of its card."""
    row = await _find(turn, denunciation_id)
    if verb == "read":
        await _read(turn, row)
    elif verb == "receive":
        await _received(turn, row)
    elif verb == "pass":
        await conversation.begin_flow(turn, PASSING.name, id=row.id, code=row.code)
    else:
        raise UserError("conversation.old_button")


async def _read(turn: Turn, row: Denunciation) -> None:
    content = denunciations.denunciation_content(turn.db, row)
    if content is None:
        raise UserError("denounce.gone", code=row.code)
    await denunciations.add_denunciation_step(turn.db, row, "read", turn.person.id, turn.now)
    contact = content.contact
    turn.say(
        "denounce.content",
        choices=_rows(turn, row),
        media=content.media,
        case=row.code,
        code=row.code,
        text=content.text or turn.words("intake.no_text"),
        sender=f"{contact.name}, {contact.phone}, {contact.address}"
        if contact
        else turn.words("intake.unnamed"),
    )


async def _received(turn: Turn, row: Denunciation) -> None:
    await _answer(turn, row, RECEIVED, (FILED,))
    await denunciations.add_denunciation_step(turn.db, row, "receive", turn.person.id, turn.now)
    show_denunciation_card(turn, row, "denounce.receipt_told")


async def _answer(turn: Turn, row: Denunciation, state: str, before: Sequence[str]) -> None:
    """Move it on; its writer hears of it by `handlers.denunciation.telling`."""
    if denunciations.is_denunciation_locked(turn.db, row):
        raise LockedError
    if not await denunciations.answer_denunciation(turn.db, row, state, before, turn.now):
        raise UserError("denounce.answered", code=row.code)


class PassingAnswers(TypedDict):
    id: int
    code: str
    whither: str


def _whither(turn: Turn, _answers: PassingAnswers, given: Given) -> str:
    limits = turn.office.limits.characters
    found = " ".join(given.text.split())
    if not limits.name_least <= len(found) <= limits.place_most:
        raise Again("denounce.passing.whither.again")
    return found


async def _may_still_pass(turn: Turn, answers: PassingAnswers) -> None:
    row = await _find(turn, answers["id"])
    if row.state not in PASSES_FROM:
        raise UserError("denounce.answered", code=row.code)


async def _passed(turn: Turn, answers: PassingAnswers) -> None:
    row = await _find(turn, answers["id"])
    whither = answers["whither"]
    await _answer(turn, row, PASSED, PASSES_FROM)
    await denunciations.add_denunciation_step(
        turn.db, row, "pass", turn.person.id, turn.now, whither
    )
    turn.say("denounce.passing_told", case=row.code, code=row.code, whither=whither)


PASSING = Flow(
    "denounce.passing",
    (
        Ask(
            name="whither",
            accepts=frozenset({TEXT}),
            show=lambda _, answers: {"code": answers["code"]},
            check=_whither,
        ),
    ),
    then=_passed,
    possible=_may_still_pass,
)
