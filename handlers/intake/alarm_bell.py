"""Whom danger to somebody is told to, and what its reporter may be told of that."""

from __future__ import annotations

from bot.turn import Turn
from handlers.case import alarm_notice, looks, notify, registration, urgent_reports
from handlers.office import triage
from handlers.shared import help_topics
from rules.lifecycle import RECEIVED
from storage import urgent_cases
from storage.models import Case

NOW, COUNTED, NOBODY = "now", "counted", "nobody"
"""The office has a card of it; the bell rings for it with others, soon; nobody is there."""


async def ring_for_case(turn: Turn, case: Case) -> str:
    """Have the office, the chair and the agency hear of a new case, or count it with others."""
    if await triage.take_in_case(turn, case):
        await alarm_notice.tell_those_who_may_help(turn, case)
        return NOW if await notify.office_addresses(turn, case) else NOBODY
    return COUNTED


async def what_rang(turn: Turn, case: Case) -> str:
    """The same of a case that was taken in before."""
    if await urgent_cases.codes_with_cards(turn.db, [case.code]):
        return NOW
    return COUNTED if await notify.office_addresses(turn, case) else NOBODY


async def ring_for_what_differs(turn: Turn, case: Case, rang: str) -> str:
    """The same, after more was told: a case that turns out to be another one is heard at once."""
    if rang != COUNTED or case.status != RECEIVED:
        return rang
    if await what_rang(turn, case) == NOW or await urgent_reports.is_beyond_own_cards(turn, case):
        return rang
    return await ring_for_case(turn, case)


def propose_first_agency(turn: Turn, case: Case) -> None:
    """What was told since may say what kind of danger it is, while nobody sorted the case."""
    if case.status == RECEIVED and not case.apart:
        case.agency = registration.first_agency(turn, case.text) or case.agency


async def tell_more(turn: Turn, case: Case, words: str) -> bool:
    """Have the office read what the reporter said since: a card that changes makes no sound.

    Whether anybody was told.
    """
    if not words or case.sealed:
        return False
    if not await urgent_cases.codes_with_cards(turn.db, [case.code]):
        return False
    there = await notify.office_addresses(turn, case)
    await looks.log_text_sent(turn, case, there)
    key = alarm_notice.key_of_words(turn, words)
    notify.tell_to_open(turn, case, key, there, text=words)
    return bool(there)


def say_called_off(turn: Turn, case: Case, code: str, *, passed: bool) -> None:
    """To who says that nobody is in danger after all: the case stays, and they may withdraw it.

    `passed`: somebody of the staff reads it at once, and is to call back.
    """
    words = "" if case.is_locked else case.text
    turn.say(
        "alarm.called_off",
        choices=[
            [turn.button("alarm.withdraw", "withdraw", case.id)],
            *help_topics.emergency_buttons(turn, words),
        ],
        case=case.code,
        code=code,
        passed=turn.words("alarm.passed" if passed else "alarm.noted"),
        call=help_topics.whom_to_call(turn, words, again=True),
    )


def ringing_in_words(turn: Turn, rang: str, code: str) -> str:
    """What the reporter reads of it."""
    minutes = turn.office.alarm.counted_minutes
    return turn.words(f"alarm.told.{rang}", code=code, minutes=minutes)


def alarm_in_words(turn: Turn, rang: str, code: str) -> str:
    """The same as the first line of a question, with why nobody waits for consent."""
    rules = turn.office.alarm
    law = turn.words("alarm.basis", law=rules.without_consent)
    basis = law if rules.without_consent_confirmed else ""
    told = ringing_in_words(turn, rang, code)
    return turn.words("alarm.first", told=told, basis=basis) + "\n"
