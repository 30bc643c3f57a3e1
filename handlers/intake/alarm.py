"""Danger to somebody: a case and an alert at the first message, and only then two questions.

Nobody is asked to agree first: the law lets data be used without it where a life may depend on it
(`[alarm]` of the office's data says which). What is told afterwards goes straight into the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

import msgspec

from bot import gathering
from bot.flow_answers import CONTACT, FILES, LOCATION, TEXT, Change, Given
from bot.turn import Ask, Flow, Turn
from handlers.case import receipts, registration
from handlers.case.lookup import find_case
from handlers.intake import (
    alarm_bell,
    alarm_words,
    confirmation,
    contact_question,
    filing_time,
    from_words,
    same_report,
)
from handlers.intake.alarm_words import DESCRIBE, AlarmAnswers
from handlers.intake.report_answers import ReportAnswers, ReportPlace
from handlers.shared import help_topics
from rules.recognition import calls_off_danger, recognise_text
from storage import cases, people
from storage.conversations import ConversationFrame
from storage.models import Case
from storage.people import Contact


async def raise_alarm(turn: Turn, run: ConversationFrame) -> None:
    """Before each question of a report: one that tells of danger is filed, and told, at once."""
    if not run.answers.get("danger"):
        return
    told = gathering.gathered_so_far(run, DESCRIBE)
    case, rang = await case_of_danger(turn, cast("ReportAnswers", run.answers), told)
    await filing_time.note_receipt(turn, run.answers)
    answers: AlarmAnswers = {
        "case_id": case.id,
        "code": receipts.receipt_code(case),
        "rang": rang,
        "kept": len(run.pieces.get(DESCRIBE, [])),
        "describe": told.text,
    }
    if place := run.answers.get("place") or _named_place(turn, told.text):
        answers |= {"place": place, "first": "phone"}
    if cases.contact_of_case(turn.db, case) is not None:
        answers["phone"] = None
    run.flow, run.answers = ALARM.name, dict(answers)


async def case_of_danger(turn: Turn, answers: ReportAnswers, told: Given) -> tuple[Case, str]:
    """The urgent case that has these words already, or a new one; and how the bell rang for it."""
    case = await same_report.same_report_before(turn, told.text, told.media)
    if case is not None and case.urgent:
        return case, await alarm_bell.what_rang(turn, case)
    case = await _file(turn, answers, told)
    return case, await alarm_bell.ring_for_case(turn, case)


async def _file(turn: Turn, answers: ReportAnswers, told: Given) -> Case:
    field = confirmation.field_given(turn, {"describe": {"text": told.text, "media": []}})
    case = await registration.new_case(
        turn,
        field.code if field else "",
        **alarm_words.place_columns(
            turn, answers.get("place") or from_words.place_of_words(turn, told.text) or {}
        ),
        text=told.text or turn.words("intake.no_text"),
        may_publish=False,
        kind="report",
        about=answers.get("about") or "",
        proposal=False,
        urgent=True,
        suspected=confirmation.may_be_about_officials(answers),
    )
    contact = people.contact_of_person(turn.db, turn.person)
    if contact is None and answers.get("phone"):
        contact = Contact(answers.get("name", ""), answers["phone"], answers.get("address", ""))
    await cases.file_case(turn.db, case, contact, told.media, turn.now)
    return case


def _named_place(turn: Turn, text: str) -> ReportPlace | None:
    """Where it is, as far as the words the case is filed with say it: that is asked once."""
    place = from_words.place_of_words(turn, text)
    return {**place, "kept": True} if place else None


def _place_in(turn: Turn, text: str) -> ReportPlace:
    return {"commune": turn.world.router.find_commune(text)}


def _refuse_what_calls_off(turn: Turn, answers: AlarmAnswers, given: Given) -> None:
    """Who says that it was a mistake is asked nothing more."""
    if calls_off_danger(given.text, turn.office.recognition):
        left = {name: answers.get(name) for name in ("place", "phone")}
        raise Change(called_off=given.text, **left)


def _place_told(turn: Turn, answers: AlarmAnswers, given: Given) -> ReportPlace | dict[str, str]:
    _refuse_what_calls_off(turn, answers, given)
    if given.location:
        return {"point": msgspec.to_builtins(given.location)}
    most = turn.office.limits.characters.place_most
    if len(given.text) > most or recognise_text(given.text, turn.office.recognition).emergency:
        return {"words": given.text}
    return {"text": given.text, **_place_in(turn, given.text)}


def _phone_told(turn: Turn, answers: AlarmAnswers, given: Given) -> dict[str, str]:
    _refuse_what_calls_off(turn, answers, given)
    if given.location:
        raise Change(place={"point": msgspec.to_builtins(given.location)})
    return contact_question.phone_in_danger(turn, answers, given)


def _is_place_close(answers: AlarmAnswers) -> bool:
    place = answers.get("place") or {}
    return bool(place.get("text") or place.get("point"))


def _shown(turn: Turn, answers: AlarmAnswers) -> dict[str, str]:
    is_first = turn.stack[-1].step == answers.get("first", "place")
    rang, told = answers.get("rang", alarm_bell.NOW), answers.get("describe", "")
    return {
        "first": alarm_bell.alarm_in_words(turn, rang, answers["code"]) if is_first else "",
        "nearer": "" if _is_place_close(answers) else turn.words("alarm.nearer"),
        "call": help_topics.whom_to_call(turn, told, again=not is_first),
    }


async def _end(turn: Turn, answers: AlarmAnswers) -> None:
    case, office = await find_case(turn, answers["case_id"]), turn.office
    hours = office.alarm.answer_hours
    if answers.get("called_off"):
        passed = answers.get("rang", alarm_bell.NOW) == alarm_bell.NOW
        alarm_bell.say_called_off(turn, case, answers["code"], passed=passed)
        return
    turn.say(
        "alarm.done",
        choices=[
            [turn.button("intake.track", "case", case.id)],
            *help_topics.emergency_buttons(turn, case.text),
        ],
        case=case.code,
        code=answers["code"],
        hours=hours,
        until=case.received_at + timedelta(hours=hours),
        call=help_topics.whom_to_call(turn, case.text, again=True),
    )


def _asks(*names: tuple[str, frozenset[str], Any]) -> Sequence[Ask]:
    return [
        Ask(
            name=name,
            accepts=accepts,
            choices=lambda turn, it: help_topics.emergency_buttons(turn, it["describe"]),
            show=_shown,
            check=check,
            optional=True,
            cancel=False,
        )
        for name, accepts, check in names
    ]


ALARM = Flow(
    "alarm",
    (
        Ask(name=DESCRIBE, accepts=FILES | {TEXT}, gathers=True),
        *_asks(
            ("place", frozenset({LOCATION, TEXT}), _place_told),
            ("phone", frozenset({TEXT, CONTACT, LOCATION}), _phone_told),
        ),
    ),
    then=_end,
    before=alarm_words.keep_told,
    hears_intents=True,
)
