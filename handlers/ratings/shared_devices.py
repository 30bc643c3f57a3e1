"""A device of nobody's own that rates as if it were somebody's: the office is told to enrol it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from rules.lifecycle import OFFICE
from rules.local_time import local_date
from rules.office import Office
from storage import role_assignments, survey_devices


async def shared_devices_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """The counters at which, the day before, one device was used by more than a family."""
    yesterday = local_date(now) - timedelta(days=1)
    most = office.ratings.honesty.device_day_count
    found = await survey_devices.counters_with_shared_devices(db, yesterday, most)
    return [Due("shared_device", f"shared_device:{one}:{yesterday}", detail=one) for one in found]


async def tell_of_shared_device(turn: Turn, _: int, counter: str) -> None:
    """Time event: a tablet may stand there that was opened by the poster's link."""
    name = turn.office.ratings.counters[counter].name
    most = turn.office.ratings.honesty.device_day_count
    for address in await role_assignments.addresses_of_role(turn.db, OFFICE):
        turn.say("shared_devices.found", to=address, counter=name, code=counter, most=most)
