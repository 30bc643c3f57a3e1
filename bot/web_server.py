"""The web server: pages, chat, webhooks, health."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot import http_edge
from bot.channel import ReadFile
from bot.client_network import ClientNetworks
from bot.clock import Clock
from bot.settings import Settings
from bot.texts import Texts
from publish.open311.filer import Open311Inbox
from publish.openapi.served_document import OpenApiDocument
from publish.routes import public_routes
from publish.web.kiosk_page import KioskPage
from publish.web.kiosks import Kiosks
from publish.web.page_cache import PageCache
from publish.web.pages import Pages
from publish.web.portal import Portal
from publish.web.public_figures import PublicFigures
from publish.web.rating_pages import RatingPages
from publish.web.survey_page import SurveyPage
from publish.web.tracking_page import Track, TrackingPage
from rules.office import Office
from storage import inbox
from storage.database import Database

log = structlog.get_logger()

MEGABYTE = 1024 * 1024


GRACE = 2.0
"""Seconds open pages get to finish when we stop; a chat page never does, and comes back."""


SMALL_BODY = 1 * MEGABYTE


@asynccontextmanager
async def listening(server: web.Application, settings: Settings) -> AsyncIterator[int]:
    """The web server; gives its port."""
    runner = web.AppRunner(server, handle_signals=False, shutdown_timeout=GRACE)
    server.on_response_prepare.append(
        http_edge.add_headers(https=settings.base_url.startswith("https://"))
    )
    try:
        await runner.setup()
        loop, logger = asyncio.get_running_loop(), http_edge.quiet_logger()

        def connection() -> http_edge.QuietProtocol:
            return http_edge.QuietProtocol(
                runner.server,  # type: ignore[arg-type]
                loop=loop,
                access_log=None,  # type: ignore[arg-type]
                keepalive_timeout=http_edge.KEEPALIVE_SECONDS,
                logger=logger,
            )

        made = http_edge.DEADLINES.over(connection)
        async with await loop.create_server(made, settings.host, settings.port) as listener:
            port = int(listener.sockets[0].getsockname()[1])
            log.info("ready", host=settings.host, port=port)
            yield port
            listener.close()
            await runner.cleanup()
    finally:
        await runner.cleanup()


def network_by(settings: Settings) -> Callable[[web.Request], str]:
    """Tells from which network a request comes."""
    networks = ClientNetworks(settings.trusted_networks)

    def network_of(request: web.Request) -> str:
        forwarded = request.headers.getall("X-Forwarded-For", [])
        return networks.of(request.remote or "", forwarded)

    return network_of


async def report_alive(_request: web.Request) -> web.Response:
    """Whether the process runs."""
    return web.json_response({"alive": True})


@dataclass(frozen=True, kw_only=True)
class WebServer:
    """Makes the one server of an office; what the channels need of it they bring as routes."""

    db: Database
    office: Office
    texts: Texts
    clock: Clock
    pages: Pages
    settings: Settings
    links: Mapping[str, str]
    zalo_url: str
    read_file: ReadFile
    filing: Open311Inbox
    session_of: Callable[[web.Request], Awaitable[str]]
    track: Track
    channel_routes: Sequence[web.RouteDef]

    def application(self) -> web.Application:
        """Our pages, the web chat and what other systems call."""
        # Uploads are read in pieces and measured; everything else is small.
        server = web.Application(client_max_size=SMALL_BODY, middlewares=[self._errors])
        portal = self._portal()
        server.add_routes(public_routes(portal, self.filing))
        server.add_routes(self._rating_routes(portal.figures))
        base_url, network_of = self.settings.base_url, network_by(self.settings)
        page = TrackingPage(self.pages, base_url, network_of, self.session_of, self.track)
        server.add_routes(page.routes())
        server.add_routes([web.get("/healthz", report_alive), web.get("/readyz", self._readyz)])
        server.add_routes(self.channel_routes)
        server.add_routes(OpenApiDocument(server, self.office, self.settings.base_url).routes())
        return server

    def _rating_routes(self, figures: PublicFigures) -> list[web.RouteDef]:
        shared = (self.db, self.office, self.texts, self.pages, self.clock)
        base_url, network_of = self.settings.base_url, network_by(self.settings)
        secure = base_url.startswith("https://")
        kiosks = Kiosks(self.db, self.office, self.clock, secure=secure)
        keys = self.db.vault.signing_keys(b"ratings")
        tap = SurveyPage(*shared, keys, base_url, network_of, kiosks)
        enrolling = KioskPage(
            self.db, self.texts, self.pages, self.clock, kiosks, base_url, network_of
        )
        return [
            *RatingPages(*shared, base_url, figures).routes(),
            *enrolling.routes(),
            *tap.routes(),
        ]

    @web.middleware
    async def _errors(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """A page in plain words instead of a bare code; details go to the log only."""
        http_edge.DEADLINES.heard(request)
        return await self._answered(request, handler)

    async def _answered(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        long = request.method == "GET" or request.path == "/chat/upload"
        within = asyncio.timeout(None if long else http_edge.BODY_SECONDS)
        try:
            async with within:
                return await handler(request)
        except web.HTTPNotFound:
            return self._error_page("missing", 404)
        except (web.HTTPClientError, HttpProcessingError) as error:
            # A form or its headers that cannot be read is raised in the middle of reading.
            status = getattr(error, "status", 400)
            page = self._error_page("busy" if status == 429 else "wrong", status)
            if isinstance(error, web.HTTPMethodNotAllowed):
                page.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
            return page
        except web.HTTPException:
            raise
        except Exception:
            if within.expired():
                return self._error_page("wrong", 408)
            log.exception("http.failed", route=http_edge.named_route(request))
            return self._error_page("broken", 500)

    def _error_page(self, name: str, status: int) -> web.Response:
        title, text = self.texts(f"site.{name}.title"), self.texts(f"site.{name}.text")
        return self.pages.response("error.html", status=status, title=title, text=text)

    async def _readyz(self, _request: web.Request) -> web.Response:
        """Whether it can reach its database."""
        async with self.db.read() as db:
            await inbox.kept_updates(db, "", 1)
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
            zalo_url=self.zalo_url,
            read_file=self.read_file,
            cached=PageCache(),
            figures=PublicFigures(self.db, self.office),
        )
