"""The pages for strangers: all they show has passed the publication gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.pictures import in_picture_thread
from publish import redacted_page
from publish.web import result_images, results_query
from publish.web.page_cache import DrawingCache
from publish.web.portal import Portal
from publish.web.results_query import MOST_RESULTS, PER_PAGE, ResultsQuery
from rules.local_time import local_date
from rules.public_dates import public_receipt
from storage import audit_log, public_totals, publications, staff_log
from storage.models import Case, Publication
from storage.publications import PUBLISHED, PublicationDraft
from storage.published_cases import PublishedCase

SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""For what only the official may see who has its address."""


class ResultPages:
    """Home, results, agencies, apologies."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._cards = DrawingCache(kept=60)
        self._photos = DrawingCache(kept=60, thread=in_picture_thread)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the pages."""
        cached = self._portal.cached
        return [
            web.get("/", cached(self.home)),
            web.get("/ket-qua", cached(self.results)),
            web.get("/ket-qua/{code}", cached(self.result)),
            web.get("/ket-qua/{code}/anh.png", cached(self.picture)),
            web.get("/ket-qua/{code}/hinh/{number}.jpg", cached(self.photo)),
            web.get("/ket-qua/{code}/nho.jpg", cached(self.small_photo)),
            web.get("/co-quan", cached(self.agencies)),
            web.get("/co-quan/{code}", cached(self.agency)),
            web.get("/loi-xin-loi", cached(self.apologies)),
            web.get("/nhung", cached(self.embedded)),
            web.get("/xem-truoc/{token}", self.preview),
            web.get("/xem-truoc/{token}/hinh/{number}.jpg", self.preview_photo),
            web.get("/static/{name}", self._portal.pages.static),
            web.get("/favicon.ico", self._portal.pages.favicon),
        ]

    async def home(self, _request: web.Request) -> web.Response:
        """What this is and where to begin."""
        portal = self._portal
        telegram = portal.links.get("telegram", "")
        return portal.page(
            "home.html",
            "/",
            telegram_url=f"{telegram}gopy" if telegram else "",
            zalo_url=portal.zalo_url,
            **await self._figures(),
            newest=await portal.newest(ResultsQuery(), size=3),
        )

    async def _figures(self, agency: str = "") -> dict[str, Any]:
        """What the block of figures shows, of an agency or of all."""
        portal = self._portal
        async with portal.db.read() as db:
            published = await public_totals.published_totals(db, agency)
        totals = await portal.figures.totals(portal.clock.now(), agency)
        return {"totals": totals, "published": published}

    async def results(self, request: web.Request) -> web.Response:
        """Published results, newest first; searched with or without diacritics, filtered."""
        portal = self._portal
        wanted = results_query.read_results_query(portal.office, request.query)
        page = results_query.results_page_number(request.query)
        found = await portal.found(wanted, page)
        total = min(found.total, MOST_RESULTS)
        async with portal.db.read() as db:
            today = local_date(portal.clock.now())
            head = await audit_log.published_log_anchor(db, today)
            staff_head = await staff_log.published_staff_log_anchor(db, today)
        return portal.page(
            "results.html",
            wanted.at(page),
            log_head=head,
            staff_log_head=staff_head,
            results=found.results,
            asked=wanted,
            page=page,
            pages=max(1, -(-total // PER_PAGE)),
            total=total,
            more=found.total > MOST_RESULTS,
            since=found.since,
            older=wanted._replace(den=str(found.since)).at(1) if found.since else "",
        )

    async def result(self, request: web.Request) -> web.Response:
        """One case; what was taken down keeps its reason (410), the unknown is not found."""
        result, _, again = await self._portal.result(request.match_info["code"])
        path = f"/ket-qua/{result.code}"
        status = 410 if result.gone else 200
        return self._portal.page(
            "result.html",
            path,
            status=status,
            result=result,
            photos_at=path,
            again=again,
            preview=False,
        )

    async def preview(self, request: web.Request) -> web.Response:
        """The same page as it would be, for the official who has its secret address."""
        portal, token = self._portal, request.match_info["token"]
        now = portal.clock.now()
        async with portal.db.read() as db:
            case, proposal = await self._draft(db, token)
            checked = await redacted_page.redact_page(
                db, portal.office, portal.texts, case, proposal
            )
        facts = {**checked.page._asdict(), "photos": list(checked.page.photos)}
        row = Publication(
            case_id=case.id,
            code="",
            state=PUBLISHED,
            field=case.field,
            agency=case.agency,
            received_at=public_receipt(case.received_at, week_only=not checked.page.commune),
            published_at=now,
            changed_at=now,
            note="",
            **facts,
        )
        result = portal.shower.result(PublishedCase(row, None))
        response = portal.page(
            "result.html",
            "/ket-qua",
            result=result,
            photos_at=f"/xem-truoc/{token}",
            again=False,
            preview=True,
        )
        response.headers.update(SECRET)
        return response

    async def _draft(self, db: AsyncSession, token: str) -> tuple[Case, PublicationDraft]:
        found = await publications.publication_draft_by_token(db, token, self._portal.clock.now())
        if found is None:
            raise web.HTTPNotFound
        return found

    async def preview_photo(self, request: web.Request) -> web.Response:
        """A photo chosen in a draft, as strangers would see it."""
        async with self._portal.db.read() as db:
            _, proposal = await self._draft(db, request.match_info["token"])
        response = await self._photo(proposal.photos, request.match_info["number"])
        response.headers.update(SECRET)
        return response

    async def photo(self, request: web.Request) -> web.Response:
        """A photo a person chose to publish: its pixels, and nothing else that was in the file."""
        _, photos, _ = await self._portal.result(request.match_info["code"])
        return await self._photo(photos, request.match_info["number"])

    async def small_photo(self, request: web.Request) -> web.Response:
        """The first of them as lists show it."""
        _, photos, _ = await self._portal.result(request.match_info["code"])
        return await self._photo(photos, "1", result_images.SMALL)

    async def _photo(
        self, photos: Sequence[str], number: str, widest: int = result_images.WIDEST
    ) -> web.Response:
        if not number.isdecimal() or not 1 <= int(number[:3]) <= len(photos):
            raise web.HTTPNotFound
        sha256 = photos[int(number[:3]) - 1]
        body = await self._photos(f"{sha256} {widest}", lambda: self._stripped(sha256, widest))
        if not body:
            raise web.HTTPNotFound
        return web.Response(body=body, content_type="image/jpeg")

    def _stripped(self, sha256: str, widest: int) -> bytes:
        try:
            return result_images.stripped_photo(self._portal.read_file(sha256), widest)
        except FileNotFoundError:
            return b""

    async def picture(self, request: web.Request) -> web.Response:
        """The picture of a result, to be shared."""
        result, _, _ = await self._portal.result(request.match_info["code"])
        if result.gone:
            raise web.HTTPNotFound
        made_from = f"{result.code} {result.changed_at}"
        body = await self._cards(
            made_from, lambda: result_images.result_card_png(self._portal, result)
        )
        return web.Response(body=body, content_type="image/png")

    async def agencies(self, _request: web.Request) -> web.Response:
        """All agencies that answer."""
        shown = [a for a in self._portal.office.agencies.values() if a.handles]
        return self._portal.page("agencies.html", "/co-quan", agencies=shown)

    async def agency(self, request: web.Request) -> web.Response:
        """One agency: its figures and its newest results."""
        portal = self._portal
        agency = portal.office.agencies.get(request.match_info["code"].upper())
        if agency is None:
            raise web.HTTPNotFound
        wanted = ResultsQuery(co_quan=agency.code)
        newest = await portal.newest(wanted, size=10)
        path = f"/co-quan/{agency.code.lower()}"
        figures = await self._figures(agency.code)
        return portal.page(
            "agency.html", path, agency=agency, results=newest, asked=wanted, **figures
        )

    async def apologies(self, _request: web.Request) -> web.Response:
        """How often each agency was late and apologised for it, and the late results in public."""
        portal = self._portal
        late = await portal.figures.lateness(portal.clock.now())
        rows = [(portal.shower.agency(code), line) for code, line in late.agencies.items()]
        results = await portal.newest(ResultsQuery(han="tre"), size=10)
        context = {"results": results, "rows": rows, "lateness": late}
        return portal.page("apologies.html", "/loi-xin-loi", **context)

    async def embedded(self, request: web.Request) -> web.Response:
        """The newest results as a block for other pages (`<iframe>`); may be framed anywhere."""
        portal = self._portal
        wanted = results_query.read_results_query(portal.office, request.query)
        response = portal.page(
            "embedded.html", "/ket-qua", results=await portal.newest(wanted, size=5), asked=wanted
        )
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = policy.replace(
            "frame-ancestors 'self'", "frame-ancestors *"
        )
        return response
