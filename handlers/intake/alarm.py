"""Danger to somebody: a case and an alert at the first message, and only then two questions.

Nobody is asked to agree first: the law lets data be used without it where a life may depend on it
(`[alarm]` of the office's data says which). What is told afterwards goes straight into the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NotRequired, TypedDict, cast

import msgspec

from bot import gathering
from bot.flow_answers import CONTACT, FILES, LOCATION, TEXT, Given
from bot.turn import Ask, Flow, Turn
from handlers.case import added_words, receipts, registration
from handlers.case.lookup import find_case
from handlers.intake import (
    alarm_bell,
    confirmation,
    contact_question,
    filing_time,
    from_words,
    same_report,
)
from handlers.intake.report_answers import ReportAnswers, ReportPlace
from handlers.shared import help_topics
from rules.recognition import recognise_text
from storage import case_media, cases, people
from storage.conversations import ConversationFrame
from storage.models import Case
from storage.people import Contact

DESCRIBE = "describe"


class AlarmAnswers(TypedDict):
    case_id: int
    code: str
    rang: NotRequired[str]
    """As handlers.intake.alarm_bell says it."""
    kept: int
    """How many of the messages that told of it are in the case."""
    describe: NotRequired[str]
    first: NotRequired[str]
    """Which question brings what rang, where it is not that for the place."""
    place: NotRequired[ReportPlace | None]
    phone: NotRequired[dict[str, str] | None]
    """As handlers.intake.contact_question.phone_in_danger tells it."""


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
        **_where(turn, answers.get("place") or from_words.place_of_words(turn, told.text) or {}),
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
    """Where it is, when the words the case is filed with say it more closely than by commune."""
    place = from_words.place_of_words(turn, text)
    return {**place, "kept": True} if place and place.get("text") else None


def _place_in(turn: Turn, text: str) -> ReportPlace:
    return {"commune": turn.world.router.find_commune(text)}


def _where(turn: Turn, place: ReportPlace) -> dict[str, Any]:
    """The columns of a case that say where."""
    point = place.get("point") or {}
    commune = place.get("commune")
    return {
        "commune": commune if commune in turn.office.communes else "",
        "place": place.get("text", ""),
        "latitude": point.get("latitude"),
        "longitude": point.get("longitude"),
    }


async def keep_told(turn: Turn, run: ConversationFrame) -> None:
    """Before each question: what was told since then is in the case, whatever becomes of us."""
    answers, case = run.answers, await find_case(turn, run.answers["case_id"])
    if case.is_locked or case.person_id != turn.person.id:
        return
    before = case.text
    changed = await _keep_messages(turn, case, run)
    for name, keep in (("place", _keep_place), ("phone", _keep_phone)):
        said = answers.get(name)
        if not said or said.get("kept"):
            continue
        changed = True
        _add_words(case, said.pop("words", ""))
        if said:
            keep(turn, case, said)
            answers[name] = {**said, "kept": True}
        else:
            del answers[name]
    if changed:
        place = (answers.get("place") or {}).get("text", "")
        said_now = "\n".join([case.text.removeprefix(before), place])
        await added_words.look_at_added_words(turn, case, said_now)
        alarm_bell.propose_first_agency(turn, case)
        turn.changed(case)
        await alarm_bell.tell_more(turn, case, case.text.removeprefix(before).strip())
        rang = answers.get("rang", alarm_bell.NOW)
        answers["rang"] = await alarm_bell.ring_for_what_differs(turn, case, rang)


async def _keep_messages(turn: Turn, case: Case, run: ConversationFrame) -> bool:
    pieces = run.pieces.get(DESCRIBE, [])[run.answers["kept"] :]
    run.answers["kept"] += len(pieces)
    for piece in (msgspec.convert(one, Given) for one in pieces):
        await add_told(turn, case, piece)
    return bool(pieces)


async def add_told(turn: Turn, case: Case, given: Given) -> None:
    """Put what was told since into the case."""
    _add_words(case, given.text)
    await case_media.add_media_to_case(turn.db, case, case_media.REPORT, given.media)


def _add_words(case: Case, words: str) -> None:
    case.text = "\n".join(filter(None, [case.text, words]))


def _keep_place(turn: Turn, case: Case, place: ReportPlace) -> None:
    for name, value in _where(turn, place).items():
        if value:
            setattr(case, name, value)


def _keep_phone(turn: Turn, case: Case, said: dict[str, str]) -> None:
    name = said.get("name") or turn.event.sender_name
    contact = Contact(name, said["phone"], said.get("address", ""))
    cases.set_contact_of_case(turn.db, case, contact)


def _place_told(turn: Turn, _answers: object, given: Given) -> ReportPlace | dict[str, str]:
    if given.location:
        return {"point": msgspec.to_builtins(given.location)}
    most = turn.office.limits.characters.place_most
    if len(given.text) > most or recognise_text(given.text, turn.office.recognition).emergency:
        return {"words": given.text}
    return {"text": given.text, **_place_in(turn, given.text)}


def _shown(turn: Turn, answers: AlarmAnswers) -> dict[str, str]:
    is_first = turn.stack[-1].step == answers.get("first", "place")
    rang = answers.get("rang", alarm_bell.NOW)
    return {
        "first": alarm_bell.alarm_in_words(turn, rang, answers["code"]) if is_first else "",
        "numbers": help_topics.emergency_numbers(turn, answers.get("describe", "")),
    }


async def _end(turn: Turn, answers: AlarmAnswers) -> None:
    case, office = await find_case(turn, answers["case_id"]), turn.office
    hours = office.alarm.answer_hours
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
        numbers=help_topics.emergency_numbers(turn, case.text),
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
            ("phone", frozenset({TEXT, CONTACT}), contact_question.phone_in_danger),
        ),
    ),
    then=_end,
    before=keep_told,
    hears_intents=True,
)
