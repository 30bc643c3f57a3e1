"""What one side of a denunciation does, the other hears of at the next full hour.

Told at once, the two messages would be neighbours of one moment in the database, and whoever copied
it would read from the reader's chat who wrote. Denunciations keep their times to the hour, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from handlers.denunciation.authorised import authorised_addresses, denunciation_policy
from handlers.denunciation.reading import show_denunciation_card
from rules import quiet_hours
from rules.office import Office
from storage import denunciations, people
from storage.models import Denunciation, DenunciationStep

HOUR = timedelta(hours=1)
LOOKED_FOR = timedelta(days=7)
"""Whoever stood still for longer than this finds older ones no more."""
TO_READER = {"file": "denounce.card", "add": "denounce.card_added"}
TO_WRITER = {"receive": "denounce.was_received", "pass": "denounce.was_passed"}


async def steps_to_tell_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Steps of an hour that is over; what its writer is told waits for the sealed key, and day."""
    if office.denunciations is None:
        return []
    # At night a message to a citizen would lie in the outbox until the morning.
    night = quiet_hours.end_of_quiet_hours(now, office.limits.quiet_from, office.limits.quiet_until)
    waits = night is not None or denunciations.is_key_away(db)
    actions = [*TO_READER, *([] if waits else TO_WRITER)]
    steps = await denunciations.steps_between(db, actions, now - LOOKED_FOR, now - HOUR)
    return [Due("denunciation_told", f"denunciation_told:{step.id}", step.id) for step in steps]


async def tell_step(turn: Turn, step_id: int, _: str) -> None:
    """Time event: tell the other side."""
    step = await denunciations.denunciation_step_by_id(turn.db, step_id)
    if step is None:
        return
    row = await denunciations.denunciation_by_id(turn.db, step.denunciation_id)
    if row is None:
        return
    if step.action in TO_WRITER:
        await _tell_writer(turn, row, step)
        return
    for address in await authorised_addresses(turn):
        show_denunciation_card(turn, row, TO_READER[step.action], to=address)


async def _tell_writer(turn: Turn, row: Denunciation, step: DenunciationStep) -> None:
    content = denunciations.denunciation_content(turn.db, row)
    if content is None:
        return
    for address in await people.addresses_of_person(turn.db, content.person_id):
        turn.say(
            TO_WRITER[step.action],
            to=address,
            choices=[[turn.button("denounce.see", "denounced", 0, "see")]],
            fleeting=True,
            case=row.code,
            code=row.code,
            reader=denunciation_policy(turn.office).reader,
            whither=denunciations.detail_of_step(turn.db, step),
        )
