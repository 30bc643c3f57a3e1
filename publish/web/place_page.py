"""/theo-xa: where published results happened, by commune, as far as their pages say it."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from publish.web.portal import Portal
from publish.web.results_query import ResultsQuery
from storage import published_cases


class PlaceLine(NamedTuple):
    """A commune, how many results name it, and where they are listed."""

    name: str
    number: int
    address: str


class PlacePage:
    """Counts what is there to be counted: no point and no boundary that nobody published."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def routes(self) -> list[web.RouteDef]:
        """The address of the page."""
        return [web.get("/theo-xa", self._portal.cached(self.page))]

    async def page(self, _request: web.Request) -> web.Response:
        """The communes, those with most results first."""
        portal = self._portal
        async with portal.db.read() as db:
            found = await published_cases.published_by_commune(db)
        lines = [
            PlaceLine(portal.shower.place(code), found[code], ResultsQuery(xa=code).at(1))
            for code in sorted(found, key=lambda code: (-found[code], code))
            if code in portal.office.communes
        ]
        unnamed = sum(found.values()) - sum(line.number for line in lines)
        return portal.page("places.html", "/theo-xa", lines=lines, unnamed=unnamed)
