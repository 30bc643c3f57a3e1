"""What the page and we say to each other: JSON frames over one WebSocket."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec

from bot.event import OF_QUESTION, Choice, Location, Media, Reply
from bot.half_letters import mended_json

ShowMedia = Callable[[Sequence[Media]], list[dict[str, str]]]

RowName = str | int
"""What a page calls a reply of ours (`reply_names`); a number: of a page from before."""
NameRow = Callable[[int], str]


class PageFrame(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the page sends: `hello` (with the last `after` it has), a `message`, or `older`.

    `older` asks for what was said up to the moment `until`.
    """

    type: str
    id: str = ""
    text: str = ""
    media: list[str] = []
    """Tokens of uploads."""
    choice: str = ""
    label: str = ""
    location: Location | None = None
    reply_to: RowName = ""
    after: RowName = ""
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class WebMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message as it waits in the inbox and stays in the history."""

    id: str
    at: datetime
    text: str = ""
    media: tuple[Media, ...] = ()
    choice: str = ""
    label: str = ""
    location: Location | None = None
    reply_to: int = 0
    crowd: str = ""
    """See `bot.event.Event.crowd`."""


class HistoryLine(msgspec.Struct, frozen=True):
    """One line of the history: what the person said, or what we replied."""

    at: datetime
    seq: int
    said: bytes = b""
    reply: Reply | None = None


def parse_frame(data: str) -> PageFrame | None:
    """A frame of the page; None for anything else.

    Half a letter becomes a mark. Of what only its name can be read the type is `unreadable`.
    """
    try:
        return msgspec.json.decode(data, type=PageFrame)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return _mended_frame(data)


def _mended_frame(data: str) -> PageFrame | None:
    try:
        found = json.loads(data)
        whole = mended_json(found)
    except (ValueError, RecursionError):
        return None
    try:
        return msgspec.json.decode(whole, type=PageFrame)
    except msgspec.DecodeError:
        name = found.get("id") if isinstance(found, dict) else None
        if isinstance(name, str) and name.isascii() and len(name) <= 64:
            return PageFrame("unreadable", id=name)
        return None


def is_sound(frame: PageFrame) -> bool:
    """Whether a message has a name of its own, and a place on this earth if any."""
    where = frame.location
    return (
        8 <= len(frame.id) <= 64
        and frame.id.replace("-", "").isalnum()
        and (where is None or (abs(where.latitude) <= 90 and abs(where.longitude) <= 180))
    )


def web_message_of(
    frame: PageFrame, media: Sequence[Media], replied_to: int, now: datetime, crowd: str
) -> WebMessage:
    """A message as it goes to the inbox."""
    return WebMessage(
        id=frame.id,
        at=now,
        text=frame.text,
        media=tuple(media),
        choice=frame.choice[:200],
        label=frame.label[:200],
        location=frame.location,
        reply_to=replied_to,
        crowd=crowd,
    )


def frame_of_line(line: HistoryLine, show: ShowMedia, name: NameRow) -> dict[str, Any]:
    """The frame that shows a line of the history."""
    if line.reply is None:
        return _own(line, show)
    if line.reply.menu:
        return {"type": "menu", "items": msgspec.to_builtins(line.reply.menu)}
    reply = line.reply
    return {
        "type": "reply",
        "seq": name(line.seq),
        "at": line.at.isoformat(),
        "text": reply.text,
        "choices": msgspec.to_builtins(reply.choices),
        "media": show(reply.media),
        "asks": any(_is_of_question(choice) for row in reply.choices for choice in row),
        "asks_location": reply.asks_location,
        "case": reply.case,
        "edits": name(int(reply.edits)) if reply.edits.isdecimal() else "",
    }


def frame_of_fleeting(reply: Reply, now: datetime, media: list[dict[str, str]]) -> dict[str, Any]:
    """The frame that shows what is in no history: its name leads to no row."""
    line = HistoryLine(now, 0, reply=reply)
    name = f"fleeting-{secrets.token_hex(8)}"
    return {**frame_of_line(line, lambda _: media, lambda _: name), "fleeting": True}


def _is_of_question(choice: Choice) -> bool:
    return choice.value.startswith(f"{OF_QUESTION}:")


def media_of_line(line: HistoryLine) -> Sequence[Media]:
    """The files a line of the history shows."""
    if line.reply is not None:
        return line.reply.media
    return msgspec.json.decode(line.said, type=WebMessage).media


def _own(line: HistoryLine, show: ShowMedia) -> dict[str, Any]:
    said = msgspec.json.decode(line.said, type=WebMessage)
    return {
        "type": "own",
        "id": said.id,
        "at": line.at.isoformat(),
        "text": said.text,
        "label": said.label,
        "choice": said.choice,
        "media": show(said.media),
        "location": msgspec.to_builtins(said.location) if said.location else None,
    }
