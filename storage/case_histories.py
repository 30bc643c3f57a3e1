"""What a report is counted from: the logs of the cases a period touched, and no others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import CLOSING, OPEN
from rules.timeline import Moment
from storage import case_events, database
from storage.models import AS_RECEIVED, Case, CaseEvent, Person
from storage.models.cases import names_somebody

COUNTED_ACTIONS = ("publish", "unpublish", "rate", "verdict", "apologise")
"""What is counted in the period it happens in, however long the case has been closed."""


COLUMNS = frozenset(
    ("field", "commune", "about", "kind", "proposal", "deadline", "urgent", "may_publish")
)
"""What figures read of a case besides its log: a line that changes one says what it was."""


class CaseHistory(NamedTuple):
    """A case with its whole log: whoever counts cuts it off at the end of the period.

    The columns are today's: what changed in one of them is told by the log, and `at` takes it
    back. All else that changes stands in the log alone.
    """

    id: int
    code: str
    field: str
    commune: str
    about: str
    kind: str
    proposal: bool
    deadline: str
    urgent: bool
    may_publish: bool
    accused: str
    accused_id: int | None
    kept_out: str
    sealed: bool
    """Whom it is about and whether it is restricted: as of today, for this says who may know it."""
    received_at: datetime
    log: list[Moment]

    @property
    def about_somebody(self) -> bool:
        """Whether it is, or until a person decides may be, about the conduct of officials."""
        return names_somebody(self.about, self.accused, self.accused_id)

    def at(self, as_of: datetime) -> CaseHistory:
        """With the columns as they stood at a moment: lines say in `was` what they changed."""
        was: dict[str, Any] = {}
        for moment in reversed(self.log):
            if moment.at <= as_of:
                break
            was |= moment.data.get("was", {})
        changed = was.keys() & COLUMNS
        return self._replace(**{name: was[name] for name in changed}) if changed else self


_CASES = Case.__table__
_COLUMNS = select(*(_CASES.c[name] for name in CaseHistory._fields if name != "log"))
"""As CaseHistory has them. From the table, not the model: of thousands of rows that takes half."""


async def first_case_received_at(db: AsyncSession) -> datetime | None:
    """When the office had its first case; None before."""
    return (await db.execute(select(func.min(Case.received_at)))).scalar()


async def case_histories_between(
    db: AsyncSession, first: datetime, until: datetime
) -> AsyncIterator[list[CaseHistory]]:
    """Cases that were open, arrived, ended, or of which something is counted between two moments.

    So many at a time as one statement takes. The cost follows the period and what is open, not
    the archive.
    """
    for part in _parts(await _touched(db, first, until)):
        yield await _histories(db, part)


async def late_case_histories_between(
    db: AsyncSession, first: datetime, until: datetime
) -> AsyncIterator[list[CaseHistory]]:
    """Of the same cases those whose log says that they were late: few, so cheap to read."""
    for part in _parts(await _touched(db, first, until)):
        late = select(CaseEvent.case_id).where(
            CaseEvent.case_id.in_(part), CaseEvent.action == "late"
        )
        if ids := (await db.execute(late.distinct())).scalars().all():
            yield await _histories(db, ids)


async def _histories(db: AsyncSession, ids: Sequence[int]) -> list[CaseHistory]:
    logs = await case_events.logs_of_cases(db, ids)
    rows = await db.execute(_COLUMNS.where(_CASES.c.id.in_(ids)).order_by(*AS_RECEIVED))
    return [CaseHistory._make([*row, logs.get(row[0], [])]) for row in rows.all()]


async def _touched(db: AsyncSession, first: datetime, until: datetime) -> list[int]:
    # Not asked when it came, which no index of the open ones tells: later ones are few.
    still_open = select(*AS_RECEIVED).where(Case.status.in_(OPEN))
    of_lines = select(*AS_RECEIVED).join(CaseEvent, Case.id == CaseEvent.case_id)
    ended_later = of_lines.where(
        CaseEvent.at >= first, CaseEvent.action.in_(CLOSING), Case.received_at < until
    )
    told = of_lines.where(
        CaseEvent.at >= first, CaseEvent.at < until, CaseEvent.action.in_(COUNTED_ACTIONS)
    )
    rows = await db.execute(union(still_open, ended_later, told))
    return [case_id for _, case_id in sorted((at, case_id) for at, case_id in rows)]


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (
        ids[at : at + database.IDS_PER_STATEMENT]
        for at in range(0, len(ids), database.IDS_PER_STATEMENT)
    )


async def names_of_handlers(db: AsyncSession, ids: Sequence[int]) -> dict[int, str]:
    """What colleagues call these people."""
    found: dict[int, str] = {}
    for part in _parts(ids):
        rows = await db.execute(select(Person.id, Person.name).where(Person.id.in_(part)))
        found |= {row[0]: row[1] for row in rows}
    return found
