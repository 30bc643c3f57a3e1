"""Cases: filing, finding, and the one way to move them on."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from rules.lifecycle import MERGED, OPEN, STATUSES
from rules.office import Office
from rules.text import digest
from rules.timeline import Moment, Stretch, rule_for, stretches_now
from rules.wishes import NONE, Wishes
from storage.database import dialect_insert
from storage.log import append
from storage.models import Answer, Case, CaseEvent, CaseMedia, Counter
from storage.people import Contact
from storage.vault import seal, unseal

REPORT, ANSWER, APOLOGY = "report", "answer", "apology"
"""Which part of a case a file belongs to."""
DRAFT, REFUSAL = "draft", "refusal"
"""States of an outcome in writing that waits for a second person."""
CODE = re.compile(r"PAKN\.\d{8}\.\d{4,}")
"""What a case's number looks like in a text of ours."""
NEWEST = 500
"""Lines of the logs one looks back over for what committed late."""
CHUNK = 900
"""Ids in one statement: below SQLite's old limit of 999 parameters."""


async def next_code(db: AsyncSession, day: date) -> str:
    """The next number of the day, without gaps: a transaction that fails gives it back."""
    name = f"PAKN.{day:%Y%m%d}"
    upsert = dialect_insert(db, Counter).values(name=name, value=1)
    upsert = upsert.on_conflict_do_update(
        index_elements=[Counter.name], set_={"value": Counter.value + 1}
    ).returning(Counter.value)
    number = (await db.execute(upsert)).scalar_one()
    return f"{name}.{number:04d}"


async def file(
    db: AsyncSession, case: Case, contact: Contact | None, media: Sequence[Media], now: datetime
) -> None:
    """Store a new case with its contact sealed, its files, and the first line of its log."""
    case.contact = seal(db, contact) if contact else None
    db.add(case)
    await db.flush()
    await add_media(db, case, REPORT, media)
    await log(db, case, "receive", case.person_id, now)


async def add_media(db: AsyncSession, case: Case, part: str, media: Sequence[Media]) -> None:
    """Attach files to the report or to the answer."""
    rows = [
        {
            "case_id": case.id,
            "part": part,
            "kind": item.kind,
            "sha256": item.sha256,
            "mime": item.mime,
            "size": item.size,
            "name": item.name,
        }
        for item in media
    ]
    if rows:
        await db.execute(insert(CaseMedia), rows)


async def drop_media(db: AsyncSession, case: Case, part: str) -> None:
    """Detach the files of one part; the files themselves stay in their store."""
    await db.execute(delete(CaseMedia).where(CaseMedia.case_id == case.id, CaseMedia.part == part))


async def media_of(db: AsyncSession, case: Case, part: str) -> tuple[Media, ...]:
    """The files of one part of a case, in order."""
    rows = await db.execute(
        select(CaseMedia)
        .where(CaseMedia.case_id == case.id, CaseMedia.part == part)
        .order_by(CaseMedia.id)
    )
    return tuple(
        Media(kind=m.kind, sha256=m.sha256, mime=m.mime, size=m.size, name=m.name)  # type: ignore[arg-type]
        for m in rows.scalars()
    )


def contact_of(db: AsyncSession, case: Case) -> Contact | None:
    """Who reported, as given for this case."""
    return unseal(db, case.contact, Contact) if case.contact else None


async def by_id(db: AsyncSession, case_id: int) -> Case | None:
    """One case."""
    return await db.get(Case, case_id)


async def by_code(db: AsyncSession, code: str) -> Case | None:
    """One case, by the code people use; upper or lower case."""
    return (await db.execute(select(Case).where(Case.code == code.upper()))).scalar()


async def of_person(
    db: AsyncSession,
    person_id: int,
    limit: int,
    *,
    offset: int = 0,
    statuses: Sequence[str] = STATUSES,
) -> list[Case]:
    """A citizen's own cases in any of these statuses, newest first."""
    query = select(Case).where(Case.person_id == person_id, Case.status.in_(statuses))
    rows = await db.execute(query.order_by(Case.id.desc()).offset(offset).limit(limit))
    return list(rows.scalars())


async def same_text(db: AsyncSession, person_id: int, text: str) -> Case | None:
    """An open case of this person with these very words."""
    rows = await db.execute(
        select(Case)
        .where(Case.person_id == person_id, Case.status.in_(OPEN), Case.text == text)
        .limit(1)
    )
    return rows.scalar()


async def count_of_person(db: AsyncSession, person_id: int, since: datetime) -> int:
    """How many cases a person filed since a moment."""
    query = select(func.count()).where(Case.person_id == person_id, Case.received_at >= since)
    return (await db.execute(query)).scalar_one()


async def with_status(
    db: AsyncSession, statuses: Sequence[str], agency: str | None = None, limit: int = 20
) -> list[Case]:
    """Cases in any of these statuses, oldest first, of one agency or of all."""
    query = select(Case).where(Case.status.in_(statuses), Case.sealed.is_(False))
    if agency is not None:
        query = query.where(Case.agency == agency)
    return list((await db.execute(query.order_by(Case.id).limit(limit))).scalars())


async def count_with_status(db: AsyncSession, status: str) -> int:
    """How many cases stand in a status, those that are sealed apart."""
    query = select(func.count()).where(Case.status == status, Case.sealed.is_(False))
    return (await db.execute(query)).scalar_one()


async def sealed_open(db: AsyncSession, limit: int) -> list[Case]:
    """Sealed cases that still need an outcome, oldest first."""
    rows = await db.execute(
        select(Case).where(Case.sealed, Case.status.in_(OPEN)).order_by(Case.id).limit(limit)
    )
    return list(rows.scalars())


async def count_sealed_open(db: AsyncSession) -> int:
    """How many sealed cases still need an outcome."""
    query = select(func.count()).where(Case.sealed, Case.status.in_(OPEN))
    return (await db.execute(query)).scalar_one()


_AWAITING_PUBLICATION = Case.publication == literal_column("'waiting'")
"""As the index says it: of a parameter SQLite does not know that the index covers it."""


async def count_awaiting_publication(db: AsyncSession) -> int:
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


async def awaiting_check(db: AsyncSession) -> list[tuple[int, datetime]]:
    """(case, when its answer was sent) of answers the office has still to check, oldest first."""
    sent = func.max(Answer.at)
    query = (
        select(Case.id, sent)
        .join(Answer, Answer.case_id == Case.id)
        .where(Case.publication == "waiting", Case.sealed.is_(False), Answer.state == "sent")
        .group_by(Case.id)
        .order_by(sent, Case.id)
    )
    return [(row[0], row[1]) for row in await db.execute(query)]


async def merged_into(db: AsyncSession, case: Case) -> list[Case]:
    """The duplicates merged into this very case."""
    rows = await db.execute(select(Case).where(Case.merged_into == case.id).order_by(Case.id))
    return list(rows.scalars())


async def followers(db: AsyncSession, case: Case) -> list[Case]:
    """The duplicates whose reporters follow this case, also by way of another duplicate."""
    tree = select(Case.id).where(Case.merged_into == case.id).cte(recursive=True)
    tree = tree.union(select(Case.id).join(tree, Case.merged_into == tree.c.id))
    rows = await db.execute(select(Case).where(Case.id.in_(select(tree.c.id))).order_by(Case.id))
    return list(rows.scalars())


async def kept(db: AsyncSession, case: Case) -> Case:
    """The case whose outcome is the outcome of this one: itself, unless it was merged."""
    while case.status == MERGED and case.merged_into is not None:
        case = await db.get_one(Case, case.merged_into)
    return case


async def lock(db: AsyncSession, *wanted: Case) -> None:
    """Wait for whoever acts on these cases, and see them and their logs as they left them.

    What refers to the case may still be written beside (FOR NO KEY UPDATE on PostgreSQL; on
    SQLite there is one writer anyway).
    """
    ids = select(Case.id).where(Case.id.in_([case.id for case in wanted])).order_by(Case.id)
    await db.execute(ids.with_for_update(key_share=True))
    for case in wanted:
        await db.refresh(case)


async def move(db: AsyncSession, case: Case, **values: Any) -> bool:
    """Change a case if it still stands as the mover saw it; false when it moved on.

    What is changed counts as well as the status and the handler. The condition is in the UPDATE,
    so of two people acting at once one wins.
    """
    seen = [getattr(Case, name) == getattr(case, name) for name in values]
    same_handler = (
        Case.handler_id.is_(None) if case.handler_id is None else Case.handler_id == case.handler_id
    )
    done = await db.execute(
        update(Case)
        .where(Case.id == case.id, Case.status == case.status, Case.sealed.is_(case.sealed))
        .where(same_handler, *seen)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    await db.refresh(case)
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def log(
    db: AsyncSession,
    case: Case,
    action: str,
    actor_id: int | None,
    now: datetime,
    **data: Any,
) -> None:
    """Add a line to the case's log."""
    await append(db, case, action, actor_id, now, data)


async def events(db: AsyncSession, case: Case) -> list[CaseEvent]:
    """The case's log, in order."""
    rows = await db.execute(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    )
    return list(rows.scalars())


async def stretches_of(
    db: AsyncSession, office: Office, case: Case, now: datetime
) -> tuple[Stretch, ...]:
    """Every stretch in which the case was open, oldest first, as it stands now.

    Whoever waited for another one began before what that one wrote, and must see it.
    """
    log = [Moment(line.at, line.action, line.data) for line in await events(db, case)]
    rule = rule_for(office, case.field, case.deadline, urgent=case.urgent)
    return stretches_now(office, rule, log, now)


class Watched(NamedTuple):
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
    wishes: Wishes = NONE
    """As its log tells; whoever reads the log fills it in."""

    @property
    def promised(self) -> bool:
        """Whether a date was promised: not for a question, nor for what nobody can be told of."""
        return self.kind == "report"


_WATCHED = (
    *(Case.id, Case.status, Case.field, Case.deadline, Case.urgent, Case.agency),
    *(Case.handler_id, Case.kind, Case.accused, Case.accused_id),
)


async def watched(db: AsyncSession, ids: Sequence[int] | None = None) -> list[Watched]:
    """Every open case, or those of the named ones that are open, oldest first."""
    query = select(*_WATCHED).where(Case.status.in_(OPEN), Case.sealed.is_(False)).order_by(Case.id)
    if ids is None:
        return [Watched(*row) for row in await db.execute(query)]
    return [
        Watched(*row)
        for at in range(0, len(ids), CHUNK)
        for row in await db.execute(query.where(Case.id.in_(ids[at : at + CHUNK])))
    ]


async def awaiting_publication(db: AsyncSession) -> list[Watched]:
    """Answered cases whose answer the office has still to check, oldest first."""
    query = select(*_WATCHED).where(_AWAITING_PUBLICATION, Case.sealed.is_(False))
    return [Watched(*row) for row in await db.execute(query.order_by(Case.id))]


class Told(NamedTuple):
    """What a case can be found by in a list."""

    id: int
    code: str
    field: str
    agency: str
    handler_id: int | None
    commune: str
    place: str
    text: str


async def told(db: AsyncSession, ids: Sequence[int]) -> AsyncIterator[Sequence[Told]]:
    """What these cases can be found by, so many at a time as one statement takes."""
    query = select(*(getattr(Case, name) for name in Told._fields))
    for at in range(0, len(ids), CHUNK):
        rows = await db.execute(query.where(Case.id.in_(ids[at : at + CHUNK])))
        yield [Told(*row) for row in rows]


async def by_ids(db: AsyncSession, ids: Sequence[int]) -> list[Case]:
    """These cases, in this order; what is gone is left out."""
    found = await db.execute(select(Case).where(Case.id.in_(ids)))
    cases = {case.id: case for case in found.scalars()}
    return [cases[one] for one in ids if one in cases]


class Noted(NamedTuple):
    """That a line was written in the log of a case.

    A number alone does not name it: what is undone in SQLite gives its number to the next.
    """

    id: int
    case_id: int
    at: datetime


async def newest_lines(db: AsyncSession, since: int) -> frozenset[Noted]:
    """The lines with a number from `since` on; of 0, the NEWEST.

    Numbers are given before a transaction commits, so a lower one may appear after a higher:
    who looks again must look back over some.
    """
    query = select(CaseEvent.id, CaseEvent.case_id, CaseEvent.at)
    if since:
        query = query.where(CaseEvent.id >= since)
    else:
        query = query.order_by(CaseEvent.id.desc()).limit(NEWEST)
    return frozenset(Noted(*row) for row in await db.execute(query))


async def codes(db: AsyncSession, ids: Sequence[int]) -> dict[int, str]:
    """The codes people use, by id."""
    found: dict[int, str] = {}
    for at in range(0, len(ids), CHUNK):
        query = select(Case.id, Case.code).where(Case.id.in_(ids[at : at + CHUNK]))
        found |= {row.id: row.code for row in await db.execute(query)}
    return found


async def logs(db: AsyncSession, ids: Sequence[int]) -> dict[int, list[Moment]]:
    """The logs of these cases, each in order."""
    found: dict[int, list[Moment]] = {}
    lines = CaseEvent.__table__.c  # not the model: of thousands of rows that takes half
    query = select(lines.case_id, lines.at, lines.action, lines.data)
    query = query.order_by(lines.case_id, lines.id)
    for at in range(0, len(ids), CHUNK):
        rows = await db.execute(query.where(lines.case_id.in_(ids[at : at + CHUNK])))
        for row in rows.all():
            found.setdefault(row[0], []).append(Moment(row[1], row[2], row[3]))
    return found


async def answer(
    db: AsyncSession,
    case: Case,
    text: str,
    author_id: int | None,
    now: datetime,
    state: str = "sent",
    signed_by: int | None = None,
) -> None:
    """Store the outcome in writing, or its draft."""
    row = {
        "case_id": case.id,
        "author_id": author_id,
        "text": text,
        "at": now,
        "state": state,
        "signed_by": signed_by,
        "digest": digest(text),
    }
    await db.execute(insert(Answer).values(**row))


async def answer_of(db: AsyncSession, case: Case, state: str = "sent") -> Answer | None:
    """The latest outcome in writing, or its latest draft."""
    found = await db.execute(
        select(Answer)
        .where(Answer.case_id == case.id, Answer.state == state)
        .order_by(Answer.id.desc())
        .limit(1)
    )
    return found.scalar()


async def refused_by(db: AsyncSession, ids: Sequence[int]) -> dict[int, int | None]:
    """Of these cases those with a refusal that waits for a second person, and who proposed it."""
    query = select(Answer.case_id, Answer.author_id).where(Answer.state == REFUSAL)
    rows = await db.execute(query.where(Answer.case_id.in_(ids)).order_by(Answer.id))
    return {row.case_id: row.author_id for row in rows}


async def settle_drafts(db: AsyncSession, case: Case, state: str, waiting: str = DRAFT) -> None:
    """Nothing of this case waits for a signature any more."""
    await db.execute(
        update(Answer).where(Answer.case_id == case.id, Answer.state == waiting).values(state=state)
    )
