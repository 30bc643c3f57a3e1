"""What an open page is told: what is new as it comes, and what is older when it asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

import msgspec
import structlog
from aiohttp import web
from cachetools import TTLCache

from bot.event import Media, Reply
from channels.webchat import frames
from channels.webchat.frames import HistoryLine
from channels.webchat.open_pages import OpenPage
from channels.webchat.sessions import ChatSessions

HISTORY = 200
"""Lines a page is shown at a time."""

HELD = 60.0
"""Seconds for which a page whose line broke is shown again what is in no history."""

log = structlog.get_logger()


class ChatHistory(Protocol):
    """What was said in a chat, and what was replied: see `bot.web_history`."""

    async def newer(self, address: str, after: int, limit: int) -> Sequence[HistoryLine]: ...
    async def older(
        self, address: str, until: datetime | None, limit: int
    ) -> tuple[Sequence[HistoryLine], bool]: ...
    async def shows(self, address: str, sha256: str) -> bool: ...


class PageTeller:
    """Shows pages the history of their session."""

    def __init__(
        self,
        sessions: ChatSessions,
        history: ChatHistory,
        now: Callable[[], datetime],
        tick: float,
        is_over: Callable[[OpenPage], Awaitable[bool]],
    ) -> None:
        """`is_over`: tells a page that its session ended, if it did."""
        self._sessions = sessions
        self.history = history
        self._now = now
        self._tick = tick
        self._is_over = is_over
        self._held: TTLCache[str, list[dict[str, Any]]] = TTLCache(10_000, ttl=HELD)

    async def go_on(self, page: OpenPage, after: int) -> None:
        """Tell until the page goes.

        One nobody can tell anything any more is sent away: it comes back, and is told.
        """
        try:
            await self._tell(page, after)
        except ConnectionError:
            pass  # it went in the middle of a word
        except Exception:
            log.exception("webchat.pusher_ended")
            await page.socket.close(code=1011)

    async def _tell(self, page: OpenPage, after: int) -> None:
        # What comes in meanwhile is news.
        page.news.clear()
        if await self._is_over(page):
            return
        more = False
        if not after:
            lines, more = await self.history.older(page.address, None, HISTORY)
            after = await self._show(page, lines, after)
        else:
            after = await self._show_newer(page, after)
        await write_frame(page.socket, type="ready", at=self._now().isoformat(), older=more)
        while not page.socket.closed:
            page.news.clear()
            if await self._is_over(page):
                return
            after = await self._show_newer(page, after)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._tick):
                    await page.news.wait()

    async def _show_newer(self, page: OpenPage, after: int) -> int:
        lines = await self.history.newer(page.address, after, HISTORY)
        return await self._show(page, lines, after)

    async def _show(self, page: OpenPage, lines: Sequence[HistoryLine], after: int) -> int:
        for line in lines:
            after = max(after, line.seq)
            await write_frame(page.socket, **self._frame(page, line))
        return after

    async def tell_older(self, page: OpenPage, until: datetime) -> None:
        """Show what came before; at the same moment the page may know some of it already."""
        lines, more = await self.history.older(page.address, until, HISTORY)
        shown = [self._frame(page, line) for line in lines]
        await write_frame(page.socket, type="older", lines=shown, more=more)

    async def tell_once(self, pages: Sequence[OpenPage], address: str, reply: Reply) -> None:
        """Show pages of an address what is in no history; held in memory, should a line break."""
        frame = frames.frame_of_fleeting(
            reply, self._now(), self._sessions.shown(address, reply.media)
        )
        for session in {page.session for page in pages}:
            self._held.setdefault(session, []).append(frame)
        for page in pages:
            with suppress(ConnectionError):
                await write_frame(page.socket, **frame)

    async def tell_held(self, page: OpenPage) -> None:
        """Show that again to a page whose line broke; not to one that is loaded anew."""
        for frame in self._held.get(page.session, ()):
            await write_frame(page.socket, **frame)

    def _frame(self, page: OpenPage, line: HistoryLine) -> dict[str, Any]:
        def show(media: Sequence[Media]) -> list[dict[str, str]]:
            return self._sessions.shown(page.address, media)

        def name(row: int) -> str:
            return self._sessions.replies.name(page.address, row)

        return frames.frame_of_line(line, show, name)


async def write_frame(socket: web.WebSocketResponse, **frame: Any) -> None:
    """Send a frame, unless the page went."""
    if not socket.closed:
        await socket.send_str(msgspec.json.encode(frame).decode())
