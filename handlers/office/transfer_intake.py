"""A case arrives from another office of the same deployment, or word about one that went there."""

from __future__ import annotations

import msgspec

from bot.office_channel import OFFICE_CHANNEL, Parcel, RelayedWords
from bot.turn import Turn
from handlers.case import due_dates, notify, registration
from handlers.office import triage
from handlers.office.transfer import TransferredCase
from handlers.shared.consent import HANDLE, PUBLISH, give_consent
from rules.lifecycle import REDIRECTED
from storage import case_links, case_media, cases, notes
from storage.models import Case
from storage.people import Contact


async def take_in_transfer(turn: Turn, _subject: int, detail: str) -> None:
    """Time event: a case arrives from another office; it is filed here, its citizen told where."""
    parcel = msgspec.json.decode(detail, type=Parcel)
    passed = msgspec.json.decode(parcel.content, type=TransferredCase)
    address = f"{OFFICE_CHANNEL}:{parcel.sender}:{passed.code}"
    sender = turn.world.other_offices.get(parcel.sender, parcel.sender)
    # The citizen is reached through the office they wrote to.
    turn = await turn.spoken_from(address)
    case = await _file(turn, passed, parcel)
    # What was agreed to where the case began holds here: the purposes are the same.
    await give_consent(turn, HANDLE)
    if passed.may_publish:
        await give_consent(turn, PUBLISH)
    await triage.take_in_case(turn, case)
    for office in await notify.office_addresses(turn, case):
        turn.say(
            "neighbours.arrived",
            to=office,
            case=case.code,
            code=case.code,
            office=sender,
            before=passed.code,
            received=passed.received_at,
            reason=passed.reason,
        )
    await _tell_added(turn, case)
    token = await case_links.create_case_link(
        turn.db, case, turn.now, turn.office.limits.case_link_days
    )
    due = ""
    if case.kind == "report":
        due = due_dates.due_in_words(turn, await due_dates.dates_of(turn, case))
    turn.say(
        "neighbours.taken",
        to=address,
        choices=[
            [turn.link(f"neighbours.open.{channel}", f"{link}gan-{token}")]
            for channel, link in turn.world.links.items()
        ],
        case=case.code,
        code=case.code,
        due=due,
    )


async def _file(turn: Turn, passed: TransferredCase, parcel: Parcel) -> Case:
    latitude, longitude = passed.point or (None, None)
    case = await registration.new_case(
        turn,
        passed.field,
        commune=passed.commune if passed.commune in turn.office.communes else "",
        place=passed.place,
        latitude=latitude,
        longitude=longitude,
        text=passed.text,
        may_publish=passed.may_publish,
        kind=passed.kind,
        about=passed.about,
        proposal=passed.proposal,
        source=OFFICE_CHANNEL,
        urgent=passed.urgent,
        suspected=passed.accusing,
        besides="\n".join(one.text for one in passed.added if one.kind != notes.QUESTION),
    )
    contact = Contact(*passed.contact) if passed.contact else None
    there = {item.sha256: item for item in parcel.media}
    own = there if passed.files is None else passed.files
    media = [there[sha256] for sha256 in own if sha256 in there]
    await cases.file_case(turn.db, case, contact, media, turn.now)
    for one in passed.added:
        author = None if one.kind == notes.QUESTION else case.person_id
        media = [there[sha256] for sha256 in one.files if sha256 in there]
        await notes.add_note(turn.db, case, one.kind, one.text, author, one.at, media)
    return case


async def _tell_added(turn: Turn, case: Case) -> None:
    for note in await notes.notes_of_case(turn.db, case):
        media = await case_media.media_of_case(turn.db, case, note.part)
        key = "asked" if note.kind == notes.QUESTION else "added"
        for office in await notify.office_addresses(turn, case):
            turn.say(
                f"neighbours.{key}",
                to=office,
                media=media,
                case=case.code,
                code=case.code,
                at=note.at,
                text=note.text,
            )


async def relay_word(turn: Turn, _subject: int, detail: str) -> None:
    """Time event: another office has word for a citizen whose case began here."""
    word = msgspec.json.decode(detail, type=RelayedWords)
    case = await cases.case_by_code(turn.db, word.code)
    if case is None or case.status != REDIRECTED:
        return
    office = turn.world.other_offices.get(word.sender, word.sender)
    links = [[link] for link in word.links]
    await notify.tell_all(
        turn, case, "neighbours.word", links, media=word.media, office=office, text=word.text
    )
