"""What all public pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from aiohttp import web

from bot.clock import Clock
from bot.texts import Texts
from publish.asked import MOST, PER_PAGE, Asked
from publish.cache import Cached
from publish.pages import Pages
from publish.shown import Result, Shower, day
from rules.lifecycle import OPEN
from rules.office import Office
from storage import finding, results
from storage.database import Database


class Found(NamedTuple):
    """A page of results; a `total` of more than MOST means: more than that.

    `since`: only what was published from that day on was looked through.
    """

    results: list[Result]
    total: int
    since: date | None


@dataclass(frozen=True, kw_only=True)
class Portal:
    """The office, its words, and where published cases are read from."""

    db: Database
    office: Office
    texts: Texts
    pages: Pages
    clock: Clock
    base_url: str
    links: Mapping[str, str]
    zalo_url: str
    """Where people find the office's Zalo account, or empty."""
    read_file: Callable[[str], bytes]
    """What is in a file people sent, by its hash; raises FileNotFoundError."""
    cached: Cached

    @property
    def shower(self) -> Shower:
        """Puts published cases into words."""
        return Shower(self.office, self.texts, self.base_url, day(self.clock.now()))

    def page(self, template: str, path: str, **context: Any) -> web.Response:
        """A page; `path` is the one address it should be known by."""
        today = day(self.clock.now())
        canonical = f"{self.base_url}{path}"
        return self.pages.response(template, canonical=canonical, today=today, **context)

    async def newest(self, asked: Asked, page: int = 1, size: int = PER_PAGE) -> list[Result]:
        """One page of what was asked for, newest first."""
        offset = (page - 1) * size
        async with self.db.read() as db:
            found = await results.page(db, asked.wanted, offset=offset, limit=size)
        return [self.shower.result(item) for item in found]

    async def found(self, asked: Asked, page: int) -> Found:
        """One page of what was asked for, with how many there are in all."""
        wanted, offset = asked.wanted, (page - 1) * PER_PAGE
        async with self.db.read() as db:
            within = await finding.reach(db, wanted)
            found = await finding.ids(db, wanted, limit=MOST + 1, within=within)
            rows = await results.rows(db, found[offset : offset + PER_PAGE])
        shown = [self.shower.result(item) for item in rows]
        since = day(within.since) if within.since and len(found) <= MOST else None
        return Found(shown, len(found), since)

    async def result(self, code: str) -> tuple[Result, list[str], bool]:
        """A case, the hashes of its photos, and whether it is open again. Raises HTTPNotFound."""
        async with self.db.read() as db:
            found = await results.by_code(db, code[:40])
        if found is None:
            raise web.HTTPNotFound
        item, case = found
        return self.shower.result(item), item.publication.photos, case.status in OPEN
