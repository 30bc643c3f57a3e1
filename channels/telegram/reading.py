"""From updates of the Bot API to an Event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from telegram import (
    Bot,
    CallbackQuery,
    ChatMemberUpdated,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.channel import Inbound, KeepFile, take_file
from bot.event import STICKER, Event, EventKind, Location, Media
from channels.telegram import files, receiving

GONE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
"""What we are where we are no longer: blocked by a person, or out of a group."""


OF_TOPICS = ("forum_topic_created", "forum_topic_closed", "forum_topic_reopened")


TOPIC = "#topic-"
"""Between a group and Telegram's number of a topic, until it is known what that stands for."""


async def read_telegram_update(
    bot: Bot, updates: Sequence[Inbound], keep: KeepFile, *, final: bool
) -> tuple[Event | None, CallbackQuery | None]:
    """The event of one update, or of the updates of one album; and a button press to confirm.

    Raises SendError when a file could not be fetched, unless this is the `final` try.
    """
    parsed = [_parsed(bot, item) for item in updates]
    update, key = parsed[0], updates[0].key
    if update.callback_query:
        return _pressed(key, update.callback_query), update.callback_query
    if update.my_chat_member:
        return _membership(key, update.my_chat_member), None
    if update.edited_message:
        return _edited(key, update.edited_message), None
    messages = [item.message for item in parsed if item.message]
    if not messages:
        return None, None
    if messages[0].chat.type != ChatType.PRIVATE and not _to_us(bot, messages[0]):
        return _overheard(key, messages[0]), None
    return await _said(key, messages, bot, keep, final=final), None


def _parsed(bot: Bot, item: Inbound) -> Update:
    raw = msgspec.json.decode(item.payload)
    if query := receiving.part_of_update(raw, "callback_query"):
        query.setdefault("chat_instance", "")  # PTB insists on what we have no use for
    return Update.de_json(raw, bot)


def _name(user: User) -> str:
    return " ".join(part for part in (user.first_name, user.last_name) if part)[:80]


def _pressed(key: str, query: CallbackQuery) -> Event | None:
    if query.message is None or not query.data:
        return None
    chat = query.message.chat
    return Event(
        id=key,
        address=_address(query.message),
        sender=f"telegram:{query.from_user.id}",
        sender_name=_name(query.from_user),
        at=datetime.now().astimezone(),
        choice=query.data,
        private=chat.type == ChatType.PRIVATE,
        threads=bool(chat.is_forum),
    )


def _membership(key: str, change: ChatMemberUpdated) -> Event | None:
    was, now = (one.status in GONE for one in (change.old_chat_member, change.new_chat_member))
    private = change.chat.type == ChatType.PRIVATE
    if change.chat.type == ChatType.CHANNEL:
        return None
    kind: EventKind = "blocked" if now else "unblocked"
    return Event(
        id=key,
        address=f"telegram:{change.chat.id}",
        sender=f"telegram:{change.from_user.id}",
        at=change.date,
        kind="arranged" if was == now and not private else kind,
        private=private,
        threads=bool(change.chat.is_forum),
    )


def _edited(key: str, message: Message) -> Event | None:
    text = message.text or message.caption or ""
    # A live location is edited as its owner walks: nothing was said.
    return _event(key, message, kind="edited", text=text) if text else None


def _overheard(key: str, message: Message) -> Event | None:
    """Of what people tell and show one another in a group, only a command is for us.

    That somebody made or closed a topic tells that the group keeps some.
    """
    if any(getattr(message, name) for name in OF_TOPICS):
        return _event(key, message, kind="arranged")
    text = message.text or ""
    return _event(key, message, text=text) if text.startswith("/") else None


def _to_us(bot: Bot, message: Message) -> bool:
    """Whether a message in a group answers one of ours."""
    answered = message.reply_to_message
    author = answered.from_user if answered else None
    # In a topic every message answers the one that made the topic, which is ours as well.
    made_topic = answered is not None and answered.forum_topic_created is not None
    return author is not None and not made_topic and str(author.id) == bot.token.partition(":")[0]


def _address(message: MaybeInaccessibleMessage) -> str:
    topic = ""
    if isinstance(message, Message) and message.is_topic_message and message.message_thread_id:
        topic = f"{TOPIC}{message.message_thread_id}"
    return f"telegram:{message.chat.id}{topic}"


def topic_of_address(address: str) -> int:
    """The topic an address read from an update names by Telegram's own number, or 0."""
    return int(address.partition(TOPIC)[2] or 0)


async def _said(
    key: str, messages: Sequence[Message], bot: Bot, keep: KeepFile, *, final: bool
) -> Event | None:
    media: list[Media] = []
    faults: list[str] = []
    for message in messages:
        for file in files.files_of_message(message):
            fetching = files.fetch_telegram_file(bot, file, keep, key)
            await take_file(fetching, media, faults, final=final)
    first = messages[0]
    contact, fault = _contact(first)
    faults += [fault] if fault else []
    place = first.location or (first.venue.location if first.venue else None)
    texts = [_words(message) for message in messages]
    event = _event(
        key,
        first,
        text="\n".join(text for text in texts if text),
        media=tuple(media),
        contact=contact,
        location=Location(place.latitude, place.longitude) if place else None,
        faults=tuple(faults),
        replied_to=str(first.reply_to_message.message_id) if first.reply_to_message else "",
    )
    if event is None or event.text or media or contact or place or faults:
        return event
    if _unsupported(first):
        return msgspec.structs.replace(event, faults=("media.unsupported",))
    return None  # a service message: someone joined, something was pinned


def _event(key: str, message: Message, **values: Any) -> Event | None:
    user = message.from_user
    if user is None or user.is_bot:
        return None
    return Event(
        id=key,
        address=_address(message),
        sender=f"telegram:{user.id}",
        sender_name=_name(user),
        at=message.date,
        threads=bool(message.chat.is_forum),
        ref=str(message.message_id),
        private=message.chat.type == ChatType.PRIVATE,
        **values,
    )


def _contact(message: Message) -> tuple[str, str]:
    contact, user = message.contact, message.from_user
    if contact is None or user is None:
        return "", ""
    if contact.user_id != user.id:
        return "", "media.not_own_contact"
    return contact.phone_number, ""


def _words(message: Message) -> str:
    """What a message says; a sticker says the sign it stands for."""
    sticker = message.sticker
    return message.text or message.caption or (sticker and (sticker.emoji or STICKER)) or ""


def _unsupported(message: Message) -> bool:
    parts = (message.dice, message.poll, message.game, message.story)
    return any(part is not None for part in parts)
