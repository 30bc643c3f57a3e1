"""Atom (RFC 4287) and JSON Feed 1.1 of the list, of an agency, of any search."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from aiohttp import web

from publish.web import results_query
from publish.web.portal import Portal
from publish.web.published_case import PublishedResult
from publish.web.results_query import ResultsQuery
from rules.public_dates import public_day

ENTRIES = 50
ATOM = "http://www.w3.org/2005/Atom"


class Feeds:
    """The same question as the list, answered for machines."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the feeds."""
        cached = self._portal.cached
        return [
            web.get("/ket-qua.atom", cached(self.atom)),
            web.get("/ket-qua.json", cached(self.json)),
        ]

    async def atom(self, request: web.Request) -> web.Response:
        """Atom."""
        wanted = results_query.read_results_query(self._portal.office, request.query)
        entries = await self._portal.newest(wanted, size=ENTRIES)
        body = ET.tostring(self._feed(wanted, entries), encoding="utf-8", xml_declaration=True)
        return web.Response(body=body, content_type="application/atom+xml", charset="utf-8")

    async def json(self, request: web.Request) -> web.Response:
        """JSON Feed."""
        portal = self._portal
        wanted = results_query.read_results_query(portal.office, request.query)
        entries = await portal.newest(wanted, size=ENTRIES)
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self._title(wanted),
            "home_page_url": f"{portal.base_url}/ket-qua{wanted.address}",
            "feed_url": f"{portal.base_url}/ket-qua.json{wanted.address}",
            "language": "vi",
            "authors": [{"name": portal.office.name}],
            "items": [self._item(result) for result in entries],
        }
        return web.json_response(feed, content_type="application/feed+json")

    def _title(self, wanted: ResultsQuery) -> str:
        shower, texts = self._portal.shower, self._portal.texts
        parts = [
            texts("site.results.title"),
            shower.agency(wanted.co_quan) if wanted.co_quan else "",
            shower.field(wanted.linh_vuc) if wanted.linh_vuc else "",
            f"“{wanted.q}”" if wanted.q else "",
            self._portal.office.name,
        ]
        return " · ".join(part for part in parts if part)

    def _text(self, result: PublishedResult) -> str:
        texts = self._portal.texts
        return "\n\n".join(
            (
                f"{texts('site.result.question')}: {result.question}",
                f"{texts('site.result.answer', agency=result.agency)}: {result.answer}",
            )
        )

    def _feed(self, wanted: ResultsQuery, entries: list[PublishedResult]) -> ET.Element:
        portal = self._portal
        ET.register_namespace("", ATOM)
        feed = ET.Element(f"{{{ATOM}}}feed")
        updated = max((e.changed_at for e in entries), default=portal.clock.now())
        _put(feed, "id", f"{portal.base_url}/ket-qua.atom{wanted.address}")
        _put(feed, "title", self._title(wanted))
        _put(feed, "updated", _day(updated))
        _put(_put(feed, "author", ""), "name", portal.office.name)
        _put(feed, "link", "", href=f"{portal.base_url}/ket-qua{wanted.address}")
        _put(feed, "link", "", rel="self", href=f"{portal.base_url}/ket-qua.atom{wanted.address}")
        for result in entries:
            entry = _put(feed, "entry", "")
            _put(entry, "id", result.url)
            _put(entry, "title", f"{result.field} ({result.code})")
            _put(entry, "link", "", href=result.url)
            _put(entry, "published", _day(result.published_at))
            _put(entry, "updated", _day(result.changed_at))
            _put(entry, "category", "", term=result.field_code, label=result.field)
            _put(entry, "summary", result.excerpt)
            _put(entry, "content", self._text(result), type="text")
        return feed

    def _item(self, result: PublishedResult) -> dict[str, Any]:
        return {
            "id": result.url,
            "url": result.url,
            "title": f"{result.field} ({result.code})",
            "summary": result.excerpt,
            "content_text": self._text(result),
            "image": f"{result.url}/anh.png",
            "date_published": _day(result.published_at),
            "date_modified": _day(result.changed_at),
            "tags": [result.field, result.agency],
        }


def _day(at: datetime) -> str:
    return public_day(at).isoformat()


def _put(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    child.text = xml_text(text) or None
    return child


def xml_text(text: str) -> str:
    """Text without the letters XML 1.0 cannot hold."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r"
        or (letter >= " " and letter not in "\ufffe\uffff" and not "\ud800" <= letter <= "\udfff")
    )
