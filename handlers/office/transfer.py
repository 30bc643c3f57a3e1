"""A case that belongs to another office of the same deployment goes there, whole and once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from bot.event import Reply
from bot.office_channel import OFFICE_CHANNEL
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import conflict, notify, transitions
from storage import case_answers, case_media, cases, notes
from storage.models import Case

ADDED = (notes.SUPPLEMENT, notes.ADDITION, notes.REOPEN)
"""Notes with the citizen's own words that are about the case."""


class Added(msgspec.Struct, frozen=True):
    """What the citizen added or answered later, or was asked (`kind` as in storage.notes)."""

    kind: str
    at: datetime
    text: str
    files: tuple[str, ...] = ()
    """By hash: those of the parcel that came with these words."""


class TransferredCase(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case as another office gets it; the codes of fields and places are the sender's."""

    code: str
    text: str
    received_at: datetime
    reason: str
    field: str = ""
    commune: str = ""
    place: str = ""
    point: tuple[float, float] | None = None
    kind: str = "report"
    about: str = ""
    accusing: bool = False
    """It is, or may be, about officials: of whom is for the office that gets it to find out."""
    proposal: bool = False
    urgent: bool = False
    may_publish: bool = False
    contact: tuple[str, ...] | None = None
    """Name, telephone, address, and the report as it was told if that says so itself."""
    files: tuple[str, ...] | None = None
    """The report's own, by hash; None: all that came, in a parcel of before there was `added`."""
    added: list[Added] = []


async def pass_on_as(turn: Turn, case: Case, values: dict[str, Any]) -> None:
    """Send a case on as one asked and another, the speaker, agreed; the reason is a note of it.

    `values["asked_by"]`: who asked; nobody where one alone may.
    """
    found = await notes.notes_of_case(turn.db, case, notes.PASSING)
    reason = next(note.text for note in found if note.id == values["note"])
    if values["to"] not in turn.world.other_offices:
        raise UserError("neighbours.none")
    asked_by, name = values["asked_by"], turn.world.other_offices[values["to"]]
    noted = {"asked_by": asked_by} if asked_by else {"alone": True}
    await transfer_case(turn, case, values["to"], reason, **noted)
    turn.say("neighbours.passed", case=case.code, code=case.code, office=name)


async def transfer_case(turn: Turn, case: Case, to: str, reason: str, **noted: Any) -> None:
    """Send a case to another office and end it here, without asking who may.

    `noted` goes into the log: that it went `alone`, or who had `asked_by` for it.
    """
    name = turn.world.other_offices[to]
    parcel = await _parcel(turn, case, reason)
    parts = [case_media.REPORT, *(note.part for note in await _added(turn, case))]
    media = [item for part in parts for item in await case_media.media_of_case(turn.db, case, part)]
    await transitions.move_unasked(turn, case, "pass_on", noted={"to": to, **noted})
    outcome, me = turn.words("neighbours.outcome", office=name, reason=reason), turn.person.id
    author = noted.get("asked_by", me)
    signed = me if author != me else None
    await case_answers.add_answer(turn.db, case, outcome, author, turn.now, signed_by=signed)
    content = msgspec.json.encode(parcel).decode()
    turn.replies.append((f"{OFFICE_CHANNEL}:{to}", Reply(text=content, media=tuple(media))))
    await notify.tell_all(turn, case, "neighbours.citizen_passed", office=name, reason=reason)


async def _parcel(turn: Turn, case: Case, reason: str) -> TransferredCase:
    contact = cases.contact_of_case(turn.db, case)
    point = (case.latitude, case.longitude)
    return TransferredCase(
        code=case.code,
        text=case.text,
        received_at=case.received_at,
        reason=reason,
        field=case.field,
        commune=case.commune,
        place=case.place,
        point=point if None not in point else None,  # type: ignore[arg-type]
        kind=case.kind,
        about=case.about,
        accusing=conflict.is_about_somebody(case),
        proposal=case.proposal,
        urgent=case.urgent,
        may_publish=case.may_publish,
        contact=msgspec.structs.astuple(contact) if contact else None,
        files=await _hashes(turn, case, case_media.REPORT),
        added=[
            Added(note.kind, note.at, note.text, await _hashes(turn, case, note.part))
            for note in await _added(turn, case)
        ],
    )


async def _hashes(turn: Turn, case: Case, part: str) -> tuple[str, ...]:
    return tuple(item.sha256 for item in await case_media.media_of_case(turn.db, case, part))


async def _added(turn: Turn, case: Case) -> list[notes.CaseNoteText]:
    """The citizen's own later words, and the questions some of them answer."""
    found = await notes.notes_of_case(turn.db, case, notes.QUESTION, *ADDED)
    return [one for one in found if one.kind == notes.QUESTION or one.author_id == case.person_id]
