"""One message each morning for whoever has something to do: never ten, and silent when empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due, inbound_of_due
from bot.turn import Turn
from handlers.workspace import agency_digest, office_digest
from rules.deadline import is_working_day
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE
from rules.local_time import ZONE
from rules.office import Office
from storage import inbox, people, role_assignments

LOOKED_BACK = 30
"""Days among which the last digest is looked for."""


def digest_time(office: Office, now: datetime) -> datetime | None:
    """When today's digests go out; None on a day nobody works."""
    today = now.astimezone(ZONE).date()
    if not is_working_day(today, office.calendar):
        return None
    return datetime.combine(today, time.fromisoformat(office.reports.digest_at), ZONE)


async def digests_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """A digest for everybody with a role, once a working day; late after an outage."""
    moment = digest_time(office, now)
    if moment is None or now < moment:
        return []
    today = moment.date()
    staff = await role_assignments.people_with_roles_since(db, since=moment)
    return [_due(today, person) for person in staff]


async def send_digest(turn: Turn, person_id: int, _: str) -> None:
    """Time event: tell one person what the day brings."""
    person = await people.person_by_id(turn.db, person_id)
    addresses = await people.addresses_of_person(turn.db, person_id)
    if person is None or not addresses:
        return
    roles = await role_assignments.roles_of_person(turn.db, person)
    last = await _last(turn, person_id)
    held = {role.role for role in roles}
    if OFFICE in held:
        await office_digest.send_office_digest(turn, person, addresses, last)
    elif CHAIR in held:
        await office_digest.send_chair_digest(turn, person, addresses)
    agencies = {role.agency for role in roles if role.role in AGENCY_ROLES}
    leads = {role.agency for role in roles if role.role == LEADER}
    if agencies:
        await agency_digest.send_agency_digest(turn, person, addresses, agencies, leads, last)


async def _last(turn: Turn, person_id: int) -> date:
    """The day of the last digest before today's: what happened since then is news."""
    days = [turn.today - timedelta(days=n) for n in range(1, LOOKED_BACK)]
    keys = {inbound_of_due(_due(day, person_id)).key: day for day in days}
    known = await inbox.known_update_keys(turn.db, list(keys))
    went_out = [keys[key] for key in known]
    worked = (day for day in days if is_working_day(day, turn.office.calendar))
    return max(went_out, default=next(worked, days[0]))


def _due(day: date, person: int) -> Due:
    return Due("digest", f"digest:{day}:{person}", person, str(day))
