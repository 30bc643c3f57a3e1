"""`/nhapho`: an officer files for somebody who came with a paper, by phone or in person."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from bot import conversation, gathering
from bot.flow_answers import DOCUMENT, PHOTO, TEXT, VOICE, Again, Given, Leave
from bot.jobs import JobContext, JobFile, JobResult
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import access, conflict, due_dates, lookup, receipts, registration
from handlers.intake import claim_link, confirmation
from handlers.intake.report import INTAKE
from handlers.intake.report_answers import ReportAnswers
from handlers.office import triage
from handlers.shared import consent, contact_fields
from handlers.shared.consent import HANDLE, PUBLISH
from handlers.shared.text_and_files import TextAndFiles, text_and_files
from publish.documents import receipt
from rules.lifecycle import AGENCY_ROLES, OFFICE
from rules.local_time import ZONE
from rules.recognition import recognise_text
from rules.text import split_words
from storage import case_events, cases, consent_records, people
from storage.models import FILED_FOR_SOMEBODY, Case
from storage.people import Contact

SOURCES = FILED_FOR_SOMEBODY
AGREED = ("signed", "spoken")


async def nhapho(turn: Turn) -> None:
    """`/nhapho`: begin."""
    await conversation.begin_flow(turn, PAPER.name, began=turn.now.isoformat())


def _agreed(_turn: Turn, _answers: PaperAnswers, value: str) -> str:
    if value not in AGREED:
        raise Leave("paper.no_consent")
    return value


def _described(turn: Turn, _answers: PaperAnswers, given: Given) -> TextAndFiles:
    """As in a citizen's own report, but a scan needs a summary: files are not searched."""
    if len(split_words(given.text)) < turn.office.limits.minimum_words:
        raise Again("paper.describe.too_short")
    return text_and_files(given)


def _intake(name: str) -> Ask:
    """A question of a citizen's own report, asked of the officer instead."""
    ask = INTAKE.ask(name)
    if ask is None:
        raise LookupError(name)
    return ask


def _lacks_commune(answers: PaperAnswers) -> bool:
    return bool(answers.get("place")) and not confirmation.commune_given(answers)


def _shown(turn: Turn, answers: PaperAnswers) -> dict[str, Any]:
    field = turn.office.fields.get(answers["field"])
    commune = turn.office.communes.get(confirmation.commune_given(answers))
    place = (answers.get("place") or {}).get("text", "")
    return {
        "source": turn.words(f"paper.source.{answers['source']}"),
        "agreed": turn.words(f"paper.consent.{answers['consent']}"),
        "text": answers["describe"]["text"],
        "files": gathering.gathered_in_words(turn, Given(media=confirmation.media_given(answers)))
        or turn.words("intake.no_files"),
        "place": ", ".join(part for part in (place, commune.name if commune else "") if part)
        or turn.words("desk.no_place"),
        "sender": f"{answers['name']}, {answers['phone']}, {answers['address']}",
        "field": field.name if field else turn.words("desk.no_field"),
        "publish": turn.words(f"paper.publish.{answers['publish']}"),
    }


async def _filed(turn: Turn, answers: PaperAnswers) -> None:
    if not turn.known.roles:
        raise UserError("conversation.not_yours")  # the role was taken away while this was asked
    contact = Contact(answers["name"], answers["phone"], answers["address"])
    owner = await people.add_person_without_chat(turn.db, contact, turn.now)
    told = f"{answers['source']}, {answers['consent']}, {turn.person.id}"
    purposes = (HANDLE, PUBLISH) if answers["publish"] == "yes" else (HANDLE,)
    for purpose in purposes:
        version = consent.consent_version(turn)
        await consent_records.add_consent(turn.db, owner, purpose, version, told, turn.now)
    text, kept = registration.contact_taken_out(answers["describe"]["text"], contact)
    case = await _case(turn, answers, owner.id, text)
    await cases.file_case(turn.db, case, kept, confirmation.media_given(answers), turn.now)
    await case_events.add_case_event(
        turn.db, case, "file_for", turn.person.id, turn.now, source=answers["source"]
    )
    turn.say(
        "paper.filed",
        choices=[[turn.button("paper.print", "receipt", case.id)]],
        case=case.code,
        code=case.code,
        due=due_dates.due_in_words(turn, await due_dates.dates_of(turn, case)),
    )
    await _hand_out(turn, case)
    await triage.take_in_case(turn, case)
    if began := answers.get("began"):
        # Who looks at the contact from now on leaves a trace; scrolling back would not.
        turn.forget_since = datetime.fromisoformat(began)


async def _case(turn: Turn, answers: PaperAnswers, owner_id: int, text: str) -> Case:
    found = recognise_text(answers["describe"]["text"], turn.office.recognition)
    return await registration.new_case(
        turn,
        answers["field"],
        person_id=owner_id,
        address=f"{people.NO_CHAT}:{owner_id}",
        commune=confirmation.commune_given(answers),
        place=(answers.get("place") or {}).get("text", ""),
        text=text or turn.words("intake.no_text"),
        may_publish=answers["publish"] == "yes",
        kind="report",
        about="conduct" if found.conduct else "",
        source=answers["source"],
        urgent=found.emergency,
    )


# The receipt: on paper, with the way to one's own chat.


async def print_receipt(turn: Turn, case_id: int, _: str) -> None:
    """Button: the receipt once more, with a new link, until one was used. Written down."""
    case = await lookup.find_case(turn, case_id)
    if not await _may_print_again(turn, case):
        raise conflict.refused_to_speaker(turn, case, "receipt")
    await _hand_out(turn, case)
    await case_events.add_case_event(turn.db, case, "print_receipt", turn.person.id, turn.now)


async def _may_print_again(turn: Turn, case: Case) -> bool:
    """Whoever wrote it down, the same day; of what is about somebody only if they may read it."""
    me, morning = turn.person.id, datetime.combine(turn.today, time(), ZONE)
    wrote = await case_events.is_logged_since(turn.db, case, "file_for", me, morning)
    private = case.apart and not access.may_see(turn, case)
    return bool(turn.known.roles) and wrote and not private


async def _hand_out(turn: Turn, case: Case) -> None:
    token = await claim_link.claim_token(turn, case)
    turn.later("receipt", case.id, f"{token}|{turn.event.address}")


async def make_receipt(making: JobContext, case_id: int, detail: str) -> JobResult:
    """The receipt as a PDF."""
    case = await cases.case_by_id(making.db, case_id)
    if case is None:
        return JobResult()
    world = making.world
    due = (await case_events.episodes_of_case(making.db, world.office, case, making.now))[-1]
    token = detail.partition("|")[0]
    slip = receipt.ReceiptSlip(
        code=receipts.receipt_code(case),
        received=case.received_at.astimezone(ZONE),
        due=due.due,
        expected=due.answer.expected(making.today),
        field=world.office.fields[case.field].name if case.field else "",
        text=case.text,
        links={name: f"{link}gan-{token}" for name, link in world.links.items() if link},
        valid_days=world.office.limits.case_link_days,
    )
    content = await asyncio.to_thread(receipt.receipt_pdf, slip, world.office, world.texts)
    return JobResult(
        (JobFile("document", "application/pdf", f"bien-nhan-{case.code}.pdf", content),)
    )


async def send_receipt(turn: Turn, case_id: int, detail: str) -> None:
    """Time event: the receipt is made; the officer who asked prints it."""
    case = await lookup.find_case(turn, case_id)
    address = detail.partition("|")[2]
    for fault in turn.event.faults:
        turn.say(fault, to=address)
    if turn.event.media:
        turn.say(
            "paper.receipt", to=address, media=turn.event.media, case=case.code, code=case.code
        )


class PaperAnswers(ReportAnswers, total=False):
    source: str


PAPER = Flow(
    "paper",
    (
        Ask(name="source", choices=SOURCES),
        Ask(name="consent", choices=(*AGREED, "no"), pick=_agreed),
        Ask(
            name="describe",
            accepts=frozenset({TEXT, PHOTO, VOICE, DOCUMENT}),
            gathers=True,
            check=_described,
        ),
        replace(_intake("place"), when=lambda _: True, was=None),
        replace(_intake("commune"), when=_lacks_commune),
        Ask(name="name", accepts=frozenset({TEXT}), check=contact_fields.checked_name),
        Ask(name="phone", accepts=frozenset({TEXT}), check=contact_fields.checked_phone),
        Ask(name="address", accepts=frozenset({TEXT}), check=contact_fields.checked_address),
        replace(_intake("field"), when=lambda _: True, was=None),
        Ask(name="publish", choices=("yes", "no")),
        Ask(name="confirm", choices=("file",), show=_shown),
    ),
    then=_filed,
    possible=access.possible_for(*AGENCY_ROLES, OFFICE),
)
