"""The log of cases, as the rest of the code reads and writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.answer_term import answer_rule_for
from rules.log_reading import episodes_now
from rules.office import Office
from rules.timeline import Episode, Moment
from storage.audit_log import append_log_line
from storage.database import IDS_PER_STATEMENT
from storage.models import Case, CaseEvent

NEWEST_LINES = 500
"""Lines of the logs one looks back over for what committed late."""


async def add_case_event(
    db: AsyncSession,
    case: Case,
    action: str,
    actor_id: int | None,
    now: datetime,
    **data: Any,
) -> None:
    """Add a line to the case's log."""
    await append_log_line(db, case, action, actor_id, now, data)


async def events_of_case(db: AsyncSession, case: Case) -> list[CaseEvent]:
    """The case's log, in order."""
    rows = await db.execute(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    )
    return list(rows.scalars())


async def events_of_action(
    db: AsyncSession, action: str, *, since: datetime, until: datetime
) -> list[CaseEvent]:
    """Lines of one kind in a time, of all cases."""
    rows = await db.execute(
        select(CaseEvent).where(
            CaseEvent.at >= since, CaseEvent.at <= until, CaseEvent.action == action
        )
    )
    return list(rows.scalars())


async def event_by_id(db: AsyncSession, event_id: int) -> CaseEvent | None:
    """One line."""
    return await db.get(CaseEvent, event_id)


async def is_logged_since(
    db: AsyncSession, case: Case, action: str, actor_id: int, since: datetime, **data: Any
) -> bool:
    """Whether this person's doing stands in the log since then, with this said of it."""
    lines = await db.execute(
        select(CaseEvent.data).where(
            CaseEvent.case_id == case.id,
            CaseEvent.action == action,
            CaseEvent.actor_id == actor_id,
            CaseEvent.at >= since,
        )
    )
    return any(data.items() <= line.items() for line in lines.scalars())


async def episodes_of_case(
    db: AsyncSession, office: Office, case: Case, now: datetime
) -> tuple[Episode, ...]:
    """Every episode in which the case was open, oldest first, as it stands now.

    Whoever waited for another one began before what that one wrote, and must see it.
    """
    log = [Moment(line.at, line.action, line.data) for line in await events_of_case(db, case)]
    rule = answer_rule_for(office, case.field, case.deadline, urgent=case.urgent)
    return episodes_now(office, rule, log, now)


class LoggedEvent(NamedTuple):
    """That a line was written in the log of a case.

    A number alone does not name it: what is undone in SQLite gives its number to the next.
    """

    id: int
    case_id: int
    at: datetime


async def newest_case_events(db: AsyncSession, since: int) -> frozenset[LoggedEvent]:
    """The lines with a number from `since` on; of 0, the NEWEST.

    Numbers are given before a transaction commits, so a lower one may appear after a higher:
    who looks again must look back over some.
    """
    query = select(CaseEvent.id, CaseEvent.case_id, CaseEvent.at)
    if since:
        query = query.where(CaseEvent.id >= since)
    else:
        query = query.order_by(CaseEvent.id.desc()).limit(NEWEST_LINES)
    return frozenset(LoggedEvent(*row) for row in await db.execute(query))


async def logs_of_cases(db: AsyncSession, ids: Sequence[int]) -> dict[int, list[Moment]]:
    """The logs of these cases, each in order."""
    found: dict[int, list[Moment]] = {}
    lines = CaseEvent.__table__.c  # not the model: of thousands of rows that takes half
    query = select(lines.case_id, lines.at, lines.action, lines.data)
    query = query.order_by(lines.case_id, lines.id)
    for at in range(0, len(ids), IDS_PER_STATEMENT):
        rows = await db.execute(query.where(lines.case_id.in_(ids[at : at + IDS_PER_STATEMENT])))
        for row in rows.all():
            found.setdefault(row[0], []).append(Moment(row[1], row[2], row[3]))
    return found
