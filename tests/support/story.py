"""People who talk to the bot: `citizen.says(...)`, `official.sees(...)`.

Everything is real but the messenger itself: its place is taken by `Paper`, a channel that
notes down what was sent.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import text

from bot.app import App
from bot.channel import Inbound, SendError
from bot.event import Choice, Event, Location, Media, Reply
from bot.walker import Answer, Question, Unanswered
from rules.text import fold_text
from storage import invitations
from tests.support import walking
from tests.support.walking import LAMP

BUSY = """
SELECT 1 FROM inbox WHERE state = 'waiting' AND not_before <= :soon
UNION ALL SELECT 1 FROM outbox WHERE state = 'waiting' AND not_before <= :soon LIMIT 1
"""
"""Whether anything waits that is not put off. It is asked all the time, so it must be cheap."""


class Paper:
    """A messenger made of paper: what is sent is noted, and may be made to fail."""

    name = "paper"
    keeps_history = False

    def __init__(self) -> None:
        self.sent: list[tuple[str, Reply]] = []
        self.edits_messages = True
        self.failures: dict[str, list[SendError]] = {}
        self.numbers = itertools.count(1)

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:
        events = [msgspec.json.decode(update.payload, type=Event) for update in updates]
        media = tuple(item for event in events for item in event.media)
        return msgspec.structs.replace(events[0], media=media)

    async def send(self, address: str, reply: Reply) -> str:
        if self.failures.get(address):
            raise self.failures[address].pop(0)
        self.sent.append((address, reply))
        return str(len(self.sent))


@dataclass
class Talker:
    """Somebody on the paper channel."""

    office: OfficeUnderTest
    address: str
    name: str = ""
    seen: int = 0
    said: list[str] = field(default_factory=list)

    async def says(self, text: str = "", **parts: object) -> None:
        await self.sends(text=text, **parts)

    async def sends(
        self, *, wait: bool = True, key: str = "", bundle: str = "", **parts: object
    ) -> str:
        key = key or f"paper:{next(self.office.paper.numbers)}"
        self.seen = len(self.office.paper.sent)
        parts.setdefault("sender", self.address)
        event = Event(
            id=key,
            address=str(parts.pop("address", self.address)),
            at=self.office.app.clock.now(),
            sender_name=self.name,
            **parts,  # type: ignore[arg-type]
        )
        inbound = Inbound(key, event.address, msgspec.json.encode(event), bundle)
        await self.office.app.receiver.accept([inbound])
        if wait:
            await self.office.quiet()
        return key

    async def presses(self, label: str, *, wait: bool = True) -> None:
        await self.sends(choice=self.button(label).value, wait=wait)

    async def answers(self, flow: str, *, until: str = "", **told: Answer) -> set[str]:
        """Answer a conversation that was begun, by the names of its questions; those asked."""
        app, said = self.office.app, self._gives
        try:
            # Whoever says something here waits until it is handled: nothing comes later.
            return await walking.answers(app, self.address, said, flow, until, told, patience=0)
        except Unanswered as error:
            raise AssertionError(f"{error}; {self._shown()}") from error

    async def _gives(self, _question: Question, answer: Answer) -> None:
        match answer:
            case Choice():
                await self.sends(choice=self.shown(answer).value)
            case Media():
                await self.sends(media=(answer,))
            case Location():
                await self.sends(location=answer)
            case dict():
                await self.sends(**answer)
            case _:
                await self.says(answer)

    def shown(self, choice: Choice) -> Choice:
        """A button, if it stands in the newest message that has any."""
        newest = next(reply.choices for reply in reversed(self.replies()) if reply.choices)
        assert choice in [one for row in newest for one in row], f"{choice.label} is not shown"
        return choice

    async def quotes(self, contains: str, text: str, **parts: object) -> None:
        number = next(
            str(place)
            for place, (address, reply) in reversed(list(enumerate(self.office.paper.sent, 1)))
            if address == self.address and contains in reply.text
        )
        await self.says(text, replied_to=number, **parts)

    def replies(self, *, since: int = 0) -> list[Reply]:
        return [
            reply
            for address, reply in self.office.paper.sent[since:]
            if address == self.address and not reply.menu and not reply.edits
        ]

    def card(self, code: str) -> Reply:
        """The card of a case as it stands on the screen now, after all its edits."""
        own = [reply for address, reply in self.office.paper.sent if address == self.address]
        return [reply for reply in own if (reply.card or reply.edits) and reply.case == code][-1]

    @property
    def latest(self) -> list[Reply]:
        """What came since this person last said something."""
        return self.replies(since=self.seen)

    def button(self, label: str) -> Choice:
        """The newest button whose label begins so."""
        for reply in reversed(self.replies()):
            for row in reply.choices:
                for choice in row:
                    if fold_text(choice.label).startswith(fold_text(label)):
                        return choice
        raise AssertionError(f"{self.address} has no button {label!r}")

    def sees(self, *parts: str) -> Reply:
        """The newest reply since the last word that holds all parts."""
        for reply in reversed(self.latest):
            if all(part in reply.text for part in parts):
                return reply
        raise AssertionError(f"{self.address} does not see {parts}; {self._shown()}")

    def _shown(self) -> str:
        return "but:\n" + "\n---\n".join(reply.text for reply in self.latest)

    def sees_key(self, key: str) -> Reply:
        """The newest reply since the last word that says the sentence of a key."""
        template = self.office.app.texts._templates[key]
        longest = max(_fixed_parts(template), key=len)
        return self.sees(longest)

    def sees_nothing_of(self, part: str) -> None:
        assert not [reply.text for reply in self.replies() if part in reply.text]

    def sees_nothing(self) -> None:
        assert not self.latest, [reply.text for reply in self.latest]


def _fixed_parts(template: str) -> list[str]:
    import string

    return [part for part, *_ in string.Formatter().parse(template) if part]


class OfficeUnderTest:
    """A whole running bot with the shipped office, and people around it."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.paper = Paper()
        app.channels["paper"] = self.paper
        self._numbers = itertools.count(1)
        self._file = (app.db.url.database or "") if app.db.embedded else ""
        self._beside: sqlite3.Connection | None = None

    def citizen(self, name: str = "") -> Talker:
        return Talker(self, f"paper:{next(self._numbers)}", name)

    async def staff(
        self, role: str, agency: str = "", name: str = "", *, place: str = ""
    ) -> Talker:
        """Somebody who opened an invitation."""
        person = self.citizen(name)
        await person.says(f"/start moi-{await self.invite(role, agency, name, place=place)}")
        return person

    async def invite(self, role: str, agency: str = "", name: str = "", *, place: str = "") -> str:
        async with self.app.db.begin() as db:
            now = self.app.clock.now()
            days = self.app.office.limits.invitation_days
            _, token = await invitations.create_invitation(
                db, role, agency, name, now, days, place=place
            )
        return token

    async def quiet(self, seconds: float = 60.0) -> None:
        """Wait until nothing waits to be handled or sent, but what was put off."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not await self._busy():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"still busy after {seconds} s")

    async def _busy(self) -> bool:
        soon = {"soon": time.time() + 3}
        if self._file:  # a tenth of the price, and kept open: each new one reads the whole schema
            self._beside = self._beside or sqlite3.connect(self._file)
            return self._beside.execute(BUSY, soon).fetchone() is not None
        async with self.app.db.read() as db:
            return (await db.execute(text(BUSY), soon)).scalar() is not None

    async def time_passes(self, moment: datetime) -> None:
        """The clock jumps; what falls due happens."""
        self.app.clock.jump_to(moment)
        await self.app.clock_channel.look()
        await self.quiet()


async def files_a_report(
    citizen: Talker, text: Answer = LAMP, *, remind: bool = True, **told: Answer
) -> str:
    """The shortest way to a receipt; returns the code."""
    await citizen.says("/gopy")
    told["remind"] = "yes" if remind else "no"
    await citizen.answers("intake", describe=text, **told)
    return citizen.sees("Đã tiếp nhận").case


def photo(number: int = 1) -> Media:
    return Media(kind="photo", sha256=f"{number:064x}", mime="image/jpeg", size=1000 + number)


HERE = Location(14.09, 107.97)
