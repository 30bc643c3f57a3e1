"""What a citizen said to an officer who never came: somebody reads it, or it becomes a report."""

from __future__ import annotations

from collections.abc import Sequence

from bot.event import Rows
from bot.flow_answers import Given
from bot.turn import Turn
from bot.user_error import UserError
from handlers.intake import report
from storage import live_chats
from storage.models import LiveChat


async def leave_for_duty(turn: Turn, talk: LiveChat, officers: Sequence[str]) -> bool:
    """Lay what was said before those on duty; false when an officer came, or nothing was said."""
    if talk.officer_address or not officers:
        return False
    if not await live_chats.messages_of_live_chat(turn.db, talk):
        return False
    for address in officers:
        read = [[turn.button("talking.read", "read_talk", talk.id)]]
        turn.say("talking.left", to=address, choices=read, at=talk.began_at)
    return True


def report_row(turn: Turn, talk: LiveChat) -> Rows:
    """The button that makes a report of it, with a code and a day."""
    return [[turn.button("talking.as_report", "talk_report", talk.id)]]


async def report_left_words(turn: Turn, talk_id: int, _: str) -> None:
    """Button of who said it: it is a report."""
    talk = await live_chats.live_chat_by_id(turn.db, talk_id)
    if talk is None or talk.person_id != turn.person.id or talk.state != live_chats.ENDED:
        raise UserError("conversation.old_button")
    said = [line.said for line in await live_chats.messages_of_live_chat(turn.db, talk)]
    text = "\n".join(one.text for one in said if one.text)
    media = tuple(item for one in said for item in one.media)
    await report.begin_report(turn, Given(text=text, media=media) if said else None)


async def show_left_words(turn: Turn, talk: LiveChat) -> None:
    """To an officer on duty, once: who said it hears that it was read."""
    if not await live_chats.read_left_words(
        turn.db, talk, turn.person, turn.event.address, turn.now
    ):
        raise UserError("talking.read_already")
    for line in await live_chats.messages_of_live_chat(turn.db, talk):
        turn.say("talking.of_citizen", text=line.said.text, media=line.said.media)
    turn.say("talking.was_read", to=talk.address, choices=report_row(turn, talk), at=talk.began_at)
