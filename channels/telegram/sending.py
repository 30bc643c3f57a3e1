"""From a Reply to calls of the Bot API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputMediaVideo,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import MediaGroupLimit, MessageLimit
from telegram.error import BadRequest

from bot.event import Choice, Media, Reply

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
PathOf = Callable[[str], Path]


async def send(
    bot: Bot, chat_id: int | str, reply: Reply, path_of: PathOf, words: Mapping[str, str]
) -> str:
    """Send files first, then the words with the buttons; return the id of the last message."""
    if reply.menu:
        commands = [BotCommand(item.command, item.label) for item in reply.menu]
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id))
        return ""
    if reply.edits and await _edited(bot, chat_id, reply, words):
        return reply.edits
    await _send_files(bot, chat_id, reply.media, path_of)
    parts = list(split(reply.text))
    for part in parts[:-1]:
        await _send_text(bot, chat_id, part)
    return await _send_text(bot, chat_id, parts[-1], markup(reply, words))


async def _send_text(
    bot: Bot, chat_id: int | str, text: str, reply_markup: Markup | None = None
) -> str:
    """Send a text as it is; return the message's id. The rest of the receipt is nobody's use."""
    data: dict[str, Any] = {"chat_id": chat_id, "text": text}
    if reply_markup is not None:
        data["reply_markup"] = reply_markup
    sent = await bot.do_api_request("sendMessage", data)
    return str(sent["message_id"])


async def _edited(bot: Bot, chat_id: int | str, reply: Reply, words: Mapping[str, str]) -> bool:
    """Replace the words of an earlier message; false when Telegram will not."""
    buttons = markup(reply, words)
    inline = buttons if isinstance(buttons, InlineKeyboardMarkup) else None
    try:
        await bot.edit_message_text(
            reply.text, chat_id=chat_id, message_id=int(reply.edits), reply_markup=inline
        )
    except BadRequest as error:
        return "not modified" in str(error)
    return True


def markup(reply: Reply, words: Mapping[str, str]) -> Markup:
    """The buttons of a reply.

    Only a reply keyboard can ask for a location or a phone number; its other buttons then
    come back as typed labels, which the conversation understands as well.
    """
    if reply.asks_location or reply.asks_contact:
        return ReplyKeyboardMarkup(
            _asking_rows(reply, words), resize_keyboard=True, one_time_keyboard=True
        )
    rows = [
        [button for choice in row if (button := _inline(choice)) is not None]
        for row in reply.choices
    ]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(rows) if rows else ReplyKeyboardRemove()


def _asking_rows(reply: Reply, words: Mapping[str, str]) -> Sequence[Sequence[KeyboardButton]]:
    rows = []
    if reply.asks_location:
        rows.append([KeyboardButton(words["share_location"], request_location=True)])
    if reply.asks_contact:
        rows.append([KeyboardButton(words["share_contact"], request_contact=True)])
    return [*rows, *([KeyboardButton(choice.label) for choice in row] for row in reply.choices)]


def _inline(choice: Choice) -> InlineKeyboardButton | None:
    if choice.value:
        return InlineKeyboardButton(choice.label, callback_data=choice.value)
    # Telegram refuses a whole message for a button that opens no public address.
    host = urlsplit(choice.url).hostname or ""
    public = "." in host and not host.startswith("127.")
    return InlineKeyboardButton(choice.label, url=choice.url) if public else None


def split(text: str) -> Iterator[str]:
    """Cut a text into parts Telegram takes (4096 UTF-16 units), at line ends where it can."""
    limit = MessageLimit.MAX_TEXT_LENGTH
    while _units(text) > limit:
        end = _fitting(text, limit)
        cut = max(text.rfind("\n", 0, end), text.rfind(" ", 0, end))
        cut = cut if cut > end // 2 else end
        yield text[:cut]
        text = text[cut:].lstrip()
    yield text


def _units(text: str) -> int:
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text)


def _fitting(text: str, limit: int) -> int:
    end = limit
    while _units(text[:end]) > limit:
        end -= max(1, (_units(text[:end]) - limit) // 2)
    return end


async def _send_files(
    bot: Bot, chat_id: int | str, media: Sequence[Media], path_of: PathOf
) -> None:
    pictures = [item for item in media if item.kind in {"photo", "video"}]
    most = int(MediaGroupLimit.MAX_MEDIA_LENGTH)
    for at in range(0, len(pictures), most):
        await _send_pictures(bot, chat_id, pictures[at : at + most], path_of)
    for item in media:
        content = path_of(item.sha256)
        if item.kind == "voice":
            await bot.send_voice(chat_id, content, filename=item.name or "ghi-am.ogg")
        elif item.kind == "document":
            await bot.send_document(chat_id, content, filename=item.name or "tep")


async def _send_pictures(
    bot: Bot, chat_id: int | str, pictures: Sequence[Media], path_of: PathOf
) -> None:
    try:
        if len(pictures) == 1:
            await _send_picture(bot, chat_id, pictures[0], path_of)
            return
        kinds = {"photo": InputMediaPhoto, "video": InputMediaVideo}
        group = [kinds[item.kind](path_of(item.sha256).read_bytes()) for item in pictures]
        await bot.send_media_group(chat_id, group)
    except BadRequest:
        # A picture Telegram will not show as one (size, shape, format) still goes as a file.
        for item in pictures:
            name = item.name or f"{item.kind}.{item.mime.split('/')[-1]}"
            await bot.send_document(chat_id, path_of(item.sha256), filename=name)


async def _send_picture(bot: Bot, chat_id: int | str, item: Media, path_of: PathOf) -> None:
    if item.kind == "photo":
        await bot.send_photo(chat_id, path_of(item.sha256))
    else:
        await bot.send_video(chat_id, path_of(item.sha256))
