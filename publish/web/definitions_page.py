"""/cach-tinh: every public figure with its formula, its words and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from aiohttp import web

from publish.reports import report_tables
from publish.web.open_data import COLUMNS
from publish.web.portal import Portal
from rules.lifecycle import CLOSED, OPEN

SUMS: Final[dict[str, tuple[str, ...]]] = {
    "came": ("new", "reopened", "brought_back", "included"),
    "arrived": ("carried", "came"),
    "other": ("refused", "redirected", "ended"),
    "closed": ("on_time", "extended", "late", "other"),
    "standing": ("in_time", "due_soon", "paused"),
    "open": ("standing", "overdue"),
}
"""Counts that are sums of others."""
LOG: Final[dict[str, tuple[str, ...]]] = {
    "new": ("receive",),
    "reopened": ("reopen", "appeal"),
    "brought_back": ("send_back", "unmerge"),
    "included": ("unseal",),
    "excluded": ("seal",),
    **dict.fromkeys(("on_time", "extended", "late"), ("answer", "approve", "decide_appeal")),
    "refused": ("refuse", "give_up"),
    "redirected": ("redirect", "pass_on"),
    "ended": ("withdraw", "merge"),
    "paused": ("ask",),
    "late_forward": ("forward",),
    **dict.fromkeys(("told_leader", "told_office", "told_chair"), ("escalate",)),
    "published": ("publish",),
    "public": ("publish", "unpublish", "withhold"),
    **dict.fromkeys(("apologised", "promised"), ("apologise",)),
    "broken": ("promise_broken",),
    "solved": ("solve",),
    **dict.fromkeys(("resolved", "unresolved"), ("verdict",)),
    **dict.fromkeys(("rated", "satisfied", "dissatisfied"), ("rate",)),
}
"""Lines of a case's log a count is made of; others are what stands between them, by the terms."""
RATINGS: Final = (
    *("overall", "factor", "criterion", "counter", "agency", "commune", "answers_by_agency"),
    *("people", "dissatisfied", "interval", "marked", "turnout", "survey", "verdict"),
)
PUBLIC: Final = (
    *("received", "open", "published", "on_time", "extended", "late"),
    *("settled", "filing", "apologised"),
)


class FigureDefinition(NamedTuple):
    """One figure: what it is called, how it is counted, from what."""

    code: str
    name: str
    meaning: str
    formula: str = ""
    source: str = ""


class DefinitionsPage:
    """Report, chat, pages, data and Open311 call figures by these names and words."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._texts = portal.texts

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the page and of the same as data."""
        cached = self._portal.cached
        return [
            web.get("/cach-tinh", cached(self.page)),
            web.get("/cach-tinh.json", cached(self.json)),
        ]

    async def page(self, _request: web.Request) -> web.Response:
        """All figures, by where they stand."""
        return self._portal.page("definitions.html", "/cach-tinh", groups=self.groups())

    async def json(self, _request: web.Request) -> web.Response:
        """The same for programs."""
        groups = self.groups()
        content = {name: [one._asdict() for one in found] for name, found in groups.items()}
        return web.json_response(content, headers={"Access-Control-Allow-Origin": "*"})

    def groups(self) -> dict[str, list[FigureDefinition]]:
        """Every definition, by the part of the page it stands in."""
        return {
            "cases": list(self._cases()),
            "public": [self._own("public", code) for code in PUBLIC],
            "ratings": [self._own("ratings", code) for code in RATINGS],
            "data": [
                FigureDefinition(code, code, self._texts(f"site.data.column.{code}"))
                for code in COLUMNS
            ],
            "open311": [
                FigureDefinition(
                    status, status, self._texts(f"definitions.open311.{status}"), " ".join(of)
                )
                for status, of in (("open", OPEN), ("closed", CLOSED))
            ],
        }

    def _cases(self) -> Iterator[FigureDefinition]:
        """As reports and `/solieu` have them, in the order of a report."""
        office, texts = self._portal.office, self._texts
        values: dict[str, Any] = {
            "very_late_days": office.deadlines["very_late"].days,
            "forward_days": office.deadlines["forward"].days,
            "minimum": office.ratings.honesty.minimum,
        }
        for code in report_tables.rows_of_report():
            parts = [texts(f"report.column.{one}") for one in SUMS.get(code, ())]
            yield FigureDefinition(
                code,
                texts(f"report.column.{code}"),
                texts(f"report.meaning.{code}", **values),
                " + ".join(parts),
                ", ".join(LOG.get(code, ())),
            )

    def _own(self, part: str, code: str) -> FigureDefinition:
        honesty = self._portal.office.ratings.honesty
        words = self._texts(
            f"definitions.{part}.{code}",
            minimum=honesty.minimum,
            step=self._portal.office.publishing.least_group,
        )
        name, _, meaning = words.partition(": ")
        return FigureDefinition(code, name, meaning)
