"""The public pages about ratings: figures, downloads, the sheet of a counter, and the tap page."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import date

import msgspec
from aiohttp import web

from bot.clock import Clock
from bot.texts import Texts
from publish.reports.period_facts import outage_minutes
from publish.reports.satisfaction_sheet import satisfaction_sheet_pdf
from publish.reports.satisfaction_statistics import (
    SatisfactionStatistics,
    read_satisfaction_statistics,
)
from publish.reports.satisfaction_words import SatisfactionWords, capitalised
from publish.web import rating_data
from publish.web.open_data import csv_cell
from publish.web.page_cache import PageCache
from publish.web.pages import HEADERS, Pages
from publish.web.public_figures import PublicFigures
from publish.web.rating_data import MORE_RATING_COLUMNS, RATING_COLUMNS
from rules.local_time import ZONE
from rules.office import Office
from rules.reporting_period import NamedPeriod, named_period_at, named_period_by_code
from storage import satisfaction_statistics
from storage.database import Database

MONTHS = 12


class RatingPages:
    """/thong-ke and what hangs on it."""

    def __init__(
        self,
        db: Database,
        office: Office,
        texts: Texts,
        pages: Pages,
        clock: Clock,
        base_url: str,
        figures: PublicFigures,
    ) -> None:
        self._db = db
        self._office = office
        self._texts = texts
        self._pages = pages
        self._clock = clock
        self._base_url = base_url
        self._words = SatisfactionWords(texts, office)
        self._figures = figures

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the pages."""
        cached = PageCache(kept=100)
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
            heading=capitalised(
                self._texts(
                    "figures.page.heading",
                    period=words.period(found.period),
                    place=self._place(found),
                )
            ),
            overall=words.row(report.overall),
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
            low=found.low,
            marked=report.marked,
            turnout=found.turnout,
            outage=await self._outage(found.period),
            verdicts=None if counter else await self._figures.verdicts(self._clock.now()),
            filing=None if counter else await self._figures.filing(self._clock.now()),
            late="" if counter else await self._lateness(),
            anything=report.overall.with_marked.n or any(one.line.people for one in report.factors),
        )

    async def _outage(self, period: NamedPeriod) -> int:
        """Minutes of the period in which nobody could be rated: the system itself was down."""
        async with self._db.read() as db:
            return await outage_minutes(db, period.days)

    async def _lateness(self) -> str:
        """Of reports and proposals, as `/loi-xin-loi` says it; nothing of less than a crowd."""
        found = await self._figures.lateness(self._clock.now())
        if not found.whole.late:
            return ""
        return self._texts("figures.page.late", late=found.whole.late, until=found.until)

    async def _read(
        self, request: web.Request
    ) -> tuple[SatisfactionStatistics, list[tuple[str, str]]]:
        """What the address asks for. Anything it asks wrongly is a page that does not exist."""
        counter = request.match_info.get("counter", request.query.get("noi", ""))
        if counter and counter not in self._office.ratings.counters:
            raise web.HTTPNotFound
        rule = self._office.ratings.honesty.period_rule
        today = self._today()
        asked = request.query.get("ky", "")
        chosen = (
            named_period_by_code(asked, rule) if asked else named_period_at(today, "month", rule)
        )
        if chosen is None:
            raise web.HTTPNotFound
        async with self._db.read() as db:
            found = await read_satisfaction_statistics(
                db, self._office, chosen, [counter] if counter else None
            )
            first = await satisfaction_statistics.first_rating_day(db)
        return found, self._choices(chosen, first or today, today)

    def _choices(self, chosen: NamedPeriod, first: date, today: date) -> list[tuple[str, str]]:
        """The periods to choose from: the last months, their quarters and years."""
        rule = self._office.ratings.honesty.period_rule
        months = [named_period_at(today, "month", rule)]
        while len(months) < MONTHS and months[-1].days.first > first:
            months.append(months[-1].before())
        quarters = [named_period_at(month.days.last, "quarter", rule) for month in months]
        years = [named_period_at(month.days.last, "year", rule) for month in months]
        found = {one.code: one for one in (*months, *quarters, *years, chosen)}
        return [(code, self._words.period(one)) for code, one in found.items()]

    def _today(self) -> date:
        return self._clock.now().astimezone(ZONE).date()

    def _place(self, found: SatisfactionStatistics) -> str:
        if not found.counters:
            return self._texts("figures.chat.scope_all")
        return self._office.ratings.counters[found.counters[0]].name

    def _query(self, found: SatisfactionStatistics) -> str:
        place = f"&noi={found.counters[0]}" if found.counters else ""
        return f"ky={found.period.code}{place}"

    async def csv(self, request: web.Request) -> web.Response:
        """All figures as a table; opens in a spreadsheet with its Vietnamese right."""
        found, _ = await self._read(request)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([*RATING_COLUMNS, *MORE_RATING_COLUMNS])
        for row in rating_data.rating_rows(found):
            writer.writerow(
                [csv_cell(row[name]) for name in (*RATING_COLUMNS, *MORE_RATING_COLUMNS)]
            )
        return web.Response(
            body=out.getvalue().encode("utf-8-sig"),
            content_type="text/csv",
            charset="utf-8",
            headers=_download(f"hai-long-{found.period.code}.csv"),
        )

    async def json(self, request: web.Request) -> web.Response:
        """All figures, the plan's rows and how they were counted."""
        found, _ = await self._read(request)
        now = self._clock.now()
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
            "turnout": found.turnout._asdict() if found.turnout else None,
            "definitions": f"{self._base_url}/cach-tinh",
            "rows": rating_data.rating_rows(found),
            "plan": ratings.plan,
            "surveys": ratings.surveys,
            "settled": (await self._figures.verdicts(now)).as_data(),
            "filing": (await self._figures.filing(now))._asdict(),
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
            satisfaction_sheet_pdf,
            self._office,
            self._texts,
            found,
            self._place(found),
            self._today(),
            url,
        )
        name = f"bang-{self._query(found).partition('noi=')[2]}-{found.period.code}.pdf"
        return web.Response(
            body=made, content_type="application/pdf", headers=_download(name, "inline")
        )


def _download(name: str, how: str = "attachment") -> dict[str, str]:
    return {**HEADERS, "Content-Disposition": f'{how}; filename="{name}"'}
