"""From a Reply to calls of the Bot API, nothing sent yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputMediaVideo,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import MediaGroupLimit, MessageLimit

from bot.channel import ReadFile
from bot.event import Choice, Media, Reply
from channels.links import is_public_url
from channels.splitting import split_text

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

METHODS = {"photo": "sendPhoto", "video": "sendVideo", "voice": "sendVoice"}
"""How each kind of file is shown; everything else goes as a document."""
SHOWN_IN_ALBUMS = {"photo": InputMediaPhoto, "video": InputMediaVideo}
NAMES = {"photo": "anh", "video": "video", "voice": "ghi-am", "document": "tep"}
"""What a file without a name is called, before the dot."""
ENDINGS = {"jpeg": "jpg", "quicktime": "mov", "mpeg": "mp3", "mp4": "mp4", "plain": "txt"}


class UploadFile(NamedTuple):
    """A file to upload; it is read when the call is made."""

    read: Callable[[], bytes]
    name: str


class BotApiCall(NamedTuple):
    """One request to the Bot API."""

    method: str
    data: dict[str, Any]
    files: dict[str, UploadFile] = {}  # noqa: RUF012 - nobody writes into it
    instead: tuple[BotApiCall, ...] | None = None
    """What is called when Telegram refuses this; none: the refusal counts."""
    messages: int = 1
    """How many messages it makes."""


def bot_api_calls(
    chat_id: int | str, reply: Reply, read: ReadFile, words: Mapping[str, str], topic: int = 0
) -> Iterator[BotApiCall]:
    """Files first, then the words with the buttons; into a topic of the chat if one is named."""
    for call in _calls(chat_id, reply, read, words):
        yield _into(call, topic) if topic else call


def _into(call: BotApiCall, topic: int) -> BotApiCall:
    data = call.data if "message_id" in call.data else {**call.data, "message_thread_id": topic}
    instead = tuple(_into(one, topic) for one in call.instead) if call.instead else call.instead
    return call._replace(data=data, instead=instead)


def _calls(
    chat_id: int | str, reply: Reply, read: ReadFile, words: Mapping[str, str]
) -> Iterator[BotApiCall]:
    if reply.menu:
        commands = [BotCommand(item.command, item.label) for item in reply.menu]
        scope = BotCommandScopeChat(chat_id)
        yield BotApiCall("setMyCommands", {"commands": commands, "scope": scope}, messages=0)
        return
    anew = (
        *_files(chat_id, reply.media, read, words["file_not_sent"]),
        *_texts(chat_id, reply, reply_markup(reply, words)),
    )
    if reply.edits:
        yield _edit(chat_id, reply, reply_markup(reply, words), anew)
    else:
        yield from anew


def _edit(
    chat_id: int | str, reply: Reply, buttons: Markup, anew: tuple[BotApiCall, ...]
) -> BotApiCall:
    """Replace the words of an earlier message, its last part; one that is gone is sent anew."""
    data = {
        "chat_id": chat_id,
        "message_id": int(reply.edits.split()[-1]),
        "text": reply.text,
        "link_preview_options": _preview(reply),
        "reply_markup": buttons if isinstance(buttons, InlineKeyboardMarkup) else None,
    }
    return BotApiCall("editMessageText", data, instead=anew)


def _preview(reply: Reply) -> LinkPreviewOptions:
    """A picture of our page or of none: Telegram would take the first address anybody wrote."""
    if is_public_url(reply.page):
        return LinkPreviewOptions(url=reply.page)
    return LinkPreviewOptions(is_disabled=True)


def _texts(chat_id: int | str, reply: Reply, buttons: Markup) -> Iterator[BotApiCall]:
    parts, preview = list(split_text(reply.text, MessageLimit.MAX_TEXT_LENGTH)), _preview(reply)
    for at, part in enumerate(parts, 1):
        data: dict[str, Any] = {"chat_id": chat_id, "text": part, "link_preview_options": preview}
        if at == len(parts):
            data["reply_markup"] = buttons
        yield BotApiCall("sendMessage", data)


def reply_markup(reply: Reply, words: Mapping[str, str]) -> Markup:
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
    # A key only types its label: one that opens something would seem to, and not do it.
    typed = ([one for one in row if one.value] for row in reply.choices)
    return [*rows, *([KeyboardButton(one.label) for one in row] for row in typed if row)]


def _inline(choice: Choice) -> InlineKeyboardButton | None:
    if choice.value:
        return InlineKeyboardButton(choice.label, callback_data=choice.value)
    # Telegram refuses a whole message for a button that opens no public address.
    public = is_public_url(choice.url)
    return InlineKeyboardButton(choice.label, url=choice.url) if public else None


def _files(
    chat_id: int | str, media: Sequence[Media], read: ReadFile, sorry: str
) -> Iterator[BotApiCall]:
    """Pictures in albums, then the rest. `sorry` is said of a file that can be sent in no way."""
    last_resort = BotApiCall("sendMessage", {"chat_id": chat_id, "text": sorry})
    pictures: list[BotApiCall] = []
    others: list[BotApiCall] = []
    for item in media:
        call = _one(chat_id, item, UploadFile(partial(read, item.sha256), _name(item)), last_resort)
        (pictures if item.kind in SHOWN_IN_ALBUMS else others).append(call)
    most = int(MediaGroupLimit.MAX_MEDIA_LENGTH)
    for at in range(0, len(pictures), most):
        some = pictures[at : at + most]
        yield _album(chat_id, some) if len(some) > 1 else some[0]
    yield from others


def _one(chat_id: int | str, item: Media, file: UploadFile, last_resort: BotApiCall) -> BotApiCall:
    """A file shown as what it is; one Telegram will not show so still goes as a document.

    It refuses pictures for their size, shape or format, and voice to people who want none.
    """
    to = {"chat_id": chat_id}
    document = BotApiCall("sendDocument", to, {"document": file}, instead=(last_resort,))
    method = METHODS.get(item.kind)
    return BotApiCall(method, to, {item.kind: file}, instead=(document,)) if method else document


def _album(chat_id: int | str, pictures: Sequence[BotApiCall]) -> BotApiCall:
    group: list[InputMediaPhoto | InputMediaVideo] = []
    files: dict[str, UploadFile] = {}
    for at, picture in enumerate(pictures):
        ((kind, file),) = picture.files.items()
        files[f"file{at}"] = file
        group.append(SHOWN_IN_ALBUMS[kind](f"attach://file{at}"))
    data = {"chat_id": chat_id, "media": group}
    return BotApiCall(
        "sendMediaGroup", data, files, instead=tuple(pictures), messages=len(pictures)
    )


def _name(item: Media) -> str:
    """Its own name, on one line; or one that tells its kind and type.

    A semicolon parts a header for some readers, even between quotes.
    """
    if name := " ".join(item.name.replace(";", ",").split()):
        return name
    ending = item.mime.rpartition("/")[2].partition(";")[0]
    return f"{NAMES[item.kind]}.{ENDINGS.get(ending, ending)}"
