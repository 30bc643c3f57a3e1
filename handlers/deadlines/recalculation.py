"""A new calendar or new terms: dates move, each log says why, each citizen hears it once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from weakref import WeakSet

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.texts import Texts
from bot.turn import Turn
from handlers.case import due_dates, lookup, notify
from handlers.case.buttons import case_button
from handlers.case.open_cases import in_chunks
from publish.documents.expected_dates import date_or_expected
from rules.deadline import REST_DAY
from rules.lifecycle import OPEN
from rules.local_time import local_date
from rules.office import Office
from rules.recalculation import (
    CaseTermBasis,
    MovedDueDate,
    OfficeTerms,
    due_date_moved,
    office_as_of_terms,
    terms_of_office,
)
from rules.timeline import Episode
from storage import case_events, case_lists, cases, data_versions
from storage.case_lists import ActiveCase

NAMED = 5
"""Changed days named in one message."""


class DateMove(msgspec.Struct, frozen=True):
    """How a due date moves, as it waits in the inbox: a worker with older data may handle it."""

    before: date
    after: date
    expected: bool
    days: dict[str, str]
    rule: bool
    term: int
    """The working days of the answer's new term."""


_SETTLED: WeakSet[Office] = WeakSet()
"""Offices whose data this process compared and found settled: it never compares them again.

While workers are replaced one by one, one with older data must not take the new ones back.
"""


async def date_moves_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """At the start: what the office's data move, compared with those dates were last told by."""
    if office in _SETTLED:
        return []
    ours, last = terms_of_office(office), await data_versions.latest_data_version(db)
    if last is not None and last[1] == ours.mark:
        _SETTLED.add(office)
        return []
    number, _, before = last or (0, "", None)
    version = f"{number}:{ours.mark}"
    found = await date_moves(db, office_as_of_terms(office, before), office, now) if before else []
    told = [
        Due("date_moved", f"moved:{version}:{case.id}", case.id, _packed(move))
        for case, move in found
    ]
    return [*told, Due("data_version", f"data:{version}", 0, msgspec.json.encode(ours).decode())]


async def date_moves(
    db: AsyncSession, old: Office, new: Office, now: datetime
) -> list[tuple[ActiveCase, MovedDueDate]]:
    """Every open case with a promised date that the new data move."""
    found = []
    for some in in_chunks([one for one in await case_lists.active_cases(db) if one.promised]):
        logs = await case_events.logs_of_cases(db, [one.id for one in some])
        for one in some:
            matter = CaseTermBasis(one.field, one.deadline, one.urgent)
            move = due_date_moved(old, new, matter, logs[one.id], now)
            if move is not None:
                found.append((one, move))
        await asyncio.sleep(0)
    return found


def _packed(move: MovedDueDate) -> str:
    before, after = move.dates
    packed = DateMove(
        before=before.due,
        after=after.due,
        expected=after.provisional,
        days={str(day): reason for day, reason in move.days.items()},
        rule=move.rule,
        term=move.after.answer_rule.days,
    )
    return msgspec.json.encode(packed).decode()


async def keep_data_version(turn: Turn, _: int, packed: str) -> None:
    """Time event: from now on dates are told by these terms."""
    await data_versions.add_data_version(
        turn.db, msgspec.json.decode(packed, type=OfficeTerms), turn.now
    )


async def tell_date_moved(turn: Turn, case_id: int, packed: str) -> None:
    """Time event: the due date of a case moved; why goes into its log, its citizen is told."""
    case, move = await lookup.find_case(turn, case_id), msgspec.json.decode(packed, type=DateMove)
    if case.status not in OPEN:
        return
    await case_events.add_case_event(
        turn.db,
        case,
        "recount",
        None,
        turn.now,
        before=str(move.before),
        after=str(move.after),
        days=sorted(move.days),
        rule=move.rule,
    )
    days = {date.fromisoformat(day): reason for day, reason in move.days.items()}
    await notify.tell_all(
        turn,
        case,
        "recount.moved",
        [[case_button(turn, case, "why")]],
        before=due_dates.date_to_come(turn, move.before),
        after=due_dates.date_marked(turn, move.after, provisional=move.expected),
        why=change_in_words(turn.world.texts, days, move.term if move.rule else None),
    )


def change_in_words(texts: Texts, days: Mapping[date, str], term: int | None) -> str:
    """What changed, in words: days off or worked, another term (in working days)."""
    parts = [
        texts("recount.works", day=day)
        if not reason
        else texts("recount.rests", day=day)
        if reason == REST_DAY
        else texts("recount.off", day=day, reason=reason)
        for day, reason in sorted(days.items())[:NAMED]
    ]
    if len(days) > NAMED:
        parts.append(texts("recount.more", n=len(days) - NAMED))
    if term is not None:
        parts.append(texts("recount.rule", days=term))
    return "; ".join(parts)


def _shown(texts: Texts, stretch: Episode, now: datetime) -> str:
    return date_or_expected(texts, stretch.due, expected=stretch.answer.expected(local_date(now)))


class Preview(NamedTuple):
    """What other data would change: lines to print, and how many cases of how many."""

    lines: list[str]
    moved: int
    open: int
    late: int
    """Cases that would become late."""
    saved: int
    """Late cases that would not be late any more."""


async def preview_dates(
    db: AsyncSession, old: Office, new: Office, now: datetime, texts: Texts
) -> Preview:
    """What would change on the real log; nothing is written."""
    found = await date_moves(db, old, new, now)
    codes = await cases.codes_of_cases(db, [case.id for case, _ in found])
    lines = [
        texts(
            "recount.line",
            code=codes[case.id],
            before=_shown(texts, move.before, now),
            after=_shown(texts, move.after, now),
            why=change_in_words(
                texts, move.days, move.after.answer_rule.days if move.rule else None
            ),
        )
        for case, move in found
    ]
    late = sum(not m.before.days_late and bool(m.after.days_late) for _, m in found)
    saved = sum(bool(m.before.days_late) and not m.after.days_late for _, m in found)
    return Preview(lines, len(found), len(await case_lists.active_cases(db)), late, saved)
