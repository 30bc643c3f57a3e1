"""A week in public: the digest, the sheet for the notice board, the words for the loudspeaker."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any, NamedTuple

import segno
from aiohttp import web

from messages_vi import written
from messages_vi.spoken import text_aloud
from publish.documents import typesetting
from publish.web import results_query
from publish.web.page_cache import DrawingCache
from publish.web.portal import Portal
from publish.web.published_case import PublishedResult
from publish.web.results_query import ResultsQuery
from rules.excerpts import excerpt_of
from rules.local_time import local_date
from rules.timeline import LATE

MOST = 200
"""Results of a week that are shown."""
ON_SHEET = {"a4": 12, "a3": 16}
"""Results there may be room for; short ones."""
SYLLABLES = 400
"""What is read aloud in two minutes."""
UNSPOKEN = str.maketrans("", "", "[]")


class PublishedWeek(NamedTuple):
    """Which week, and whose: of a commune, of an agency, of both, or of all."""

    monday: date
    xa: str
    co_quan: str

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)

    @property
    def name(self) -> str:
        """As addresses have it: 2026-W48."""
        return _name(self.monday)

    @property
    def query(self) -> str:
        """What an address asks for besides the week; empty for everything."""
        return ResultsQuery(xa=self.xa, co_quan=self.co_quan).address


class WeekPages:
    """`/cong-khai/2026-W48` and its papers; a week is that of ISO 8601, by date of publication."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._sheets = DrawingCache(kept=40)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the weeks."""
        week = r"{week:\d{4}-W\d{2}}"
        return [
            web.get("/cong-khai", self.latest),
            web.get(f"/cong-khai/{week}", self._portal.cached(self.page)),
            web.get(f"/cong-khai/{week}/" + "{size:a3|a4}.pdf", self._portal.cached(self.sheet)),
            web.get(f"/cong-khai/{week}/loa.txt", self._portal.cached(self.loudspeaker)),
        ]

    async def latest(self, request: web.Request) -> web.Response:
        """Leads to the week we are in."""
        name = _name(local_date(self._portal.clock.now()))
        raise web.HTTPFound(f"/cong-khai/{name}{self._asked(request, name).query}")

    async def page(self, request: web.Request) -> web.Response:
        """What was published in a week."""
        week = self._asked(request)
        return self._portal.page(
            "week.html",
            f"/cong-khai/{week.name}",
            results=await self._results(week),
            week=week,
            before=_name(week.monday - timedelta(days=7)),
            after=_name(week.monday + timedelta(days=7)),
        )

    async def sheet(self, request: web.Request) -> web.Response:
        """One sheet of paper in large type, with a QR code that leads to the page."""
        week = self._asked(request)
        results = await self._results(week)
        size = request.match_info["size"]
        data = self._sheet(week, results, size)
        body = await self._sheets(repr(data), lambda: _set(data))
        parts = [part for part in (week.name, week.xa, week.co_quan.lower(), size) if part]
        headers = {"Content-Disposition": f'inline; filename="niem-yet-{"-".join(parts)}.pdf"'}
        return web.Response(body=body, content_type="application/pdf", headers=headers)

    async def loudspeaker(self, request: web.Request) -> web.Response:
        """What to read aloud: about two minutes, numbers and abbreviations written out."""
        week = self._asked(request)
        results = await self._results(week)
        texts = self._portal.texts
        values = {"place": self._portal.shower.place(week.xa), "n": len(results)}
        parts = [
            texts("site.spoken.hello", monday=week.monday, sunday=week.sunday, **values),
            *[self._spoken(result) for result in results],
        ]
        bye = texts("site.spoken.bye", desk=self._portal.office.desk)
        short = dict(row.split("=", 1) for row in texts("site.spoken.abbreviations").split("|"))
        # Everybody knows which year it is, and it is long to say.
        year = f"/{week.sunday.year}"
        spoken = [text_aloud(part.replace(year, ""), short) for part in (*parts, bye)]
        return web.Response(text="\n\n".join(_in_time(spoken)) + "\n")

    def _spoken(self, result: PublishedResult) -> str:
        return self._portal.texts(
            "site.spoken.one",
            field=result.field,
            question=_sentence(result.question, 110),
            agency=result.agency,
            answer=_sentence(result.answer, 170),
        )

    def _asked(self, request: web.Request, name: str = "") -> PublishedWeek:
        year, _, number = (name or request.match_info["week"]).partition("-W")
        try:
            monday = date.fromisocalendar(int(year), int(number), 1)
        except ValueError:
            raise web.HTTPNotFound from None
        if not 2000 < monday.year < 2200:
            raise web.HTTPNotFound
        wanted = results_query.read_results_query(self._portal.office, request.query)
        return PublishedWeek(monday, wanted.xa, wanted.co_quan)

    async def _results(self, week: PublishedWeek) -> list[PublishedResult]:
        wanted = ResultsQuery(
            xa=week.xa, co_quan=week.co_quan, tu=str(week.monday), den=str(week.sunday)
        )
        return await self._portal.newest(wanted, size=MOST)

    def _title(self, week: PublishedWeek) -> str:
        texts, shower = self._portal.texts, self._portal.shower
        if week.co_quan:
            agency, place = shower.agency(week.co_quan), shower.place(week.xa) if week.xa else ""
            key = "site.board.of_agency_in" if place else "site.board.of_agency"
            return texts(key, agency=agency, **({"place": place} if place else {}))
        return texts("site.board.title", place=shower.place(week.xa))

    def _sheet(
        self, week: PublishedWeek, results: list[PublishedResult], size: str
    ) -> dict[str, Any]:
        texts, office = self._portal.texts, self._portal.office
        most = ON_SHEET[size]
        late = sum(result.punctuality == LATE for result in results)
        return {
            "paper": size,
            "office": office.name,
            "title": self._title(week),
            "week": texts("site.board.week", monday=week.monday, sunday=week.sunday),
            "count": texts("site.board.count", n=len(results), late=late),
            "rows": [self._row(result) for result in results[:most]],
            "rests": [
                texts("site.board.rest", n=len(results) - shown) if len(results) > shown else ""
                for shown in range(min(len(results), most) + 1)
            ],
            "empty": texts("site.week.none"),
            "scan": texts("site.board.scan"),
            "url": f"{self._portal.base_url}/cong-khai/{week.name}{week.query}",
            "foot": texts("site.board.foot", desk=office.desk, address=office.address),
            "printed": texts(
                "site.board.printed", date=written(local_date(self._portal.clock.now()))
            ),
        }

    def _row(self, result: PublishedResult) -> dict[str, Any]:
        texts = self._portal.texts
        return {
            "heading": result.field,
            "code": result.code,
            "question": excerpt_of(result.question, 160),
            "agency": texts("site.result.answer", agency=result.agency),
            "answer": excerpt_of(result.answer, 260),
            "good": result.punctuality != LATE,
            "mark": texts(f"site.results.{result.punctuality}"),
        }


def _set(data: dict[str, Any]) -> bytes:
    code = io.BytesIO()
    segno.make(data["url"], error="m").save(code, kind="png", scale=12, border=2)
    return typesetting.typeset_pdf("board", data, {"qr.png": code.getvalue()})


def _sentence(text: str, most: int) -> str:
    """The beginning of a text as it is read aloud; the full stop is the frame's."""
    return excerpt_of(text, most).translate(UNSPOKEN).rstrip(" .…!?;,")


def _in_time(parts: list[str]) -> list[str]:
    """The greeting, as many results as two minutes hold (one at least), and the good-bye."""
    first, *results, last = parts
    left = SYLLABLES - len(first.split()) - len(last.split())
    told: list[str] = []
    for part in results:
        left -= len(part.split())
        if left < 0 and told:
            break
        told.append(part)
    return [first, *told, last]


def _name(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
