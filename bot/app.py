"""The wiring; the only module that knows all the others."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from aiohttp import web

import offices
from bot import channel_setup, web_server
from bot.audit_log import AuditLogAnchoring
from bot.channel import Channel
from bot.clock import Clock, ClockChannel
from bot.dispatch import Dispatcher
from bot.group_commit import GroupCommit, write_each
from bot.loops import each_few_seconds, run_for_ever
from bot.office_channel import OFFICE_CHANNEL, OfficeChannel, OfficeInbox
from bot.receiver import Receiver, write_arrivals
from bot.sealed_key import open_keys
from bot.sender import Sender
from bot.settings import Settings
from bot.texts import Texts
from bot.turn import World
from bot.web_server import WebServer
from channels.by_hand import ByHandChannel
from channels.open311 import Open311Channel
from handlers import DUE, FLOWS, JOBS, TABLES
from publish.open311.filer import Open311Inbox
from publish.web.pages import Pages
from rules.routing import Router
from storage import arrival_days, claims, file_renewal, inbox, migrations, private_files, row_clock
from storage.closed_files import ClosedFiles
from storage.database import Database
from storage.media import UNSENT
from storage.models import InboxRow, OutboxRow
from storage.unsent_uploads import UnsentUploads
from storage.vault import Vault
from storage.write_lock import Urgency

Loops = list[tuple[str, Callable[[], Awaitable[None]]]]


class App:
    """One process: the web server, the channels, and the loops between them."""

    def __init__(self, settings: Settings, *, seats: frozenset[str] = frozenset()) -> None:
        self.settings = settings
        self.office = offices.load_office(settings.office)
        self.texts = Texts()
        self.clock = Clock(settings.now)
        secret = settings.secret()
        self.db = Database(settings.database, Vault(secret, settings.old_secrets))
        self.media = channel_setup.media_store(settings, self.office, self.db.vault)
        unsent = channel_setup.media_store(settings, self.office, self.db.vault, UNSENT)
        self.uploads = UnsentUploads(self.media, unsent)
        self.closed_files = ClosedFiles(self.db, self.media)
        self._arriving = GroupCommit(self.db, Urgency.ARRIVAL, write_arrivals)
        self._settling = GroupCommit(self.db, Urgency.NOTE, write_each)
        self.receiver = Receiver(self.db, self.clock, self._arriving)
        self.sender = Sender(self.db, self.clock, self._settling)
        self.anchoring = AuditLogAnchoring(self.db, self.clock)
        self.links = {"web": f"{settings.base_url}/chat?start="}
        self.other_offices: dict[str, str] = {}
        self.world = World(
            office=self.office,
            router=Router(self.office),
            texts=self.texts,
            flows=FLOWS,
            base_url=settings.base_url,
            announced_at=channel_setup.announced_at(settings),
            links=self.links,
            other_offices=self.other_offices,
            forget_file=self.media.forget,
            may_report=channel_setup.newcomer_limit(self.office),
        )
        self.dispatcher = Dispatcher(self.db, self.clock, self.sender, self.world, TABLES)
        self.pages = Pages(self.office, self.texts)
        self.clock_channel = ClockChannel(
            self.db,
            self.clock,
            self.receiver.accept,
            self.world,
            DUE,
            JOBS,
            self.media.keep,
            self.sender.wake,
        )
        channels = channel_setup.ChannelSetup(
            settings=settings,
            db=self.db,
            media=self.media,
            uploads=self.uploads,
            office=self.office,
            texts=self.texts,
            accept=self.receiver.accept,
        )
        network_of = web_server.network_by(settings)
        sessions = channels.chat_sessions(seats, self.clock.now)
        self.webchat = channels.web_chat(sessions, self.pages.render, self.clock.now, network_of)
        push, self.extra_routes = channels.push(sessions, network_of)
        self.channels: dict[str, Channel] = {
            "clock": self.clock_channel,
            "web": self.webchat,
            "push": push,
            "open311": Open311Channel(),
            "none": ByHandChannel(),
        }
        self.telegram = channels.telegram(self._met_telegram) if settings.telegram_token else None
        self.zalo = channels.zalo(self.clock.now) if settings.zalo_oa_id else None
        self._messengers = [one for one in (self.telegram, self.zalo) if one is not None]
        self.channels |= {one.name: one for one in self._messengers}
        self.port = settings.port

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everything up and listening inside; all of it down and closed after."""
        async with self.working(), web_server.listening(self.server(), self.settings) as self.port:
            yield

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Everything but the web server."""
        loops: list[asyncio.Task[None]] = []
        async with self.opened():
            try:
                await self._warm_up()
                await self.closed_files.settle_all()
                await file_renewal.renew_older_files(self.db, self.media)
                for messenger in self._messengers:
                    await messenger.open()
                for name, loop in self._loops():
                    loops.append(asyncio.create_task(run_for_ever(name, loop), name=name))
                yield
            finally:
                for task in loops:
                    task.cancel()
                await asyncio.gather(*loops, return_exceptions=True)
                for messenger in self._messengers:
                    await messenger.close()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """The database alone, ready inside and closed after: for one command and its end."""
        try:
            await self._prepare_database()
            yield
        finally:
            await self.db.close()

    def meet_offices(
        self, code: str, inboxes: Mapping[str, OfficeInbox], names: Mapping[str, str]
    ) -> None:
        """Meet the other offices of the deployment; before the work begins."""
        self.other_offices.update(names)
        self.channels[OFFICE_CHANNEL] = OfficeChannel(code, inboxes, self.media.read)

    @property
    def office_inbox(self) -> OfficeInbox:
        """How another office hands us a case."""
        return OfficeInbox(accept=self.receiver.accept, keep=self.media.keep)

    async def _prepare_database(self) -> None:
        """Bring an embedded database up to date; refuse a server's that is not, or a wrong key."""
        private_files.close_data(self.settings.data_dir, self.db.url)
        at = await migrations.revision_of_database(self.settings.database)
        wanted = migrations.needed_revision()
        if at != wanted and not self.db.embedded:
            raise OldSchemaError(at, wanted)
        if at != wanted:
            await migrations.upgrade_database(self.settings.database, self.db.vault)
        await row_clock.go_on_after_rows(self.db)
        await open_keys(self.db, self.settings.sealed_key_path, self.settings.sealed_key_old_file)

    async def _warm_up(self) -> None:
        """Prepare the statements an arrival needs: the first burst must not wait for that."""
        arrival = inbox.UpdateArrival("warm-up", "clock:0", b"", "", self.clock.now())
        with suppress(_Undo):
            async with self.db.begin() as db:
                await inbox.add_updates(db, [arrival])
                await claims.claim_rows(db, InboxRow, 1)
                await claims.claim_rows(db, OutboxRow, 1)
                raise _Undo

    def _loops(self) -> Sequence[tuple[str, Callable[[], Awaitable[None]]]]:
        loops: Loops = [
            ("arriving", self._arriving.run),
            ("settling", self._settling.run),
            ("receiver", lambda: self.receiver.run(self.channels, self.dispatcher)),
            ("sender", lambda: self.sender.run(self.channels)),
            ("clock", self.clock_channel.run),
            ("sealing", self.anchoring.run),
            ("uploads", self.uploads.run),
            ("arrivals", lambda: arrival_days.forget_arrivals_hourly(self.db, self.clock.now)),
            ("log", lambda: each_few_seconds(self.db.empty_log)),
        ]
        return loops + [(messenger.name, messenger.run) for messenger in self._messengers]

    def server(self) -> web.Application:
        """Our pages, the web chat and what other systems call."""
        hooks: list[web.RouteDef] = []
        if self.telegram is not None and self.settings.telegram_mode == "webhook":
            hooks.append(web.post("/hook/telegram", self.telegram.hook))
        if self.zalo is not None:
            hooks.append(web.post("/hook/zalo", self.zalo.hook))
        return WebServer(
            db=self.db,
            office=self.office,
            texts=self.texts,
            clock=self.clock,
            pages=self.pages,
            settings=self.settings,
            links=self.links,
            zalo_url=self.zalo.url if self.zalo is not None else "",
            read_file=self.media.read,
            filing=Open311Inbox(
                accept=self.receiver.accept, find_commune=self.world.router.find_commune
            ),
            session_of=self.webchat.session_of,
            track=channel_setup.tracking_of_page(self.db, self.world, self.clock),
            channel_routes=[*self.webchat.routes(), *hooks, *self.extra_routes],
        ).application()

    def _met_telegram(self, username: str) -> None:
        if username:
            self.links["telegram"] = f"https://t.me/{username}?start="


def sweep_memory_less_often() -> None:
    """Look for unused cycles after more allocations: a report makes a million objects and no cycle.

    For a process of our own, at its start. Measured by `python -m bench report`: a fifth less.
    """
    gc.set_threshold(50_000, 20, 50)


class _Undo(Exception):  # noqa: N818 - it takes back what was only tried
    """Take back all that was written."""


class OldSchemaError(Exception):
    """The database has another schema than this program; `pakn migrate` mends it."""

    def __init__(self, at: str, wanted: str) -> None:
        super().__init__(f"{at or 'empty'} instead of {wanted}")
