"""Denunciations and time: nobody answered by the law's day, or it was kept long enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from handlers.denunciation.authorised import authorised_addresses, denunciation_terms
from handlers.denunciation.handover import elsewhere_in_words
from handlers.denunciation.reading import show_denunciation_card
from handlers.denunciation.telling import HOUR, LOOKED_FOR
from rules.local_time import local_date, months_before
from rules.office import Office
from rules.working_hours import in_working_hours
from storage import chat_history, denunciations, people, personal_data
from storage.denunciations import FILED
from storage.models import Denunciation

KEPT = timedelta(days=1)
"""What was opened stays so long in the history of the reader's chat."""
UNANSWERED = "unanswered"
"""That nobody answered by the last term, as its writer is told."""


async def denunciations_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Those not answered after each of the two terms, and those kept long enough."""
    if office.denunciations is None or not in_working_hours(now, office.calendar):
        return []
    before = months_before(now, office.limits.contact_months)
    found = [
        Due("denunciation_over", f"denunciation_over:{old}", old)
        for old in await denunciations.outdated_denunciations(db, before)
    ]
    for row in await denunciations.filed_denunciations(db):
        terms = denunciation_terms(office, row.received_at)
        # An hour after its reader, as with all they are told: see handlers.denunciation.telling.
        late = [UNANSWERED] if local_date(now - HOUR) > terms.answer else []
        names = [*(name for name, day in terms._asdict().items() if local_date(now) > day), *late]
        found += [
            Due("denunciation_late", f"denunciation_late:{row.id}:{name}", row.id, name)
            for name in names
        ]
    return found


async def denunciation_late(turn: Turn, denunciation_id: int, term: str) -> None:
    """Time event: the person authorised is reminded; after the last term its writer is told."""
    row = await denunciations.denunciation_by_id(turn.db, denunciation_id)
    if row is None or row.state != FILED:
        return
    if term != UNANSWERED:
        for address in await authorised_addresses(turn):
            show_denunciation_card(turn, row, f"denounce.late.{term}", to=address)
        return
    if denunciations.is_denunciation_locked(turn.db, row):
        return
    content = denunciations.denunciation_content(turn.db, row)
    if content is None:
        return
    elsewhere = elsewhere_in_words(turn)
    for address in await people.addresses_of_person(turn.db, content.person_id):
        turn.say(
            "denounce.not_answered",
            to=address,
            case=row.code,
            fleeting=True,
            code=row.code,
            **elsewhere,
        )


async def readings_due(db: AsyncSession, _office: Office, now: datetime) -> Sequence[Due]:
    """Readings that are a day old."""
    return [
        Due("denunciation_read_over", f"denunciation_read_over:{step.id}", step.id)
        for step in await denunciations.steps_between(
            db, [denunciations.READ], now - KEPT - LOOKED_FOR, now - KEPT
        )
    ]


async def forget_reading(turn: Turn, step_id: int, _: str) -> None:
    """Time event: what the reader was shown goes from the history of their chat."""
    step = await denunciations.denunciation_step_by_id(turn.db, step_id)
    reader = step and await people.person_by_id(turn.db, step.actor_id or 0)
    if step and reader:
        addresses = await personal_data.all_addresses_of_person(turn.db, reader)
        await chat_history.forget_messages_of_moment(turn.db, addresses, step.at)


async def denunciation_over(turn: Turn, denunciation_id: int, _: str) -> None:
    """Time event: it was kept long enough after its answer."""
    row = await denunciations.denunciation_by_id(turn.db, denunciation_id)
    if row is not None:
        await drop_denunciation(turn, row, "forget")


async def drop_denunciation(turn: Turn, row: Denunciation, action: str) -> None:
    """Its words, its files and what chats show of it go."""
    addresses = await authorised_addresses(turn)
    if not denunciations.is_denunciation_locked(turn.db, row):
        content = denunciations.denunciation_content(turn.db, row)
        writer = content and await people.person_by_id(turn.db, content.person_id)
        if writer:
            addresses += await personal_data.all_addresses_of_person(turn.db, writer)
    await chat_history.forget_messages_about_denunciation(turn.db, addresses, row.code)
    for sha256 in await denunciations.forget_denunciation(turn.db, row, action, turn.now):
        turn.forget_file(sha256)
