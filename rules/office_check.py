"""What contradicts itself in an office's data, and what its people must still confirm."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import msgspec

from rules import calendar_check
from rules.calendar_check import HOUR
from rules.case_code import CODE_PREFIX, OF_NATIONAL_PORTAL
from rules.lifecycle import AGENCY_ROLES
from rules.office import Office
from rules.office_data import DataFault, DataPath
from rules.office_look import look_faults
from rules.office_map import map_faults
from rules.office_words import MilderDanger, WordProximity
from rules.text import split_words

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
    "ask_verdict",
    "very_late",
    "data_reply",
    "data_see",
    "data_withdraw",
    "data_erase",
    "sign_apology",
    "apology_date",
)
"""The rows every office must set; an office may add more."""


def office_faults(office: Office) -> list[DataFault]:
    """Every contradiction inside an office's data; empty when it may be used."""
    checks = (
        *(
            _agencies,
            _communes,
            _fields,
            _dangers,
            _topics,
            _signatures,
            _conflicts,
            _phrases,
            _groups,
            _deadlines,
        ),
        *(_prefix, _consent, calendar_check.calendar_faults, _hours, _handover),
        *(_denunciations, _lengths, lambda one: look_faults(one.look)),
        lambda one: map_faults(one.map),
    )
    return [fault for check in checks for fault in check(office)]


def _agencies(office: Office) -> Iterator[DataFault]:
    receiver = office.agencies.get(office.receiver)
    if receiver is None or not receiver.handles:
        yield DataFault(("receiver",), "check.unknown_agency", {"agency": office.receiver})
    for code, agency in office.agencies.items():
        if agency.successor and agency.successor not in office.agencies:
            path = ("agencies", code, "successor")
            yield DataFault(path, "check.unknown_successor", {"successor": agency.successor})


def _communes(office: Office) -> Iterator[DataFault]:
    owners: dict[str, str] = {}
    for code, commune in office.communes.items():
        if commune.successor and commune.successor not in office.successors:
            path = ("communes", code, "successor")
            yield DataFault(path, "check.unknown_successor", {"successor": commune.successor})
        for place, alias in enumerate(commune.aliases):
            owner = owners.setdefault(" ".join(split_words(alias)), code)
            if owner != code:
                values: dict[str, object] = {"phrase": alias, "other": office.communes[owner].name}
                yield DataFault(
                    ("communes", code, "aliases", place), "check.duplicate_phrase", values
                )


def _fields(office: Office) -> Iterator[DataFault]:
    for code, field in office.fields.items():
        agency = office.agencies.get(field.agency)
        if agency is None or not agency.handles:
            path: DataPath = ("fields", code, "agency")
            yield DataFault(path, "check.unknown_agency", {"agency": field.agency})
        if field.deadline not in office.deadlines:
            path = ("fields", code, "deadline")
            yield DataFault(path, "check.unknown_deadline", {"deadline": field.deadline})


def _dangers(office: Office) -> Iterator[DataFault]:
    for code, kind in office.dangers.items():
        if kind.agency not in office.agencies:
            path = ("dangers", code, "agency")
            yield DataFault(path, "check.unknown_agency", {"agency": kind.agency})


def _topics(office: Office) -> Iterator[DataFault]:
    for code, topic in office.topics.items():
        if code in office.fields:
            values: dict[str, object] = {"name": code, "other": "fields.toml"}
            yield DataFault(("topics", code), "check.defined_twice", values)
        for place, field in enumerate(topic.fields):
            if field not in office.fields:
                yield DataFault(
                    ("topics", code, "fields", place), "check.unknown_field", {"field": field}
                )


def _conflicts(office: Office) -> Iterator[DataFault]:
    agency = office.agencies.get(office.conflicts.agency)
    if agency is None or not agency.handles:
        path: DataPath = ("conflicts", "agency")
        yield DataFault(path, "check.unknown_agency", {"agency": office.conflicts.agency})


def _signatures(office: Office) -> Iterator[DataFault]:
    for place, field in enumerate(office.signatures.fields):
        if field not in office.fields:
            yield DataFault(
                ("signatures", "fields", place), "check.unknown_field", {"field": field}
            )


def _phrases(office: Office) -> Iterator[DataFault]:
    owners: dict[str, str] = {}
    for code, field in office.fields.items():
        for name, phrases in (("words", field.words), ("actors", field.actors)):
            for place, phrase in enumerate(phrases):
                path = ("fields", code, name, place)
                folded = " ".join(split_words(phrase))
                if not folded:
                    yield DataFault(path, "check.empty_phrase", {})
                elif folded in owners:
                    other = office.fields[owners[folded]].name
                    values: dict[str, object] = {"phrase": phrase, "other": other}
                    yield DataFault(path, "check.duplicate_phrase", values)
                else:
                    owners[folded] = code


def _groups_named(
    rule: WordProximity | MilderDanger, groups: Collection[str], home: DataPath
) -> Iterator[DataFault]:
    if not rule.groups:
        yield DataFault((*home, "groups"), "check.empty_groups", {})
    for part in ("groups", "unless", "inside"):
        for place, name in enumerate(getattr(rule, part, ())):
            if name not in groups:
                yield DataFault((*home, part, place), "check.unknown_group", {"name": name})


def _groups(office: Office) -> Iterator[DataFault]:
    """Groups of words that are named but not there, and empty words, which would be everywhere."""
    groups = office.recognition.groups
    for at, rule in enumerate(office.recognition.together):
        yield from _groups_named(rule, groups, ("recognition", "together", at))
    for at, milder in enumerate(office.recognition.milder):
        yield from _groups_named(milder, groups, ("recognition", "milder", at))
    for code, group in groups.items():
        for part in ("words", "marked"):
            for place, phrase in enumerate(getattr(group, part)):
                if not phrase.strip():
                    path = ("recognition", "groups", code, part, place)
                    yield DataFault(path, "check.empty_phrase", {})


def _deadlines(office: Office) -> Iterator[DataFault]:
    for code in DEADLINES:
        if code not in office.deadlines:
            yield DataFault(("deadlines", code), "check.deadline_missing", {"code": code})
    for code, row in office.deadlines.items():
        if row.days < 1:
            path = ("deadlines", code, "days")
            yield DataFault(path, "check.deadline_days", {"days": row.days})


def _consent(office: Office) -> Iterator[DataFault]:
    if "handle" not in office.consent.purposes:
        yield DataFault(("consent", "purposes"), "check.purpose_missing", {})


def _hours(office: Office) -> Iterator[DataFault]:
    """Every HH:MM outside the calendar."""
    hours: dict[DataPath, str] = {
        ("limits", "quiet_from"): office.limits.quiet_from,
        ("limits", "quiet_until"): office.limits.quiet_until,
        ("reports", "push_at"): office.reports.push_at,
        ("reports", "digest_at"): office.reports.digest_at,
    }
    for path, hour in hours.items():
        if not HOUR.fullmatch(hour):
            yield DataFault(path, "check.hour", {"hour": hour})


def _lengths(office: Office) -> Iterator[DataFault]:
    """No length is nothing, and none is longer at least than at most."""
    for unit in ("words", "characters"):
        lengths: dict[str, int] = msgspec.structs.asdict(getattr(office.limits, unit))
        for name, length in lengths.items():
            path = ("limits", unit, name)
            least = lengths.get(name.removesuffix("_most") + "_least", 1)
            if length < 1:
                yield DataFault(path, "check.at_least_one", {"name": name})
            elif name.endswith("_most") and length < least:
                yield DataFault(path, "check.most_below_least", {"name": name, "least": least})


def _denunciations(office: Office) -> Iterator[DataFault]:
    policy = office.denunciations
    if policy is None:
        return
    known = office.agencies if policy.role in AGENCY_ROLES else {""}
    if policy.agency not in known:
        path = ("denunciations", "agency")
        yield DataFault(path, "check.unknown_agency", {"agency": policy.agency})
    for name in ("forward_days", "answer_days"):
        if getattr(policy, name) < 1:
            yield DataFault(("denunciations", name), "check.at_least_one", {"name": name})


def _prefix(office: Office) -> Iterator[DataFault]:
    """Letters only, and not those of the national portal's codes, which ours were mistaken for."""
    prefix = office.code_prefix
    if not CODE_PREFIX.fullmatch(prefix) or prefix == OF_NATIONAL_PORTAL:
        yield DataFault(("code_prefix",), "check.code_prefix", {"prefix": prefix})


def _handover(office: Office) -> Iterator[DataFault]:
    handover = office.handover
    known = office.agencies if handover.role in AGENCY_ROLES else {""}
    if handover.agency not in known:
        path = ("handover", "agency")
        yield DataFault(path, "check.unknown_agency", {"agency": handover.agency})
    for name in ("wait_minutes", "idle_minutes", "per_day"):
        if getattr(handover, name) < 1:
            yield DataFault(("handover", name), "check.at_least_one", {"name": name})
