"""What another system asks the list of requests for: which days, services, status, and page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.texts import Texts
from publish.open311.wire import Open311Error, Open311Fault
from rules.local_time import ZONE, local_date
from storage.open311_queries import PublicRequestQuery

SPAN = timedelta(days=90)
MOST = 1000
"""Requests in one answer (GeoReport v2, Response Volume)."""
LAST_PAGE = 1000
MOST_NAMES = 200
"""Names in one list of an address."""
STATUSES = {"open": False, "closed": True}


class TimeQuery(NamedTuple):
    """A time, both ends included, and which page of what falls into it."""

    since: datetime
    until: datetime
    offset: int
    limit: int


class RequestsQuery(NamedTuple):
    """Which public requests are wanted."""

    range: PublicRequestQuery
    offset: int
    limit: int


def read_time_query(texts: Texts, query: Mapping[str, str], now: datetime) -> TimeQuery:
    """The time asked for; at most 90 days, the latest ones unless told. Raises Open311Error."""
    since, until = (_moment(texts, query, name) for name in ("start_date", "end_date"))
    if since and until and until - since > SPAN:
        raise Open311Error(Open311Fault(400, texts("open311.error.span", days=SPAN.days)))
    if until is None:
        until = min(since + SPAN, now) if since else now
    size = _number(query, "page_size", MOST, MOST)
    page = _number(query, "page", 1, LAST_PAGE)
    return TimeQuery(since or until - SPAN, until, (page - 1) * size, size)


def read_requests_query(texts: Texts, query: Mapping[str, str], now: datetime) -> RequestsQuery:
    """Which requests are wanted. Raises Open311Error for what cannot be understood.

    In public a case was received on a day, at its beginning: of the hours only days are left.
    """
    wanted = read_time_query(texts, query, now)
    first = local_date(wanted.since)
    if wanted.since > _midnight(first):
        first += timedelta(days=1)
    last = local_date(wanted.until) + timedelta(days=1)
    statuses = set(comma_separated(query, "status"))
    if statuses - STATUSES.keys():
        raise Open311Error(Open311Fault(400, texts("open311.error.status")))
    answered = STATUSES[statuses.pop()] if len(statuses) == 1 else None
    fields = comma_separated(query, "service_code")
    found = PublicRequestQuery(_midnight(first), _midnight(last), fields, answered)
    return RequestsQuery(found, wanted.offset, wanted.limit)


def comma_separated(query: Mapping[str, str], name: str) -> list[str]:
    """Several values in one argument, with commas between."""
    given = (part.strip() for part in query.get(name, "").split(",", MOST_NAMES))
    return [part for part in given if part][:MOST_NAMES]


def _moment(texts: Texts, query: Mapping[str, str], name: str) -> datetime | None:
    # A plus sign that was not escaped arrives as a space.
    text = query.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text[:40])
        if moment.tzinfo is None or not 2000 < moment.year < 2200:
            raise ValueError(name)
    except ValueError:
        raise Open311Error(Open311Fault(400, texts("open311.error.date", name=name))) from None
    return moment


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, "")
    known = text.isascii() and text.isdecimal() and len(text) < 8
    return min(max(int(text), 1), most) if known else default


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), ZONE)
