"""The files of a Telegram message, and fetching them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from telegram import Bot, Message
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, TelegramError

from bot.channel import KeepFile, SendError
from bot.event import Media, MediaRefused
from channels.telegram.errors import retry_after


class TelegramFile(NamedTuple):
    """A file of a message that has still to be fetched."""

    kind: str
    file_id: str
    size: int
    mime: str
    name: str


def files_of_message(message: Message) -> Iterator[TelegramFile]:
    if message.photo:
        photo = message.photo[-1]
        yield TelegramFile("photo", photo.file_id, photo.file_size or 0, "image/jpeg", "")
    for kind, item in (
        ("voice", message.voice or message.audio),
        ("video", message.video or message.video_note or message.animation),
        ("document", None if message.animation else message.document),
    ):
        if item is not None:
            mime = getattr(item, "mime_type", None) or ""
            name = getattr(item, "file_name", None) or ""
            yield TelegramFile(kind, item.file_id, item.file_size or 0, mime, name)


async def fetch_telegram_file(bot: Bot, file: TelegramFile, keep: KeepFile, key: str) -> Media:
    """`key`: of the update.

    Raises MediaRefused, SendError when Telegram does not give it now, OSError of our disk.
    """
    try:
        content = await _content(bot, file)
    except TelegramError as error:
        raise SendError(type(error).__name__, retry_after=retry_after(error)) from None
    # Telegram's id cannot be guessed, and goes with the update.
    return await keep(file.kind, file.mime, file.name, content, f"{key}:{file.file_id}")


async def _content(bot: Bot, file: TelegramFile) -> bytes:
    if file.size > FileSizeLimit.FILESIZE_DOWNLOAD:
        raise MediaRefused("media.too_large")
    try:
        remote = await bot.get_file(file.file_id)
    except BadRequest as error:
        if "too big" in str(error).lower():
            raise MediaRefused("media.too_large") from None
        raise
    if (remote.file_size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
        raise MediaRefused("media.too_large")
    return bytes(await remote.download_as_bytearray())
