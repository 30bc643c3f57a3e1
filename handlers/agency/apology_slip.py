"""The apology as a paper: Phiếu xin lỗi và hẹn lại."""

from __future__ import annotations

import asyncio
from datetime import date

from bot.making import File, Made, Making
from bot.turn import Turn
from handlers.case import lookup, notify
from publish import apology, pdf
from publish.apology import Slip
from rules.deadline import undecided
from storage import cases, notes, people


async def make_apology_slip(making: Making, case_id: int, detail: str) -> Made:
    """The apology as a paper: Phiếu xin lỗi và hẹn lại, in the layout of NĐ 30/2020/NĐ-CP."""
    # One asked for before papers named their signer knows no capacity.
    note_id, promised, capacity = (*detail.split(":"), "leader")[:3]
    case = await cases.by_id(making.db, case_id)
    if case is None:
        return Made()
    said = await notes.of_case(making.db, case, notes.APOLOGY)
    note = next(note for note in said if note.id == int(note_id))
    receiver = making.world.office.receiver
    by_office = capacity == "office" or not case.agency
    stretch = (await cases.stretches_of(making.db, making.world.office, case, making.now))[-1]
    slip = Slip(
        code=case.code,
        issuer=receiver if by_office else case.agency,
        agency=case.agency or receiver,
        received=stretch.opened,
        due=stretch.due,
        reason=note.text,
        promised=date.fromisoformat(promised),
        expected=undecided(
            making.today, date.fromisoformat(promised), making.world.office.calendar
        ),
        signed_on=making.today,
        signer=await people.name_of(making.db, note.author_id),
        capacity=capacity,
    )
    document = apology.document(slip, making.world.office, making.world.texts)
    content = await asyncio.to_thread(pdf.render, document, making.world.texts)
    return Made((File("document", "application/pdf", f"xin-loi-{case.code}.pdf", content),))


async def send_apology_slip(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the paper is made; the citizen gets it, the case keeps it."""
    case = await lookup.find_case(turn, case_id)
    if turn.event.media:
        await cases.add_media(turn.db, case, cases.APOLOGY, turn.event.media)
        await notify.tell_all(turn, case, "apologies.slip", media=turn.event.media)
