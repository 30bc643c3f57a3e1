"""A citizen tells what went wrong: from the first word to the receipt."""

from __future__ import annotations

from typing import Unpack

import msgspec

from bot import conversation, open_question
from bot.flow_answers import (
    CONTACT,
    DOCUMENT,
    LOCATION,
    PHOTO,
    TEXT,
    VIDEO,
    VOICE,
    Change,
    Given,
    given_by_event,
)
from bot.turn import Ask, Flow, Turn
from handlers.denunciation.authorised import authorised_addresses
from handlers.intake import (
    alarm,
    confirmation,
    contact_question,
    description,
    dropped_files,
    elsewhere,
    field_question,
    filing_time,
    neighbours,
    place_question,
    screening,
    summary_changes,
)
from handlers.intake.confirmation import is_question, needs_contact
from handlers.intake.filing import register_report
from handlers.intake.report_answers import ReportAnswers
from handlers.office import blocking
from handlers.shared import consent
from rules.recognition import recognise_text
from storage import people
from storage.conversations import ConversationFrame


async def report_by_command(turn: Turn) -> None:
    """`/gopy`; what is said or sent with it is the report already."""
    told = msgspec.structs.replace(given_by_event(turn.event), text=turn.args)
    await begin_report(turn, told if told.kinds else None)


async def begin_report(
    turn: Turn, given: Given | None = None, **prefilled: Unpack[ReportAnswers]
) -> None:
    """Start a report, some answers given already; one that is under way is taken up instead."""
    under_way = next((run for run in turn.stack if run.flow == INTAKE.name), None)
    if under_way and given:
        await conversation.add_to_flow(turn, under_way, given)
        return
    if under_way:
        turn.say("intake.already")
        await open_question.repeat_question(turn)
        return
    if not _in_danger(turn, given) and await blocking.tells_why_blocked(turn):
        return
    answers: ReportAnswers = {**prefilled, "began": turn.now.isoformat()}
    answers["since"] = (await consent.beginning_now(turn)).isoformat()
    if await authorised_addresses(turn):
        answers["sealable"] = True
    if await consent.has_consented(turn):
        answers["consent"] = "agree"
        answers["reminded"] = await consent.wants_reminders(turn, turn.person)
    contact = people.contact_of_person(turn.db, turn.person)
    if contact is not None:
        answers |= {
            "name": contact.name,
            "phone": contact.phone,
            "address": contact.address,
        }
    if given:
        danger = _in_danger(turn, given)
        description.answer_in_their_language(turn, given, danger=danger)
    await filing_time.note_beginning(turn)
    await conversation.begin_flow(turn, INTAKE.name, given, **answers)


def _in_danger(turn: Turn, given: Given | None) -> bool:
    return given is not None and recognise_text(given.text, turn.office.recognition).emergency


def _is_calm(answers: ReportAnswers) -> bool:
    """In danger nobody is asked what can wait."""
    return not answers.get("danger")


def _anonymous(_turn: Turn, _answers: ReportAnswers, value: str) -> str:
    if value == "give":
        raise Change(wants_anonymous=False)
    return value


async def _before_each_question(turn: Turn, run: ConversationFrame) -> None:
    await screening.note_complaint_in_name(turn, run)
    await alarm.raise_alarm(turn, run)


def _forget_unless_agreed(turn: Turn, answers: ReportAnswers) -> None:
    """Who cancels before agreeing to anything leaves nothing in the history either."""
    if "consent" not in answers:
        consent.forget_what_was_said(turn, answers)


INTAKE = Flow(
    "intake",
    (
        Ask(
            name="in_danger",
            when=screening.asks_whether_in_danger,
            accepts=frozenset({TEXT}),
            choices=("yes", "no"),
            show=screening.numbers_shown,
            check=screening.danger_said,
            pick=screening.danger_answered,
            cancel=False,
        ),
        # Before consent and everything else: what is no PAKN is stopped, and forgotten.
        Ask(
            name="lawful",
            when=lambda answers: "suspect" in answers,
            choices=("report", "complaint", "denunciation"),
            show=screening.lawful_shown,
            pick=screening.stop_what_is_no_pakn,
        ),
        Ask(
            # Put by an older version only: whoever stands there may still press it.
            name="consent",
            when=lambda _: False,
            choices=consent.CHOICES,
            show=consent.notice_shown,
            pick=summary_changes.agree_or_set_aside,
            cancel=False,
        ),
        Ask(
            name="describe",
            accepts=frozenset({TEXT, PHOTO, VOICE, VIDEO, DOCUMENT, LOCATION}),
            choices=description.describe_rows,
            gathers=True,
            check=description.text_described,
            enough=description.is_told,
            was=description.text_was,
            heard=description.message_heard,
            pick=dropped_files.drop_papers,
        ),
        Ask(
            name="place",
            when=place_question.is_asked,
            accepts=frozenset({LOCATION, TEXT}),
            choices=place_question.commune_rows,
            check=place_question.place_told,
            pick=place_question.place_picked,
            was=confirmation.place_in_words,
            optional=True,
        ),
        Ask(
            name="elsewhere",
            when=elsewhere.asks_about_place,
            choices=("place", "here"),
            show=elsewhere.outside_shown,
            pick=elsewhere.outside_picked,
        ),
        Ask(
            name="commune",
            when=place_question.needs_commune,
            choices=place_question.commune_rows,
            optional=True,
        ),
        Ask(
            name="anonymous",
            when=lambda answers: bool(answers.get("wants_anonymous")) and not is_question(answers),
            accepts=frozenset({TEXT, CONTACT}),
            presses=True,
            choices=("give", "keep"),
            check=contact_question.contact_after_all,
            pick=_anonymous,
        ),
        Ask(
            name="name",
            when=needs_contact,
            accepts=frozenset({TEXT, CONTACT}),
            choices=contact_question.contact_rows,
            show=contact_question.contact_shown,
            check=contact_question.name_told,
            pick=contact_question.contact_picked,
            was=confirmation.sender_in_words,
        ),
        Ask(
            name="phone",
            when=needs_contact,
            accepts=frozenset({TEXT, CONTACT}),
            choices=("anonymous",),
            show=contact_question.contact_shown,
            check=contact_question.phone_told,
            pick=contact_question.contact_picked,
        ),
        Ask(
            name="address",
            when=needs_contact,
            accepts=frozenset({TEXT}),
            check=contact_question.address_told,
        ),
        Ask(
            name="field",
            when=lambda answers: bool(answers.get("choosing_field")),
            accepts=frozenset({TEXT}),
            choices=field_question.field_choices,
            show=field_question.field_shown,
            check=field_question.field_searched,
            was=field_question.field_was,
        ),
        Ask(
            name="drop",
            when=lambda answers: bool(answers.get("dropping")),
            choices=dropped_files.droppable_files,
            pick=dropped_files.drop_file,
            cancel=False,
        ),
        Ask(
            name="confirm",
            choices=summary_changes.summary_rows,
            prepare=neighbours.look_for_neighbours,
            show=summary_changes.summary_and_neighbours,
            pick=summary_changes.summary_picked,
        ),
    ),
    then=register_report,
    hears_intents=True,
    before=_before_each_question,
    dropped=_forget_unless_agreed,
)
