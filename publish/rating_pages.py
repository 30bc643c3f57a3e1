"""The public pages about ratings: figures, downloads, the sheet of a counter, and the tap page."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from aiohttp import web

from bot.clock import Clock
from bot.texts import Texts
from bot.turn import ZONE
from messages_vi import written
from publish.cache import Cached
from publish.facts import outage_minutes
from publish.lateness import Lateness
from publish.opendata import cell
from publish.pages import HEADERS, Pages
from publish.rating_sheet import sheet
from publish.rating_words import Figures, Words, figures, opened
from rules.office import Office
from rules.period import Named, named, named_at
from rules.rating_report import Line
from storage import rating_figures
from storage.database import Database

MONTHS = 12
COLUMNS = ("kind", "code", "name", "percent", "satisfied", "n", "low", "high")
MORE_COLUMNS = ("percent_with_marked", "n_with_marked", "percent_before", "n_before")


class RatingPages:
    """/thong-ke and what hangs on it."""

    def __init__(
        self, db: Database, office: Office, texts: Texts, pages: Pages, clock: Clock, base_url: str
    ) -> None:
        self._db = db
        self._office = office
        self._texts = texts
        self._pages = pages
        self._clock = clock
        self._base_url = base_url
        self._words = Words(texts, office)
        self._late = Lateness(db, office)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the pages."""
        cached = Cached(kept=100)
        return [
            web.get("/thong-ke", cached(self.page)),
            web.get("/thong-ke.csv", cached(self.csv)),
            web.get("/thong-ke.json", cached(self.json)),
            web.get("/thong-ke/{counter}.pdf", cached(self.pdf)),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Figures of a month, quarter or year (`ky`), of one counter (`noi`) or of all."""
        found, choices = await self._read(request)
        report, words = found.report, self._words
        counter = found.counters[0] if found.counters else ""
        before = {phrase.text: phrase.n for phrase in found.phrases_before}
        return self._pages.response(
            "figures.html",
            canonical=f"{self._base_url}/thong-ke",
            period=found.period.code,
            periods=choices,
            counter=counter,
            query=self._query(found),
            heading=opened(
                self._texts(
                    "figures.page.heading",
                    period=words.period(found.period),
                    place=self._place(found),
                )
            ),
            overall=words.row(report.overall),
            pooled=words.row(report.pooled),
            factors=[words.factor(one, found.period.year) for one in report.factors],
            worst=[words.row(line) for line in report.worst],
            phrases=[(one.text, one.n, before.get(one.text, 0)) for one in found.phrases],
            tables={
                "counters": [words.row(line) for line in report.counters],
                "agencies": [words.row(line) for line in report.agencies],
                "communes": [words.row(line) for line in report.communes],
                "criteria": [words.row(line) for line in report.questions],
                "answers": [words.row(line) for line in report.answers],
            },
            forms=words.forms(report),
            tasks=self._tasks(found),
            marked=report.marked,
            outage=await self._outage(found.period),
            late="" if counter else await self._lateness(found.period),
            anything=report.overall.with_marked.n or report.pooled.with_marked.n,
        )

    async def _outage(self, period: Named) -> int:
        """Minutes of the period in which nobody could be rated: the system itself was down."""
        async with self._db.read() as db:
            return await outage_minutes(db, period.days)

    async def _lateness(self, period: Named) -> str:
        """Of reports and proposals, as `/loi-xin-loi` counts it."""
        lines, until = await self._late.of(period.days, self._clock.now())
        if not lines:
            return ""
        counts = [(line.should_apologise, line.apologised) for line in lines.values()]
        late, apologised = (sum(column) for column in zip(*counts, strict=True))
        return self._texts("figures.page.late", late=late, apologised=apologised, until=until)

    def _tasks(self, found: Figures) -> list[dict[str, str]]:
        names = self._office.ratings.counters
        return [
            {
                "day": written(task.day),
                "counter": names[task.counter].name,
                "n": written(task.low),
                "done": task.done,
            }
            for task in found.tasks
        ]

    async def _read(self, request: web.Request) -> tuple[Figures, list[tuple[str, str]]]:
        """What the address asks for. Anything it asks wrongly is a page that does not exist."""
        counter = request.match_info.get("counter", request.query.get("noi", ""))
        if counter and counter not in self._office.ratings.counters:
            raise web.HTTPNotFound
        rule = self._office.ratings.honesty.period_rule
        today = self._today()
        asked = request.query.get("ky", "")
        chosen = named(asked, rule) if asked else named_at(today, "month", rule)
        if chosen is None:
            raise web.HTTPNotFound
        async with self._db.read() as db:
            found = await figures(db, self._office, chosen, [counter] if counter else None)
            first = await rating_figures.first_day(db)
        return found, self._choices(chosen, first or today, today)

    def _choices(self, chosen: Named, first: date, today: date) -> list[tuple[str, str]]:
        """The periods to choose from: the last months, their quarters and years."""
        rule = self._office.ratings.honesty.period_rule
        months = [named_at(today, "month", rule)]
        while len(months) < MONTHS and months[-1].days.first > first:
            months.append(months[-1].before())
        quarters = [named_at(month.days.last, "quarter", rule) for month in months]
        years = [named_at(month.days.last, "year", rule) for month in months]
        found = {one.code: one for one in (*months, *quarters, *years, chosen)}
        return [(code, self._words.period(one)) for code, one in found.items()]

    def _today(self) -> date:
        return self._clock.now().astimezone(ZONE).date()

    def _place(self, found: Figures) -> str:
        if not found.counters:
            return self._texts("figures.chat.scope_all")
        return self._office.ratings.counters[found.counters[0]].name

    def _query(self, found: Figures) -> str:
        place = f"&noi={found.counters[0]}" if found.counters else ""
        return f"ky={found.period.code}{place}"

    async def csv(self, request: web.Request) -> web.Response:
        """All figures as a table; opens in a spreadsheet with its Vietnamese right."""
        found, _ = await self._read(request)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([*COLUMNS, *MORE_COLUMNS])
        for row in rows(found):
            writer.writerow([cell(row[name]) for name in (*COLUMNS, *MORE_COLUMNS)])
        return web.Response(
            body=out.getvalue().encode("utf-8-sig"),
            content_type="text/csv",
            charset="utf-8",
            headers=_download(f"hai-long-{found.period.code}.csv"),
        )

    async def json(self, request: web.Request) -> web.Response:
        """All figures, the plan's rows and how they were counted."""
        found, _ = await self._read(request)
        ratings = self._office.ratings
        content = {
            "office": self._office.name,
            "period": found.period.code,
            "first": found.period.days.first,
            "last": found.period.days.last,
            "counter": found.counters[0] if found.counters else None,
            "minimum": ratings.honesty.minimum,
            "marked": found.report.marked,
            "self_selected": True,
            "rows": rows(found),
            "plan": ratings.plan,
            "surveys": ratings.surveys,
        }
        return web.Response(
            body=msgspec.json.encode(content),
            content_type="application/json",
            charset="utf-8",
            headers={**HEADERS, "Access-Control-Allow-Origin": "*"},
        )

    async def pdf(self, request: web.Request) -> web.Response:
        """The printable sheet of a counter."""
        found, _ = await self._read(request)
        url = f"{self._base_url}/thong-ke?{self._query(found)}"
        made = await asyncio.to_thread(
            sheet, self._office, self._texts, found, self._place(found), self._today(), url
        )
        name = f"bang-{self._query(found).partition('noi=')[2]}-{found.period.code}.pdf"
        return web.Response(
            body=made, content_type="application/pdf", headers=_download(name, "inline")
        )


def _download(name: str, how: str = "attachment") -> dict[str, str]:
    return {**HEADERS, "Content-Disposition": f'{how}; filename="{name}"'}


def rows(found: Figures) -> list[dict[str, Any]]:
    """Every line of a report as plain data; a percentage of too few answers is left empty."""
    report = found.report
    kinds: dict[str, Sequence[Line]] = {
        "overall": [report.overall, report.pooled],
        "factor": [one.line for one in report.factors],
        "criterion": report.questions,
        "counter": report.counters,
        "agency": report.agencies,
        "commune": report.communes,
        "answers_by_agency": report.answers,
    }
    return [_row(kind, line) for kind, lines in kinds.items() for line in lines]


def _row(kind: str, line: Line) -> dict[str, Any]:
    bounds = line.interval
    return {
        "kind": kind,
        "code": line.code,
        "name": line.name,
        "percent": line.percent,
        "satisfied": line.share.satisfied,
        "n": line.share.n,
        "low": bounds.low / 10 if bounds else None,
        "high": bounds.high / 10 if bounds else None,
        "percent_with_marked": line.with_marked.percent if line.enough else None,
        "n_with_marked": line.with_marked.n,
        "percent_before": line.before.percent if line.enough and line.comparable else None,
        "n_before": line.before.n,
    }
