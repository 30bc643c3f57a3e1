"""The pages that are open now: who is told what is new, and how many there may be."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import NamedTuple

from aiohttp import web
from cachetools import TTLCache

SPEAKER_KNOWN = 24 * 3600.0


class MostPages(NamedTuple):
    """How many pages may be open at a time."""

    of_session: int
    of_network: int


@dataclass(eq=False)
class OpenPage:
    """One of them; `network` is empty when it is not known."""

    socket: web.WebSocketResponse
    session: str
    address: str
    """Of the chat it shows."""
    network: str
    news: asyncio.Event = field(default_factory=asyncio.Event)
    pusher: asyncio.Task[None] | None = None


class OpenPages:
    """All of them, by address."""

    def __init__(self, most: MostPages) -> None:
        self._most = most
        self._by_address: dict[str, set[OpenPage]] = {}
        self._by_network: dict[str, int] = {}
        self._speakers: TTLCache[str, str] = TTLCache(10_000, ttl=SPEAKER_KNOWN)

    def add(self, page: OpenPage) -> bool:
        """False when there are too many of its session or network."""
        mine = self._by_address.get(page.address, set())
        near = self._by_network.get(page.network, 0)
        if len(mine) >= self._most.of_session or (page.network and near >= self._most.of_network):
            return False
        self._by_address[page.address] = {*mine, page}
        self._by_network[page.network] = near + 1
        return True

    def discard(self, page: OpenPage) -> None:
        """A page that was added is closed."""
        self._by_address[page.address].discard(page)
        self._by_network[page.network] -= 1
        for pages, key in ((self._by_address, page.address), (self._by_network, page.network)):
            if not pages[key]:
                del pages[key]

    def of_address(self, address: str) -> list[OpenPage]:
        """Those of one session."""
        return list(self._by_address.get(address, ()))

    def note_speaker(self, page: OpenPage) -> None:
        """Somebody speaks from the machine of this page."""
        self._speakers[page.address] = page.session

    def of_speaker(self, address: str) -> list[OpenPage]:
        """Those of the machine that spoke last; before any did, of the one the chat began on."""
        session = self._speakers.get(address, address)
        return [page for page in self.of_address(address) if page.session == session]

    def tell(self, address: str) -> None:
        """There is something new for this address."""
        for page in self._by_address.get(address, ()):
            page.news.set()
