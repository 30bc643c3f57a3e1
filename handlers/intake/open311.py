"""A case another system files: it enters like any other; its sender is told what became of it."""

from __future__ import annotations

from datetime import datetime, time

import msgspec

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import due_dates, notify, registration
from handlers.intake import same_report
from handlers.office import triage
from handlers.shared.consent import HANDLE, PUBLISH, give_consent
from publish.open311.request_form import FiledRequest
from rules.local_time import ZONE
from rules.recognition import Recognised, recognise_text
from storage import api_submissions, case_lists, cases, notes
from storage.models import ApiKey, Case
from storage.people import Contact
from storage.vault import keyed_hash

SOURCE = "open311"


async def take_in_submission(turn: Turn, key_id: int, detail: str) -> None:
    """Time event: file it, or write down in words why not."""
    filed = msgspec.json.decode(detail, type=FiledRequest)
    key = await api_submissions.api_key_by_id(turn.db, key_id)
    if key is None:
        return
    turn = await _as_reporter(turn, key, filed)
    case: Case | None = None
    try:
        async with turn.db.begin_nested():
            case, notice = await _take_in(turn, key, filed)
    except UserError as no:
        notice = turn.words(no.key, **no.values)
    await api_submissions.add_submission(turn.db, key_id, filed.token, case, notice, turn.now)


async def _as_reporter(turn: Turn, key: ApiKey, filed: FiledRequest) -> Turn:
    """The same turn, spoken by the reporter; those who cannot be told apart are one person."""
    who = (
        f".{keyed_hash(turn.db, f'open311:{key.id}:{filed.reporter}')[:16]}"
        if filed.reporter
        else ""
    )
    return await turn.spoken_from(f"{SOURCE}:{key.id}{who}")


async def _take_in(turn: Turn, key: ApiKey, filed: FiledRequest) -> tuple[Case, str]:
    same = await same_report.same_report_before(turn, filed.text, link=filed.media_url)
    if same is not None:
        return same, turn.words("open311.filed.same", code=same.code)
    found = recognise_text(filed.text, turn.office.recognition)
    _check_lawful(turn, filed, found)
    if not found.emergency:
        await _check_limits(turn, key, filed)
    case = await _file(turn, filed, found)
    notice = await _notice(turn, case)
    await triage.take_in_case(turn, case)
    if filed.media_url:
        await _pass_on(turn, case, key, filed.media_url)
    return case, notice


def _check_lawful(turn: Turn, filed: FiledRequest, found: Recognised) -> None:
    """What is no PAKN is stopped before it is stored, unless its reporter says that it is one."""
    # Nobody can be asked here, so mere likeness stops nothing.
    if (found.complaint or found.denunciation) and not filed.no_complaint:
        code = "to_cao" if found.denunciation else "khieu_nai"
        other = turn.office.redirects[code]
        raise UserError(
            "open311.filed.outside", label=other.label, where=other.where, basis=other.basis
        )


async def _check_limits(turn: Turn, key: ApiKey, filed: FiledRequest) -> None:
    today = datetime.combine(turn.today, time(), ZONE)
    if await api_submissions.count_submissions_of_key(turn.db, key.id, today) >= key.per_day:
        raise UserError("open311.filed.too_many", most=key.per_day)
    most = turn.office.limits.reports_per_day
    if (
        filed.reporter
        and await case_lists.count_cases_of_person(turn.db, turn.person.id, today) >= most
    ):
        raise UserError("open311.filed.too_many_reporter", most=most)


async def _file(turn: Turn, filed: FiledRequest, found: Recognised) -> Case:
    contact = Contact(filed.name, filed.phone, filed.residence)
    whole = all((contact.name, contact.phone, contact.address))
    await give_consent(turn, HANDLE)
    if filed.publish and whole:
        await give_consent(turn, PUBLISH)
    given = contact if contact.name or contact.phone else None
    text, kept = registration.contact_taken_out(filed.text, given) if given else (filed.text, None)
    about = filed.about or ("conduct" if found.conduct else "")
    latitude, longitude = filed.point or (None, None)
    case = await registration.new_case(
        turn,
        filed.field,
        commune=filed.commune,
        place=filed.place,
        latitude=latitude,
        longitude=longitude,
        text=text or filed.text,
        may_publish=filed.publish and whole,
        kind="report" if whole else "reference",
        about=about,
        source=SOURCE,
        urgent=found.emergency,
    )
    await cases.file_case(turn.db, case, kept, (), turn.now)
    return case


async def _notice(turn: Turn, case: Case) -> str:
    if case.kind == "report":
        due = due_dates.due_day(turn, (await due_dates.dates_of(turn, case)).answer)
        parts = [turn.words("open311.filed.report", code=case.code, due=due)]
    else:
        parts = [turn.words("open311.filed.reference", code=case.code)]
    if case.urgent:
        numbers = ", ".join(f"{one.name} {one.number}" for one in turn.office.emergencies)
        parts.append(turn.words("open311.filed.danger", numbers=numbers))
    return " ".join(parts)


async def _pass_on(turn: Turn, case: Case, key: ApiKey, url: str) -> None:
    """A link to a file elsewhere: the office decides whether to open it; it is never fetched."""
    await notes.add_note(turn.db, case, notes.ADDITION, url, turn.person.id, turn.now)
    for address in await notify.office_addresses(turn, case):
        turn.say(
            "open311.filed.media",
            to=address,
            choices=[[turn.link("open311.filed.open_media", url)]],
            case=case.code,
            code=case.code,
            name=key.name,
        )
