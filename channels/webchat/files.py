"""Files of the page: they come by upload, so many and no more, and are shown to their session."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from aiohttp import BodyPartReader, web

from bot.channel import ReadFile
from bot.event import Media, MediaRefused
from bot.rate_limit import KeyedLimit
from channels.webchat.sessions import ChatSessions

log = structlog.get_logger()

CHUNK = 64 * 1024
CHUNK_SECONDS, UPLOAD_SECONDS = 30.0, 900.0
"""How long the next piece of a file may take, and the whole: twenty megabytes on a weak line."""

ReceiveFile = Callable[[str, str, str, AsyncIterator[bytes]], Awaitable[Media]]
"""Store a file that is still coming: (kind, mime, name, chunks) -> Media."""
IsShown = Callable[[str, str], Awaitable[bool]]
"""(address, SHA-256): whether the chat still shows a file. A link outlives no case and no role."""
NetworkOf = Callable[[web.Request], str]
"""From which network a request comes; empty when nobody knows."""


class TooManyUploadsError(Exception):
    """Of one session or network."""


@dataclass(frozen=True, kw_only=True)
class UploadLimits:
    """What may come in, by session, by network, and at all."""

    per_session: KeyedLimit
    per_network: KeyedLimit
    megabytes_per_network: KeyedLimit
    max_bytes: int


class ChatFiles:
    """Upload and download of the web chat."""

    def __init__(
        self,
        sessions: ChatSessions,
        *,
        receive: ReceiveFile,
        read_file: ReadFile,
        is_shown: IsShown,
        network_of: NetworkOf,
        limits: UploadLimits,
        words: Mapping[str, str],
        headers: Mapping[str, str],
    ) -> None:
        self._sessions = sessions
        self._receive = receive
        self._read_file = read_file
        self._is_shown = is_shown
        self._network_of = network_of
        self._limits = limits
        self._words = words
        self._headers = headers

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/chat/upload", self.upload),
            web.get("/chat/media/{token}", self.media),
        ]

    async def upload(self, request: web.Request) -> web.Response:
        """Take one file; the token it answers with goes into a message."""
        address = await self._sessions.required(request)
        try:
            self._admit(request, address)
            media = await self._uploaded(request)
        except ValueError:
            # No boundary, an unknown encoding: what is sent is no form.
            raise web.HTTPBadRequest from None
        except MediaRefused as refused:
            return self._refusal(refused.key.partition(".")[2], 415)
        except TooManyUploadsError:
            return self._refusal("too_many_uploads", 429)
        except TimeoutError:
            return self._refusal("failed", 408)
        except OSError as error:
            log.error("upload.not_kept", reason=type(error).__name__)
            return self._refusal("no_room", 503)
        token = self._sessions.upload_token(address, media)
        told = {"token": token, "kind": media.kind, "name": media.name}
        return web.json_response(told, headers=self._headers)

    def _refusal(self, key: str, status: int) -> web.Response:
        told = {"error": self._words[key]}
        return web.json_response(told, status=status, headers=self._headers)

    def _admit(self, request: web.Request, address: str) -> None:
        limits, network = self._limits, self._network_of(request)
        size = request.content_length
        megabytes = math.ceil((limits.max_bytes if size is None else size) / 1024 / 1024)
        if not (
            limits.per_session.take(address)
            and limits.per_network.take(network)
            and limits.megabytes_per_network.take(network, megabytes)
        ):
            raise TooManyUploadsError

    async def _uploaded(self, request: web.Request) -> Media:
        if not request.content_type.startswith("multipart/"):
            raise web.HTTPBadRequest
        async with asyncio.timeout(UPLOAD_SECONDS):
            async for part in await request.multipart():
                if isinstance(part, BodyPartReader) and part.name == "file":
                    mime = part.headers.get("Content-Type", "")
                    kind = "voice" if mime.startswith("audio/") else "document"
                    return await self._receive(kind, mime, part.filename or "", _chunks(part))
        raise web.HTTPBadRequest

    async def media(self, request: web.Request) -> web.StreamResponse:
        """A file of the chat, for the session it was shown to."""
        address, sha256, mime = await self._sessions.linked(request)
        if not await self._is_shown(address, sha256):
            raise web.HTTPNotFound
        try:
            content = await asyncio.to_thread(self._read_file, sha256)
        except FileNotFoundError:
            raise web.HTTPNotFound from None
        shown = mime.startswith(("image/", "audio/", "video/")) and mime != "image/svg+xml"
        headers = {
            **self._headers,
            "Content-Type": mime,
            "Content-Disposition": "inline" if shown else "attachment",
            "Accept-Ranges": "bytes",
        }
        return _part(content, request.http_range, headers)


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while True:
        async with asyncio.timeout(CHUNK_SECONDS):
            chunk = await part.read_chunk(CHUNK)
        if not chunk:
            return
        yield bytes(chunk)


def _part(content: bytes, wanted: slice, headers: Mapping[str, str]) -> web.Response:
    """The whole, or the part a player asked for: without parts Safari plays no sound."""
    size = len(content)
    if wanted.start is None and wanted.stop is None:
        return web.Response(body=content, headers=headers)
    first, end, _ = wanted.indices(size)
    if first >= end:
        raise web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
    where = {"Content-Range": f"bytes {first}-{end - 1}/{size}"}
    return web.Response(status=206, body=content[first:end], headers={**headers, **where})
