"""Danger to somebody that nobody looks at: said again and again, day and night."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from handlers.case import (
    alarm_notice,
    conflict,
    labels,
    looks,
    lookup,
    notify,
    open_cases,
    unreached,
    urgent_reports,
)
from rules.excerpts import excerpt_of
from rules.lifecycle import OPEN, WITH_AGENCY
from rules.office import Office
from storage import case_events, cases
from storage.models import Case

ALARM_COUNTED = "alarm_counted"
"""Logged with the newest of those without cards when the bell rang for all of them."""
NAMED = 5
"""Of them one message names."""
WORDS = 90
"""Characters of each."""


async def alarms_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Each urgent case nobody opened since it was, once every so many minutes.

    All without cards ring together.
    """
    since = await _unopened(db, office, now)
    every = timedelta(minutes=office.alarm.repeat_minutes)
    alone = [
        Due("alarm_again", _key(case, since[case], times), case.id)
        for case in await urgent_reports.rings_alone(db, list(since))
        if (times := (now - since[case]) // every)
    ]
    return [*alone, *await _counted_due(db, office, now, list(since))]


async def _unopened(db: AsyncSession, office: Office, now: datetime) -> dict[Case, datetime]:
    """Urgent cases, and since when they ring."""
    opened = await open_cases.all_open_cases(db, office, now)
    waiting = [case.id for case, _ in opened if case.urgent]
    logs = await case_events.logs_of_cases(db, waiting) if waiting else {}
    return {
        case: begun
        for case in await cases.cases_by_ids(db, waiting)
        if (begun := looks.rings_since(case, logs[case.id])) is not None
    }


class _Ring(NamedTuple):
    at: datetime
    newest: datetime
    """When the newest case came that it was for."""


async def _counted_due(
    db: AsyncSession, office: Office, now: datetime, unopened: Sequence[Case]
) -> list[Due]:
    return [
        Due(ALARM_COUNTED, f"{ALARM_COUNTED}:{those[0].id}:{rung}", those[0].id)
        for those, rung in await _to_ring_for(db, office, now, unopened)
    ]


async def _to_ring_for(
    db: AsyncSession, office: Office, now: datetime, unopened: Sequence[Case]
) -> list[tuple[list[Case], int]]:
    """Those without cards for whom one bell is to ring now, and when it last did.

    Soon when there is a new one, else as for any other.
    """
    counted = await urgent_reports.counted_together(db, unopened)
    rung = await _last_rings(db, now) if counted else {}
    found = []
    for those in counted:
        last = rung.get(conflict.who_stays_out(those[0]))
        new = last is None or those[0].received_at > last.newest
        pause = office.alarm.counted_minutes if new else office.alarm.repeat_minutes
        if last is None or now - last.at >= timedelta(minutes=pause):
            found.append((those, int(last.at.timestamp()) if last else 0))
    return found


async def _last_rings(db: AsyncSession, now: datetime) -> dict[Hashable, _Ring]:
    """When the bell rang last for those without cards, by whom they are about."""
    lines = await case_events.events_of_action(
        db, ALARM_COUNTED, since=now - timedelta(days=1), until=now
    )
    found = await cases.cases_by_ids(db, sorted({line.case_id for line in lines}))
    case = {one.id: one for one in found}
    rings: dict[Hashable, _Ring] = {}
    for line in sorted(lines, key=lambda line: line.at):
        if one := case.get(line.case_id):
            rings[conflict.who_stays_out(one)] = _Ring(line.at, one.received_at)
    return rings


async def ring_for_counted(turn: Turn, case_id: int, _: str) -> None:
    """Time event: urgent reports without cards of their own wait, and nobody opened them."""
    about = conflict.who_stays_out(await lookup.find_case(turn, case_id))
    unopened = list(await _unopened(turn.db, turn.office, turn.now))
    for those, _rung in await _to_ring_for(turn.db, turn.office, turn.now, unopened):
        if conflict.who_stays_out(those[0]) == about:
            await _ring_for(turn, those)


async def _ring_for(turn: Turn, those: Sequence[Case]) -> None:
    newest = those[0]
    lines = [_line(turn, one) for one in urgent_reports.newest_of_each(those, NAMED)]
    for address in await notify.office_addresses(turn, newest):
        turn.say(
            "alarm_counted.office",
            to=address,
            choices=[[urgent_reports.newest_first_button(turn)]],
            case=newest.code,
            n=len(those),
            lines="\n".join(lines),
        )
    log = await case_events.events_of_case(turn.db, newest)
    rung: alarm_notice.Rung = (
        "again" if any(line.action == ALARM_COUNTED for line in log) else "first"
    )
    await case_events.add_case_event(turn.db, newest, ALARM_COUNTED, None, turn.now)
    await alarm_notice.tell_those_who_may_help(turn, newest, rung=rung)


def _line(turn: Turn, case: Case) -> str:
    """Where and what, as in a list: the words about officials are read by opening the case."""
    said = [] if case.apart else [labels.place_name(turn, case)]
    said += filter(None, [excerpt_of(case.words_in_lists, WORDS)])
    return turn.words("alarm_counted.line", code=case.code, said=": ".join(said))


def _key(case: Case, since: datetime, times: int) -> str:
    added = f":{since.isoformat()}" if since > case.received_at else ""
    return f"alarm_again:{case.id}{added}:{times}"


async def repeat_alarm(turn: Turn, case_id: int, _: str) -> None:
    """Time event: nobody opened the case yet."""
    case = await lookup.find_case(turn, case_id)
    since = looks.rings_since(case, await case_events.events_of_case(turn.db, case))
    if case.status not in OPEN or case.sealed or since is None:
        return
    waited = labels.time_span(turn, turn.now - since)
    named = await notify.office_addresses(turn, case)
    if case.status in WITH_AGENCY:
        named = sorted({*named, *await notify.case_worker_addresses(turn, case)})
    if await unreached.is_unreached(turn, case):
        unreached.tell_to_call(turn, case, "alarm_again.unreached", named, waited=waited)
        await alarm_notice.tell_those_who_may_help(turn, case, named, "unreached")
        return
    notify.tell_to_open(turn, case, "alarm_again.office", named, waited=waited)
    await alarm_notice.tell_those_who_may_help(turn, case, named, "again")
