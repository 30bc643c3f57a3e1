"""The gate: the office checks, word by word, what strangers will read of a case."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from bot import conversation
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import due_dates, labels, notify, review_terms
from handlers.case.access import check_move
from handlers.case.buttons import case_button
from handlers.case.lookup import find_case
from handlers.case.transitions import act
from handlers.publication import announcement, review_card
from publish import redacted_page
from publish.redacted_page import RedactedPage
from rules.lifecycle import CASE_PUBLISHED, NO_PUBLICATION, PUBLICATION_WAITING
from rules.local_time import ZONE
from storage import case_answers, case_events, publications
from storage.models import Case
from storage.publications import PublicationDraft


async def offer_publication(turn: Turn, case: Case) -> None:
    """Tell the office that an answer was sent; offer to publish it if that may be."""
    why = await redacted_page.why_not_publishable(turn.db, turn.office, case)
    rows = [[case_button(turn, case, "publish")]]
    if not why:
        rows.append([turn.button("publishing.withhold", "gate", case.id, "withhold")])
    else:
        rows = [[turn.button("publishing.send_back", "gate", case.id, "send_back")]]
    key = f"publishing.never.{why}" if why else "publishing.may"
    due = due_dates.due_day(turn, review_terms.review_of(turn, case.id, turn.now).term)
    solution = await case_answers.solution_of_case(turn.db, case)
    said = labels.status_with_solution(turn, case, solution)
    notify.tell_staff(
        turn,
        case,
        "publishing.card",
        await notify.office_addresses(turn, case),
        rows,
        agency=labels.agency_name(turn, case.agency),
        said=said,
        may=turn.words(key) if why else turn.words(key, due=due),
    )


def publication_after_answer(case: Case) -> str:
    """Where publication stands when there is an answer nobody has checked yet."""
    return PUBLICATION_WAITING if case.may_publish else NO_PUBLICATION


def masked_text(turn: Turn, text: str) -> str:
    """The text with everything personal that was recognised replaced by neutral words."""
    return redacted_page.mask_note(turn.world.texts, text)


async def open_review(turn: Turn, case_id: int, _: str) -> None:
    """Button: check the page strangers will see."""
    await show_review(turn, await find_case(turn, case_id))


async def show_review(turn: Turn, case: Case) -> None:
    """The gate's card: the words as strangers would read them, all that was found, the choices."""
    await check_move(turn, case, "publish")
    await _may(turn, case)
    proposal = await publication_draft(turn, case)
    checked = await check_draft(turn, case, proposal)
    commune = turn.office.communes.get(checked.page.commune)
    turn.say(
        "publishing.gate",
        choices=await review_card.review_buttons(turn, case, proposal, checked),
        media=tuple(await review_card.photos_of_case(turn, case)),
        case=case.code,
        code=case.code,
        field=labels.field_name(turn, case.field),
        place=f"{commune.kind} {commune.name}" if commune else turn.office.place,
        agency=labels.agency_name(turn, case.agency),
        question=checked.page.question,
        answer=checked.page.answer,
        remarks="\n".join(review_card.review_remarks(turn, case, proposal, checked)),
    )


async def _may(turn: Turn, case: Case) -> None:
    why = await redacted_page.why_not_publishable(turn.db, turn.office, case)
    if why:
        raise UserError(f"publishing.never_refused.{why}", code=case.code)


async def publication_draft(turn: Turn, case: Case) -> PublicationDraft:
    """The draft of the latest answer, begun now if need be."""
    answer = await case_answers.answer_of_case(turn.db, case)
    if answer is None:
        raise UserError("conversation.old_button")
    known = await publications.publication_draft_of_case(turn.db, case)
    if known is not None and known.answer_id == answer.id:
        return known
    due = await due_dates.dates_of(turn, case)
    sent_on = [
        line.at
        for line in await case_events.events_of_case(turn.db, case)
        if line.action == "forward"
    ]
    proposal = PublicationDraft(
        question=case.text,
        answer=answer.text,
        answer_id=answer.id,
        token=publications.new_preview_token(),
        forwarded_at=sent_on[0] if sent_on else None,
        answered_at=answer.at,
        due_on=due.due,
        on_time=(
            answer.at <= due.until if due.until else answer.at.astimezone(ZONE).date() <= due.due
        ),
        extended=due.extended,
        opened_on=due.opened,
        reopened=due.reopened,
    )
    await publications.save_publication_draft(turn.db, case, proposal, turn.now)
    return proposal


async def check_draft(turn: Turn, case: Case, proposal: PublicationDraft) -> RedactedPage:
    """The page a draft makes, and what was found in it."""
    return await redacted_page.redact_page(turn.db, turn.office, turn.world.texts, case, proposal)


async def change_draft(turn: Turn, case: Case, **parts: object) -> None:
    """Change the draft and show the card again."""
    proposal = msgspec.structs.replace(await publication_draft(turn, case), **parts)
    await publications.save_publication_draft(turn.db, case, proposal, turn.now)
    await show_review(turn, case)


async def publish_draft(
    turn: Turn, case: Case, note: str = "", cleared: Collection[str] = ()
) -> None:
    """Publish the draft as it stands; with a note, as the correction of what is public.

    What may be of a child or of somebody's health is asked about first, unless all the words that
    say so are `cleared`: an official said that it is not.
    """
    if bool(note) != (case.publication == CASE_PUBLISHED):
        _, page = await announcement.public_page(turn, case)
        raise UserError("publishing.already", code=case.code, url=page)
    await _may(turn, case)
    corrected = bool(note)
    proposal = await publication_draft(turn, case)
    words = redacted_page.personal_words(turn.office, case, proposal)
    if not set(words) <= set(cleared):
        await conversation.begin_flow(
            turn, "publishing.personal", case_id=case.id, code=case.code, words=words, note=note
        )
        return
    noted = {redacted_page.PERSONAL: False} if words else {}
    move = "correct" if corrected else "publish"
    await act(turn, case, move, noted=noted, publication=CASE_PUBLISHED)
    checked = await check_draft(turn, case, proposal)
    before = await publications.publication_of_case(turn.db, case)
    if not note and before is not None and before.answered_at != checked.page.answered_at:
        note = turn.words("publishing.answered_again")
    note = redacted_page.mask_note(turn.world.texts, note)
    names = f"{labels.field_name(turn, case.field)} {labels.agency_name(turn, case.agency)}"
    await publications.save_publication(
        turn.db, case, checked.page, turn.person.id, turn.now, note, names
    )
    await announcement.announce_publication(turn, case, checked.page, corrected=corrected)
