"""Open311 GeoReport v2 under /open311: other systems read what is public, and file cases.

http://wiki.open311.org/GeoReport_v2, http://wiki.open311.org/Service_Discovery; updates as
FixMyStreet proposes them (Open311-FMS, GET Service Request Updates).
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from publish.open311.filer import Open311Inbox, RequestFiler
from publish.open311.query import comma_separated, read_requests_query, read_time_query
from publish.open311.representation import STEPS, Open311Presenter, Open311Row, w3c_moment
from publish.open311.wire import Open311Error, Open311Fault, open311_errors, open311_response
from publish.web.page_cache import PageCache
from publish.web.portal import Portal
from rules.answer_term import answer_rule_for
from rules.lifecycle import OUTCOMES
from rules.local_time import local_date
from rules.log_reading import episodes_now
from rules.public_dates import public_day
from rules.timeline import Moment
from storage import api_submissions, case_answers, case_events, open311_queries
from storage.models import ApiKey, Case, CaseEvent

FORMATS = ("text/xml", "application/json")

Open311Answer = Callable[[web.Request], Awaitable[tuple[str, Any]]]
"""Makes the name of the root element and the value."""


class Open311Endpoints:
    """The standard's methods; each address ends in `.xml` or `.json`."""

    def __init__(self, portal: Portal, door: Open311Inbox) -> None:
        self._portal = portal
        self._filer = RequestFiler(portal, door)
        # Services may change with every start: whoever kept the list must fetch it anew.
        self._since = w3c_moment(portal.clock.now())

    @property
    def _said(self) -> Open311Presenter:
        """Puts cases into the standard's words, as of today."""
        return Open311Presenter(self._portal.office, self._portal.texts, self._portal.shower)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the standard."""
        form, v2 = "{form:xml|json}", "/open311/v2"
        small, large = PageCache(kept=100), PageCache(kept=8)
        reads: dict[str, tuple[PageCache, Open311Answer]] = {
            f"/open311/discovery.{form}": (small, self.discovery),
            f"{v2}/services.{form}": (small, self.services),
            f"{v2}/services/{{code}}.{form}": (small, self.definition),
            f"{v2}/requests.{form}": (large, self.requests),
            f"{v2}/requests/{{code}}.{form}": (small, self.request),
            f"{v2}/tokens/{{token}}.{form}": (small, self.token),
            f"{v2}/servicerequestupdates.{form}": (large, self.updates),
        }
        return [
            *(web.get(at, kept(self._answered(answer))) for at, (kept, answer) in reads.items()),
            web.post(f"{v2}/requests.{form}", self._answered(self.file)),
            web.get("/open311/{rest:.*}", self._answered(self.nothing)),
        ]

    def _answered(self, answer: Open311Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The answer in the format asked for, or the standard's errors."""

        @functools.wraps(answer)
        async def handler(request: web.Request) -> web.Response:
            form = request.match_info.get("form", "xml")
            try:
                self._check_jurisdiction(request.query)
                answered = open311_response(form, *await answer(request))
            except Open311Error as error:
                answered = open311_errors(form, error.faults)
            if request.query.get("api_key"):
                answered.headers["Cache-Control"] = "no-store"
            return answered

        return handler

    async def discovery(self, _request: web.Request) -> tuple[str, Open311Row]:
        """Where the methods are, in which formats, and how to get a key."""
        texts, office = self._portal.texts, self._portal.office
        endpoint = {
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": f"{self._portal.base_url}/open311/v2",
            "changeset": self._since,
            "type": "production",
            "formats": list(FORMATS),
        }
        where = {"desk": office.desk, "address": office.address}
        return "discovery", {
            "changeset": self._since,
            "contact": texts("open311.contact", **where),
            "key_service": texts("open311.key_service", **where),
            "endpoints": [endpoint],
        }

    async def services(self, _request: web.Request) -> tuple[str, list[Open311Row]]:
        """Everything people may write about."""
        fields = self._portal.office.fields.values()
        return "services", [self._said.service(field) for field in fields]

    async def definition(self, request: web.Request) -> tuple[str, Open311Row]:
        """What one service asks besides: consent above all."""
        code = request.match_info["code"]
        field = self._portal.office.fields.get(code)
        if field is None:
            raise self._fault(404, "service_unknown", code=code[:40])
        return "service_definition", self._said.definition(field)

    async def requests(self, request: web.Request) -> tuple[str, list[Open311Row]]:
        """Published cases, the latest received first: by code, or by service, status and day."""
        query, texts, now = request.query, self._portal.texts, self._portal.clock.now()
        if query.get("service_request_id"):
            codes = comma_separated(query, "service_request_id")
            return "service_requests", await self._by_codes(codes, query)
        wanted = read_requests_query(texts, query, now)
        async with self._portal.db.read() as db:
            found = await open311_queries.public_requests_received(
                db, wanted.range, offset=wanted.offset, limit=wanted.limit
            )
        return "service_requests", [self._said.public(row) for row in found]

    async def request(self, request: web.Request) -> tuple[str, list[Open311Row]]:
        """One published case; or one that the system with this key filed."""
        code = request.match_info["code"]
        rows = await self._by_codes([code.upper()], request.query)
        if not rows:
            raise self._fault(404, "request_unknown", code=code[:40])
        return "service_requests", rows

    async def _by_codes(self, codes: list[str], query: Mapping[str, str]) -> list[Open311Row]:
        key = await self._key(query) if query.get("api_key") else None
        async with self._portal.db.read() as db:
            filed = await open311_queries.cases_submitted_with_key(db, key.id, codes) if key else []
            own = [await self._own(db, case) for case in filed]
            rest = set(codes) - {case.code for case in filed}
            public = await open311_queries.public_requests_by_codes(db, sorted(rest))
        return own + [self._said.public(row) for row in public]

    async def _own(self, db: AsyncSession, case: Case) -> Open311Row:
        log = [
            Moment(line.at, line.action, line.data)
            for line in await case_events.events_of_case(db, case)
        ]
        office, now = self._portal.office, self._portal.clock.now()
        rule = answer_rule_for(office, case.field, case.deadline, urgent=case.urgent)
        due = episodes_now(office, rule, log, now)[-1] if case.kind == "report" else None
        return self._said.own(case, log[-1].at, due, await _answer(db, case), local_date(now))

    async def token(self, request: web.Request) -> tuple[str, list[Open311Row]]:
        """The code of a case that took longer to file than its sender waited."""
        token = request.match_info["token"]
        async with self._portal.db.read() as db:
            outcome = await api_submissions.outcome_of_submission(db, token)
        if outcome is None:
            raise self._fault(404, "token_unknown")
        if not outcome.code:
            raise Open311Error(Open311Fault(400, outcome.notice))
        return "service_requests", [{"service_request_id": outcome.code, "token": token}]

    async def updates(self, request: web.Request) -> tuple[str, list[Open311Row]]:
        """What became public in a time, oldest first; with a key, what happened to its cases."""
        wanted = read_time_query(self._portal.texts, request.query, self._portal.clock.now())
        since, until = wanted.since, wanted.until
        page = {"offset": wanted.offset, "limit": wanted.limit}
        rows: list[Open311Row] = []
        if request.query.get("api_key"):
            key = await self._key(request.query)
            async with self._portal.db.read() as db:
                found = await open311_queries.events_of_submitted_cases(
                    db, key.id, since, until, actions=STEPS, **page
                )
                rows = [await self._step(db, event, case) for event, case in found]
        else:
            # Whole days: asked by the minute, it would tell the minute.
            since, until = public_day(since), public_day(until) + timedelta(days=1)
            async with self._portal.db.read() as db:
                changed = await open311_queries.public_requests_changed(db, since, until, **page)
            rows = [row for one in changed for row in self._said.updates(one, since, until)]
        return "service_request_updates", rows

    async def _step(self, db: AsyncSession, event: CaseEvent, case: Case) -> Open311Row:
        answer = await _answer(db, case) if event.action in OUTCOMES else ""
        return self._said.step(event, case, answer)

    async def file(self, request: web.Request) -> tuple[str, list[Open311Row]]:
        """File a case; answers with its code, or with a token when that takes long."""
        given = await self._filer.form(request)
        self._check_jurisdiction(given)
        key = await self._key({**request.query, **given})
        return "service_requests", [await self._filer.file(given, key)]

    async def nothing(self, _request: web.Request) -> tuple[str, Open311Row]:
        """What the standard does not know."""
        raise self._fault(404, "no_method")

    async def _key(self, given: Mapping[str, str]) -> ApiKey:
        async with self._portal.db.read() as db:
            key = await api_submissions.api_key_by_secret(db, given.get("api_key", ""))
        if key is None:
            raise self._fault(403, "key")
        return key

    def _check_jurisdiction(self, given: Mapping[str, str]) -> None:
        wanted = given.get("jurisdiction_id", "")
        if wanted and wanted != self._portal.office.website:
            raise self._fault(404, "jurisdiction", known=self._portal.office.website)

    def _fault(self, status: int, name: str, **values: object) -> Open311Error:
        return Open311Error(
            Open311Fault(status, self._portal.texts(f"open311.error.{name}", **values))
        )


async def _answer(db: AsyncSession, case: Case) -> str:
    answer = await case_answers.answer_of_case(db, case)
    return answer.text if answer else ""
