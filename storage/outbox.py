"""Replies waiting to be sent, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Reply
from bot.push_target import PUSH
from rules.case_code import CASE_CODE
from storage import claims, sealing
from storage.models import AgencyGroup, OutboxMention, OutboxRow
from storage.vault import LOCKED, Vault, decrypt, encrypt


class SentReply(NamedTuple):
    """A reply as a channel with a history shows it."""

    seq: int
    at: datetime
    reply: Reply


async def add_replies(
    db: AsyncSession,
    replies: Iterable[tuple[str, Reply]],
    now: datetime,
    put_off: Mapping[str, float] | None = None,
) -> None:
    """Queue replies, in this order for each address; `put_off`: seconds some addresses wait."""
    machine, put_off, replies = claims.machine_seconds(), put_off or {}, list(replies)
    rows = [
        {
            "lane": address,
            "reply": encrypt(db, reply),
            "case_code": "" if reply.parting else reply.case,
            "card": reply.card,
            "created_at": now,
            "state": claims.WAITING,
            "attempts": 0,
            "not_before": machine + put_off[address] if address in put_off else 0.0,
            "claimed_until": 0.0,
            "error": "",
            "external_id": "",
        }
        for address, reply in replies
    ]
    if not rows:
        return
    named = [_cases_named(reply) for _, reply in replies]
    if not any(named):
        await db.execute(insert(OutboxRow), rows)
        return
    stored = insert(OutboxRow).returning(OutboxRow.id, sort_by_parameter_order=True)
    ids = (await db.execute(stored, rows)).scalars()
    mentions = [
        {"case_code": code, "outbox_id": id_}
        for id_, codes in zip(ids, named, strict=True)
        for code in codes
    ]
    await db.execute(insert(OutboxMention), mentions)


def _cases_named(reply: Reply) -> list[str]:
    """The cases a reply names besides its own: whoever may read one no more keeps no list of it."""
    if reply.parting:
        return []
    labels = (choice.label for row in reply.choices for choice in row)
    found = CASE_CODE.findall("\n".join([reply.text, *labels]))
    return sorted(set(found) - {reply.case})


async def release_replies(db: AsyncSession, address: str = "") -> None:
    """Send now what was put off, for one address or for all; a retry still waits its time."""
    put_off = _put_off()
    if address:
        put_off = (*put_off, OutboxRow.lane == address)
    await db.execute(update(OutboxRow).where(*put_off).values(not_before=0.0))


async def is_any_reply_put_off(db: AsyncSession) -> bool:
    """Whether `release` has something to do: cheap, and needs no write lock."""
    found = await db.execute(select(OutboxRow.id).where(*_put_off()).limit(1))
    return found.first() is not None


def _put_off() -> tuple[ColumnElement[bool], ...]:
    waiting = OutboxRow.state == claims.WAITING
    return waiting, OutboxRow.attempts == 0, OutboxRow.not_before > claims.machine_seconds()


def reply_of_row(db: AsyncSession, row: OutboxRow) -> Reply:
    """The reply a row holds."""
    return decrypt(db, row.reply or b"", Reply)


async def words_of_failed_replies(db: AsyncSession, ids: Iterable[int]) -> list[str]:
    """What replies that were given up were to say, as they were queued; without those forgotten."""
    given_up = OutboxRow.id.in_(list(ids)), OutboxRow.reply.is_not(None)
    rows = await db.execute(select(OutboxRow).where(*given_up).order_by(OutboxRow.id))
    return [LOCKED if _is_locked(db, row) else reply_of_row(db, row).text for row in rows.scalars()]


async def mark_reply_sent(
    db: AsyncSession, row: OutboxRow, external_id: str, now: datetime, *, keep: bool
) -> None:
    """Mark as delivered; without `keep` its words are forgotten, of a denunciation all.

    What the chat of its reader keeps of one no longer says outside the closed words that it is
    about one. A fleeting reply leaves nothing where others stay, and elsewhere what they leave.
    """
    reply = None if row.reply is None or _is_locked(db, row) else reply_of_row(db, row)
    fleeting = reply is not None and reply.fleeting
    values: dict[str, object] = {
        "state": claims.DONE,
        "external_id": external_id or str(row.id),
        "sent_at": now,
    }
    values["reply"] = await sealing.kept_of_reply(db, row) if keep else None
    if sealing.is_about_denunciation(row):
        values["case_code"] = ""
    await claims.settle_rows(db, OutboxRow, [row], **values)
    if not keep and (reply is None or _cases_named(reply)):
        await db.execute(delete(OutboxMention).where(OutboxMention.outbox_id == row.id))
    if (fleeting if keep else sealing.is_about_denunciation(row)) or _is_push(row):
        await _delete_reply(db, row)


async def mark_reply_failed(db: AsyncSession, row: OutboxRow, reason: str) -> None:
    """Give up on a reply; its words stay, so that a person can still deliver them.

    Not those of a denunciation, which nobody may deliver.
    """
    kept = await sealing.kept_of_reply(db, row)
    failed = {"state": claims.FAILED, "error": reason[:200], "reply": kept}
    traceless = _is_traceless(db, row)
    await claims.settle_rows(db, OutboxRow, [row], **failed)
    if traceless:
        await _delete_reply(db, row)


def _is_traceless(db: AsyncSession, row: OutboxRow) -> bool:
    """Of a denunciation not even that something was said: who, and when, would lead to it."""
    return sealing.is_about_denunciation(row) or _is_fleeting(db, row) or _is_push(row)


def _is_push(row: OutboxRow) -> bool:
    """Told to a browser: what there was to be told of stands in its chat."""
    return row.lane.startswith(f"{PUSH}:")


def _is_fleeting(db: AsyncSession, row: OutboxRow) -> bool:
    held = row.reply is not None and not _is_locked(db, row)
    return held and reply_of_row(db, row).fleeting


async def _delete_reply(db: AsyncSession, row: OutboxRow) -> None:
    """What it names besides its case goes with the row."""
    await db.execute(delete(OutboxRow).where(OutboxRow.id == row.id))


async def give_up_on_address(db: AsyncSession, address: str, reason: str) -> list[OutboxRow]:
    """Give up on everything that waits for an address that is gone; return it, oldest first."""
    given_up = await db.execute(
        update(OutboxRow)
        .where(OutboxRow.lane == address, OutboxRow.state == claims.WAITING)
        .values(state=claims.FAILED, error=reason[:200])
        .returning(OutboxRow)
        .execution_options(synchronize_session=False)
    )
    rows = sorted(given_up.scalars(), key=lambda row: row.id)
    for row in rows:
        if _is_traceless(db, row):
            await _delete_reply(db, row)
        row.reply = await sealing.kept_of_reply(db, row)
    return rows


async def readdress_replies(db: AsyncSession, address: str, to: str) -> None:
    """Everything that waits for an address goes to another one from now on; so do its cases."""
    await db.execute(update(AgencyGroup).where(AgencyGroup.address == address).values(address=to))
    await db.execute(
        update(OutboxRow)
        .where(OutboxRow.lane == address, OutboxRow.state == claims.WAITING)
        .values(lane=to, claimed_until=0.0)
    )


async def sent_replies(
    db: AsyncSession, address: str, *, after: int, limit: int, until: datetime | None = None
) -> list[SentReply]:
    """The latest replies to an address after the row `after`, oldest first, but fleeting ones.

    `until`: none that was made later. A channel with a history shows them from here, so whether
    one was sent is no matter, but for what is shown only as it is sent: the sealed key is away.
    """
    within = [OutboxRow.lane == address, OutboxRow.id > after, OutboxRow.reply.is_not(None)]
    if until is not None:
        within.append(OutboxRow.created_at <= until)
    rows = await db.execute(
        select(OutboxRow).where(*within).order_by(OutboxRow.id.desc()).limit(limit)
    )
    sent = [
        SentReply(row.id, row.created_at, reply_of_row(db, row))
        for row in rows.scalars()
        if not _is_locked(db, row) and not await sealing.is_lost_when_kept(db, row)
    ]
    return [one for one in reversed(sent) if not one.reply.fleeting]


def _is_locked(db: AsyncSession, row: OutboxRow) -> bool:
    vault: Vault = db.info["vault"]
    return vault.is_out_of_reach(row.reply or b"")
