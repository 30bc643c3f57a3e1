"""Personal data goes: because its owner asks, or because it was kept long enough.

But for denunciations: whoever sits at the machine could tell by what is refused that there is one.
They are erased by their code: see `handlers.denunciation.own`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy.ext.asyncio import AsyncSession

from bot import conversation, open_question
from bot.clock import Due
from bot.flow_answers import Leave
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import lookup
from handlers.citizen import live_chat_messages
from handlers.office import retention_hold
from publish import redacted_page
from rules.lifecycle import CLOSING, OPEN
from rules.local_time import months_before
from rules.office import Office
from storage import (
    case_events,
    live_chats,
    notes,
    personal_data,
    publications,
    ratings,
)
from storage.models import Case


def _sure(_turn: Turn, _answers: ErasureAnswers, value: str) -> str:
    if value == "no":
        raise Leave("mydata.erasing.cancelled")
    return value


def _shown(turn: Turn, _answers: ErasureAnswers) -> dict[str, Any]:
    return {"desk": turn.office.desk}


async def xoadulieu(turn: Turn) -> None:
    """`/xoadulieu`: what the button of `/dulieu` does."""
    await begin_erasure(turn)


async def begin_erasure(turn: Turn) -> None:
    """Ask once more, unless something is still to be settled with this person."""
    await _refuse_while_open(turn)
    await retention_hold.refuse_while_held(turn)
    await conversation.begin_flow(turn, ERASE.name)


async def _refuse_while_open(turn: Turn) -> None:
    still_open = await personal_data.open_case_codes_of_person(turn.db, turn.person)
    if still_open:
        raise UserError("mydata.still_open", codes=", ".join(still_open))


async def _erase(turn: Turn, _answers: ErasureAnswers) -> None:
    await _refuse_while_open(turn)
    await retention_hold.refuse_while_held(turn)
    for case in await personal_data.all_cases_of_person(turn.db, turn.person):
        await _anonymise(turn, case)
    kept = await personal_data.erase_person(turn.db, turn.person)
    for case in kept:
        await case_events.add_case_event(turn.db, case, "erase", turn.person.id, turn.now)
    for talk in await live_chats.live_chats_of_person(turn.db, turn.person.id):
        await live_chat_messages.forget_chat(turn, talk)
    for sha256 in await personal_data.detach_files_of_person(turn.db, turn.person, kept):
        turn.forget_file(sha256)
    for run in turn.stack:
        open_question.discard_files(turn, run)
    # What lay under this conversation is erased as well: the turn writes its stack back.
    turn.stack.clear()
    turn.say("mydata.erased", n=len(kept), desk=turn.office.desk)


async def _anonymise(turn: Turn, case: Case) -> None:
    """What must stay of a case, in words that name nobody: its text, place, notes and rating."""
    known = list(redacted_page.reporter_identity(turn.db, case))

    def masked(text: str) -> str:
        return redacted_page.mask_note(turn.world.texts, text, known)

    case.text, case.place = masked(case.text), masked(case.place)
    await notes.reword_notes_of_case(turn.db, case, masked)
    rating = await ratings.rating_of_case(turn.db, case.id)
    if rating is not None:
        rating.words = masked(rating.words)
    # It was begun with the words as they were.
    await publications.remove_publication_draft(turn.db, case)


class ErasureAnswers(TypedDict):
    sure: str


ERASE = Flow(
    "mydata.erasing",
    (Ask(name="sure", choices=("yes", "no"), show=_shown, pick=_sure, cancel=False),),
    then=_erase,
)


async def erasures_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Contacts of cases closed longer ago than the office keeps them."""
    before = months_before(now, office.limits.contact_months)
    return [
        Due("forget_contact", f"forget_contact:{case_id}:{closed_by}", case_id)
        for case_id, closed_by in await personal_data.outdated_contacts(db, before)
    ]


async def forget_old_contact(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the contact of a case goes; a case reopened meanwhile keeps it."""
    case = await lookup.find_case(turn, case_id)
    if case.status in OPEN:
        return
    log = await case_events.events_of_case(turn.db, case)
    closed_at = [line.at for line in log if line.action in CLOSING][-1]
    await personal_data.forget_contact_of_case(turn.db, case, closed_at)
    await case_events.add_case_event(turn.db, case, "forget_contact", None, turn.now)
