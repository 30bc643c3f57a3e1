"""Everything kept about a person as two files: one to read, one for machines."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bot.jobs import JobContext, JobFile, JobResult
from bot.turn import Turn
from handlers.privacy.export_content import everything_kept
from handlers.privacy.export_text import export_as_text
from storage import people, user_files

NAME = "du-lieu-cua-toi"


async def make_export(making: JobContext, person_id: int, _: str) -> JobResult:
    """The two files, before the transaction that sends them."""
    person = await people.person_by_id(making.db, person_id)
    if person is None:
        return JobResult()
    found = await everything_kept(making, person)
    page = export_as_text(making.world.office, making.world.texts, found).encode()
    data = msgspec.json.format(msgspec.json.encode(found), indent=2)
    # The store knows JSON as the plain text it is.
    return JobResult(
        (
            JobFile("document", "text/plain", f"{NAME}.txt", page),
            JobFile("document", "text/plain", f"{NAME}.json", data),
        )
    )


async def send_export(turn: Turn, person_id: int, address: str) -> None:
    """Time event: the files are made."""
    for fault in turn.event.faults:
        turn.say(fault, to=address)
    if turn.event.media:
        days = turn.office.limits.own_files_days
        until = turn.now + timedelta(days=days)
        hashes = [item.sha256 for item in turn.event.media]
        await user_files.keep_user_files_until(turn.db, person_id, hashes, until)
        turn.say("mydata.made", to=address, media=turn.event.media, days=days)
