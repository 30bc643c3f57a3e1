"""What waits for whom: the sections of a queue, made of the open cases at hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from bot.turn import Turn
from rules.lifecycle import (
    AGENCY_ROLES,
    ANSWER_PENDING,
    CHAIR,
    LEADER,
    NEEDS_INFO,
    OFFICE,
    RECEIVED,
    WITH_AGENCY,
)
from rules.timeline import ANSWER, Episode
from storage.case_lists import ActiveCase


class QueueItem(NamedTuple):
    """A case in a queue."""

    case: ActiveCase
    due: Episode | None
    """Its dates; None: it is answered, and only its publication waits."""


class QueueReader(NamedTuple):
    """Who looks, by the roles in force now."""

    hands: Collection[int]
    """The reader, and those who are away and whom they stand in for."""
    works: Collection[str]
    """Agencies the reader works for."""
    leads: Collection[str]
    above: bool
    """Whether the reader sees all agencies: the office, the chair."""
    sorts: bool
    """Whether the reader is of the office."""
    receiver: str
    """The code of the office that sorts the cases."""
    signs: Collection[int]
    """Cases whose draft waits for the reader."""
    reviews: Collection[int]
    """Cases whose refusal waits for the reader as the second person."""


class QueueSection(NamedTuple):
    """One list: for whom, and what stands in it."""

    roles: tuple[str, ...]
    holds: Callable[[QueueReader, QueueItem], bool]
    acts: bool = True
    """Whether it waits for the reader to act; else it is there to be looked at."""
    by: str = ""
    """`agency` or `handler`: first how many of each."""


Queue = dict[str, list[QueueItem]]
"""What the reader's sections hold."""


def is_with_agency(item: QueueItem) -> bool:
    """An agency has it, or had it when it asked the citizen; not one the office still sorts."""
    case, due = item
    if case.status == NEEDS_INFO:
        return due is not None and due.stage == ANSWER
    return case.status in WITH_AGENCY


def _mine(who: QueueReader, item: QueueItem) -> bool:
    case = item.case
    return is_with_agency(item) and case.handler_id in who.hands and case.agency in who.works


def _pool(who: QueueReader, item: QueueItem) -> bool:
    case = item.case
    free = case.handler_id is None and case.status != ANSWER_PENDING
    return free and is_with_agency(item) and case.agency in who.works


def _help(who: QueueReader, item: QueueItem) -> bool:
    case = item.case
    return case.status in WITH_AGENCY and not case.pending_requests.helpers.isdisjoint(who.works)


def _led(who: QueueReader, item: QueueItem) -> bool:
    return item.case.agency in who.leads and is_with_agency(item)


def _sort(who: QueueReader, item: QueueItem) -> bool:
    return item.case.status == RECEIVED and not item.case.level and _decides(who, item)


def _appeal(who: QueueReader, item: QueueItem) -> bool:
    return item.case.status == RECEIVED and bool(item.case.level) and _decides(who, item)


def _decides(who: QueueReader, item: QueueItem) -> bool:
    """Whether the reader does the office's work on it: see conflict.is_for_chair."""
    return who.sorts or item.case.accused == who.receiver or bool(item.case.level)


def _decide(who: QueueReader, item: QueueItem) -> bool:
    case = item.case
    if not _decides(who, item):
        return False
    if case.status == RECEIVED:
        return case.pending_requests.returned
    return case.pending_requests.extension and case.status in WITH_AGENCY


def _late(who: QueueReader, item: QueueItem) -> bool:
    due = item.due
    late = due is not None and due.days_late > 0 and not due.paused and item.case.promised
    return late and (who.above or _led(who, item))


def _sort_urgent(who: QueueReader, item: QueueItem) -> bool:
    return item.case.urgent and _sort(who, item)


MINE, REFUSAL, URGENT = "mine", "refusal", "urgent"
SECTIONS: Mapping[str, QueueSection] = {
    "sign": QueueSection((LEADER, OFFICE, CHAIR), lambda who, item: item.case.id in who.signs),
    REFUSAL: QueueSection((OFFICE, CHAIR), lambda who, item: item.case.id in who.reviews),
    MINE: QueueSection(AGENCY_ROLES, _mine),
    "pool": QueueSection(AGENCY_ROLES, _pool),
    "help": QueueSection(AGENCY_ROLES, _help),
    "appeal": QueueSection((CHAIR, OFFICE), _appeal),
    "triage": QueueSection((OFFICE, CHAIR), _sort),
    URGENT: QueueSection((OFFICE, CHAIR), _sort_urgent, acts=False),
    "decide": QueueSection((OFFICE, CHAIR), _decide),
    "check": QueueSection((OFFICE,), lambda _, item: item.due is None),
    "late": QueueSection((LEADER, OFFICE, CHAIR), _late, acts=False, by="agency"),
    "agency": QueueSection((LEADER,), _led, acts=False),
    "load": QueueSection((LEADER,), _led, acts=False, by="handler"),
    "all": QueueSection((OFFICE,), lambda _, item: item.due is not None, acts=False),
}
"""In the order their buttons stand. What an agency gave back is among what is to be sorted and
among what is to be decided: it is both."""


def section_names(turn: Turn) -> list[str]:
    """The sections the speaker's roles have, empty ones included."""
    return [name for name, one in SECTIONS.items() if any(map(turn.known.holds, one.roles))]


def pressing_section(found: Queue) -> str:
    """The section to show first: where what must be done soonest waits; else what there is."""
    waiting = {
        name: min(_urgency(name, item) for item in items)
        for name, items in found.items()
        if items and SECTIONS[name].acts
    }
    if waiting:
        return min(waiting, key=lambda name: waiting[name])
    return next((name for name, items in found.items() if items), next(iter(found)))


def in_queue_order(name: str, items: Sequence[QueueItem]) -> list[QueueItem]:
    """The urgent first, then the soonest due, what has no date, what waits for somebody else.

    Of what is urgent and waits to be sorted the newest first: who floods came before.
    """
    if name == URGENT:
        return sorted(items, key=lambda item: item.case.received_at, reverse=True)
    return sorted(items, key=lambda item: _urgency(name, item))


def _urgency(name: str, item: QueueItem) -> tuple[bool, bool, bool, date, datetime]:
    """By it cases stand in a list, and lists beside each other: one to publish can wait longest."""
    case, due = item
    if due is None:
        return False, True, not case.urgent, date.max, case.received_at
    elsewhere = due.paused or (name == MINE and case.status == ANSWER_PENDING)
    return (
        elsewhere,
        False,
        not case.urgent,
        due.stage_due if case.promised else date.max,
        case.received_at,
    )
