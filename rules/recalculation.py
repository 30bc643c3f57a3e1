"""What a new calendar or new terms do to dates that were promised already: pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from rules.answer_term import answer_rule_for
from rules.deadline import CountedTerm, is_working_day, reason_of_rest_day
from rules.log_reading import episodes_now
from rules.office import Office
from rules.office_calendar import Calendar
from rules.office_deadlines import Deadline
from rules.timeline import Episode, Moment


class OfficeTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of an office's data that a due date rests on."""

    calendar: Calendar
    deadlines: dict[str, Deadline]
    fields: dict[str, str]
    """The deadline of each field."""

    @property
    def mark(self) -> str:
        """Tells one version from another."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:16]


class MovedDueDate(NamedTuple):
    """A due date that another version moves, and why."""

    before: Episode
    after: Episode
    days: dict[date, str]
    """Days that count now and did not, or the other way round; the reason of those now off."""
    rule: bool
    """Whether another term applies."""

    @property
    def dates(self) -> tuple[CountedTerm, CountedTerm]:
        """The answer's term before and after."""
        return self.before.answer, self.after.answer


def terms_of_office(office: Office) -> OfficeTerms:
    """What due dates rest on in an office's data."""
    return OfficeTerms(
        calendar=office.calendar,
        deadlines=office.deadlines,
        fields={code: field.deadline for code, field in office.fields.items()},
    )


def office_as_of_terms(office: Office, old: OfficeTerms) -> Office:
    """The office as it counted by these terms; fields it did not have are left as they are."""
    fields = {
        code: msgspec.structs.replace(field, deadline=old.fields.get(code, field.deadline))
        for code, field in office.fields.items()
    }
    return msgspec.structs.replace(
        office, calendar=old.calendar, deadlines=old.deadlines, fields=fields
    )


class CaseTermBasis(NamedTuple):
    """What of a case decides which term applies."""

    field: str
    deadline: str
    urgent: bool


def due_date_moved(
    old: Office, new: Office, matter: CaseTermBasis, log: Sequence[Moment], now: datetime
) -> MovedDueDate | None:
    """What the new data make of a case's due date; None when it stays."""
    before, after = (
        episodes_now(
            one, answer_rule_for(one, matter.field, matter.deadline, urgent=matter.urgent), log, now
        )
        for one in (old, new)
    )
    if not after or before[-1].due == after[-1].due:
        return None
    first, last = before[-1].opened, max(before[-1].due, after[-1].due)
    rule = before[-1].answer_rule.days != after[-1].answer_rule.days
    rule = rule or before[-1].forward_rule.days != after[-1].forward_rule.days
    return MovedDueDate(
        before[-1], after[-1], _changed(old.calendar, new.calendar, first, last), rule
    )


def _changed(old: Calendar, new: Calendar, first: date, last: date) -> dict[date, str]:
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return {
        day: reason_of_rest_day(day, new)
        for day in days
        if is_working_day(day, old) is not is_working_day(day, new)
    }
