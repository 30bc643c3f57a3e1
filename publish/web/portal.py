"""What all public pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from aiohttp import web

from bot.clock import Clock
from bot.texts import Texts
from publish.web.page_cache import PageCache
from publish.web.pages import Pages
from publish.web.public_figures import PublicFigures
from publish.web.published_case import PublishedResult, ResultPresenter
from publish.web.results_query import MOST_RESULTS, PER_PAGE, ResultsQuery
from rules.lifecycle import OPEN
from rules.local_time import local_date
from rules.office import Office
from storage import publication_search, published_cases
from storage.database import Database


class FoundResults(NamedTuple):
    """A page of results; a `total` of more than MOST means: more than that.

    `since`: only what was published from that day on was looked through.
    """

    results: list[PublishedResult]
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
    cached: PageCache
    figures: PublicFigures

    @property
    def shower(self) -> ResultPresenter:
        """Puts published cases into words."""
        return ResultPresenter(self.office, self.texts, self.base_url, local_date(self.clock.now()))

    def page(self, template: str, path: str, **context: Any) -> web.Response:
        """A page; `path` is the one address it should be known by."""
        today = local_date(self.clock.now())
        canonical = f"{self.base_url}{path}"
        return self.pages.response(template, canonical=canonical, today=today, **context)

    async def newest(
        self, asked: ResultsQuery, page: int = 1, size: int = PER_PAGE
    ) -> list[PublishedResult]:
        """One page of what was asked for, newest first."""
        offset = (page - 1) * size
        async with self.db.read() as db:
            found = await published_cases.page_of_published_cases(
                db, asked.wanted, offset=offset, limit=size
            )
        return [self.shower.result(item) for item in found]

    async def found(self, asked: ResultsQuery, page: int) -> FoundResults:
        """One page of what was asked for, with how many there are in all."""
        wanted, offset = asked.wanted, (page - 1) * PER_PAGE
        async with self.db.read() as db:
            within = await publication_search.search_reach(db, wanted)
            found = await publication_search.publication_ids(
                db, wanted, limit=MOST_RESULTS + 1, within=within
            )
            rows = await published_cases.published_cases_by_ids(
                db, found[offset : offset + PER_PAGE]
            )
        shown = [self.shower.result(item) for item in rows]
        since = local_date(within.since) if within.since and len(found) <= MOST_RESULTS else None
        return FoundResults(shown, len(found), since)

    async def result(self, code: str) -> tuple[PublishedResult, list[str], bool]:
        """A case, the hashes of its photos, and whether it is open again. Raises HTTPNotFound."""
        async with self.db.read() as db:
            found = await published_cases.published_case_by_code(db, code[:40])
        if found is None:
            raise web.HTTPNotFound
        item, case = found
        return self.shower.result(item), item.publication.photos, case.status in OPEN
