"""Cases by what they have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import ANSWER_SENT, OPEN, PUBLICATION_WAITING, STATUSES
from rules.pending_requests import NO_REQUESTS, PendingRequests
from storage.database import IDS_PER_STATEMENT
from storage.models import AS_RECEIVED, Answer, Case, CaseEvent


async def cases_of_person(
    db: AsyncSession,
    person_id: int,
    limit: int,
    *,
    offset: int = 0,
    statuses: Sequence[str] = STATUSES,
) -> list[Case]:
    """A citizen's own cases in any of these statuses, newest first."""
    query = select(Case).where(Case.person_id == person_id, Case.status.in_(statuses))
    rows = await db.execute(
        query.order_by(Case.received_at.desc(), Case.id.desc()).offset(offset).limit(limit)
    )
    return list(rows.scalars())


async def codes_of_person(db: AsyncSession, person_id: int) -> list[str]:
    """The codes of a citizen's own cases."""
    return list((await db.execute(select(Case.code).where(Case.person_id == person_id))).scalars())


async def count_cases_of_person(db: AsyncSession, person_id: int, since: datetime) -> int:
    """How many cases a person filed since a moment."""
    query = select(func.count()).where(Case.person_id == person_id, Case.received_at >= since)
    return (await db.execute(query)).scalar_one()


async def has_reported_before(db: AsyncSession, person_id: int, moment: datetime) -> bool:
    """Whether a person filed anything before a moment."""
    query = select(Case.id).where(Case.person_id == person_id, Case.received_at < moment).limit(1)
    return (await db.execute(query)).first() is not None


async def cases_with_status(
    db: AsyncSession, statuses: Sequence[str], agency: str | None = None, limit: int = 20
) -> list[Case]:
    """Cases in any of these statuses, oldest first, of one agency or of all."""
    query = select(Case).where(Case.status.in_(statuses), Case.sealed.is_(False))
    if agency is not None:
        query = query.where(Case.agency == agency)
    return list((await db.execute(query.order_by(*AS_RECEIVED).limit(limit))).scalars())


async def count_cases_with_status(db: AsyncSession, status: str) -> int:
    """How many cases stand in a status, those that are sealed apart."""
    query = select(func.count()).where(Case.status == status, Case.sealed.is_(False))
    return (await db.execute(query)).scalar_one()


async def restricted_open_cases(db: AsyncSession, limit: int) -> list[Case]:
    """Sealed cases that still need an outcome, oldest first."""
    rows = await db.execute(
        select(Case).where(Case.sealed, Case.status.in_(OPEN)).order_by(*AS_RECEIVED).limit(limit)
    )
    return list(rows.scalars())


async def count_restricted_open_cases(db: AsyncSession) -> int:
    """How many sealed cases still need an outcome."""
    query = select(func.count()).where(Case.sealed, Case.status.in_(OPEN))
    return (await db.execute(query)).scalar_one()


_AWAITING_PUBLICATION = Case.publication == literal_column(repr(PUBLICATION_WAITING))
"""As the index says it: of a parameter SQLite does not know that the index covers it."""


async def count_cases_awaiting_publication(db: AsyncSession) -> int:
    """How many answers the office has still to check."""
    query = select(func.count()).select_from(Case).where(_AWAITING_PUBLICATION)
    return (await db.execute(query)).scalar_one()


async def count_undecided_extensions(db: AsyncSession) -> int:
    """How many open cases have a wish for more time that nobody decided."""
    last = (
        select(CaseEvent.case_id, func.max(CaseEvent.id).label("id"))
        .where(
            CaseEvent.case_id.in_(select(Case.id).where(Case.status.in_(OPEN))),
            CaseEvent.action.in_(("ask_extension", "extend", "deny_extension")),
        )
        .group_by(CaseEvent.case_id)
        .subquery()
    )
    query = (
        select(func.count())
        .select_from(CaseEvent)
        .join(last, last.c.id == CaseEvent.id)
        .where(CaseEvent.action == "ask_extension")
    )
    return (await db.execute(query)).scalar_one()


async def answers_awaiting_check(db: AsyncSession) -> list[tuple[int, datetime]]:
    """(case, when its answer was sent) of answers to check, the urgent first, then the oldest."""
    sent = func.max(Answer.at)
    query = (
        select(Case.id, sent)
        .join(Answer, Answer.case_id == Case.id)
        .where(
            Case.publication == PUBLICATION_WAITING,
            Case.sealed.is_(False),
            Answer.state == ANSWER_SENT,
        )
        .group_by(Case.id)
        .order_by(Case.urgent.desc(), sent, *AS_RECEIVED)
    )
    return [(row[0], row[1]) for row in await db.execute(query)]


class ActiveCase(NamedTuple):
    """An open case, as far as its dates and those who must act depend on it."""

    id: int
    status: str
    field: str
    deadline: str
    urgent: bool
    agency: str
    handler_id: int | None
    kind: str
    accused: str
    accused_id: int | None
    kept_out: str
    received_at: datetime
    level: int
    pending_requests: PendingRequests = NO_REQUESTS
    """As its log tells; whoever reads the log fills it in."""

    @property
    def promised(self) -> bool:
        """Whether a date was promised: not for a question, nor for what nobody can be told of."""
        return self.kind == "report"


_ACTIVE_COLUMNS: tuple[Any, ...] = (
    *(Case.id, Case.status, Case.field, Case.deadline, Case.urgent, Case.agency),
    *(Case.handler_id, Case.kind, Case.accused, Case.accused_id),
    *(Case.kept_out, Case.received_at, Case.level),
)


def as_active_case(case: Case) -> ActiveCase:
    """A case that was loaded whole, as the lists hold it."""
    return ActiveCase(*(getattr(case, column.key) for column in _ACTIVE_COLUMNS))


async def active_cases(db: AsyncSession, ids: Sequence[int] | None = None) -> list[ActiveCase]:
    """Every open case, or those of the named ones that are open, oldest first."""
    query = (
        select(*_ACTIVE_COLUMNS)
        .where(Case.status.in_(OPEN), Case.sealed.is_(False))
        .order_by(*AS_RECEIVED)
    )
    if ids is None:
        return [ActiveCase(*row) for row in await db.execute(query)]
    return [
        ActiveCase(*row)
        for at in range(0, len(ids), IDS_PER_STATEMENT)
        for row in await db.execute(query.where(Case.id.in_(ids[at : at + IDS_PER_STATEMENT])))
    ]


async def cases_awaiting_publication(db: AsyncSession) -> list[ActiveCase]:
    """Answered cases whose answer the office has still to check, oldest first."""
    query = select(*_ACTIVE_COLUMNS).where(_AWAITING_PUBLICATION, Case.sealed.is_(False))
    return [ActiveCase(*row) for row in await db.execute(query.order_by(*AS_RECEIVED))]


class SearchableCase(NamedTuple):
    """What a case can be found by in a list."""

    id: int
    code: str
    field: str
    agency: str
    handler_id: int | None
    commune: str
    place: str
    text: str


async def searchable_cases(
    db: AsyncSession, ids: Sequence[int]
) -> AsyncIterator[Sequence[SearchableCase]]:
    """What these cases can be found by, so many at a time as one statement takes."""
    query = select(*(getattr(Case, name) for name in SearchableCase._fields))
    for at in range(0, len(ids), IDS_PER_STATEMENT):
        rows = await db.execute(query.where(Case.id.in_(ids[at : at + IDS_PER_STATEMENT])))
        yield [SearchableCase(*row) for row in rows]
