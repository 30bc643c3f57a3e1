"""/theo-xa: where published results happened, by commune, as far as their pages say it."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from publish.web.portal import Portal
from publish.web.results_query import ResultsQuery
from rules.office_map import OfficeMap
from storage import published_cases


class PlaceLine(NamedTuple):
    """A commune, how many results name it, and where they are listed."""

    name: str
    number: int
    address: str
    latitude: float
    longitude: float

    @property
    def has_point(self) -> bool:
        """Whether the office says where it lies."""
        return bool(self.latitude or self.longitude)


class PlacePage:
    """Counts what is there to be counted: a commune is one circle, no boundary, no closer point."""

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
            self._line(code, found[code])
            for code in sorted(found, key=lambda code: (-found[code], code))
            if code in portal.office.communes
        ]
        unnamed = sum(found.values()) - sum(line.number for line in lines)
        shown = portal.office.map if any(line.has_point for line in lines) else OfficeMap()
        response = portal.page("places.html", "/theo-xa", lines=lines, unnamed=unnamed, map=shown)
        if shown.origin:
            policy = response.headers["Content-Security-Policy"]
            allowed = policy.replace("img-src 'self'", f"img-src 'self' {shown.origin}")
            response.headers["Content-Security-Policy"] = allowed
            # Servers of tiles want to know which site asks; which page and for what, they do not.
            response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        return response

    def _line(self, code: str, number: int) -> PlaceLine:
        commune, address = self._portal.office.communes[code], ResultsQuery(xa=code).at(1)
        name = self._portal.shower.place(code)
        return PlaceLine(name, number, address, commune.latitude, commune.longitude)
