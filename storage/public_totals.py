"""What strangers read counted: cases that came and are open, what citizens say, what is public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.citizen_verdict import RESOLVED, SAID, UNSAID
from rules.lifecycle import CLOSING, OPEN, REOPENING
from storage.models import Case, CaseEvent, Publication
from storage.publications import PUBLISHED


class CaseTotals(NamedTuple):
    """How many cases there are, and how many of them are open."""

    received: int
    open: int


async def case_totals(db: AsyncSession, before: datetime, agency: str = "") -> CaseTotals:
    """Of the cases that came before a moment, restricted ones too, all or those of an agency.

    Open is what was open then: whoever has them counted anew later that day reads no other number.
    An agency has those that were forwarded to it; what is about its own people is not counted
    there, for it would be missed among those they know.
    """
    query = select(func.count(), func.count().filter(_was_open(before)))
    query = query.select_from(Case).where(Case.received_at < before)
    if agency:
        query = query.where(Case.agency == agency, Case.accused != agency, _has_it())
    return CaseTotals(*(await db.execute(query)).one())


def _has_it() -> ColumnElement[bool]:
    """Whether the agency of a case is more than proposed: it was sent there, and not given back."""
    moves = CaseEvent.action.in_(("forward", "return"))
    last = select(func.max(CaseEvent.id)).where(moves).group_by(CaseEvent.case_id)
    sent = select(CaseEvent.case_id).where(CaseEvent.id.in_(last), CaseEvent.action == "forward")
    return Case.id.in_(sent)


def _was_open(before: datetime) -> ColumnElement[bool]:
    """Whether a case was open at a moment: by its first move since, else by its status."""
    moves = (CaseEvent.at >= before, CaseEvent.action.in_((*CLOSING, *REOPENING)))
    first = select(func.min(CaseEvent.id)).where(*moves).group_by(CaseEvent.case_id)
    moved = select(CaseEvent.case_id).where(CaseEvent.id.in_(first))
    ended, begun = (moved.where(CaseEvent.action.in_(these)) for these in (CLOSING, REOPENING))
    return or_(Case.id.in_(ended), and_(Case.status.in_(OPEN), Case.id.not_in(begun)))


class VerdictTotals(NamedTuple):
    """How many said by midnight whether their matter is settled, and how many have not."""

    resolved: int
    said: int
    unsaid: int


async def verdict_totals(db: AsyncSession, before: datetime) -> Mapping[str, VerdictTotals]:
    """Of all that was answered and said before a moment, by agency, restricted cases too.

    What is about somebody or restricted stands under none: it would be missed among those known.
    """
    told = or_(Case.verdict_at < before, Case.verdict_at.is_(None))
    agency = case((Case.apart, ""), else_=Case.agency)
    query = select(
        agency,
        func.count().filter(Case.verdict == RESOLVED, told),
        func.count().filter(Case.verdict.in_(SAID), told),
        func.count().filter(Case.verdict.in_(UNSAID), told),
    ).group_by(agency)
    return {row[0]: VerdictTotals(*row[1:]) for row in await db.execute(query)}


class PublishedTotals(NamedTuple):
    """How many cases are published, and of them answered on time, and in more time given."""

    published: int
    on_time: int
    extended: int

    @property
    def late(self) -> int:
        """The others."""
        return self.published - self.on_time - self.extended


async def published_totals(db: AsyncSession, agency: str = "") -> PublishedTotals:
    """Of one agency, or of all."""
    theirs = [Publication.agency == agency] if agency else []
    published = (
        select(
            func.count(),
            func.count().filter(Publication.on_time, ~Publication.extended),
            func.count().filter(Publication.on_time, Publication.extended),
        )
        .select_from(Publication)
        .where(Publication.state == PUBLISHED, *theirs)
    )
    return PublishedTotals(*(await db.execute(published)).one())
