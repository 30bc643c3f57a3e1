"""Finished answers become a case and a receipt; the same words twice stay one case."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from handlers.case import due_dates, lookup, receipts, registration
from handlers.intake import (
    confirmation,
    filing_time,
    neighbours,
    newcomers,
    same_report,
    two_cases,
)
from handlers.intake.report_answers import ReportAnswers
from handlers.office import blocking, triage
from handlers.shared import consent
from handlers.shared.consent import INVITE, PUBLISH, give_consent
from storage import cases, people
from storage.models import Case
from storage.people import Contact


async def register_report(turn: Turn, answers: ReportAnswers) -> None:
    """Turn finished answers into a case, or two, and tell code and due date of each."""
    for one in two_cases.reports_of(turn, answers):
        await _register(turn, one)
    await filing_time.note_receipt(turn, answers)


async def _register(turn: Turn, answers: ReportAnswers) -> None:
    contact = confirmation.contact_given(answers)
    text, _ = _said(answers, contact)
    same = await same_report.same_report_before(turn, text, confirmation.media_given(answers))
    if same is not None:
        track = turn.button("intake.track", "case", same.id)
        turn.say("intake.same_again", choices=[[track]], case=same.code, code=same.code)
        return
    if not answers.get("danger"):
        await blocking.refuse_if_blocked(turn)
        await newcomers.refuse_if_too_many(turn)
    await consent.give_consent(turn, consent.HANDLE)
    if confirmation.wants_reminding(answers):
        await give_consent(turn, INVITE)
    may_publish = answers.get("publish") == "yes"
    if may_publish:
        await give_consent(turn, PUBLISH)
    if contact is not None:
        people.remember_contact_of_person(turn.db, turn.person, contact)
    case = await _file(turn, answers, contact, may_publish=may_publish)
    await _receipt(turn, case, answers)
    if not await neighbours.join_neighbours(turn, case, answers):
        await triage.take_in_case(turn, case)


async def _receipt(turn: Turn, case: Case, answers: ReportAnswers) -> None:
    rows = [[turn.button("intake.track", "case", case.id)]]
    if not await consent.wants_reminders(turn, turn.person):
        rows.append([turn.button("intake.invite", "invite", case.id)])
    rows.append([turn.command_button("gopy")])
    values: dict[str, Any] = {
        "code": receipts.receipt_code(case),
        "at": case.received_at,
        "desk": turn.office.desk,
        "files": confirmation.files_taken(turn, answers),
    }
    if case.kind == "report":
        due = await due_dates.dates_of(turn, case)
        values |= {
            "kind": confirmation.kind_in_words(turn, answers),
            "due": due_dates.due_day(turn, due.answer),
        }
    key = {"question": "intake.question_taken", "reference": "intake.reference_kept"}
    turn.say(key.get(case.kind, "intake.registered"), choices=rows, case=case.code, **values)


async def accept_reminders(turn: Turn, case_id: int, _: str) -> None:
    """Button: invite me to rate, and remind me; a purpose of its own, never pre-ticked."""
    case = await lookup.find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise lookup.case_refused(case, "no_right")
    await give_consent(turn, INVITE)
    turn.say("intake.invited")


async def _file(
    turn: Turn, answers: ReportAnswers, contact: Contact | None, *, may_publish: bool
) -> Case:
    place = answers.get("place") or {}
    point = place.get("point") or {}
    field = confirmation.field_given(turn, answers)
    text, kept = _said(answers, contact)
    case = await registration.new_case(
        turn,
        field.code if field else "",
        commune=confirmation.commune_given(answers),
        place=confirmation.place_given(turn, answers),
        latitude=point.get("latitude"),
        longitude=point.get("longitude"),
        text=text or turn.words("intake.no_text"),
        may_publish=may_publish,
        kind=confirmation.kind_given(answers),
        about=confirmation.about_given(answers),
        proposal=confirmation.wants_better(answers),
        urgent=bool(answers.get("danger")),
        suspected=confirmation.may_be_about_officials(answers),
        ordinary=confirmation.is_ordinary(answers),
    )
    await cases.file_case(turn.db, case, kept, confirmation.media_given(answers), turn.now)
    return case


def _said(answers: ReportAnswers, contact: Contact | None) -> tuple[str, Contact | None]:
    """What staff read, and who is kept; a question without a contact may hold its only number."""
    text = answers["describe"]["text"]
    if contact is None and not confirmation.is_reference(answers):
        return text, None
    return registration.contact_taken_out(text, contact)
