"""A published case in words: what pages, feeds, data and pictures show of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from bot.texts import Texts
from messages_vi import written
from publish.documents.expected_dates import date_or_expected
from publish.solution_words import solution_in_words
from rules import excerpts, local_time
from rules.citizen_verdict import SAID
from rules.deadline import is_any_day_undecided, working_days_between
from rules.office import Office
from rules.sipas import Score
from rules.timeline import punctuality_of
from storage.models import Publication
from storage.publications import TAKEN_DOWN
from storage.published_cases import PublishedCase


class TimelineStep(NamedTuple):
    """One line of a case's time line; `day` is its number among the working days that counted."""

    name: str
    on: date
    day: int | None
    note: str = ""
    week: bool = False
    """Whether it was some day of the week that begins so."""


class PublishedResult(NamedTuple):
    """A published case: words only, nothing to compute."""

    code: str
    url: str
    """Absolute, and the same for ever."""
    field: str
    field_code: str
    agency: str
    agency_code: str
    place: str
    commune_code: str
    question: str
    answer: str
    title: str
    """What it is called in a list: how its words begin, as strangers may read them."""
    excerpt: str
    answer_excerpt: str
    received_on: date
    """The Monday of the week where `week_only`."""
    week_only: bool
    """Whether few reported, and the days that would lead to one of them are left out."""
    received: str
    """The day or the week in words."""
    forwarded_on: date | None
    answered_on: date
    due_on: date | None
    due_expected: bool
    """Whether it is still to come and rests on days off nobody has decided on yet."""
    due: str
    """It in words, marked where it is only expected."""
    published_at: datetime
    changed_at: datetime
    punctuality: str
    """As reports count it: on_time, extended or late."""
    days: int | None
    """Working days from when it counts as received, or was opened again, to the answer."""
    photos: int
    rating: str
    score: int | None
    note: str
    changed: bool
    gone: bool
    again: bool
    """Whether its case is open again."""
    steps: tuple[TimelineStep, ...]
    verdict: str = ""
    """What whoever reported it says of it: a name of `site.results`, or empty."""
    solution: str = ""
    """What the agency says was or will be done, and that it is sorry where a day was broken."""

    @property
    def published_on(self) -> date:
        """The day strangers could first read it."""
        return local_time.local_date(self.published_at)


class ResultPresenter:
    """Turns rows into results, with the office's names for codes."""

    def __init__(self, office: Office, texts: Texts, base_url: str, today: date) -> None:
        self._office = office
        self._texts = texts
        self.base_url = base_url
        self._today = today

    def result(self, item: PublishedCase) -> PublishedResult:
        """One published case."""
        row = item.publication
        calendar = self._office.calendar
        received, answered = (
            local_time.local_date(row.received_at),
            local_time.local_date(row.answered_at),
        )
        forwarded = local_time.local_date(row.forwarded_at) if row.forwarded_at else None
        opened = row.opened_on or received
        week_only = not row.commune
        expected = self.due_expected(row)
        due = "" if week_only else date_or_expected(self._texts, row.due_on, expected=expected)
        return PublishedResult(
            code=row.code,
            url=f"{self.base_url}/ket-qua/{row.code}",
            field=self.field(row.field),
            field_code=row.field,
            agency=self.agency(row.agency),
            agency_code=row.agency,
            place=self.place(row.commune),
            commune_code=row.commune,
            question=row.question,
            answer=row.answer,
            title=excerpts.title_of(row.question),
            excerpt=excerpts.excerpt_of(row.question),
            answer_excerpt=excerpts.excerpt_of(row.answer),
            received_on=received,
            week_only=week_only,
            received=self._texts("site.result.week", monday=received)
            if week_only
            else written(received),
            forwarded_on=forwarded,
            answered_on=answered,
            due_on=None if week_only else row.due_on,
            due_expected=expected,
            due=due,
            published_at=row.published_at,
            changed_at=row.changed_at,
            punctuality=punctuality_of(on_time=row.on_time, extended=row.extended),
            days=None if week_only else max(0, working_days_between(opened, answered, calendar)),
            photos=len(row.photos),
            rating=self._texts(f"rating.label.{Score(item.score).code}") if item.score else "",
            score=item.score,
            verdict=item.verdict if item.verdict in SAID else "",
            solution=solution_in_words(self._texts, item.solution, self._today),
            note=row.note,
            changed=bool(row.note),
            gone=row.state == TAKEN_DOWN,
            again=item.again,
            steps=self._steps(item, received, forwarded, answered),
        )

    def _steps(
        self, item: PublishedCase, received: date, forwarded: date | None, answered: date
    ) -> tuple[TimelineStep, ...]:
        row, week_only = item.publication, not item.publication.commune
        opened = row.opened_on or received
        days = [("received", received), ("forwarded", forwarded), ("answered", answered)]
        if row.reopened:
            # The first answer is on no page any more: its term is over, another one ran.
            days.insert(2, ("reopened", row.opened_on))
        if not row.on_time and not week_only:
            days.insert(-1, ("due", row.due_on))
        days.append(("published", local_time.local_date(row.published_at)))
        if row.note:
            days.append(("changed", local_time.local_date(row.changed_at)))
        calendar = self._office.calendar
        return tuple(
            TimelineStep(
                name,
                on,
                max(0, working_days_between(opened, on, calendar))
                if name in {"forwarded", "due", "answered"} and on >= opened and not week_only
                else None,
                row.note if name == "changed" else "",
                week=week_only and name == "received",
            )
            for name, on in days
            if on is not None
        )

    def due_expected(self, row: Publication) -> bool:
        """Whether the due date is told, still to come, and may move."""
        first, last = local_time.local_date(row.received_at), row.due_on
        if not row.commune:
            return False
        return last >= self._today and is_any_day_undecided(first, last, self._office.calendar)

    def field(self, code: str) -> str:
        """The field's name, or that it is not known."""
        field = self._office.fields.get(code)
        return field.name if field else self._texts("desk.no_field")

    def agency(self, code: str) -> str:
        """The agency's name, or that there is none."""
        agency = self._office.agencies.get(code)
        return agency.name if agency else self._texts("desk.no_agency")

    def place(self, code: str) -> str:
        """The commune, or the district where no commune is named."""
        commune = self._office.communes.get(code)
        return f"{commune.kind} {commune.name}" if commune else self._office.place
