"""Other offices of the same deployment as a channel: cases go there, words about them come back."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from bot.channel import Accept, Inbound, KeepFile, ReadFile, SendError
from bot.clock import Due, inbound_of_due
from bot.event import Choice, Event, Media, MediaRefused, Reply

OFFICE_CHANNEL = "office"


@dataclass(frozen=True, kw_only=True)
class OfficeInbox:
    """How another office takes something in: its inbox, and its store of files."""

    accept: Accept
    keep: KeepFile


class RelayedWords(msgspec.Struct, frozen=True):
    """Words of another office for the citizen whose case came from here."""

    sender: str
    """The office's code."""
    code: str
    """Our code of the case."""
    text: str
    media: tuple[Media, ...] = ()
    links: tuple[Choice, ...] = ()
    """Buttons that open a page; what another office's other buttons do, it alone knows."""


class Parcel(msgspec.Struct, frozen=True):
    """A case on its way: `content` is for handlers.office.transfer, the files lie where it goes."""

    sender: str
    content: str
    media: tuple[Media, ...] = ()


class OfficeChannel:
    """`office:CODE` takes a case there; `office:CODE:CASE` words to the citizen who began there."""

    name = OFFICE_CHANNEL
    keeps_history = False
    edits_messages = False

    def __init__(self, own: str, inboxes: Mapping[str, OfficeInbox], read_file: ReadFile) -> None:
        self._own = own
        self._inboxes = inboxes
        self._read_file = read_file

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:
        """What comes from another office comes in by the clock, as a time event."""
        raise NotImplementedError

    async def send(self, address: str, reply: Reply) -> str:
        """Hand it over, once however often it is tried. Raises SendError for an unknown office."""
        _, office, *case = address.split(":", 2)
        inbox = self._inboxes.get(office)
        if inbox is None:
            raise SendError(f"no office {office} here", retry_after=600.0)
        mark = hashlib.sha256(address.encode() + msgspec.json.encode(reply)).hexdigest()[:32]
        taken = await self._files(inbox, reply.media, mark)
        media = tuple(taken.values())
        if case:
            links = tuple(choice for row in reply.choices for choice in row if choice.url)
            name, packed = "relayed", RelayedWords(self._own, case[0], reply.text, media, links)
        else:
            content = _by_new_names(reply.text, taken)
            name, packed = "parcel", Parcel(self._own, content, media)  # type: ignore[assignment]
        due = Due(name, f"{name}:{self._own}:{mark}", 0, msgspec.json.encode(packed).decode())
        await inbox.accept([inbound_of_due(due)])
        return mark

    async def _files(
        self, inbox: OfficeInbox, media: Sequence[Media], mark: str
    ) -> dict[str, Media]:
        """What the other office took, by the name it has here."""
        kept = {}
        for item in media:
            try:
                content = await asyncio.to_thread(self._read_file, item.sha256)
                origin = f"{mark}:{item.sha256}"
                kept[item.sha256] = await inbox.keep(
                    item.kind, item.mime, item.name, content, origin
                )
            except (FileNotFoundError, MediaRefused):
                continue  # erased meanwhile, or the other office takes no such files
        return kept


def _by_new_names(content: str, taken: Mapping[str, Media]) -> str:
    """A parcel that names its files as the other office has them."""
    for sha256, item in taken.items():
        content = content.replace(sha256, item.sha256)
    return content
