"""What a turn leaves behind: replies for the outbox, jobs for the inbox."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from bot import push_news
from bot.clock import Due, inbound_of_due
from bot.event import Reply
from bot.file_names import with_neutral_names
from bot.turn import Turn
from rules import quiet_hours
from storage import inbox, outbox, role_assignments


async def queue_replies(db: AsyncSession, turn: Turn) -> None:
    """Queue the replies; at night what can wait for a citizen waits.

    Who speaks is awake, and may be written to again: what was put off for them goes first.
    """
    limits = turn.office.limits
    speaker = turn.event.address
    until = quiet_hours.end_of_quiet_hours(turn.now, limits.quiet_from, limits.quiet_until)
    put_off: dict[str, float] = {}
    if until is not None:
        others = {address for address, _ in turn.replies if address != speaker}
        seconds = (until - turn.now).total_seconds()
        staff = await role_assignments.staff_addresses_among(db, others) if others else set()
        put_off = dict.fromkeys(others - staff, seconds)
    if turn.event.kind != "time":
        await outbox.release_replies(db, speaker)
    replies = list(_shown_replies(turn))
    lanes = await push_news.lanes_of_news(turn, replies)
    put_off |= {lane: put_off[chat] for lane, chat in lanes.items() if chat in put_off}
    replies += await push_news.push_replies(turn, lanes)
    await outbox.add_replies(db, replies, turn.now, put_off)


def _shown_replies(turn: Turn) -> Iterator[tuple[str, Reply]]:
    """The replies as anybody may read them: only what a job made has a name of its own.

    What answers words that stay in no history stays in none, but for what is about a case.
    """
    made = turn.event.media if turn.event.kind == "time" else ()
    ours = {item.sha256 for item in made}
    for address, reply in turn.replies:
        if turn.forget_since is not None and address == turn.event.address and not reply.case:
            reply = msgspec.structs.replace(reply, fleeting=True)  # noqa: PLW2901
        yield address, with_neutral_names(reply, turn.words, ours) if reply.media else reply


def job_arrivals(turn: Turn) -> Iterator[inbox.UpdateArrival]:
    for at, (name, subject, detail) in enumerate(turn.jobs):
        update = inbound_of_due(Due(name, f"{turn.event.id}:{at}", subject, detail))
        yield inbox.UpdateArrival(update.key, update.lane, update.payload, update.bundle, turn.now)
