"""What a new calendar or new terms do to dates that were promised already: pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from rules.deadline import Count, is_working, reason_of
from rules.office import Calendar, Deadline, Office
from rules.timeline import Moment, Stretch, rule_for, stretches_now


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of an office's data that a due date rests on."""

    calendar: Calendar
    deadlines: dict[str, Deadline]
    fields: dict[str, str]
    """The deadline of each field."""

    @property
    def mark(self) -> str:
        """Tells one version from another."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:16]


class Moved(NamedTuple):
    """A due date that another version moves, and why."""

    before: Stretch
    after: Stretch
    days: dict[date, str]
    """Days that count now and did not, or the other way round; the reason of those now off."""
    rule: bool
    """Whether another term applies."""

    @property
    def dates(self) -> tuple[Count, Count]:
        """The answer's term before and after."""
        return self.before.answer, self.after.answer


def terms(office: Office) -> Terms:
    """What due dates rest on in an office's data."""
    return Terms(
        calendar=office.calendar,
        deadlines=office.deadlines,
        fields={code: field.deadline for code, field in office.fields.items()},
    )


def as_of_terms(office: Office, old: Terms) -> Office:
    """The office as it counted by these terms; fields it did not have are left as they are."""
    fields = {
        code: msgspec.structs.replace(field, deadline=old.fields.get(code, field.deadline))
        for code, field in office.fields.items()
    }
    return msgspec.structs.replace(
        office, calendar=old.calendar, deadlines=old.deadlines, fields=fields
    )


class Matter(NamedTuple):
    """What of a case decides which term applies."""

    field: str
    deadline: str
    urgent: bool


def moved(
    old: Office, new: Office, matter: Matter, log: Sequence[Moment], now: datetime
) -> Moved | None:
    """What the new data make of a case's due date; None when it stays."""
    before, after = (
        stretches_now(
            one, rule_for(one, matter.field, matter.deadline, urgent=matter.urgent), log, now
        )
        for one in (old, new)
    )
    if not after or before[-1].due == after[-1].due:
        return None
    first, last = before[-1].opened, max(before[-1].due, after[-1].due)
    rule = before[-1].answer_rule.days != after[-1].answer_rule.days
    rule = rule or before[-1].forward_rule.days != after[-1].forward_rule.days
    return Moved(before[-1], after[-1], _changed(old.calendar, new.calendar, first, last), rule)


def _changed(old: Calendar, new: Calendar, first: date, last: date) -> dict[date, str]:
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return {
        day: reason_of(day, new) for day in days if is_working(day, old) is not is_working(day, new)
    }
