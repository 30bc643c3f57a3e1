"""A citizen tells what went wrong: from the first word to the receipt."""

from __future__ import annotations

from typing import Unpack

import msgspec

from bot import conversation, open_question
from bot.event import Choice, Rows
from bot.flow_answers import (
    CONTACT,
    DOCUMENT,
    LOCATION,
    PHOTO,
    TEXT,
    VIDEO,
    VOICE,
    Again,
    Change,
    Given,
)
from bot.turn import Ask, Flow, Turn
from handlers.denunciation.authorised import authorised_addresses
from handlers.intake import alarm, confirmation, field_question, screening
from handlers.intake.confirmation import is_question, needs_contact
from handlers.intake.filing import register_report
from handlers.intake.report_answers import ReportAnswers, ReportDescription, ReportPlace
from handlers.intake.screening import CONDUCT, RULE
from handlers.office import blocking
from handlers.shared import consent, contact_fields
from handlers.shared.text_and_files import text_and_files
from rules.recognition import recognise_text
from rules.text import split_words
from storage import people


async def begin_report(
    turn: Turn, given: Given | None = None, **prefilled: Unpack[ReportAnswers]
) -> None:
    """Start a report, some answers given already; one that is under way is taken up instead."""
    if any(run.flow == INTAKE.name for run in turn.stack):
        turn.say("intake.already")
        await open_question.repeat_question(turn)
        return
    if not _in_danger(turn, given) and await blocking.tells_why_blocked(turn):
        return
    answers: ReportAnswers = {**prefilled, "began": turn.now.isoformat()}
    if await authorised_addresses(turn):
        answers["sealable"] = True
    if await consent.has_consented(turn):
        answers["consent"] = "agree"
    contact = people.contact_of_person(turn.db, turn.person)
    if contact is not None:
        answers |= {
            "known": True,
            "name": contact.name,
            "phone": contact.phone,
            "address": contact.address,
        }
    await conversation.begin_flow(turn, INTAKE.name, given, **answers)


def _in_danger(turn: Turn, given: Given | None) -> bool:
    return given is not None and recognise_text(given.text, turn.office.recognition).emergency


def _is_calm(answers: ReportAnswers) -> bool:
    """In danger nobody is asked what can wait."""
    return not answers.get("danger")


def _unnamed(_turn: Turn, _answers: ReportAnswers, _value: str) -> str:
    raise Change("name", "phone", wants_anonymous=True)


def _anonymous(_turn: Turn, _answers: ReportAnswers, value: str) -> str:
    if value == "give":
        raise Change(wants_anonymous=False)
    return value


def _described(turn: Turn, answers: ReportAnswers, given: Given) -> ReportDescription:
    enough = len(split_words(given.text)) >= turn.office.limits.minimum_words
    if not enough and not given.kinds & {VOICE, VIDEO}:
        raise Again("intake.describe.too_short")
    answers.update(screening.hints_of_text(turn, given.text))
    return {**text_and_files(given), "missed": given.missed}


def _describe_rows(turn: Turn, answers: ReportAnswers) -> Rows:
    if not answers.get("papers"):
        return []
    return [[Choice(turn.words("intake.papers.drop"), "papers")]]


def _communes(turn: Turn, _answers: ReportAnswers) -> Rows:
    buttons = [Choice(commune.name, code) for code, commune in turn.office.communes.items()]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _place_given(turn: Turn, _answers: ReportAnswers, given: Given) -> ReportPlace:
    if given.location:
        return {"point": msgspec.to_builtins(given.location)}
    text = given.text[: turn.office.limits.characters.place_most]
    return {"text": text, "commune": turn.world.router.find_commune(text)}


def _place_picked(_turn: Turn, _answers: ReportAnswers, value: str) -> ReportPlace:
    return {"commune": value}


def _needs_commune(answers: ReportAnswers) -> bool:
    place = answers.get("place") or {}
    return bool(place) and not place.get("commune")


def _identity(_turn: Turn, _answers: ReportAnswers, value: str) -> str:
    if value in {"change", "anonymous"}:
        unnamed = value == "anonymous"
        raise Change("name", "phone", "address", known=False, wants_anonymous=unnamed)
    return value


INTAKE = Flow(
    "intake",
    (
        Ask(
            name="in_danger",
            when=screening.asks_whether_in_danger,
            choices=("yes", "no"),
            show=screening.numbers_shown,
            pick=screening.danger_answered,
            cancel=False,
        ),
        # Before consent and everything else: what is no PAKN is stopped, and forgotten.
        Ask(
            name="lawful",
            when=lambda answers: "suspect" in answers,
            choices=("report", "complaint", "denunciation"),
            pick=screening.stop_what_is_no_pakn,
        ),
        Ask(
            name="consent",
            choices=consent.CHOICES,
            show=consent.consent_notice,
            pick=consent.agree_or_leave,
            cancel=False,
        ),
        Ask(
            name="describe",
            accepts=frozenset({TEXT, PHOTO, VOICE, VIDEO, DOCUMENT, LOCATION}),
            choices=_describe_rows,
            gathers=True,
            check=_described,
            heard=screening.screen_message,
            pick=confirmation.drop_papers,
        ),
        Ask(
            name="what",
            when=screening.asks_what,
            choices=("question", "report"),
        ),
        Ask(
            name="about",
            when=screening.asks_about,
            choices=(CONDUCT, RULE, "other"),
            pick=screening.about_picked,
        ),
        Ask(name="wish", when=screening.asks_wish, choices=("fix", "better")),
        Ask(
            name="place",
            accepts=frozenset({LOCATION, TEXT}),
            choices=_communes,
            check=_place_given,
            pick=_place_picked,
            optional=True,
        ),
        Ask(name="commune", when=_needs_commune, choices=_communes, optional=True),
        Ask(
            name="identity",
            when=lambda answers: bool(answers.get("known")) and needs_contact(answers),
            choices=("right", "change", "anonymous"),
            show=lambda _, answers: {k: answers[k] for k in ("name", "phone", "address")},
            pick=_identity,
        ),
        Ask(
            name="anonymous",
            when=lambda answers: bool(answers.get("wants_anonymous")) and not is_question(answers),
            choices=("give", "keep"),
            pick=_anonymous,
        ),
        Ask(
            name="name",
            when=needs_contact,
            accepts=frozenset({TEXT}),
            choices=("anonymous",),
            show=confirmation.readers_shown,
            check=contact_fields.checked_name,
            pick=_unnamed,
        ),
        Ask(
            name="phone",
            when=needs_contact,
            accepts=frozenset({TEXT, CONTACT}),
            choices=("anonymous",),
            check=contact_fields.checked_phone,
            pick=_unnamed,
        ),
        Ask(
            name="address",
            when=needs_contact,
            accepts=frozenset({TEXT}),
            check=contact_fields.checked_address,
        ),
        Ask(
            name="field",
            when=_is_calm,
            choices=field_question.field_choices,
            show=field_question.field_shown,
            pick=field_question.field_picked,
        ),
        Ask(
            name="publish",
            when=lambda answers: needs_contact(answers) and _is_calm(answers),
            choices=("yes", "no"),
        ),
        Ask(
            name="drop",
            when=lambda answers: bool(answers.get("dropping")),
            choices=confirmation.droppable_files,
            pick=confirmation.drop_file,
            cancel=False,
        ),
        Ask(
            name="confirm",
            choices=confirmation.confirmation_choices,
            show=confirmation.summary_shown,
            pick=confirmation.confirm_report,
        ),
    ),
    then=register_report,
    hears_intents=True,
    before=alarm.raise_alarm,
)
