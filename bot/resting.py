"""Words that wait for no Xong: a short silence, or the next thing somebody does, sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import open_question
from bot.clock import Due
from bot.flow_answers import Answers
from bot.turn import Turn
from bot.user_error import UserError
from rules.office import Office
from storage import conversations
from storage.models import Conversation
from storage.sealed_box import LockedError

LATER = timedelta(hours=1)


def rests_until(turn: Turn) -> datetime | None:
    """When what was said counts as all there is to say, if nothing more comes; None: it does not.

    Counted from the last word.
    """
    if _at_rest(turn) is None:
        return None
    return turn.now + timedelta(minutes=turn.office.limits.pause_minutes)


async def take_what_rests(turn: Turn) -> bool:
    """Go on as if somebody had said that this was all; false when there is nothing to take."""
    answers = _at_rest(turn)
    if answers is None:
        return False
    turn.stack[-1].answers |= answers
    await open_question.put_next_question(turn)
    return True


def _at_rest(turn: Turn) -> Answers | None:
    if not turn.stack or turn.talk or turn.stack[-1].flow not in turn.world.flows:
        return None
    run, flow = open_question.current_flow(turn)
    return flow.rests(turn, run)


async def pauses_due(db: AsyncSession, _office: Office, now: datetime) -> Sequence[Due]:
    """Conversations in which nothing more came for so long that what was said is taken."""
    return [
        Due(
            "words_rest",
            f"words_rest:{row.address}:{row.person_id}:{row.rests_until}",
            row.person_id,
            row.address,
        )
        for row in await conversations.resting_conversations(db, now)
    ]


async def take_after_pause(turn: Turn, person_id: int, address: str) -> None:
    """Time event: nothing more came."""
    row = await conversations.lock_conversation(turn.db, address, person_id)
    if row.rests_until is not None and row.rests_until <= turn.now:
        await _take_there(turn, row)


async def take_unsent_words(turn: Turn, address: str) -> None:
    """Take what rests at an address before it is said that nothing came from there."""
    for row in await conversations.conversations_at_address(turn.db, address):
        await _take_there(turn, row)


async def _take_there(turn: Turn, row: Conversation) -> None:
    """A no is said, and the words stay for whoever said them."""
    row.rests_until = None
    there = replace(
        await turn.spoken_from(row.address),
        stack=conversations.frames_of_conversation(turn.db, row),
        talk=row.talk_id or 0,
    )
    said = len(turn.replies)
    try:
        async with turn.db.begin_nested():
            taken = await take_what_rests(there)
            await turn.db.flush()
    except LockedError:
        # The key of such cases is away: the words wait for it.
        del turn.replies[said:]
        row.rests_until = turn.now + LATER
        return
    except UserError as no:
        del turn.replies[said:]
        turn.say(no.key, to=row.address, **no.values)
        return
    if taken:
        conversations.save_frames(turn.db, row, there.stack, turn.now)
        row.rests_until = rests_until(there)
