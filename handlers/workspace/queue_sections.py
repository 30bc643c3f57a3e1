"""What waits for whom: the sections of a queue, made of the open cases at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bot.turn import Turn
from handlers.case import conflict, labels, open_cases
from handlers.office import refusal
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
from rules.text import split_tokens
from rules.timeline import ANSWER, Episode
from storage import absences, case_lists, people
from storage.case_lists import ActiveCase, SearchableCase


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
    return item.case.status == RECEIVED and _decides(who, item)


def _decides(who: QueueReader, item: QueueItem) -> bool:
    """Whether the reader does the office's work on it: of a case about the office, the chair."""
    return who.sorts or item.case.accused == who.receiver


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


MINE, REFUSAL = "mine", "refusal"
SECTIONS: Mapping[str, QueueSection] = {
    "sign": QueueSection((LEADER, OFFICE, CHAIR), lambda who, item: item.case.id in who.signs),
    REFUSAL: QueueSection((OFFICE, CHAIR), lambda who, item: item.case.id in who.reviews),
    MINE: QueueSection(AGENCY_ROLES, _mine),
    "pool": QueueSection(AGENCY_ROLES, _pool),
    "help": QueueSection(AGENCY_ROLES, _help),
    "triage": QueueSection((OFFICE, CHAIR), _sort),
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


Queue = dict[str, list[QueueItem]]
"""What the reader's sections hold."""


async def read_queue(turn: Turn, words: Sequence[str] = ()) -> Queue:
    """Everything that waits for the speaker, of their own roles only.

    Sealed cases are not in it, nor those that are about the speaker. `words`, folded: only
    cases that hold them all.
    """
    found = await _items(turn)
    who = await _reader(turn, found)
    mine = {
        name: [item for item in found if SECTIONS[name].holds(who, item)]
        for name in section_names(turn)
    }
    if not words:
        return mine
    ids = sorted({item.case.id for items in mine.values() for item in items})
    kept = await _holding(turn, ids, words)
    return {name: [item for item in items if item.case.id in kept] for name, items in mine.items()}


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
    """The soonest due first; what has no date after those, what waits for somebody else last."""
    return sorted(items, key=lambda item: _urgency(name, item))


def _urgency(name: str, item: QueueItem) -> tuple[bool, date, int]:
    case, due = item
    if due is None:
        return False, date.max, case.id
    elsewhere = due.paused or (name == MINE and case.status == ANSWER_PENDING)
    return elsewhere, due.term.due if case.promised else date.max, case.id


def queue_group(turn: Turn, by: str, item: QueueItem) -> str:
    """The agency, or the handler's number, a case counts for; what is not forwarded, the office."""
    if by == "handler":
        return str(item.case.handler_id or 0)
    return item.case.agency if is_with_agency(item) else turn.office.receiver


async def _items(turn: Turn) -> list[QueueItem]:
    opened = await open_cases.all_open_cases(turn.db, turn.office, turn.now)
    found = [QueueItem(*one) for one in opened]
    if turn.known.holds(OFFICE):
        found += [
            QueueItem(one, None) for one in await case_lists.cases_awaiting_publication(turn.db)
        ]
    return [item for item in found if not conflict.concerns_speaker(turn, item.case)]


async def _reader(turn: Turn, found: Sequence[QueueItem]) -> QueueReader:
    roles = turn.known.roles
    pending = [item.case for item in found if item.case.status == ANSWER_PENDING]
    addresses = await people.addresses_of_person(turn.db, turn.person.id)
    proposed = await refusal.refusals_to_review(
        turn.db, turn.office, [item.case for item in found], addresses
    )
    return QueueReader(
        hands={turn.person.id, *await absences.people_stood_in_for(turn.db, turn.person.id)},
        works={held.agency for held in roles if held.role in AGENCY_ROLES},
        leads={held.agency for held in roles if held.role == LEADER},
        above=turn.known.holds(OFFICE) or turn.known.holds(CHAIR),
        sorts=turn.known.holds(OFFICE),
        receiver=turn.office.receiver,
        signs=await _signs(turn, pending),
        reviews={case.id for case in proposed},
    )


async def _signs(turn: Turn, pending: Sequence[ActiveCase]) -> set[int]:
    """Those whose draft waits for the speaker; who signs is asked once for cases alike."""
    known: dict[tuple[str, str, int | None], bool] = {}
    for case in pending:
        alike = case.agency, case.accused, case.accused_id
        if alike not in known:
            known[alike] = await conflict.may_sign(turn, case)
    return {case.id for case in pending if known[case.agency, case.accused, case.accused_id]}


async def _holding(turn: Turn, ids: Sequence[int], words: Sequence[str]) -> set[int]:
    """Those of the cases that hold words beginning with all of these."""
    kept = set()
    hints: dict[object, str] = {}
    async for some in case_lists.searchable_cases(turn.db, ids):
        handlers = {one.handler_id for one in some if one.handler_id}
        called = await people.names_of_people(turn.db, handlers)
        for one in some:
            about = (one.field, one.agency, one.commune, one.handler_id)
            if about not in hints:
                hints[about] = _folded(*_names(turn, one), called.get(one.handler_id or 0, ""))
            if _held(words, hints[about] + _folded(one.code, one.place, one.text)):
                kept.add(one.id)
        await asyncio.sleep(0)  # of thousands: chats must not wait
    return kept


def _names(turn: Turn, one: SearchableCase) -> tuple[str, ...]:
    agency = turn.office.agencies.get(one.agency)
    commune = turn.office.communes.get(one.commune)
    return (
        labels.field_name(turn, one.field) if one.field else "",
        f"{agency.name} {agency.short}" if agency else "",
        f"{commune.kind} {commune.name}" if commune else "",
    )


def _folded(*texts: str) -> str:
    return " " + " ".join(split_tokens(" ".join(texts)))


def _held(words: Sequence[str], said: str) -> bool:
    return all(f" {word}" in said for word in words)
