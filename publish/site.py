"""The public pages: home, and the results of answered cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from aiohttp import web

from bot.clock import Clock
from bot.texts import Texts
from bot.turn import ZONE
from messages_vi import written
from publish.pages import Pages
from rules.deadline import count
from rules.office import Office
from rules.sipas import Score
from rules.text import words
from storage import cases, publications
from storage.database import Database
from storage.publications import Published

PER_PAGE = 20
LONGEST_QUERY = 100
MOST_WORDS = 8
LAST_PAGE = 10_000
EXCERPT = 220


class Result(NamedTuple):
    """A published case as a template shows it: words only, nothing to compute."""

    code: str
    field: str
    agency: str
    place: str
    question: str
    answer: str
    received_on: str
    answered_on: str
    due_on: str
    published_on: str
    on_time: bool
    rating: str


class Site:
    """Pages for strangers: all they show has passed the publication gate."""

    def __init__(
        self,
        db: Database,
        office: Office,
        texts: Texts,
        pages: Pages,
        clock: Clock,
        links: Mapping[str, str],
    ) -> None:
        self._db = db
        self._office = office
        self._texts = texts
        self._pages = pages
        self._clock = clock
        self._links = links

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the pages."""
        return [
            web.get("/", self.home),
            web.get("/ket-qua", self.results),
            web.get("/ket-qua/{code}", self.result),
            web.get("/static/{name}", self._pages.static),
        ]

    async def home(self, _request: web.Request) -> web.Response:
        """What this is and where to begin."""
        telegram = self._links.get("telegram", "")
        return self._pages.response("home.html", telegram_url=f"{telegram}gopy" if telegram else "")

    async def results(self, request: web.Request) -> web.Response:
        """Published results, newest first; `q` searches with or without diacritics."""
        query = request.query.get("q", "")[:LONGEST_QUERY].strip()
        wanted = words(query)[:MOST_WORDS]
        asked = request.query.get("trang", "1")
        page = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        page = min(max(page, 1), LAST_PAGE)
        async with self._db.read() as db:
            total = await publications.count(db, words=wanted)
            found = await publications.newest(
                db, words=wanted, offset=(page - 1) * PER_PAGE, limit=PER_PAGE
            )
            shown = [await self._result(db, item, excerpt=True) for item in found]
        pages = max(1, -(-total // PER_PAGE))
        return self._pages.response(
            "results.html", results=shown, page=page, pages=pages, q=query, total=total
        )

    async def result(self, request: web.Request) -> web.Response:
        """One published case; for anything else the same page says there is none."""
        async with self._db.read() as db:
            found = await publications.by_code(db, request.match_info["code"][:40])
            shown = await self._result(db, found, excerpt=False) if found else None
        if shown is None:
            return self._pages.response(
                "error.html",
                status=404,
                title=self._texts("site.missing.title"),
                text=self._texts("site.missing.text"),
            )
        return self._pages.response("result.html", result=shown)

    async def _result(self, db: object, item: Published, *, excerpt: bool) -> Result:
        case, text = item.case, item.publication
        times = {
            event.action: event.at
            for event in await cases.events(db, case)  # type: ignore[arg-type]
            if event.action in {"forward", "answer"}
        }
        answered = times.get("answer", text.published_at)
        due = self._due(case.field, times.get("forward", case.received_at))
        commune = self._office.communes.get(case.commune)
        question = text.question
        if excerpt and len(question) > EXCERPT:
            question = question[:EXCERPT].rsplit(" ", 1)[0] + " …"
        field = self._office.fields.get(case.field)
        agency = self._office.agencies.get(case.agency)
        return Result(
            code=case.code,
            field=field.name if field else self._texts("desk.no_field"),
            agency=agency.name if agency else self._texts("desk.no_agency"),
            place=f"{commune.kind} {commune.name}" if commune else self._office.place,
            question=question,
            answer=text.answer,
            received_on=written(_day(case.received_at)),
            answered_on=written(_day(answered)),
            due_on=written(due),
            published_on=written(_day(text.published_at)),
            on_time=_day(answered) <= due,
            rating=self._rating(item.score),
        )

    def _rating(self, score: int | None) -> str:
        return self._texts(f"rating.label.{Score(score).code}") if score else ""

    def _due(self, field: str, forwarded: datetime) -> date:
        known = self._office.fields.get(field)
        rule = self._office.deadlines[known.deadline if known else "answer_normal"]
        return count(_day(forwarded), rule.days, self._office.calendar).due


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
