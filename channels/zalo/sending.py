"""From a Reply to messages of an Official Account, one after the other."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import structlog
from PIL import ImageOps

from bot.channel import ReadFile
from bot.event import Choice, Media, Reply
from bot.pictures import PictureRefusedError, in_picture_thread, opened_picture
from channels.links import is_public_url
from channels.splitting import split_text
from channels.zalo.api import ZaloApi, ZaloError
from channels.zalo.reading import PRESSED

GROUP = "group-"
"""Before the id of a group of the account's own (GMF)."""
MOST_TEXT = 2000
MOST_BUTTONS = 5
LONGEST_LABEL = 100
MOST_IMAGE, MOST_FILE = 1024 * 1024, 5 * 1024 * 1024
IMAGES = frozenset({"image/jpeg", "image/png"})
FILES = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
SIDES = (2000, 1400, 1000, 700)
"""Longer sides a picture is made smaller to until it fits."""
REFUSED_SHAPE = frozenset({-201, -210, -233})
"""What a message the account may not send so is answered with."""

log = structlog.get_logger()


class ZaloPart(NamedTuple):
    """One message of a reply: words with buttons, or a file."""

    text: str = ""
    choices: tuple[Choice, ...] = ()
    file: Media | None = None


def zalo_parts(reply: Reply, words: Mapping[str, str]) -> Iterator[ZaloPart]:
    """Files first, then the words; the last ones hold the numbered choices and the buttons."""
    for item in reply.media:
        yield ZaloPart(file=item)
    choices = tuple(choice for row in reply.choices for choice in row)
    hint = words["share_location"] if reply.asks_location else ""
    pieces = (reply.text, hint, "\n".join(_lines(choices, words)))
    texts = list(split_text("\n\n".join(piece for piece in pieces if piece), MOST_TEXT))
    for at, text in enumerate(texts, 1):
        yield ZaloPart(text, choices if at == len(texts) else ())


def numbered_choices(choices: Sequence[Choice]) -> list[Choice]:
    """Those a number answers: number one first."""
    return [choice for choice in choices if choice.value]


def _lines(choices: Sequence[Choice], words: Mapping[str, str]) -> Iterator[str]:
    for number, choice in enumerate(answers := numbered_choices(choices), 1):
        # On one line: whoever wrote the label must not write the next number as well.
        mark, label = f"{number}. ", " ".join(choice.label.split())
        yield label if label.startswith(mark) else mark + label
    if answers:
        yield words["choose"]
    for choice in choices:
        if not choice.value and not choice.url.startswith("tel:"):  # its number is in the text
            yield f"{' '.join(choice.label.split())}: {choice.url}"


class ZaloSender:
    """Sends parts, as buttons and pictures where the account takes them, else in plain words."""

    def __init__(
        self, api: ZaloApi, read: ReadFile, words: Mapping[str, str], *, buttons: bool
    ) -> None:
        self._api = api
        self._read = read
        self._words = words
        self._buttons = buttons

    async def send(self, to: str, part: ZaloPart) -> str:
        """The id of the message. Raises ZaloError, SendError."""
        if part.file is not None:
            return await self._file(to, part.file)
        message: dict[str, Any] = {
            "text": _unmentioned(part.text) if is_zalo_group(to) else part.text
        }
        shown = [_button(one) for one in part.choices if one.value or is_public_url(one.url)]
        if not self._buttons or not 0 < len(shown) <= MOST_BUTTONS or is_zalo_group(to):
            return await self._message(to, message)
        template = {"type": "template", "payload": {"buttons": shown}}
        try:
            return await self._message(to, {**message, "attachment": template})
        except ZaloError as error:
            if error.code not in REFUSED_SHAPE:
                raise
        sent = await self._message(to, message)
        # It was the buttons: the numbers do without them, and so does all that follows.
        log.warning("zalo.buttons", hint="this account takes no buttons; numbers are shown")
        self._buttons = False
        return sent

    async def _message(self, to: str, message: Mapping[str, Any]) -> str:
        path, key = (
            ("group/message", "group_id") if is_zalo_group(to) else ("message/cs", "user_id")
        )
        body = {"recipient": {key: to.removeprefix(GROUP)}, "message": message}
        data = await self._api.call(f"v3.0/oa/{path}", body)
        return str(data.get("message_id") or "")

    async def _file(self, to: str, item: Media) -> str:
        try:
            content = await asyncio.to_thread(self._read, item.sha256)
            message = await self._uploaded(item, content)
        except FileNotFoundError:
            message = None
        return await self._message(to, message or {"text": self._words["file_not_sent"]})

    async def _uploaded(self, item: Media, content: bytes) -> Mapping[str, Any] | None:
        """The message that shows a file; None for one Zalo does not take."""
        if item.kind == "photo" and (small := await in_picture_thread(_small, item.mime, content)):
            picture, mime = small
            number = await self._api.upload("image", picture, f"anh.{mime[6:]}", mime)
            element = {"media_type": "image", "attachment_id": number}
            payload: dict[str, Any] = {"template_type": "media", "elements": [element]}
            return {"text": "", "attachment": {"type": "template", "payload": payload}}
        if item.mime in FILES and len(content) <= MOST_FILE:
            name = item.name or f"tep{FILES[item.mime]}"
            token = await self._api.upload("file", content, name, item.mime)
            return {"attachment": {"type": "file", "payload": {"token": token}}}
        return None


def is_zalo_group(to: str) -> bool:
    """Whether this is a group, not a person."""
    return to.startswith(GROUP)


def _unmentioned(text: str) -> str:
    """Words that call nobody: in a group `[@id]` rings a person's phone, or everybody's."""
    return text.replace("[@", "[ @")


def _button(choice: Choice) -> dict[str, Any]:
    label = " ".join(choice.label.split())[:LONGEST_LABEL]
    if choice.value:
        return {"title": label, "type": "oa.query.hide", "payload": PRESSED + choice.value}
    return {"title": label, "type": "oa.open.url", "payload": {"url": choice.url}}


def _small(mime: str, content: bytes) -> tuple[bytes, str] | None:
    """A picture Zalo takes, made smaller where it must be; None for what is none."""
    if mime in IMAGES and len(content) <= MOST_IMAGE:
        return content, mime
    try:
        with opened_picture(content, "RGB", SIDES[0]) as opened:
            opened.thumbnail((SIDES[0], SIDES[0]))
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except PictureRefusedError:
        return None
    for side in SIDES:
        picture.thumbnail((side, side))
        made = io.BytesIO()
        picture.save(made, "JPEG", quality=82)
        if made.tell() <= MOST_IMAGE:
            return made.getvalue(), "image/jpeg"
    return None
