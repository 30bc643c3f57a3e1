"""Claims a waiting reply, sends it, retries or gives up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channel import Channel, ChatClosed, ChatMoved, NotYet, SendError, Unreachable
from bot.clock import Clock, Due, inbound_of_due
from bot.event import THE_CARD, Reply, group_of_address
from bot.group_commit import GroupCommit, Write
from bot.workers import Workers
from storage import agency_groups, case_messages, cases, claims, inbox, outbox, people, sealing
from storage.database import Database
from storage.models import OutboxRow
from storage.sealed_box import LockedError

PATIENCE = timedelta(days=3)
"""How long a reply waits for a channel that is out of reach before a person is asked."""
LONGEST_WAIT = 600.0
FLEETING = timedelta(minutes=2)
"""How long what is kept nowhere waits for an open page: while it does, it is kept."""
TOLD_AT_ONCE = 5
"""Lost messages in one task for the office; more make further tasks."""

log = structlog.get_logger()


class Sender:
    """Delivers the outbox: each address in order, addresses in parallel, at least once."""

    def __init__(self, db: Database, clock: Clock, commit: GroupCommit[Write]) -> None:
        self._db = db
        self._clock = clock
        self._commit = commit
        self._channels: Mapping[str, Channel] = {}
        self._workers = Workers(db, OutboxRow, self._deliver)

    def wake(self) -> None:
        """There is something to send."""
        self._workers.wake()

    async def run(self, channels: Mapping[str, Channel]) -> None:
        """Send, for ever."""
        self._channels = channels
        await self._workers.run()

    async def _deliver(self, row: OutboxRow) -> None:
        async with self._db.read() as db:
            reply = outbox.reply_of_row(db, row)
            if reply.edits == THE_CARD:
                card = await case_messages.card_before_reply(db, row)
                reply = msgspec.structs.replace(reply, edits=card)
            once = await sealing.is_lost_when_kept(db, row)
        channel = self._channels.get(row.lane.partition(":")[0])
        if channel is None:
            await self._later(row, SendError("switched off", retry_after=LONGEST_WAIT))
        else:
            await self._send(channel, row, reply, once=once and channel.keeps_history)

    async def _send(self, channel: Channel, row: OutboxRow, reply: Reply, *, once: bool) -> None:
        """`once`: its history will not show it, for the sealed key is away; an open page does."""
        silent = reply.only_edit and not channel.edits_messages
        said = msgspec.structs.replace(reply, live=True) if once else reply
        try:
            external_id = "" if silent else await channel.send(row.lane, said)
        except Unreachable as error:
            await self._lose(row, str(error))
        except ChatMoved as moved:
            to = moved.address
            await self._commit(lambda db: outbox.readdress_replies(db, row.lane, to))
        except NotYet as pace:
            await self._wait(channel, row, said, pace.retry_after or 0.0)
        except (ChatClosed, LockedError) as error:
            if self._is_overdue(row):
                await self._later(row, SendError(str(error) or "locked"))
            else:
                await self._put_off(row, LONGEST_WAIT)
        except SendError as error:
            await self._later(row, error)
        except Exception as error:
            log.exception("outbox.send_failed", row=row.id, channel=channel.name)
            await self._later(row, SendError(type(error).__name__))
        else:
            await self._keep(channel, row, external_id)

    async def _wait(self, channel: Channel, row: OutboxRow, reply: Reply, pause: float) -> None:
        """What a page must be open for waits for one, and is kept, if at all, when it waited long.

        Whoever speaks releases what waits for them: the longer it waits, the seldomer we look.
        """
        waited = self._clock.now() - row.created_at
        if reply.fleeting and waited > FLEETING:
            await self._commit(lambda db: outbox.mark_reply_failed(db, row, "nobody there"))
        elif reply.live and waited > PATIENCE:
            await self._keep(channel, row, "")
        else:
            rarer = min(waited.total_seconds() / 10, LONGEST_WAIT) if reply.live else 0.0
            await self._put_off(row, max(pause, rarer))

    async def _keep(self, channel: Channel, row: OutboxRow, external_id: str) -> None:
        await self._commit(
            lambda db: outbox.mark_reply_sent(
                db, row, external_id, self._clock.now(), keep=channel.keeps_history
            )
        )

    async def _put_off(self, row: OutboxRow, wait: float) -> None:
        await self._commit(lambda db: claims.put_row_back(db, OutboxRow, row, wait, tried=False))

    def _is_overdue(self, row: OutboxRow) -> bool:
        return self._clock.now() - row.created_at > PATIENCE

    async def _later(self, row: OutboxRow, error: SendError) -> None:
        if error.permanent or self._is_overdue(row):
            log.warning("outbox.failed", row=row.id, reason=str(error))

            async def give_up(db: AsyncSession) -> None:
                await outbox.mark_reply_failed(db, row, str(error))
                await self._tell_office(db, [row])

            await self._commit(give_up)
            return
        wait = error.retry_after or min(2.0 ** min(row.attempts, 16), LONGEST_WAIT)
        await self._commit(lambda db: claims.put_row_back(db, OutboxRow, row, wait))

    async def _lose(self, row: OutboxRow, reason: str) -> None:
        async def write(db: AsyncSession) -> None:
            await people.mark_address_reachable(db, row.lane, reachable=False)
            group = group_of_address(row.lane)
            await agency_groups.leave_group(db, group, None, self._clock.now())
            await self._tell_office(db, await outbox.give_up_on_address(db, row.lane, reason))

        log.warning("outbox.unreachable", row=row.id)
        await self._commit(write)

    async def _tell_office(self, db: AsyncSession, rows: Sequence[OutboxRow]) -> None:
        """What a citizen could not be told becomes a task for a person, in the same commit."""
        tasks = []
        for code in sorted({row.case_code for row in rows if row.case_code}):
            case = await cases.case_by_code(db, code)
            if case is not None and case.address == rows[0].lane:
                lost = [str(row.id) for row in rows if row.case_code == code]
                for at in range(0, len(lost), TOLD_AT_ONCE):
                    part = lost[at : at + TOLD_AT_ONCE]
                    key = f"undelivered:{code}:{part[0]}"
                    update = inbound_of_due(Due("undelivered", key, case.id, " ".join(part)))
                    now = self._clock.now()
                    tasks.append(
                        inbox.UpdateArrival(update.key, update.lane, update.payload, "", now)
                    )
        await inbox.add_updates(db, tasks)
