"""Open data of a year as CSV and JSON with its dictionary; what tells search engines the way."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web

from publish.web.portal import Portal
from publish.web.published_case import PublishedResult
from rules.local_time import ZONE, local_date
from rules.timeline import ON_TIME
from storage import publication_search, published_cases

COLUMNS = (
    "code", "url", "field", "agency", "place", "question", "answer", "received_on",
    "forwarded_on", "due_on", "due_expected", "answered_on", "working_days", "on_time",
    "punctuality", "rating", "published_on", "changed_on", "note", "week_only",
)  # fmt: skip
FIRST_YEAR = 2020
SITEMAP = 50_000
"""Addresses in one site map (sitemaps.org)."""
FIXED = (
    "/", "/chat", "/ket-qua", "/thong-ke", "/danh-gia", "/co-quan", "/loi-xin-loi", "/du-lieu",
    "/cach-tinh",
)  # fmt: skip
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


class OpenData:
    """Everything that is public, to be taken away."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the data."""
        cached = self._portal.cached
        return [
            web.get("/du-lieu", cached(self.page)),
            web.get(r"/du-lieu/ket-qua-{year:\d{4}}.csv", self.csv),
            web.get(r"/du-lieu/ket-qua-{year:\d{4}}.json", self.json),
            web.get("/robots.txt", cached(self.robots)),
            web.get("/sitemap.xml", cached(self.sitemap_index)),
            web.get(r"/sitemap-{part:\d{1,4}}.xml", cached(self.sitemap)),
        ]

    async def page(self, _request: web.Request) -> web.Response:
        """What there is and what each column means."""
        texts = self._portal.texts
        columns = [(name, texts(f"site.data.column.{name}")) for name in COLUMNS]
        today = local_date(self._portal.clock.now())
        async with self._portal.db.read() as db:
            first = await published_cases.first_published_at(db)
        years = range(today.year, (local_date(first).year if first else today.year) - 1, -1)
        return self._portal.page("data.html", "/du-lieu", columns=columns, years=years)

    async def csv(self, request: web.Request) -> web.StreamResponse:
        """Comma-separated, UTF-8; a cell that a spreadsheet would compute begins with '."""
        response = await self._begin(request, "text/csv")
        await response.write(b"\xef\xbb\xbf" + _line(COLUMNS))
        async for result in self._year(request):
            await response.write(_line(_row(result).values()))
        await response.write_eof()
        return response

    async def json(self, request: web.Request) -> web.StreamResponse:
        """A JSON array of objects."""
        response = await self._begin(request, "application/json")
        separator = "[\n"
        async for result in self._year(request):
            line = json.dumps(_row(result), ensure_ascii=False)
            await response.write(f"{separator}{line}".encode())
            separator = ",\n"
        await response.write(b"\n]\n" if separator != "[\n" else b"[]\n")
        await response.write_eof()
        return response

    async def _begin(self, request: web.Request, kind: str) -> web.StreamResponse:
        if not FIRST_YEAR <= int(request.match_info["year"]) <= 2199:
            raise web.HTTPNotFound
        response = web.StreamResponse(headers={"X-Content-Type-Options": "nosniff"})
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.content_type, response.charset = kind, "utf-8"
        await response.prepare(request)
        return response

    async def _year(self, request: web.Request) -> AsyncIterator[PublishedResult]:
        year = int(request.match_info["year"])
        since, until = (datetime(y, 1, 1, tzinfo=ZONE) for y in (year, year + 1))
        async with self._portal.db.read() as db:
            async for item in published_cases.published_cases_between(db, since, until):
                yield self._portal.shower.result(item)

    async def robots(self, _request: web.Request) -> web.Response:
        """Who may look where."""
        text = (
            "User-agent: *\nDisallow: /chat/\nDisallow: /xem-truoc/\nDisallow: /ket-qua?\n"
            f"Sitemap: {self._portal.base_url}/sitemap.xml\n"
        )
        return web.Response(text=text)

    async def sitemap_index(self, _request: web.Request) -> web.Response:
        """The site maps there are."""
        async with self._portal.db.read() as db:
            parts = (await publication_search.last_publication_id(db)) // SITEMAP + 1
        base = self._portal.base_url
        maps = "".join(
            f"<sitemap><loc>{escape(base)}/sitemap-{part}.xml</loc></sitemap>"
            for part in range(parts)
        )
        return _xml(f'<sitemapindex xmlns="{_MAPS}">{maps}</sitemapindex>')

    async def sitemap(self, request: web.Request) -> web.Response:
        """One part of the site map."""
        part = int(request.match_info["part"])
        async with self._portal.db.read() as db:
            found = await published_cases.codes_for_sitemap(db, part=part, size=SITEMAP)
        base = escape(self._portal.base_url)
        fixed = FIXED if part == 0 else ()
        rows = [f"<url><loc>{base}{path}</loc></url>" for path in fixed]
        rows += [
            f"<url><loc>{base}/ket-qua/{code}</loc><lastmod>{local_date(at)}</lastmod></url>"
            for code, at in found
        ]
        return _xml(f'<urlset xmlns="{_MAPS}">{"".join(rows)}</urlset>')


_MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _xml(body: str) -> web.Response:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return web.Response(text=head + body, content_type="application/xml")


def _row(result: PublishedResult) -> dict[str, Any]:
    return {
        "code": result.code,
        "url": result.url,
        "field": result.field,
        "agency": result.agency,
        "place": result.place,
        "question": result.question,
        "answer": result.answer,
        "received_on": str(result.received_on),
        "forwarded_on": str(result.forwarded_on or ""),
        "due_on": str(result.due_on or ""),
        "due_expected": result.due_expected,
        "answered_on": str(result.answered_on),
        "working_days": result.days,
        "on_time": result.punctuality == ON_TIME,
        "punctuality": result.punctuality,
        "rating": result.score,
        "published_on": str(result.published_on),
        "changed_on": str(local_date(result.changed_at)),
        "note": result.note,
        "week_only": result.week_only,
    }


def _line(cells: Any) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([csv_cell(one) for one in cells])
    return out.getvalue().encode()


def csv_cell(value: Any) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) else text
