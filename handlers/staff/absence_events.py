"""An absence begins and ends, by the clock or by hand; its deputy is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from bot.user_error import UserError
from handlers.staff import departures, group_ends, roles, second_person
from rules.local_time import ZONE
from rules.office import Office
from storage import absences, people
from storage.models import Absence
from storage.staff import StaffMember


async def tell_deputy(turn: Turn, absence: Absence, key: str, **values: Any) -> None:
    name = await people.name_of_person(turn.db, absence.person_id) or turn.words("desk.somebody")
    for address in await people.addresses_of_person(turn.db, absence.deputy_id):
        turn.say(key, to=address, name=name, **values)


async def return_early(turn: Turn, absence_id: int, _: str) -> None:
    """Button: back early, or not away after all."""
    absence = await absences.absence_by_id(turn.db, absence_id)
    if absence is None or absence.ended_at is not None:
        raise UserError("conversation.old_button")
    if absence.person_id != turn.person.id:
        member = await roles.managed_member(turn, absence.person_id, "back")
        if await second_person.ask_to_change(turn, member, "back", absence=absence.id):
            return
    await _end_absence(turn, absence, turn.person.id)


async def end_absence_of_member(
    turn: Turn, _member: StaffMember, noted: Mapping[str, Any], by: int
) -> None:
    """Somebody else said that they are back, and a second person agreed."""
    absence = await absences.absence_by_id(turn.db, noted["absence"])
    if absence is None or absence.ended_at is not None:
        raise UserError("conversation.old_button")
    await _end_absence(turn, absence, by)


async def _end_absence(turn: Turn, absence: Absence, by: int | None) -> None:
    await absences.end_absence(turn.db, absence, by, turn.now)
    await departures.end_open_questions(turn, absence.deputy_id)
    await tell_deputy(turn, absence, "deputies.deputy_no_more")
    for address in await people.addresses_of_person(turn.db, absence.person_id):
        turn.say("deputies.welcome_back", to=address)
    await group_ends.end_groups_of_nobody(turn)


async def absences_due(db: AsyncSession, _office: Office, now: datetime) -> Sequence[Due]:
    """Absences that begin or end today, or should have while nobody looked."""
    today = now.astimezone(ZONE).date()
    found = [
        Due("away", f"away:{one.id}", one.id) for one in await absences.absences_to_start(db, today)
    ]
    return [
        *found,
        *(
            Due("back", f"back:{one.id}", one.id)
            for one in await absences.absences_to_end(db, today)
        ),
    ]


async def absence_begins(turn: Turn, absence_id: int, _: str) -> None:
    """Time event: the first day of an absence."""
    absence = await absences.absence_by_id(turn.db, absence_id)
    if absence is not None and absence.ended_at is None and absence.began_at is None:
        await absences.start_absence(turn.db, absence, None, turn.now)
        await tell_deputy(
            turn, absence, "deputies.you_deputise", first=absence.first, last=absence.last
        )


async def absence_ends(turn: Turn, absence_id: int, _: str) -> None:
    """Time event: the day after the last."""
    absence = await absences.absence_by_id(turn.db, absence_id)
    if absence is not None and absence.ended_at is None:
        await _end_absence(turn, absence, turn.person.id)
