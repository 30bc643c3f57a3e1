"""The apology as a paper: Phiếu xin lỗi và hẹn lại."""

from __future__ import annotations

import asyncio
from datetime import date

from bot.jobs import JobContext, JobFile, JobResult
from bot.turn import Turn
from handlers.case import lookup, notify
from publish.documents import apology, pdf
from publish.documents.apology import ApologySlip
from rules.deadline import is_any_day_undecided
from storage import case_events, case_media, cases, notes, people


async def make_apology_slip(making: JobContext, case_id: int, detail: str) -> JobResult:
    """The apology as a paper: Phiếu xin lỗi và hẹn lại, in the layout of NĐ 30/2020/NĐ-CP."""
    # One asked for before papers named their signer knows no capacity.
    note_id, promised, capacity = (*detail.split(":"), "leader")[:3]
    case = await cases.case_by_id(making.db, case_id)
    if case is None:
        return JobResult()
    said = await notes.notes_of_case(making.db, case, notes.APOLOGY)
    note = next(note for note in said if note.id == int(note_id))
    receiver = making.world.office.receiver
    by_office = capacity == "office" or not case.agency
    episode = (
        await case_events.episodes_of_case(making.db, making.world.office, case, making.now)
    )[-1]
    slip = ApologySlip(
        code=case.code,
        issuer=receiver if by_office else case.agency,
        agency=case.agency or receiver,
        received=episode.opened,
        due=episode.due,
        reason=note.text,
        promised=date.fromisoformat(promised),
        expected=is_any_day_undecided(
            making.today, date.fromisoformat(promised), making.world.office.calendar
        ),
        signed_on=making.today,
        signer=await people.name_of_person(making.db, note.author_id),
        capacity=capacity,
    )
    document = apology.apology_document(slip, making.world.office, making.world.texts)
    content = await asyncio.to_thread(pdf.render_pdf, document, making.world.texts)
    return JobResult((JobFile("document", "application/pdf", f"xin-loi-{case.code}.pdf", content),))


async def send_apology_slip(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the paper is made; the citizen gets it, the case keeps it."""
    case = await lookup.find_case(turn, case_id)
    if turn.event.media:
        await case_media.add_media_to_case(turn.db, case, case_media.APOLOGY, turn.event.media)
        await notify.tell_all(turn, case, "apologies.slip", media=turn.event.media)
