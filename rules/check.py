"""What contradicts itself in an office's data, and what its people must still confirm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from rules.lifecycle import AGENCY_ROLES
from rules.office import Calendar, DayOff, Fault, Office, Path
from rules.text import words

DEADLINES: Final = (
    "take_in",
    "forward",
    "ask",
    "supplement_wait",
    "answer_normal",
    "answer_complex",
    "answer_quick",
    "answer_urgent",
    "extension",
    "check_publish",
    "reopen",
    "very_late",
    "data_reply",
    "data_see",
    "data_withdraw",
    "data_erase",
    "sign_apology",
    "apology_date",
)
"""The rows every office must set; an office may add more."""

LONGEST_CLOSURE: Final = timedelta(days=90)
"""A longer one is a slip of the pen."""
HOUR: Final = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")

_WEEK: Final = range(7)


def faults(office: Office) -> list[Fault]:
    """Every contradiction inside an office's data; empty when it may be used."""
    checks = (
        *(
            _agencies,
            _communes,
            _fields,
            _topics,
            _signatures,
            _conflicts,
            _phrases,
            _groups,
            _deadlines,
        ),
        *(_consent, _calendar, _hours, _handover),
    )
    return [fault for check in checks for fault in check(office)]


def unconfirmed(office: Office) -> list[Fault]:
    """What works as it is, but a person of the office must still confirm."""
    found = [
        Fault((name, place), "check.hotline_unconfirmed", {"name": line.name})
        for name in ("hotlines", "listeners")
        for place, line in enumerate(getattr(office, name))
        if not line.confirmed
    ]
    for code, row in office.deadlines.items():
        if not row.confirmed:
            values: dict[str, object] = {"code": code, "days": row.days, "basis": row.basis}
            found.append(Fault(("deadlines", code), "check.deadline_unconfirmed", values))
    for year, state in office.calendar.years.items():
        if state.status != "decided":
            path = ("calendar", "years", year)
            found.append(Fault(path, "check.year_expected", {"year": year}))
    for name in ("reports", "signatures", "conflicts"):
        part = getattr(office, name)
        if not part.confirmed:
            basis: dict[str, object] = {"basis": part.basis}
            found.append(Fault((name, "confirmed"), f"check.{name}_unconfirmed", basis))
    if not office.publishing.confirmed:
        least: dict[str, object] = {"least": office.publishing.least_group}
        found.append(Fault(("publishing", "confirmed"), "check.publishing_unconfirmed", least))
    if not office.open311.confirmed:
        limit: dict[str, object] = {"per_day": office.open311.per_day}
        found.append(Fault(("open311", "confirmed"), "check.open311_unconfirmed", limit))
    if not office.handover.confirmed:
        found.append(Fault(("handover", "confirmed"), "check.handover_unconfirmed", {}))
    return found + list(_unconfirmed_days(office.calendar))


def _unconfirmed_days(calendar: Calendar) -> Iterator[Fault]:
    for place, path, day in _days(calendar):
        if not day.confirmed:
            values: dict[str, object] = {"date": day.date, "reason": day.reason}
            yield Fault((*path, place), "check.day_unconfirmed", values)
    for place, closure in enumerate(calendar.closures):
        if not closure.confirmed:
            values = {"date": closure.first, "reason": closure.reason}
            yield Fault(("calendar", "closures", place), "check.day_unconfirmed", values)


def _days(calendar: Calendar) -> Iterator[tuple[int, Path, DayOff]]:
    for name, days in (("off", calendar.off), ("worked", calendar.worked)):
        for place, day in enumerate(days):
            yield place, ("calendar", name), day


def _agencies(office: Office) -> Iterator[Fault]:
    receiver = office.agencies.get(office.receiver)
    if receiver is None or not receiver.handles:
        yield Fault(("receiver",), "check.unknown_agency", {"agency": office.receiver})
    for code, agency in office.agencies.items():
        if agency.successor and agency.successor not in office.agencies:
            path = ("agencies", code, "successor")
            yield Fault(path, "check.unknown_successor", {"successor": agency.successor})


def _communes(office: Office) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for code, commune in office.communes.items():
        if commune.successor and commune.successor not in office.successors:
            path = ("communes", code, "successor")
            yield Fault(path, "check.unknown_successor", {"successor": commune.successor})
        for place, alias in enumerate(commune.aliases):
            owner = owners.setdefault(" ".join(words(alias)), code)
            if owner != code:
                values: dict[str, object] = {"phrase": alias, "other": office.communes[owner].name}
                yield Fault(("communes", code, "aliases", place), "check.duplicate_phrase", values)


def _fields(office: Office) -> Iterator[Fault]:
    for code, field in office.fields.items():
        agency = office.agencies.get(field.agency)
        if agency is None or not agency.handles:
            path: Path = ("fields", code, "agency")
            yield Fault(path, "check.unknown_agency", {"agency": field.agency})
        if field.deadline not in office.deadlines:
            path = ("fields", code, "deadline")
            yield Fault(path, "check.unknown_deadline", {"deadline": field.deadline})


def _topics(office: Office) -> Iterator[Fault]:
    for code, topic in office.topics.items():
        if code in office.fields:
            values: dict[str, object] = {"name": code, "other": "fields.toml"}
            yield Fault(("topics", code), "check.defined_twice", values)
        for place, field in enumerate(topic.fields):
            if field not in office.fields:
                yield Fault(
                    ("topics", code, "fields", place), "check.unknown_field", {"field": field}
                )


def _conflicts(office: Office) -> Iterator[Fault]:
    agency = office.agencies.get(office.conflicts.agency)
    if agency is None or not agency.handles:
        path: Path = ("conflicts", "agency")
        yield Fault(path, "check.unknown_agency", {"agency": office.conflicts.agency})


def _signatures(office: Office) -> Iterator[Fault]:
    for place, field in enumerate(office.signatures.fields):
        if field not in office.fields:
            yield Fault(("signatures", "fields", place), "check.unknown_field", {"field": field})


def _phrases(office: Office) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for code, field in office.fields.items():
        for name, phrases in (("words", field.words), ("actors", field.actors)):
            for place, phrase in enumerate(phrases):
                path = ("fields", code, name, place)
                folded = " ".join(words(phrase))
                if not folded:
                    yield Fault(path, "check.empty_phrase", {})
                elif folded in owners:
                    other = office.fields[owners[folded]].name
                    values: dict[str, object] = {"phrase": phrase, "other": other}
                    yield Fault(path, "check.duplicate_phrase", values)
                else:
                    owners[folded] = code


def _groups(office: Office) -> Iterator[Fault]:
    """Groups of words that are named but not there, and empty words, which would be everywhere."""
    groups = office.recognition.groups
    for at, rule in enumerate(office.recognition.together):
        home: Path = ("recognition", "together", at)
        if not rule.groups:
            yield Fault((*home, "groups"), "check.empty_groups", {})
        for part in ("groups", "unless"):
            for place, name in enumerate(getattr(rule, part)):
                if name not in groups:
                    yield Fault((*home, part, place), "check.unknown_group", {"name": name})
    for code, group in groups.items():
        for part in ("words", "marked"):
            for place, phrase in enumerate(getattr(group, part)):
                if not phrase.strip():
                    path = ("recognition", "groups", code, part, place)
                    yield Fault(path, "check.empty_phrase", {})


def _deadlines(office: Office) -> Iterator[Fault]:
    for code in DEADLINES:
        if code not in office.deadlines:
            yield Fault(("deadlines", code), "check.deadline_missing", {"code": code})
    for code, row in office.deadlines.items():
        if row.days < 1:
            path = ("deadlines", code, "days")
            yield Fault(path, "check.deadline_days", {"days": row.days})


def _consent(office: Office) -> Iterator[Fault]:
    if "handle" not in office.consent.purposes:
        yield Fault(("consent", "purposes"), "check.purpose_missing", {})


def _calendar(office: Office) -> Iterator[Fault]:
    calendar = office.calendar
    seen: set[date] = set()
    for place, path, day in _days(calendar):
        values: dict[str, object] = {"date": day.date}
        at = (*path, place, "date")
        if day.date in seen:
            yield Fault(at, "check.day_twice", values)
        seen.add(day.date)
        if path[-1] == "worked" and day.date.weekday() not in calendar.rest_weekdays:
            yield Fault(at, "check.worked_no_rest_day", values)
        if str(day.date.year) not in calendar.years:
            yield Fault(at, "check.year_missing", {"year": str(day.date.year)})
    yield from _closures(calendar)
    yield from _sessions(calendar)
    for place, weekday in enumerate(calendar.rest_weekdays):
        if weekday not in _WEEK:
            bad = ("calendar", "rest_weekdays", place)
            yield Fault(bad, "check.weekday", {"weekday": weekday})
    if set(_WEEK) <= set(calendar.rest_weekdays):
        yield Fault(("calendar", "rest_weekdays"), "check.no_working_day", {})


def _closures(calendar: Calendar) -> Iterator[Fault]:
    for place, closure in enumerate(calendar.closures):
        path = ("calendar", "closures", place)
        if not closure.first <= closure.last <= closure.first + LONGEST_CLOSURE:
            values: dict[str, object] = {"first": closure.first, "last": closure.last}
            yield Fault((*path, "last"), "check.closure", values)
        if str(closure.first.year) not in calendar.years:
            values = {"year": str(closure.first.year)}
            yield Fault((*path, "first"), "check.year_missing", values)


def _hours(office: Office) -> Iterator[Fault]:
    """Every HH:MM outside the calendar."""
    hours: dict[Path, str] = {
        ("limits", "quiet_from"): office.limits.quiet_from,
        ("limits", "quiet_until"): office.limits.quiet_until,
        ("reports", "push_at"): office.reports.push_at,
        ("reports", "digest_at"): office.reports.digest_at,
    }
    for path, hour in hours.items():
        if not HOUR.fullmatch(hour):
            yield Fault(path, "check.hour", {"hour": hour})


def _handover(office: Office) -> Iterator[Fault]:
    handover = office.handover
    known = office.agencies if handover.role in AGENCY_ROLES else {""}
    if handover.agency not in known:
        path = ("handover", "agency")
        yield Fault(path, "check.unknown_agency", {"agency": handover.agency})
    for name in ("wait_minutes", "idle_minutes", "per_day"):
        if getattr(handover, name) < 1:
            yield Fault(("handover", name), "check.at_least_one", {"name": name})


def _sessions(calendar: Calendar) -> Iterator[Fault]:
    before = ""
    if not calendar.sessions:
        yield Fault(("calendar", "sessions"), "check.sessions", {})
    for place, session in enumerate(calendar.sessions):
        hours = (session.begins, session.ends)
        if not all(map(HOUR.fullmatch, hours)) or not before < hours[0] < hours[1]:
            yield Fault(("calendar", "sessions", place, "ends"), "check.sessions", {})
        before = session.ends
