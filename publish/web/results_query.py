"""What a stranger asked the list for: read from an address, written into one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from rules.local_time import ZONE
from rules.office import Office
from rules.text import split_words, to_nfc
from rules.timeline import EXTENDED, LATE, ON_TIME
from storage.publication_search import PublicationQuery

MOST_WORDS = 8
"""Words of a search that are looked for: each is a walk of its own."""
MOST_RESULTS = 2000
"""Results one can turn the pages of; the open data has all."""
PER_PAGE = 20
"""Results."""
TIMES = {"dung": ON_TIME, "gia-han": EXTENDED, "tre": LATE}
STATES = {"xong": False, "xem-lai": True}
"""Whether the case is open again."""


class ResultsQuery(NamedTuple):
    """The list's question, by the names its address uses; what makes no sense is left out."""

    q: str = ""
    co_quan: str = ""
    linh_vuc: str = ""
    xa: str = ""
    tinh_trang: str = ""
    han: str = ""
    tu: str = ""
    den: str = ""

    @property
    def address(self) -> str:
        """The query string, without what was not asked; empty for everything."""
        asked = {name: value for name, value in self._asdict().items() if value}
        return f"?{urlencode(asked)}" if asked else ""

    def at(self, page: int) -> str:
        """The same list on another page."""
        if page == 1:
            return f"/ket-qua{self.address}"
        return f"/ket-qua{self.address}{'&' if self.address else '?'}trang={page}"

    @property
    def wanted(self) -> PublicationQuery:
        """The same, as storage is asked."""
        since, until = _day(self.tu), _day(self.den)
        return PublicationQuery(
            words=tuple(split_words(self.q)[:MOST_WORDS]),
            agency=self.co_quan,
            field=self.linh_vuc,
            commune=self.xa,
            punctuality=TIMES.get(self.han, ""),
            again=STATES.get(self.tinh_trang),
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


def read_results_query(office: Office, query: Mapping[str, str]) -> ResultsQuery:
    """What an address asks for. Anything that is no code or date of ours counts as not asked."""
    known: dict[str, Mapping[str, object]] = {
        "co_quan": office.agencies,
        "linh_vuc": office.fields,
        "xa": office.communes,
        "tinh_trang": STATES,
        "han": TIMES,
    }
    codes = {
        name: query.get(name, "") if query.get(name, "") in among else ""
        for name, among in known.items()
    }
    return ResultsQuery(
        q=" ".join(to_nfc(query.get("q", "")[: office.limits.characters.search_most]).split()),
        tu=str(_day(query.get("tu", "")) or ""),
        den=str(_day(query.get("den", "")) or ""),
        **codes,
    )


def results_page_number(query: Mapping[str, str]) -> int:
    """The page asked for, from 1 to the last there can be."""
    asked = query.get("trang", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    return min(max(page, 1), MOST_RESULTS // PER_PAGE)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if 2000 < day.year < 2200 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
