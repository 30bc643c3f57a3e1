"""The edge of the web server: what every answer carries, how long one may stay half said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

log = structlog.get_logger()

HEADER_SECONDS, BODY_SECONDS, KEEPALIVE_SECONDS = 20.0, 60.0, 75.0
"""How long a connection may take to say what it wants, and its words; then it may wait for more."""
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(self), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Of what is no page: it loads nothing."""
HSTS = "max-age=31536000"


def add_headers(*, https: bool) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """What goes with every answer, unless a page says it better; and no word of what we run on."""

    async def add(request: web.Request, response: web.StreamResponse) -> None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.content_type != "application/pdf":  # its viewer is a page of the browser's own
            response.headers.setdefault("Content-Security-Policy", DATA_POLICY)
        if request.path.startswith("/danh-gia"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if response.status >= 400:  # what is not there, or not yours, may be there tomorrow
            response.headers.setdefault("Cache-Control", "no-store")
        if https:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        response.headers.popall("Server", None)

    return add


def is_sent_by(request: web.Request, host: str) -> bool:
    """Whether a page of ours, at `host` or wherever the request went, sent it."""
    origin = request.headers.get("Origin", "")
    return urlsplit(origin).netloc in {request.host, host}


async def posted_form(
    request: web.Request,
) -> Mapping[str, str | bytes | bytearray | web.FileField]:
    """The fields of a form. Raises HTTPBadRequest for what is none."""
    try:
        return await request.post()
    except (ValueError, LookupError, RuntimeError):  # also of an unknown encoding
        raise web.HTTPBadRequest from None


class QuietProtocol(RequestHandler):
    """A connection that answers what it cannot read in one word: no echo, no name of a server."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        super().handle_error(request, status, exc, message)  # it writes the log
        text = HTTPStatus(status).phrase
        headers = {**HEADERS, "Content-Security-Policy": DATA_POLICY, "Server": "web"}
        answer = web.Response(status=status, text=text, headers=headers)
        answer.force_close()
        return answer


class HeaderDeadlines:
    """Connections that have not said what they want are closed: they cost memory and a file."""

    def __init__(self) -> None:
        self._waiting: dict[int, asyncio.TimerHandle] = {}

    def over(self, make: Callable[[], RequestHandler]) -> Callable[[], RequestHandler]:
        """The same maker of connections; each has so long to ask for something."""

        def made() -> RequestHandler:
            protocol = make()
            # The timer holds the protocol: nobody else gets its id meanwhile.
            timer = asyncio.get_running_loop().call_later(HEADER_SECONDS, self._close, protocol)
            self._waiting[id(protocol)] = timer
            return protocol

        return made

    def heard(self, request: web.Request) -> None:
        """A connection asked for something."""
        if timer := self._waiting.pop(id(request.protocol), None):
            timer.cancel()

    def _close(self, protocol: RequestHandler) -> None:
        self._waiting.pop(id(protocol), None)
        if protocol.transport is not None:
            protocol.transport.abort()


DEADLINES = HeaderDeadlines()
"""Of the one server of this process."""


class _OneLine(logging.Handler):
    """What aiohttp says of a request it cannot read: one line, without the address asked for."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        log.warning("http.unreadable", error=kind.__name__ if kind else record.levelname)


def quiet_logger() -> logging.Logger:
    """For the server: a long address may hold a key, and a traceback a request floods the log."""
    logger = logging.getLogger("pakn.http")
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    logger.handlers = [_OneLine()]
    return logger


def named_route(request: web.Request) -> str:
    """The pattern of an address: the address itself may hold a token."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""
