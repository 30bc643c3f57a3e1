"""What is said in a live chat: passed on, kept for a while, and forgotten."""

from __future__ import annotations

from datetime import timedelta

from bot import conversation
from bot.flow_answers import Given
from bot.turn import Turn
from bot.user_error import UserError
from handlers.citizen import left_words
from handlers.citizen.live_chat import end_chat, end_chat_button, find_live_chat, on_duty
from handlers.denunciation.authorised import authorised_addresses
from handlers.denunciation.handover import HANDOVER, elsewhere_in_words
from handlers.intake import later_alarm
from handlers.shared import help_topics
from rules.intents import recognise_intent
from rules.recognition import recognise_text
from rules.text import fold_text
from storage import chat_history, live_chats, user_files
from storage.live_chats import LiveChatContent
from storage.models import LiveChat

A_MOMENT = timedelta(seconds=5)
MONTH = timedelta(days=30)


async def say_in_chat(turn: Turn) -> None:
    """A plain message of either side goes to the other."""
    talk = await find_live_chat(turn, turn.talk)
    for fault in dict.fromkeys(turn.event.faults):
        turn.say(fault)
    parts = (turn.event.text.strip(), turn.event.contact, _place(turn))
    text = "\n".join(part for part in parts if part)
    said = LiveChatContent(text[: turn.office.limits.text_max], turn.event.media)
    if not said.text and not said.media:
        return
    by_citizen = talk.person_id == turn.person.id
    waits = by_citizen and talk.state == live_chats.WAITING
    if waits and await _is_for_us(turn, talk, said):
        return
    if by_citizen and not await _may_be_kept(turn, talk, said):
        return
    await live_chats.add_live_chat_message(turn.db, talk, turn.person, said, turn.now)
    hashes = [item.sha256 for item in said.media]
    until = turn.now + turn.office.limits.contact_months * MONTH
    await user_files.keep_user_files_until(turn.db, talk.person_id, hashes, until)
    end = [[end_chat_button(turn, talk.id)]]
    if not by_citizen:
        turn.say(
            "talking.of_officer", to=talk.address, choices=end, text=said.text, media=said.media
        )
    elif talk.state == live_chats.OPEN:
        to = talk.officer_address
        turn.say("talking.of_citizen", to=to, choices=end, text=said.text, media=said.media)
    else:
        turn.say("talking.kept", choices=end)


async def _is_for_us(turn: Turn, talk: LiveChat, said: LiveChatContent) -> bool:
    """Who gives up waiting, or wants their data erased, says so to no officer."""
    if fold_text(said.text).strip(" .!") in fold_text(turn.words("talking.gives_up")).split("|"):
        await end_chat(turn, talk.id, "")
        return True
    if recognise_intent(said.text, turn.office.intents) != "erase":
        return False
    end = end_chat_button(turn, talk.id)
    turn.say("talking.erase", choices=[[turn.command_button("dulieu")], [end]])
    return True


def _place(turn: Turn) -> str:
    point = turn.event.location
    if point is None:
        return ""
    link = f"https://www.openstreetmap.org/?mlat={point.latitude}&mlon={point.longitude}"
    return turn.words("talking.place", link=link)


async def _may_be_kept(turn: Turn, talk: LiveChat, said: LiveChatContent) -> bool:
    """Danger is a case at once; a denunciation is not passed on, and kept only to be handed over.

    A denunciation that tells of danger is kept in its case, which nobody of theirs hears of.
    """
    found = recognise_text(said.text, turn.office.recognition)
    if found.despair:
        turn.say("talking.despair", numbers=help_topics.emergency_numbers(turn, listeners=True))
    elif found.doubtful and not found.danger:
        turn.say("talking.danger", numbers=help_topics.emergency_numbers(turn))
    if found.emergency:
        await later_alarm.raise_from_talk(turn, talk.began_at, Given(said.text, said.media))
    elif found.denunciation:
        await _keep_from_officer(turn, said)
    return not found.denunciation


async def _keep_from_officer(turn: Turn, said: LiveChatContent) -> None:
    """Put a denunciation aside until the talk is over; where nobody may read it, forget it."""
    since = turn.event.at - A_MOMENT
    elsewhere = elsewhere_in_words(turn)
    if await authorised_addresses(turn) and conversation.set_aside(
        turn, HANDOVER.name, Given(said.text, said.media), since=since.isoformat()
    ):
        end = [[end_chat_button(turn, turn.talk)]]
        turn.say("talking.denunciation_waits", choices=end, **elsewhere)
        return
    turn.forget_since = since
    for item in said.media:
        turn.forget_file(item.sha256)
    turn.say("talking.denunciation", **elsewhere)


async def read_left_chat(turn: Turn, talk_id: int, _: str) -> None:
    """Button of an officer on duty: what was said while nobody came."""
    talk = await find_live_chat(turn, talk_id)
    if turn.event.address not in await on_duty(turn):
        raise UserError("desk.not_yours")
    await left_words.show_left_words(turn, talk)


async def forget_outdated_chat(turn: Turn, talk_id: int, _: str) -> None:
    """Time event: what was said has been kept long enough."""
    await forget_chat(turn, await find_live_chat(turn, talk_id))


async def forget_chat(turn: Turn, talk: LiveChat) -> None:
    """What was said goes, also from the chats of both sides."""
    handover = turn.office.handover
    # What was said before an officer came, they read when they came.
    until = talk.said_at + timedelta(minutes=max(handover.wait_minutes, handover.idle_minutes))
    sides = [side for side in (talk.address, talk.officer_address) if side]
    await chat_history.forget_messages_between(turn.db, sides, until, talk.began_at)
    await live_chats.forget_live_chat(turn.db, talk)
