"""What the sections of the speaker's queue hold now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Turn
from handlers.case import conflict, open_cases, signers
from handlers.office import refusal
from handlers.workspace import queue_search
from handlers.workspace.queue_sections import SECTIONS, Queue, QueueItem, QueueReader, section_names
from rules.lifecycle import AGENCY_ROLES, ANSWER_PENDING, CHAIR, LEADER, OFFICE
from storage import absences, case_lists, people
from storage.case_lists import ActiveCase


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
    kept = await queue_search.cases_with_words(turn, ids, words)
    return {name: [item for item in items if item.case.id in kept] for name, items in mine.items()}


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
    known: dict[tuple[object, ...], bool] = {}
    for case in pending:
        if _alike(case) not in known:
            known[_alike(case)] = await signers.may_sign(turn, case)
    return {case.id for case in pending if known[_alike(case)]}


def _alike(case: ActiveCase) -> tuple[object, ...]:
    """What decides who signs: of a case about somebody also since when."""
    since = case.received_at if case.accused else None
    return case.agency, case.accused, case.accused_id, case.kept_out, since
