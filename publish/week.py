"""A week in public: the digest, the sheet for the notice board, the words for the loudspeaker."""

from __future__ import annotations

import asyncio
import io
from datetime import date, timedelta
from typing import Any

import segno
from aiohttp import web

from messages_vi import written
from messages_vi.spoken import aloud
from publish import typesetting
from publish.asked import Asked
from publish.cache import Cached
from publish.portal import Portal
from publish.shown import Result, day, excerpt

MOST = 200
ON_SHEET = {"a4": 8, "a3": 12}
SPOKEN = 6
"""Results in two minutes of reading; some 45 words each."""
SHEETS = Cached(seconds=60.0, kept=40)


class Weeks:
    """`/cong-khai/2026-W48` and its papers; a week is that of ISO 8601, by date of publication."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._setting = asyncio.Semaphore(1)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the weeks."""
        week = r"{week:\d{4}-W\d{2}}"
        return [
            web.get("/cong-khai", self.latest),
            web.get(f"/cong-khai/{week}", self._portal.cached(self.page)),
            web.get(f"/cong-khai/{week}/" + "{size:a3|a4}.pdf", SHEETS(self.sheet)),
            web.get(f"/cong-khai/{week}/loa.txt", self._portal.cached(self.loudspeaker)),
        ]

    async def latest(self, _request: web.Request) -> web.Response:
        """Leads to the week we are in."""
        raise web.HTTPFound(f"/cong-khai/{_name(day(self._portal.clock.now()))}")

    async def page(self, request: web.Request) -> web.Response:
        """What was published in a week."""
        monday, commune = self._asked(request)
        results = await self._results(monday, commune)
        name = _name(monday)
        return self._portal.page(
            "week.html",
            f"/cong-khai/{name}",
            results=results,
            monday=monday,
            sunday=monday + timedelta(days=6),
            name=name,
            commune=commune,
            before=_name(monday - timedelta(days=7)),
            after=_name(monday + timedelta(days=7)),
        )

    async def sheet(self, request: web.Request) -> web.Response:
        """One sheet of paper in large type, with a QR code that leads to the page."""
        monday, commune = self._asked(request)
        results = await self._results(monday, commune)
        size = request.match_info["size"]
        data = self._sheet(monday, commune, results, size)
        code = io.BytesIO()
        segno.make(data["url"], error="m").save(code, kind="png", scale=12, border=2)
        async with self._setting:
            body = await asyncio.to_thread(
                typesetting.pdf, "board", data, {"qr.png": code.getvalue()}
            )
        name = f"niem-yet-{_name(monday)}-{size}.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return web.Response(body=body, content_type="application/pdf", headers=headers)

    async def loudspeaker(self, request: web.Request) -> web.Response:
        """What to read aloud: about two minutes, numbers and abbreviations written out."""
        monday, commune = self._asked(request)
        results = await self._results(monday, commune)
        texts = self._portal.texts
        values = {"place": self._portal.shower.place(commune), "n": len(results)}
        week = {"monday": monday, "sunday": monday + timedelta(days=6)}
        parts = [texts("site.spoken.hello", **values, **week)]
        parts += [
            texts(
                "site.spoken.one",
                field=result.field,
                question=excerpt(result.question, 110),
                agency=result.agency,
                answer=excerpt(result.answer, 170),
            )
            for result in results[:SPOKEN]
        ]
        parts.append(texts("site.spoken.bye", desk=self._portal.office.desk))
        short = dict(row.split("=", 1) for row in texts("site.spoken.abbreviations").split("|"))
        spoken = aloud("\n\n".join(parts).replace(" …", "."), short)
        return web.Response(text=spoken + "\n")

    def _asked(self, request: web.Request) -> tuple[date, str]:
        year, _, week = request.match_info["week"].partition("-W")
        commune = request.query.get("xa", "")
        try:
            monday = date.fromisocalendar(int(year), int(week), 1)
        except ValueError:
            raise web.HTTPNotFound from None
        if not 2000 < monday.year < 2200:
            raise web.HTTPNotFound
        return monday, commune if commune in self._portal.office.communes else ""

    async def _results(self, monday: date, commune: str) -> list[Result]:
        sunday = monday + timedelta(days=6)
        wanted = Asked(xa=commune, tu=str(monday), den=str(sunday))
        return await self._portal.newest(wanted, size=MOST)

    def _sheet(
        self, monday: date, commune: str, results: list[Result], size: str
    ) -> dict[str, Any]:
        texts, office = self._portal.texts, self._portal.office
        most = ON_SHEET[size]
        query = f"?xa={commune}" if commune else ""
        late = sum(not result.on_time for result in results)
        return {
            "paper": size,
            "office": office.name,
            "title": texts("site.board.title", place=self._portal.shower.place(commune)),
            "week": texts("site.board.week", monday=monday, sunday=monday + timedelta(days=6)),
            "count": texts("site.board.count", n=len(results), late=late),
            "rows": [
                {
                    "heading": result.field,
                    "code": result.code,
                    "question": excerpt(result.question, 160),
                    "agency": texts("site.result.answer", agency=result.agency),
                    "answer": excerpt(result.answer, 260),
                    "mark": texts(
                        "site.results.on_time" if result.on_time else "site.results.late"
                    ),
                }
                for result in results[:most]
            ],
            "rest": texts("site.board.rest", n=len(results) - most) if len(results) > most else "",
            "empty": texts("site.week.none"),
            "scan": texts("site.board.scan"),
            "url": f"{self._portal.base_url}/cong-khai/{_name(monday)}{query}",
            "foot": texts("site.board.foot", desk=office.desk, address=office.address),
            "printed": texts("site.board.printed", date=written(day(self._portal.clock.now()))),
        }


def _name(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
