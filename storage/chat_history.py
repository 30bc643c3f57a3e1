"""What chats with a history still show of the past, deleted when what it tells of must go.

An empty line would show who denounced, or did not consent. That something was said about a case
stays known, so a reply to it still finds that. What waits to be handled or sent keeps its words,
or it could be neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Reply
from rules.case_code import DENUNCIATION_PREFIX
from storage import claims, role_assignments
from storage.models import InboxRow, NumberSequence, OutboxMention, OutboxRow
from storage.vault import SEALED, Vault, decrypt

SETTLED = (claims.DONE, claims.FAILED)
OLDER_DROPPED = "older lines of denouncers dropped"
"""A counter that stands once it is done."""


async def forget_messages_of_chats(db: AsyncSession, addresses: Sequence[str]) -> None:
    """Everything said from and to these addresses."""
    await _forget_said(db, InboxRow.lane.in_(addresses))
    await _forget_replies(db, OutboxRow.lane.in_(addresses))


async def forget_messages_about_cases(db: AsyncSession, codes: Sequence[str]) -> None:
    """What anybody was told about these cases: their owner, the office, an agency."""
    await _forget_replies(db, OutboxRow.case_code.in_(codes))


async def forget_messages_between(
    db: AsyncSession, addresses: Sequence[str], until: datetime, since: datetime | None = None
) -> None:
    """What was said in a time from these addresses, and to them if it was about no case."""
    said = [InboxRow.lane.in_(addresses), InboxRow.received_at <= until]
    told = [
        OutboxRow.lane.in_(addresses),
        OutboxRow.case_code == "",
        OutboxRow.created_at <= until,
    ]
    if since is not None:
        said.append(InboxRow.received_at >= since)
        told.append(OutboxRow.created_at >= since)
    await _forget_said(db, *said)
    await _forget_replies(db, *told)


async def forget_staff_copies(
    db: AsyncSession, addresses: Sequence[str], own: Sequence[str], since: datetime
) -> None:
    """What somebody who works here no longer was told: of all cases but `own`, and since then.

    At once, also what still waits: it shall not arrive any more.
    """
    of_others = OutboxRow.case_code.not_in(["", *own])
    as_staff = (OutboxRow.case_code == "") & (OutboxRow.created_at >= since)
    await _take_back(db, OutboxRow.lane.in_(addresses), of_others | as_staff)


async def forget_copies_of_case(
    db: AsyncSession, addresses: Sequence[str], code: str, said_at: datetime | None = None
) -> None:
    """What these addresses were told of a case, ever or in one moment; also what still waits.

    But for lists that name it among others: see `forget_lists_with_case`.
    """
    which = [OutboxRow.lane.in_(addresses), OutboxRow.case_code == code]
    if said_at is not None:
        which.append(OutboxRow.created_at == said_at)
    await _take_back(db, *which)


async def forget_lists_with_case(db: AsyncSession, addresses: Sequence[str], code: str) -> None:
    """Whole lists and digests, told to these addresses, that name a case; also what still waits."""
    await _take_back(db, OutboxRow.lane.in_(addresses), _names_case(code))


def _names_case(code: str) -> ColumnElement[bool]:
    named = select(OutboxMention.outbox_id).where(OutboxMention.case_code == code)
    return OutboxRow.id.in_(named)


async def forget_messages_about_denunciation(
    db: AsyncSession, addresses: Sequence[str], code: str
) -> None:
    """What these addresses were told of a denunciation: only the closed words say that.

    While the sealed key is away nobody can tell, nor read them: they stay.
    """
    vault: Vault = db.info["vault"]
    rows = await db.execute(
        select(OutboxRow.id, OutboxRow.reply).where(
            OutboxRow.lane.in_(addresses),
            OutboxRow.case_code == "",
            OutboxRow.state.in_(SETTLED),
            OutboxRow.reply.is_not(None),
        )
    )
    about = [
        id_
        for id_, reply in rows.all()
        if reply and not vault.is_out_of_reach(reply) and decrypt(db, reply, Reply).case == code
    ]
    await _forget_replies(db, OutboxRow.id.in_(about))


async def drop_older_lines_of_denouncers(db: AsyncSession) -> None:
    """Once, with the sealed key: what their chats kept until that was kept nowhere any more."""
    vault: Vault = db.info["vault"]
    done = await db.get(NumberSequence, OLDER_DROPPED)
    if done or vault.box is None or vault.box.is_locked:
        return
    closed = func.substr(OutboxRow.reply, 1, len(SEALED)) == SEALED
    rows = await db.execute(
        select(OutboxRow.id, OutboxRow.lane, OutboxRow.reply).where(
            OutboxRow.case_code == "", OutboxRow.state.in_(SETTLED), closed
        )
    )
    about = {
        id_: lane
        for id_, lane, reply in rows.all()
        if decrypt(db, reply or b"", Reply).case.startswith(DENUNCIATION_PREFIX)
    }
    readers = await role_assignments.staff_addresses_among(db, set(about.values()))
    for id_, lane in about.items():
        if lane not in readers:
            await db.execute(delete(OutboxRow).where(OutboxRow.id == id_))
    await db.merge(NumberSequence(name=OLDER_DROPPED, value=1))


async def forget_messages_of_moment(
    db: AsyncSession, addresses: Sequence[str], said_at: datetime
) -> None:
    """What these addresses were told in one moment."""
    await _forget_replies(db, OutboxRow.lane.in_(addresses), OutboxRow.created_at == said_at)


async def addresses_with_copies(db: AsyncSession, code: str) -> list[str]:
    """Where words about a case, or a list that names it, are kept, or on their way."""
    told = or_(OutboxRow.case_code == code, _names_case(code))
    rows = await db.execute(
        select(OutboxRow.lane).where(told, OutboxRow.reply.is_not(None)).distinct()
    )
    return list(rows.scalars())


async def _take_back(db: AsyncSession, *which: ColumnElement[bool]) -> None:
    here = (*which, OutboxRow.reply.is_not(None))
    await db.execute(
        update(OutboxRow)
        .where(*here, OutboxRow.state == claims.WAITING)
        .values(reply=None, state=claims.FAILED, error="taken back")
        .execution_options(synchronize_session=False)
    )
    await _forget_replies(db, *which)


async def _forget_said(db: AsyncSession, *which: ColumnElement[bool]) -> None:
    these = *which, InboxRow.state.in_(SETTLED), InboxRow.payload.is_not(None)
    await db.execute(delete(InboxRow).where(*these))


async def _forget_replies(db: AsyncSession, *which: ColumnElement[bool]) -> None:
    """Of what was told of a case the row stays, by which a reply to it finds that."""
    here = (*which, OutboxRow.state.in_(SETTLED), OutboxRow.reply.is_not(None))
    await db.execute(delete(OutboxRow).where(*here, OutboxRow.case_code == ""))
    await db.execute(
        update(OutboxRow)
        .where(*here, OutboxRow.case_code != "")
        .values(reply=None)
        .execution_options(synchronize_session=False)
    )
