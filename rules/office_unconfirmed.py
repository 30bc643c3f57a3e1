"""The numbers a person of the office must still confirm."""

from __future__ import annotations

from collections.abc import Iterator

from rules import calendar_check
from rules.office import Office
from rules.office_calendar import Calendar
from rules.office_data import DataFault


def unconfirmed_office_data(office: Office) -> list[DataFault]:
    """What works as it is, but a person of the office must still confirm."""
    found = [
        DataFault((name, place), "check.hotline_unconfirmed", {"name": line.name})
        for name in ("hotlines", "emergencies", "listeners")
        for place, line in enumerate(getattr(office, name))
        if not line.confirmed
    ]
    found += [
        DataFault(("languages", code, "checked"), "check.language_unchecked", {"name": one.name})
        for code, one in office.languages.items()
        if not one.checked
    ]
    found += [
        DataFault(("outside", place), "check.outside_unconfirmed", {"name": area.name})
        for place, area in enumerate(office.outside)
        if not area.confirmed
    ]
    for code, row in office.deadlines.items():
        if not row.confirmed:
            values: dict[str, object] = {"code": code, "days": row.days, "basis": row.basis}
            found.append(DataFault(("deadlines", code), "check.deadline_unconfirmed", values))
    for year, state in office.calendar.years.items():
        if state.status != "decided":
            path = ("calendar", "years", year)
            found.append(DataFault(path, "check.year_expected", {"year": year}))
    for name in ("reports", "signatures", "conflicts"):
        part = getattr(office, name)
        if not part.confirmed:
            basis: dict[str, object] = {"basis": part.basis}
            found.append(DataFault((name, "confirmed"), f"check.{name}_unconfirmed", basis))
    if not office.publishing.confirmed:
        least: dict[str, object] = {"least": office.publishing.least_group}
        found.append(DataFault(("publishing", "confirmed"), "check.publishing_unconfirmed", least))
    if not office.open311.confirmed:
        limit: dict[str, object] = {"per_day": office.open311.per_day}
        found.append(DataFault(("open311", "confirmed"), "check.open311_unconfirmed", limit))
    if not office.handover.confirmed:
        found.append(DataFault(("handover", "confirmed"), "check.handover_unconfirmed", {}))
    found += [*_unconfirmed_neighbours(office), *_unconfirmed_alarm(office)]
    return [*found, *_unconfirmed_reader(office), *_unconfirmed_days(office.calendar)]


def _unconfirmed_neighbours(office: Office) -> Iterator[DataFault]:
    policy = office.neighbours
    if policy is not None and not policy.confirmed:
        values: dict[str, object] = {"least": policy.least_people, "basis": policy.basis}
        yield DataFault(("neighbours", "confirmed"), "check.neighbours_unconfirmed", values)


def _unconfirmed_alarm(office: Office) -> Iterator[DataFault]:
    if not office.alarm.confirmed:
        values: dict[str, object] = {
            "hours": office.alarm.answer_hours,
            "basis": office.alarm.basis,
        }
        yield DataFault(("alarm", "confirmed"), "check.alarm_unconfirmed", values)
    if not office.alarm.without_consent_confirmed:
        law: dict[str, object] = {"basis": office.alarm.without_consent}
        path = ("alarm", "without_consent_confirmed")
        yield DataFault(path, "check.without_consent_unconfirmed", law)


def _unconfirmed_reader(office: Office) -> Iterator[DataFault]:
    policy = office.denunciations
    if policy is not None and not policy.confirmed:
        values: dict[str, object] = {"reader": policy.reader, "basis": policy.basis}
        path = ("denunciations", "confirmed")
        yield DataFault(path, "check.denunciations_unconfirmed", values)


def _unconfirmed_days(calendar: Calendar) -> Iterator[DataFault]:
    for place, path, day in calendar_check.days_off_and_worked(calendar):
        if not day.confirmed:
            values: dict[str, object] = {"date": day.date, "reason": day.reason}
            yield DataFault((*path, place), "check.day_unconfirmed", values)
    for place, closure in enumerate(calendar.closures):
        if not closure.confirmed:
            values = {"date": closure.first, "reason": closure.reason}
            yield DataFault(("calendar", "closures", place), "check.day_unconfirmed", values)
