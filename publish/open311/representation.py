"""What Open311 says of the office's services and cases: only dates, codes and public words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from bot.texts import Texts
from publish.web.published_case import ResultPresenter
from rules.lifecycle import CLOSED, MOVES, OUTCOMES
from rules.local_time import ZONE, local_date
from rules.office import Office
from rules.office_directory import Field
from rules.timeline import Episode
from storage.models import Case, CaseEvent, Publication
from storage.open311_queries import PublicRequest
from storage.publications import PUBLISHED

LONGEST = 4000
"""Characters of a description (GeoReport v2)."""
MOST_KEYWORDS = 12
"""Phrases of a field that are shown."""
LISTED = ("consent", "publish", "about", "no_complaint")
"""Attributes whose values are few and written down under `[open311]` in messages_vi."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "consent": ("yes",),
    "publish": ("yes", "no"),
    "about": ("conduct", "rule", "other"),
    "no_complaint": ("yes",),
}
REQUIRED = ("consent",)
ATTRIBUTES = ("notice", "consent", "publish", "commune", "residence", "about", "no_complaint")

Open311Row = dict[str, Any]


class Open311Presenter:
    """Turns what the office has into what the standard says."""

    def __init__(self, office: Office, texts: Texts, shower: ResultPresenter) -> None:
        self._office = office
        self._texts = texts
        self._shower = shower

    def service(self, field: Field) -> Open311Row:
        """One entry of the service list."""
        return {
            "service_code": field.code,
            "service_name": field.name,
            "description": self._texts("open311.service", field=field.name),
            "metadata": True,
            "type": "realtime",
            "keywords": ", ".join(field.words[:MOST_KEYWORDS]),
            "group": self._shower.agency(field.agency),
        }

    def definition(self, field: Field) -> Open311Row:
        """What a service asks besides the standard's own arguments."""
        attributes = [self._attribute(code, at) for at, code in enumerate(ATTRIBUTES, 1)]
        return {"service_code": field.code, "attributes": attributes}

    def _attribute(self, code: str, order: int) -> Open311Row:
        values = self._values(code)
        attribute: Open311Row = {
            "variable": code != "notice",
            "code": code,
            "datatype": "singlevaluelist" if values else "string",
            "required": code in REQUIRED,
            "datatype_description": None,
            "order": order,
            "description": self._description(code),
        }
        return {**attribute, "values": values} if values else attribute

    def _values(self, code: str) -> list[dict[str, str]]:
        if code == "commune":
            return [
                {"key": key, "name": f"{commune.kind} {commune.name}"}
                for key, commune in self._office.communes.items()
            ]
        return [
            {"key": value, "name": self._texts(f"open311.attribute.{code}.{value}")}
            for value in CHOICES.get(code, ())
        ]

    def _description(self, code: str) -> str:
        if code != "notice":
            return self._texts(f"open311.attribute.{code}.ask")
        return self._texts(
            "open311.notice",
            office=self._office.name,
            desk=self._office.desk,
            keep=self._office.consent.keep,
        )

    def public(self, found: PublicRequest) -> Open311Row:
        """A published case as strangers may read it."""
        row, answered = found
        closed_on = local_date(row.answered_at) if answered else local_date(row.changed_at)
        return {
            **self._request(row.code, row.field, row.agency, answered=answered),
            "status_notes": row.answer if answered else self._texts("site.result.again"),
            "description": row.question[:LONGEST],
            "service_notice": self._notice(expected=self._shower.due_expected(row)),
            "requested_datetime": w3c_day(local_date(row.received_at)),
            "updated_datetime": w3c_day(closed_on),
            "expected_datetime": self._end_of(row.due_on) if row.commune else None,
            "address": self._shower.place(row.commune),
            "address_id": row.commune or None,
            "media_url": f"{self._shower.base_url}/ket-qua/{row.code}" if row.photos else None,
        }

    def own(
        self, case: Case, changed: datetime, due: Episode | None, answer: str, today: date
    ) -> Open311Row:
        """A case as the system that filed it may read it."""
        return {
            **self._request(case.code, case.field, case.agency, answered=case.status in CLOSED),
            "status_notes": answer or self._status(case),
            "description": case.text[:LONGEST],
            "service_notice": self._notice(expected=bool(due and _may_move(due, today))),
            "requested_datetime": w3c_moment(case.received_at),
            "updated_datetime": w3c_moment(changed),
            "expected_datetime": self._expected(due) if due else None,
            "address": case.place or self._shower.place(case.commune),
            "address_id": case.commune or None,
            "lat": case.latitude,
            "long": case.longitude,
        }

    def _request(self, code: str, field: str, agency: str, *, answered: bool) -> Open311Row:
        """Every member the standard names, in its order."""
        return {
            "service_request_id": code,
            "status": "closed" if answered else "open",
            "status_notes": None,
            "service_name": self._shower.field(field),
            "service_code": field,
            "description": None,
            "agency_responsible": self._shower.agency(agency),
            "service_notice": None,
            "requested_datetime": None,
            "updated_datetime": None,
            "expected_datetime": None,
            "address": None,
            "address_id": None,
            "zipcode": None,
            "lat": None,
            "long": None,
            "media_url": None,
        }

    def _status(self, case: Case) -> str:
        return self._texts(f"desk.status.{case.status}", agency=self._shower.agency(case.agency))

    def _notice(self, *, expected: bool) -> str | None:
        """The standard has no room at the date itself for how sure it is."""
        return self._texts("open311.due.expected") if expected else None

    def _expected(self, due: Episode) -> str:
        """The hour danger has, else the end of the last day."""
        return w3c_moment(due.until) if due.until else self._end_of(due.due)

    def _end_of(self, due: date) -> str:
        closing = time.fromisoformat(self._office.calendar.closing)
        return w3c_moment(datetime.combine(due, closing, ZONE))

    def updates(
        self, found: PublicRequest, since: datetime, until: datetime
    ) -> Iterator[Open311Row]:
        """What became public of a case in some days: its answer, a correction, that it is gone."""
        row, answered = found
        if row.state == PUBLISHED and since <= row.published_at <= until:
            yield self._update(f"{row.code}.1", row, row.published_at, row.answer, closed=True)
        if row.changed_at > row.published_at and since <= row.changed_at <= until:
            words = row.note or row.answer
            # Of a day only; by its words another change of that day is told from it.
            which = f"{local_date(row.changed_at):%Y%m%d}-{sha256(words.encode()).hexdigest()[:8]}"
            yield self._update(f"{row.code}.{which}", row, row.changed_at, words, closed=answered)

    def _update(
        self, update_id: str, row: Publication, at: datetime, words: str, *, closed: bool
    ) -> Open311Row:
        return {
            "update_id": update_id,
            "service_request_id": row.code,
            "status": "closed" if closed else "open",
            "updated_datetime": w3c_day(local_date(at)),
            "description": words,
            "media_url": None,
        }

    def step(self, event: CaseEvent, case: Case, answer: str) -> Open311Row:
        """What happened to a case, for the system that filed it."""
        agency = self._shower.agency(str(event.data.get("agency") or case.agency))
        told = self._texts(f"tracking.step.{event.action}", agency=agency)
        return {
            # Not the line's id: that counts what happened to all cases.
            "update_id": f"{case.code}.{event.hash[:16]}",
            "service_request_id": case.code,
            "status": "closed" if MOVES[event.action].ends in CLOSED else "open",
            "updated_datetime": w3c_moment(event.at),
            "description": answer if event.action in OUTCOMES and answer else told,
            "media_url": None,
        }


STEPS = ("forward", "accept", "ask", "answer", "approve", "decide_appeal", "refuse", "redirect",
         "give_up", "withdraw", "reopen", "appeal", "merge", "send_back")  # fmt: skip
"""Moves the system that filed a case is told of."""


def _may_move(due: Episode, today: date) -> bool:
    """Whether the date is only expected: hours of danger depend on no calendar."""
    return due.until is None and due.answer.expected(today)


def w3c_moment(moment: datetime) -> str:
    """A moment as the W3 note on dates writes it, where the office is."""
    return moment.astimezone(ZONE).isoformat(timespec="seconds")


def w3c_day(on: date) -> str:
    """A day of which the hour is nobody's business: its beginning."""
    return datetime.combine(on, time(), ZONE).isoformat(timespec="seconds")
