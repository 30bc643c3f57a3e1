"""Our own chat page: for citizens without either app, and for anyone without an account."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import BodyPartReader, WSMsgType, web
from aiolimiter import AsyncLimiter
from cachetools import TTLCache
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from bot.event import Event, Location, Media, MediaRefused, Reply
from bot.settings import Settings
from channels import Accept, Inbound, Keep

COOKIE = "pakn_chat"
COOKIE_SECONDS = 400 * 24 * 3600
FRAME_BYTES = 512 * 1024
UPLOAD_SECONDS = 24 * 3600
LINK_SECONDS = 24 * 3600
HISTORY = 200
PACE = (40, 60.0)
"""Messages a session may send, and in how many seconds."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the page sends: see the protocol in docs/webchat.md."""

    type: str
    id: str = ""
    text: str = ""
    media: list[str] = []
    choice: str = ""
    label: str = ""
    location: Location | None = None
    reply_to: int = 0
    after: int = 0


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message as it waits in the inbox and stays in the history."""

    id: str
    at: datetime
    text: str = ""
    media: tuple[Media, ...] = ()
    choice: str = ""
    label: str = ""
    location: Location | None = None
    reply_to: int = 0


class Line(msgspec.Struct, frozen=True):
    """One line of the history: what the person said, or what we replied."""

    at: datetime
    seq: int
    said: bytes = b""
    reply: Reply | None = None


History = Callable[[str, int, int], Awaitable[Sequence[Line]]]
"""(address, after this seq, at most) -> lines, oldest first; what was said only when after is 0."""
Render = Callable[[str, Mapping[str, Any]], str]


class WebChat:
    """The web chat channel. Who somebody is, is in a signed cookie; nothing else says it."""

    name = "web"
    keeps_history = True

    def __init__(
        self,
        settings: Settings,
        *,
        secret: str,
        accept: Accept,
        keep: Keep,
        path_of: Callable[[str], Path],
        history: History,
        render: Render,
        words: Mapping[str, str],
        max_bytes: int,
        tick: float,
        seats: frozenset[str] = frozenset(),
    ) -> None:
        self._accept = accept
        self._keep = keep
        self._path_of = path_of
        self._history = history
        self._render = render
        self._words = words
        self._max_bytes = max_bytes
        self._tick = tick
        self._seats = seats
        self._secure = settings.base_url.startswith("https://")
        self._host = urlsplit(settings.base_url).netloc
        self._sessions = URLSafeSerializer(secret, salt="webchat/session")
        self._uploads = URLSafeTimedSerializer(secret, salt="webchat/upload")
        self._links = URLSafeTimedSerializer(secret, salt="webchat/media")
        self._open: dict[str, set[asyncio.Event]] = {}
        self._limits: TTLCache[str, AsyncLimiter] = TTLCache(10_000, ttl=PACE[1] * 2)

    def routes(self) -> list[web.RouteDef]:
        """The page and what it calls."""
        return [
            web.get("/chat", self.page),
            web.get("/chat/ws", self.socket),
            web.post("/chat/upload", self.upload),
            web.get("/chat/media/{token}", self.media),
        ]

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:
        """A message of the page as an event; its files were stored when they were uploaded."""
        said = msgspec.json.decode(updates[0].payload, type=Said)
        return Event(
            id=updates[0].key,
            address=updates[0].lane,
            sender=updates[0].lane,
            at=said.at,
            text=said.text,
            media=said.media,
            choice=said.choice,
            location=said.location,
            ref=said.id,
            replied_to=str(said.reply_to or ""),
        )

    async def send(self, address: str, reply: Reply) -> str:
        """The page reads the history itself; all there is to do is to tell it to look."""
        self.notify(address)
        return ""

    def notify(self, address: str) -> None:
        """Let the open pages of an address look for something new."""
        for event in self._open.get(address, ()):
            event.set()

    def address_of(self, seat: str) -> str:
        """The fixed address of a seat of the demonstration."""
        return f"web:demo-{seat}"

    # -- HTTP ---------------------------------------------------------------------------

    async def page(self, request: web.Request) -> web.Response:
        """The chat page; a newcomer gets a session."""
        seat = self._seat(request)
        body = self._render(
            "chat.html",
            {
                "seat": seat,
                "words": self._words,
                "ws_path": "/chat/ws" + (f"?seat={seat}" if seat else ""),
                "upload_path": "/chat/upload" + (f"?seat={seat}" if seat else ""),
            },
        )
        response = web.Response(text=body, content_type="text/html", headers=HEADERS)
        if not seat and not self._address(request):
            response.set_cookie(
                COOKIE,
                self._sessions.dumps(secrets.token_urlsafe(16)),
                max_age=COOKIE_SECONDS,
                httponly=True,
                secure=self._secure,
                samesite="Lax",
            )
        return response

    async def upload(self, request: web.Request) -> web.Response:
        """Take one file; the token it answers with goes into a message."""
        address = self._address(request)
        if not address or not self._from_here(request):
            raise web.HTTPForbidden
        try:
            media = await self._uploaded(request)
        except MediaRefused as refused:
            text = self._words[refused.key.partition(".")[2]]
            return web.json_response({"error": text}, status=415)
        token = self._uploads.dumps([address, msgspec.to_builtins(media)])
        return web.json_response({"token": token, "kind": media.kind, "name": media.name})

    async def _uploaded(self, request: web.Request) -> Media:
        if not request.content_type.startswith("multipart/"):
            raise web.HTTPBadRequest
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                content = bytearray()
                while chunk := await part.read_chunk(64 * 1024):
                    content += chunk
                    if len(content) > self._max_bytes:
                        raise MediaRefused("media.too_large")
                mime = part.headers.get("Content-Type", "")
                return await self._keep("document", mime, part.filename or "", bytes(content))
        raise web.HTTPBadRequest

    async def media(self, request: web.Request) -> web.StreamResponse:
        """A file of the chat, only for the session it was shown to, for a day."""
        try:
            address, sha256, mime = self._links.loads(
                request.match_info["token"], max_age=LINK_SECONDS
            )
            path = self._path_of(sha256)
        except (BadData, ValueError, TypeError):
            raise web.HTTPNotFound from None
        if address != self._address(request) or not path.is_file():
            raise web.HTTPNotFound
        shown = mime.startswith(("image/", "audio/", "video/")) and mime != "image/svg+xml"
        return web.FileResponse(
            path,
            headers={
                **HEADERS,
                "Cache-Control": "private, max-age=3600",
                "Content-Type": mime,
                "Content-Disposition": "inline" if shown else "attachment",
            },
        )

    # -- WebSocket ----------------------------------------------------------------------

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """One open page: what it says goes in, what is new for it goes out."""
        address = self._address(request)
        if not address or not self._from_here(request):
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(heartbeat=25.0, max_msg_size=FRAME_BYTES)
        await socket.prepare(request)
        news = asyncio.Event()
        self._open.setdefault(address, set()).add(news)
        pusher: asyncio.Task[None] | None = None
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                frame = _frame(message.data)
                if frame is None:
                    await socket.close(code=1003)
                elif frame.type == "hello" and pusher is None:
                    pusher = asyncio.create_task(self._push(socket, address, frame.after, news))
                elif frame.type == "message":
                    await self._hear(socket, address, frame)
        finally:
            if pusher is not None:
                pusher.cancel()
            self._open[address].discard(news)
            if not self._open[address]:
                del self._open[address]
        return socket

    async def _hear(self, socket: web.WebSocketResponse, address: str, frame: Frame) -> None:
        refusal = self._refusal(address, frame)
        if refusal:
            await _write(socket, type="refused", id=frame.id, text=self._words[refusal])
            return
        await self._limits[address].acquire()
        said = Said(
            id=frame.id,
            at=datetime.now(UTC),
            text=frame.text,
            media=tuple(self._media_of(address, frame)),
            choice=frame.choice[:200],
            label=frame.label[:200],
            location=frame.location,
            reply_to=frame.reply_to,
        )
        key = f"{address}:{frame.id}"
        await self._accept([Inbound(key, address, msgspec.json.encode(said))])
        await _write(socket, type="ack", id=frame.id)

    def _refusal(self, address: str, frame: Frame) -> str:
        """The key of why a message is not taken at the door, or empty."""
        if not 8 <= len(frame.id) <= 64 or not frame.id.replace("-", "").isalnum():
            return "refused"
        limiter = self._limits.setdefault(address, AsyncLimiter(*PACE))
        return "" if limiter.has_capacity() else "too_fast"

    def _media_of(self, address: str, frame: Frame) -> list[Media]:
        """The uploaded files a message names; what this session did not upload is left out."""
        found = []
        for token in frame.media[:20]:
            try:
                owner, media = self._uploads.loads(token, max_age=UPLOAD_SECONDS)
            except BadData:
                continue
            if owner == address:
                found.append(msgspec.convert(media, Media))
        return found

    async def _push(
        self, socket: web.WebSocketResponse, address: str, after: int, news: asyncio.Event
    ) -> None:
        ready = False
        while not socket.closed:
            news.clear()
            for line in await self._history(address, after, HISTORY):
                after = max(after, line.seq)
                await self._write_line(socket, address, line)
            if not ready:
                await _write(socket, type="ready")
                ready = True
            try:
                await asyncio.wait_for(news.wait(), self._tick)
            except TimeoutError:
                continue

    async def _write_line(self, socket: web.WebSocketResponse, address: str, line: Line) -> None:
        if line.reply is None:
            said = msgspec.json.decode(line.said, type=Said)
            place = msgspec.to_builtins(said.location) if said.location else None
            await _write(
                socket,
                type="own",
                id=said.id,
                at=line.at.isoformat(),
                text=said.text,
                label=said.label,
                media=self._shown(address, said.media),
                location=place,
            )
        elif line.reply.menu:
            items = msgspec.to_builtins(line.reply.menu)
            await _write(socket, type="menu", seq=line.seq, items=items)
        else:
            reply = line.reply
            await _write(
                socket,
                type="reply",
                seq=line.seq,
                at=line.at.isoformat(),
                text=reply.text,
                choices=msgspec.to_builtins(reply.choices),
                media=self._shown(address, reply.media),
                asks_location=reply.asks_location,
                case=reply.case,
            )

    def _shown(self, address: str, media: Sequence[Media]) -> list[dict[str, str]]:
        return [
            {
                "url": "/chat/media/" + self._links.dumps([address, item.sha256, item.mime]),
                "kind": item.kind,
                "name": item.name,
            }
            for item in media
        ]

    # -- who is there -------------------------------------------------------------------

    def _seat(self, request: web.Request) -> str:
        seat = request.query.get("seat", "")
        return seat if seat in self._seats else ""

    def _address(self, request: web.Request) -> str:
        seat = self._seat(request)
        if seat:
            return self.address_of(seat)
        try:
            return f"web:{self._sessions.loads(request.cookies.get(COOKIE, ''))}"
        except BadData:
            return ""

    def _from_here(self, request: web.Request) -> bool:
        """Whether a page of ours sent this: another site must not speak with our cookie."""
        origin = request.headers.get("Origin", "")
        return urlsplit(origin).netloc in {request.host, self._host}


def _frame(data: str) -> Frame | None:
    try:
        return msgspec.json.decode(data, type=Frame)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None


async def _write(socket: web.WebSocketResponse, **frame: Any) -> None:
    if not socket.closed:
        await socket.send_str(msgspec.json.encode(frame).decode())
