"""What is told after danger was: it goes straight into the case, and to who reads of it."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

import msgspec

from bot.flow_answers import Given
from bot.turn import Turn
from handlers.case import added_words, labels
from handlers.case.lookup import find_case
from handlers.intake import alarm_bell
from handlers.intake.report_answers import ReportPlace
from storage import case_media, cases
from storage.conversations import ConversationFrame
from storage.models import Case
from storage.people import Contact

DESCRIBE = "describe"
TOLD = ""


class AlarmAnswers(TypedDict):
    case_id: int
    code: str
    rang: NotRequired[str]
    """As handlers.intake.alarm_bell says it."""
    kept: int
    """How many of the messages that told of it are in the case."""
    describe: NotRequired[str]
    first: NotRequired[str]
    """Which question brings what rang and every number, if not that for the place; told once."""
    place: NotRequired[ReportPlace | None]
    phone: NotRequired[dict[str, str] | None]
    """As handlers.intake.contact_question.phone_in_danger tells it."""
    called_off: NotRequired[str]
    """By which words they said that nobody is in danger after all."""


def place_columns(turn: Turn, place: ReportPlace) -> dict[str, Any]:
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
    answers["first"] = TOLD
    if case.is_locked or case.person_id != turn.person.id:
        return
    before, point = case.text, (case.latitude, case.longitude)
    changed = await _keep_messages(turn, case, run)
    if off := answers.get("called_off"):
        changed = True
        _add_words(case, off)
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
        pin = labels.pin_in_words(turn, case) if point != (case.latitude, case.longitude) else ""
        more = f"{case.text.removeprefix(before)}\n{pin}".strip()
        passed = await alarm_bell.tell_more(turn, case, more)
        if pin:
            turn.say("alarm.pin_passed" if passed else "alarm.pin_noted", case=case.code)
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
    for name, value in place_columns(turn, place).items():
        if value:
            setattr(case, name, value)


def _keep_phone(turn: Turn, case: Case, said: dict[str, str]) -> None:
    name = said.get("name") or turn.event.sender_name
    contact = Contact(name, said["phone"], said.get("address", ""))
    cases.set_contact_of_case(turn.db, case, contact)
