"""How one case stands in a queue: its mark, how long it has, where it is and whose."""

from __future__ import annotations

from collections.abc import Sequence

from bot.event import Choice
from bot.turn import Turn
from handlers.case import access, due_dates, labels, review_terms
from handlers.case.review_terms import Review
from handlers.workspace import queue_sections
from handlers.workspace.queue_sections import QueueItem
from rules.excerpts import excerpt_of
from rules.lifecycle import ANSWER_PENDING
from storage import cases, people
from storage.models import Case

PLACE, TEXT = 40, 90
"""Characters of a place and of a report."""


async def case_lines(
    turn: Turn, section: str, here: Sequence[QueueItem], first: int
) -> tuple[list[str], list[Choice]]:
    """The lines of these cases, numbered from `first`, and a button to open each."""
    loaded = {
        case.id: case for case in await cases.cases_by_ids(turn.db, [one.case.id for one in here])
    }
    names = await people.names_of_people(turn.db, {one.case.handler_id or 0 for one in here})
    published = any(item.due is None for item in here)
    checked = (
        {one.case_id: one for one in await review_terms.reviews_waiting(turn)} if published else {}
    )
    lines, openers = [], []
    for number, item in enumerate(here, first):
        case = loaded[item.case.id]
        readable = section == "sign" or await access.sees(turn, case)
        lines.append(_head(turn, number, item, case, checked.get(case.id)))
        lines.append(_about(turn, section, item, case, names, readable=readable))
        if readable:
            lines += filter(None, [excerpt_of(case.words_in_lists, TEXT)])
            action = _opens(section, item)
            openers.append(turn.button("queues.open", action, case.id, n=number))
    return lines, openers


def _opens(section: str, item: QueueItem) -> str:
    if section == queue_sections.REFUSAL:
        return "see_refusal"
    return "publish" if item.due is None else "open"


def _head(turn: Turn, number: int, item: QueueItem, case: Case, check: Review | None) -> str:
    when = ", ".join([*_marks(turn, item), _when(turn, item, check)])
    light = _light(turn, item, check)
    return turn.words("queues.line", n=number, light=light, code=case.code, when=when)


def _about(
    turn: Turn, section: str, item: QueueItem, case: Case, names: dict[int, str], *, readable: bool
) -> str:
    """Field, place and whose it is; the citizen's own words only for who may open the card."""
    place = (
        [excerpt_of(labels.place_name(turn, case), PLACE)] if readable and not case.apart else []
    )
    return " · ".join(
        [labels.field_name(turn, case.field), *place, *_whose(turn, section, item, names)]
    )


def _light(turn: Turn, item: QueueItem, check: Review | None) -> str:
    if check is not None:
        red = check.left < 0 or item.case.urgent
        return turn.words(f"promises.light.{'late' if red else 'in_time'}")
    if item.due is None or not item.case.promised:
        return turn.words("promises.light.still")
    return due_dates.light_of_case(turn, item.case, item.due)


def _when(turn: Turn, item: QueueItem, check: Review | None) -> str:
    if check is not None:
        key = "queues.check_late" if check.left < 0 else "queues.check_left"
        return turn.words(key, n=abs(check.left))
    if item.due is None:
        return turn.words("queues.answered")
    if not item.case.promised and not item.due.paused:
        return turn.words("queues.no_date", kind=turn.words(f"desk.kind.{item.case.kind}"))
    return due_dates.next_step_in_words(turn, item.due)


def _marks(turn: Turn, item: QueueItem) -> list[str]:
    case = item.case
    marks = {
        "urgent": case.urgent,
        "appeal": bool(case.level),
        "pending": case.status == ANSWER_PENDING,
        "extension": case.pending_requests.extension,
        "returned": case.pending_requests.returned,
    }
    found = [turn.words(f"queues.mark.{name}") for name, there in marks.items() if there]
    return found + labels.history_in_words(turn, case.pending_requests)


def _whose(turn: Turn, section: str, item: QueueItem, names: dict[int, str]) -> list[str]:
    """The agency for who works for another, and who has it unless it is the reader."""
    case, parts = item.case, []
    agency = turn.office.agencies.get(case.agency)
    sent = queue_sections.is_with_agency(item) or item.due is None
    if agency and sent and case.agency not in {held.agency for held in turn.known.roles}:
        parts.append(agency.short)
    if case.handler_id is None and section != "pool" and queue_sections.is_with_agency(item):
        parts.append(turn.words("queues.nobody"))
    elif case.handler_id not in (None, turn.person.id):
        parts.append(names.get(case.handler_id or 0) or turn.words("desk.somebody"))
    return parts
