"""`/mayquay`: tablets at the counters are enrolled by a code, listed, and ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.event import Choice
from bot.turn import Turn
from bot.user_error import UserError
from handlers.office.posters import counter_codes_in_words
from rules.local_time import local_date
from storage import kiosk_devices, people
from storage.kiosk_devices import OLD_LINKS
from storage.models import KioskDevice

NAME_MOST = 60
SURE = "sure"
"""What the button of an end carries once somebody confirmed it."""


async def mayquay(turn: Turn) -> None:
    """`/mayquay`: the tablets in use. `/mayquay MÃ [where it stands]`: a code for one more."""
    counter, _, name = turn.args.strip().partition(" ")
    if counter.lower() in turn.office.ratings.counters:
        await _offer(turn, counter.lower(), name.strip()[:NAME_MOST])
    else:
        await _list(turn)


async def _offer(turn: Turn, counter: str, name: str) -> None:
    minutes = turn.office.ratings.kiosks.code_minutes
    row, code = await kiosk_devices.offer_kiosk(
        turn.db, counter, name, turn.person.id, turn.now, minutes
    )
    base = f"{turn.world.base_url}/may-quay"
    turn.say(
        "kiosks.made",
        place=_place(turn, row),
        url=f"{base}?ma={code}",
        base=base,
        code=code,
        until=turn.now + timedelta(minutes=minutes),
    )


async def _list(turn: Turn) -> None:
    rows = await kiosk_devices.kiosks_in_use(turn.db)
    names = await people.names_of_people(turn.db, {row.enrolled_by or 0 for row in rows})
    turn.say(
        "kiosks.list" if rows else "kiosks.none",
        choices=[[_end(turn, row)] for row in rows],
        n=len(rows),
        lines="\n".join(_line(turn, row, names) for row in rows),
        codes=counter_codes_in_words(turn),
    )


def _line(turn: Turn, row: KioskDevice, names: dict[int, str]) -> str:
    if row.counter == OLD_LINKS and row.enrolled_at is not None:
        until = row.enrolled_at + timedelta(days=turn.office.ratings.kiosks.old_link_days)
        return turn.words("kiosks.old_line", n=row.id, until=local_date(until))
    operator = turn.words("staffing.operator")
    return turn.words(
        "kiosks.line",
        n=row.id,
        place=_place(turn, row),
        name=turn.words("kiosks.named", name=row.name) if row.name else "",
        by=names.get(row.enrolled_by or 0, operator),
        since=row.enrolled_at,
        seen=row.last_seen or turn.words("kiosks.unseen"),
    )


def _place(turn: Turn, row: KioskDevice) -> str:
    """Its counter, also one the office rates no longer."""
    known = turn.office.ratings.counters.get(row.counter)
    return known.short if known else row.counter or turn.words("kiosks.every")


def _end(turn: Turn, row: KioskDevice) -> Choice:
    return turn.button("kiosks.end", "kiosk", row.id, n=row.id)


async def end_one(turn: Turn, kiosk_id: int, detail: str) -> None:
    """Button: nobody rates on this tablet any more; asked once more before."""
    if "mayquay" not in turn.commands:
        raise UserError("conversation.old_button")
    row = await kiosk_devices.kiosk_by_id(turn.db, kiosk_id)
    if row is None or row.ended_at is not None:
        raise UserError("kiosks.gone")
    values: dict[str, Any] = {"n": row.id, "place": _place(turn, row)}
    if detail != SURE:
        turn.say(
            "kiosks.sure", choices=[[turn.button("kiosks.yes", "kiosk", row.id, SURE)]], **values
        )
        return
    await kiosk_devices.end_kiosk(turn.db, row.id, turn.person.id, turn.now)
    turn.say("kiosks.ended", **values)
