"""`/nhatky`: the chair reads who did what to whose role, the newest first."""

from __future__ import annotations

from bot.turn import Turn
from handlers.staff import roles
from storage import people, staff_log
from storage.models import StaffEvent

SHOWN = 15
"""Lines on one page."""


async def nhatky(turn: Turn) -> None:
    """`/nhatky`: the last lines of the staff log."""
    await _page(turn, 0)


async def turn_diary_page(turn: Turn, before: int, _: str) -> None:
    """Button: what was before a line."""
    if "nhatky" in turn.commands:
        await _page(turn, before)


async def _page(turn: Turn, before: int) -> None:
    found = await staff_log.latest_staff_events(turn.db, SHOWN + 1, before)
    shown = found[:SHOWN]
    ids = {line.actor_id or 0 for line in shown}
    ids |= {line.data.get(name, 0) for line in shown for name in ("person", "deputy")}
    names = await people.names_of_people(turn.db, ids)
    more = [[turn.button("staffing.more", "diary", shown[-1].number)]] if found[SHOWN:] else []
    lines = "\n".join(_line(turn, line, names) for line in shown)
    turn.say("staff_diary.lines" if shown else "staff_diary.none", choices=more, lines=lines)


def _line(turn: Turn, line: StaffEvent, names: dict[int, str]) -> str:
    """`dd/mm/yyyy hh:mm, who: what`. Why somebody was refused is not said: they may read it too."""
    data = line.data
    kind = data.get("attempt") or data.get("kind", "")
    what = f"{line.action}_{kind}" if line.action in ("attempted", "asked") else line.action
    role = data.get("role", "")
    return turn.words(
        "staff_diary.line",
        at=line.at,
        who=_name(turn, line.actor_id, names),
        what=turn.words(
            f"staff_diary.what.{what}",
            name=_name(turn, data.get("person"), names),
            deputy=_name(turn, data.get("deputy"), names),
            role=roles.role_in_words(turn, role, data.get("agency", "")) if role else "",
            agency=data.get("agency", ""),
            n=data.get("invitation") or data.get("group") or data.get("kiosk") or 0,
            counter=data.get("counter") or turn.words("kiosks.every"),
        ),
    )


def _name(turn: Turn, person_id: int | None, names: dict[int, str]) -> str:
    if person_id is None:
        return turn.words("staffing.operator")
    return names.get(person_id) or f"#{person_id}"
