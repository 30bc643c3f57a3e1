"""The words channels and handlers share: Event comes in, Reply goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

MediaKind = Literal["photo", "voice", "video", "document"]


EventKind = Literal["message", "edited", "blocked", "unblocked", "arranged", "time"]
"""`arranged`: the threads of a group, or what we may do there, changed."""


STICKER = "🙂"
"""What a sticker says whose messenger does not tell what it stands for."""


THE_CARD = "the card"
"""For `Reply.edits`: whatever message is the card of the case there when the reply leaves."""


MAX_CHOICE_BYTES = 64
"""Telegram's limit for the data of one button (Bot API, InlineKeyboardButton)."""


class Media(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stored file: the bytes lie in the media store."""

    kind: MediaKind
    sha256: str
    """Its name there. No hash of what is in it, as it once was: nobody tells by it what that is."""
    mime: str
    size: int
    name: str = ""
    id_card: bool = False
    """Whether an ID card was seen in it when it arrived; not remembered with a case."""


class MediaRefused(Exception):  # noqa: N818 - a file that is not taken; `key` says why
    """A file that is not taken: `media.too_large`, `media.forbidden`, `media.empty`."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Location(msgspec.Struct, frozen=True):
    """A point in WGS84 degrees."""

    latitude: float
    longitude: float


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened on a channel, or that time brought.

    `address` is where an answer goes, `sender` who spoke; they differ in a group.
    Both are `channel:id`. `at` is aware. Identity and rights come from `sender`
    alone, never from `text` or `choice`.
    """

    id: str
    address: str
    sender: str
    at: datetime
    kind: EventKind = "message"
    sender_name: str = ""
    text: str = ""
    media: tuple[Media, ...] = ()
    location: Location | None = None
    contact: str = ""
    """A phone number the sender's own messenger vouches for."""
    choice: str = ""
    """The packed value of the button pressed; see `pack`."""
    ref: str = ""
    """The channel's id of this message: an edit of it comes with the same one."""
    replied_to: str = ""
    """The channel's id of the message this one answers, as `Channel.send` returned it."""
    crowd: str = ""
    """Stands for the network it came from, while one process runs; empty where none is known."""
    private: bool = True
    threads: bool = False
    """Whether the group it came from keeps threads (Telegram: topics)."""
    faults: tuple[str, ...] = ()
    """Keys (`media.too_large`) for parts of the message that could not be taken."""


ChoiceKind = Literal["", "send", "leave"]
"""`send`: what was told goes its way; `leave`: out of it, or past it; else it changes something."""


OF_QUESTION = "f"
"""What the value of a question's button begins with: good only until it is answered."""


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One button: what the person reads and what comes back (`pack`), or a link to open."""

    label: str
    value: str = ""
    url: str = ""
    kind: ChoiceKind = ""


class Thread(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the thread of an address is to look, where the group keeps threads; see `in_thread`."""

    title: str
    icon: str = ""
    """An emoji."""
    open: bool = True


class MenuItem(msgspec.Struct, frozen=True):
    """One command of the chat's standing menu."""

    command: str
    label: str


class Reply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message to one address; channels render it and degrade what they lack."""

    text: str = ""
    choices: tuple[tuple[Choice, ...], ...] = ()
    """Rows of buttons."""
    media: tuple[Media, ...] = ()
    asks_location: bool = False
    asks_contact: bool = False
    case: str = ""
    """The code of the case this message is about: a reply to the message is about it too."""
    page: str = ""
    """The page of ours it tells of: a messenger may show that page's picture, and no other's."""
    card: bool = False
    """The card of that case, which later edits itself as the case moves."""
    edits: str = ""
    """The channel's id of our earlier message these words replace; one that cannot, sends anew.

    THE_CARD when it is not known yet: a message of its own if there is none.
    """
    only_edit: bool = False
    """Left out by a channel that cannot change a message: nobody need hear of it anew."""
    thread: Thread | None = None
    parting: bool = False
    """All that stays of a case with who lost it: it is kept when other words about it go."""
    fleeting: bool = False
    """Shown to who speaks, and kept nowhere: a channel with a history leaves it out of that."""
    live: bool = False
    """Shown on what is open: it is kept, but where the channel's history cannot read it now."""
    menu: tuple[MenuItem, ...] = ()
    """When set, the message is no message: it sets the chat's standing menu."""


def thread_address(group: str, name: str) -> str:
    """The address of the thread of this name in a group, whether it was made already or not."""
    return f"{group}#{name}"


def group_of_address(address: str) -> str:
    """The address without its thread."""
    return address.partition("#")[0]


def pack_choice(*parts: object) -> str:
    """Join the parts of a button's value; the one place that knows how.

    Raises ValueError when a part holds the separator or the whole is over 64 bytes.
    """
    texts = [str(part) for part in parts]
    if any(":" in text for text in texts):
        raise ValueError(f"':' separates the parts of a choice: {texts}")
    value = ":".join(texts)
    if len(value.encode()) > MAX_CHOICE_BYTES:
        raise ValueError(f"choice over {MAX_CHOICE_BYTES} bytes: {value}")
    return value


def unpack_choice(value: str) -> tuple[str, ...]:
    """Split what `pack` joined. Any text is accepted: buttons come from strangers."""
    return tuple(value.split(":"))


Rows = Sequence[Sequence[Choice]]
