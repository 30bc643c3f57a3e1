"""The wiring; the only module that knows all the others."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

import offices
from bot.clock import Clock, ClockChannel
from bot.dispatch import Dispatcher
from bot.event import MenuItem
from bot.group_commit import GroupCommit, each
from bot.neighbour import NAME as NEIGHBOURS
from bot.neighbour import Door, NeighbourChannel
from bot.receiver import Receiver, arrive
from bot.sealing import Sealing
from bot.sender import Sender
from bot.settings import Settings
from bot.texts import Texts
from bot.turn import World
from channels import Channel
from channels.by_hand import ByHand
from channels.open311 import Open311Channel
from channels.telegram import Telegram
from channels.webchat import WebChat
from channels.webchat.frames import Line
from channels.webchat.sessions import Sessions
from channels.zalo import Zalo, group_address
from handlers import DUE, FLOWS, MAKERS, TABLES
from handlers.shared.menu import CITIZEN, IN_GROUP
from publish.cache import Cached
from publish.open311_filer import Door as Filing
from publish.openapi import OpenApi
from publish.pages import Pages
from publish.portal import Portal
from publish.rating_pages import RatingPages
from publish.routes import routes
from publish.tap_page import TapPage
from rules.routing import Router
from storage import inbox, lanes, migrations, outbox
from storage.database import Database
from storage.media import MediaStore
from storage.menus import MenuMemory
from storage.models import InboxRow, OutboxRow
from storage.pen import Urgency
from storage.threads import ThreadMemory
from storage.tokens import TokenMemory
from storage.vault import Vault

Loops = list[tuple[str, Callable[[], Awaitable[None]]]]
MEGABYTE = 1024 * 1024
GRACE = 2.0
"""Seconds open pages get to finish when we stop; a chat page never does, and comes back."""
SMALL_BODY = 1 * MEGABYTE

log = structlog.get_logger()


class App:
    """One process: the web server, the channels, and the loops between them."""

    def __init__(self, settings: Settings, *, seats: frozenset[str] = frozenset()) -> None:
        self.settings = settings
        self.office = offices.load(settings.office)
        self.texts = Texts()
        self.clock = Clock(settings.now)
        secret = settings.secret()
        self.db = Database(settings.database, Vault(secret))
        self.media = MediaStore(
            settings.media_dir, self.db.vault, self.office.limits.file_max_mb * MEGABYTE
        )
        self._arriving = GroupCommit(self.db, Urgency.ARRIVAL, arrive)
        self._settling = GroupCommit(self.db, Urgency.NOTE, each)
        self.receiver = Receiver(self.db, self.clock, self._arriving)
        self.sender = Sender(self.db, self.clock, self._settling)
        self.sealing = Sealing(self.db, self.clock)
        self.links = {"web": f"{settings.base_url}/chat?start="}
        self.neighbours: dict[str, str] = {}
        self.world = World(
            office=self.office,
            router=Router(self.office),
            texts=self.texts,
            flows=FLOWS,
            base_url=settings.base_url,
            announced_at=_announced_at(settings),
            links=self.links,
            neighbours=self.neighbours,
            forget_file=self.media.forget,
        )
        self.dispatcher = Dispatcher(self.db, self.clock, self.sender, self.world, TABLES)
        self.pages = Pages(self.office, self.texts)
        self.time = ClockChannel(
            self.db,
            self.clock,
            self.receiver.accept,
            self.world,
            DUE,
            MAKERS,
            self.media.keep,
            self.sender.wake,
        )
        self.webchat = self._webchat(secret, seats)
        self.channels: dict[str, Channel] = {
            "clock": self.time,
            "web": self.webchat,
            "open311": Open311Channel(),
            "none": ByHand(),
        }
        self.telegram = self._telegram() if settings.telegram_token else None
        self.zalo = self._zalo() if settings.zalo_oa_id else None
        self._messengers = [one for one in (self.telegram, self.zalo) if one is not None]
        self.channels |= {one.name: one for one in self._messengers}
        self.extra_routes: list[web.RouteDef] = []
        self.port = settings.port

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everything up and listening inside; all of it down and closed after."""
        async with self.working(), listening(self.server(), self.settings) as self.port:
            yield

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Everything but the web server."""
        loops: list[asyncio.Task[None]] = []
        async with self.opened():
            try:
                await self._warm_up()
                for messenger in self._messengers:
                    await messenger.open()
                for name, loop in self._loops():
                    loops.append(asyncio.create_task(_for_ever(name, loop), name=name))
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

    def join(self, code: str, doors: Mapping[str, Door], names: Mapping[str, str]) -> None:
        """Meet the other offices of the deployment; before the work begins."""
        self.neighbours.update(names)
        self.channels[NEIGHBOURS] = NeighbourChannel(code, doors, self.media.read)

    @property
    def door(self) -> Door:
        """How another office hands us a case."""
        return Door(accept=self.receiver.accept, keep=self.media.keep)

    async def _prepare_database(self) -> None:
        """Bring an embedded database up to date; refuse a server's that is not, or a wrong key."""
        at, wanted = await migrations.current(self.settings.database), migrations.head()
        if at != wanted and not self.db.embedded:
            raise OldSchemaError(at, wanted)
        if at != wanted:
            await migrations.upgrade(self.settings.database)
        await self.db.check_key()

    async def _warm_up(self) -> None:
        """Prepare the statements an arrival needs: the first burst must not wait for that."""
        arrival = inbox.Arrival("warm-up", "clock:0", b"", "", self.clock.now())
        with suppress(_Undo):
            async with self.db.begin() as db:
                await inbox.add(db, [arrival])
                await lanes.claim(db, InboxRow, 1)
                await lanes.claim(db, OutboxRow, 1)
                raise _Undo

    def _loops(self) -> Sequence[tuple[str, Callable[[], Awaitable[None]]]]:
        loops: Loops = [
            ("arriving", self._arriving.run),
            ("settling", self._settling.run),
            ("receiver", lambda: self.receiver.run(self.channels, self.dispatcher)),
            ("sender", lambda: self.sender.run(self.channels)),
            ("clock", self.time.run),
            ("sealing", self.sealing.run),
        ]
        return loops + [(messenger.name, messenger.run) for messenger in self._messengers]

    def server(self) -> web.Application:
        """Our pages, the web chat and what other systems call."""
        # Uploads are read in pieces and measured; everything else is small.
        server = web.Application(client_max_size=SMALL_BODY, middlewares=[self._errors])
        filing = Filing(accept=self.receiver.accept, find_commune=self.world.router.find_commune)
        server.add_routes(routes(self._portal(), filing))
        server.add_routes(self._rating_routes())
        server.add_routes(self.webchat.routes())
        server.add_routes([web.get("/healthz", _alive), web.get("/readyz", self._readyz)])
        if self.telegram is not None and self.settings.telegram_mode == "webhook":
            server.add_routes([web.post("/hook/telegram", self.telegram.hook)])
        if self.zalo is not None:
            server.add_routes([web.post("/hook/zalo", self.zalo.hook)])
        server.add_routes(self.extra_routes)
        server.add_routes(OpenApi(server, self.office, self.settings.base_url).routes())
        return server

    def _rating_routes(self) -> list[web.RouteDef]:
        shared = (self.db, self.office, self.texts, self.pages, self.clock)
        base_url = self.settings.base_url
        tap = TapPage(*shared, self.settings.secret(), base_url)
        return [*RatingPages(*shared, base_url).routes(), *tap.routes()]

    @web.middleware
    async def _errors(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """A page in plain words instead of a bare code; details go to the log only.

        And nobody is to guess what an answer is: words of strangers are no page.
        """
        answer = await self._answered(request, handler)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        return answer

    async def _answered(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return self._page("missing", 404)
        except (web.HTTPClientError, HttpProcessingError) as error:
            # A form or its headers that cannot be read is raised in the middle of reading.
            page = self._page("wrong", getattr(error, "status", 400))
            if isinstance(error, web.HTTPMethodNotAllowed):
                page.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
            return page
        except web.HTTPException:
            raise
        except Exception:
            log.exception("http.failed", path=request.path)
            return self._page("broken", 500)

    def _page(self, name: str, status: int) -> web.Response:
        title, text = self.texts(f"site.{name}.title"), self.texts(f"site.{name}.text")
        return self.pages.response("error.html", status=status, title=title, text=text)

    async def _readyz(self, _request: web.Request) -> web.Response:
        """Whether it can reach its database."""
        async with self.db.read() as db:
            await inbox.kept(db, "", 1)
        return web.json_response({"ready": True})

    def _portal(self) -> Portal:
        return Portal(
            db=self.db,
            office=self.office,
            texts=self.texts,
            pages=self.pages,
            clock=self.clock,
            base_url=self.settings.base_url,
            links=self.links,
            zalo_url=self.zalo.url if self.zalo is not None else "",
            read_file=self.media.read,
            cached=Cached(),
        )

    def _webchat(self, secret: str, seats: frozenset[str]) -> WebChat:
        return WebChat(
            Sessions(secret, self.settings.base_url, seats),
            accept=self.receiver.accept,
            keep=self.media.keep,
            read_file=self.media.read,
            history=self._history,
            render=self.pages.render,
            words={**self.texts.under("chat.js"), **self.texts.under("media")},
            now=self.clock.now,
            max_bytes=self.media.max_bytes,
            # With one process every reply is announced; with several, one looks for the others'.
            tick=15.0 if self.db.embedded else 1.0,
        )

    def _telegram(self) -> Telegram:
        def menu(names: Sequence[str]) -> list[MenuItem]:
            return [MenuItem(name, self.texts(f"commands.{name}.label")) for name in names]

        return Telegram(
            self.settings,
            accept=self.receiver.accept,
            keep=self.media.keep,
            read_file=self.media.read,
            threads=ThreadMemory(self.db),
            words=self.texts.under("telegram"),
            menu=menu(CITIZEN),
            group_menu=menu(IN_GROUP),
            on_username=self._met_telegram,
        )

    def _zalo(self) -> Zalo:
        return Zalo(
            self.settings,
            accept=self.receiver.accept,
            keep=self.media.keep,
            read_file=self.media.read,
            tokens=TokenMemory(self.db, Zalo.name),
            menus=MenuMemory(self.db),
            words=self.texts.under("zalo"),
            max_bytes=self.media.max_bytes,
        )

    def _met_telegram(self, username: str) -> None:
        if username:
            self.links["telegram"] = f"https://t.me/{username}?start="

    async def _history(self, address: str, after: int, limit: int) -> list[Line]:
        async with self.db.read() as db:
            lines = [
                Line(at, seq, reply=reply)
                for seq, at, reply in await outbox.history(db, address, after=after, limit=limit)
            ]
            if not after:
                lines += [
                    Line(row.received_at, 0, said=inbox.payload(db, row))
                    for row in await inbox.kept(db, address, limit)
                ]
        # What was said at the same moment as a reply came before it.
        return sorted(lines, key=lambda line: (line.at, line.seq))


def sweep_memory_less_often() -> None:
    """Look for unused cycles after more allocations: a report makes a million objects and no cycle.

    For a process of our own, at its start. Measured by `python -m bench report`: a fifth less.
    """
    gc.set_threshold(50_000, 20, 50)


@asynccontextmanager
async def listening(server: web.Application, settings: Settings) -> AsyncIterator[int]:
    """The web server; gives its port."""
    runner = web.AppRunner(server, access_log=None, handle_signals=False, shutdown_timeout=GRACE)
    try:
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        port = int(runner.addresses[0][1])
        log.info("ready", host=settings.host, port=port)
        yield port
    finally:
        await runner.cleanup()


class _Undo(Exception):  # noqa: N818 - it takes back what was only tried
    """Take back all that was written."""


class OldSchemaError(Exception):
    """The database has another schema than this program; `pakn migrate` mends it."""

    def __init__(self, at: str, wanted: str) -> None:
        super().__init__(f"{at or 'empty'} instead of {wanted}")


async def _alive(_request: web.Request) -> web.Response:
    """Whether the process runs."""
    return web.json_response({"alive": True})


def _announced_at(settings: Settings) -> tuple[str, ...]:
    places = [f"telegram:{settings.telegram_channel}"] if settings.telegram_channel else []
    if settings.zalo_oa_id and settings.zalo_group:
        places.append(group_address(settings.zalo_group))
    return tuple(places)


async def _for_ever(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    """A loop that breaks is written down and begun again: at night nobody would do it."""
    while True:
        try:
            await loop()
        except Exception:
            log.exception("loop.broken", loop=name)
            await asyncio.sleep(1.0)
        else:
            return
