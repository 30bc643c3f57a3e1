"""Public pages are made at most once a second and sent only to who has not got them."""

from __future__ import annotations

import asyncio
import functools
import hashlib
from collections.abc import Awaitable, Callable

from aiohttp import web
from cachetools import LRUCache, TTLCache

SECONDS = 1.0
"""So long may a page be behind the database; what is taken down is gone this soon."""
KEPT = 500

InThread = Callable[[Callable[[], bytes]], Awaitable[bytes]]
PageHandler = Callable[[web.Request], Awaitable[web.Response]]
_HEADERS = frozenset({"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"})


class PageCache:
    """Remembers whole answers by address."""

    def __init__(self, seconds: float = SECONDS, kept: int = KEPT) -> None:
        self._answers: TTLCache[str, tuple[str, int, bytes, dict[str, str]]]
        self._answers = TTLCache(kept, seconds)

    def __call__(self, make: PageHandler) -> PageHandler:
        """The same handler with ETag, 304 and a short memory."""

        @functools.wraps(make)
        async def handler(request: web.Request) -> web.Response:
            answer = self._answers.get(request.path_qs)
            if answer is None:
                answer = _kept(await make(request))
                self._answers[request.path_qs] = answer
            tag, status, body, headers = answer
            if status == 200 and tag in request.headers.get("If-None-Match", ""):
                return web.Response(status=304, headers=headers)
            return web.Response(status=status, body=body, headers=headers)

        return handler


class DrawingCache:
    """Remembers what takes long to draw, by all that it was drawn from; draws one at a time."""

    def __init__(self, kept: int, thread: InThread = asyncio.to_thread) -> None:
        self._drawn: LRUCache[str, bytes] = LRUCache(kept)
        self._thread = thread
        self._drawing = asyncio.Semaphore(1)

    async def __call__(self, key: str, draw: Callable[[], bytes]) -> bytes:
        """What `draw` makes, in a thread; the same `key` always means the same."""
        async with self._drawing:
            if key not in self._drawn:
                self._drawn[key] = await self._thread(draw)
            return self._drawn[key]


def _kept(response: web.Response) -> tuple[str, int, bytes, dict[str, str]]:
    body = response.body
    if not isinstance(body, bytes):
        raise TypeError("only whole answers can be kept")
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {name: response.headers[name] for name in response.headers if name in _HEADERS}
    headers["Content-Type"] = response.headers["Content-Type"]
    for name in ("Location", "Content-Disposition", "Access-Control-Allow-Origin"):
        if name in response.headers:
            headers[name] = response.headers[name]
    # A browser may keep a page, but asks each time whether it still stands.
    headers["Cache-Control"] = response.headers.get("Cache-Control", "no-cache")
    if response.status == 200:
        headers["ETag"] = tag
    return tag, response.status, body, headers
