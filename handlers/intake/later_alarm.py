"""Danger told later, to a case that is there or in a talk: heard at once, like a first message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.flow_answers import Given
from bot.turn import Turn
from handlers.case import added_words, alarm_notice, looks, notify, receipts, urgent_reports
from handlers.intake import alarm, alarm_bell, alarm_words
from handlers.shared import help_topics
from rules.lifecycle import OPEN
from storage import case_events, case_lists
from storage.conversations import ConversationFrame
from storage.models import Case

LOOKED_THROUGH = 20


async def raise_instead(turn: Turn, run: ConversationFrame) -> None:
    """Before each question of what gathers `words`: danger in them is a report of its own."""
    if run.answers.get("danger"):
        run.pieces, run.answers = (
            {alarm_words.DESCRIBE: run.pieces.get("words", [])},
            {"danger": True},
        )
        await alarm.raise_alarm(turn, run)


async def raise_for_case(turn: Turn, own: Case, case: Case, told: Sequence[str]) -> None:
    """Danger was added to a case, by the owner of `own`, which it is or was merged into it."""
    named = await raise_again(turn, case, told)
    _say_heard(turn, own, alarm_bell.NOW if named else alarm_bell.NOBODY)


async def raise_again(turn: Turn, case: Case, told: Sequence[str]) -> Sequence[str]:
    """The office hears it with `told`, who hear the words as well, until one of them opens it.

    Until then more danger rings no other bell, nor puts that one off. Who heard.
    """
    office = [] if case.sealed else await notify.office_addresses(turn, case)
    named = list(dict.fromkeys([*told, *office]))
    if not looks.is_ringing_for_more(await case_events.events_of_case(turn.db, case)):
        await _ring(turn, case, named)
    return named


async def _ring(turn: Turn, case: Case, named: Sequence[str]) -> None:
    """At once, so often in an hour as urgent cases have cards; the rest rings as unopened."""
    hour = turn.now - timedelta(hours=1)
    action, at = looks.ALARM_RAISED, turn.now
    rung = await case_events.events_of_action(turn.db, action, since=hour, until=at)
    await case_events.add_case_event(turn.db, case, action, turn.person.id, at)
    if len(rung) >= turn.office.limits.urgent_cards_per_hour:
        return
    notify.tell_to_open(turn, case, "alarm.added", named)
    if not await urgent_reports.is_beyond_own_cards(turn, case):
        await alarm_notice.tell_those_who_may_help(turn, case, named, "added")


async def raise_from_talk(turn: Turn, began: datetime, told: Given) -> None:
    """Danger told to an officer: one urgent case a talk, which takes what is said of it later."""
    mine = await case_lists.cases_of_person(turn.db, turn.person.id, LOOKED_THROUGH, statuses=OPEN)
    case = next((one for one in mine if one.urgent and one.received_at >= began), None)
    if case is None:
        case, rang = await alarm.case_of_danger(turn, {"danger": True}, told)
    else:
        rang = await alarm_bell.what_rang(turn, case)
        if not case.is_locked:
            await alarm_words.add_told(turn, case, told)
            await added_words.look_at_added_words(turn, case, told.text)
            rang = await alarm_bell.ring_for_what_differs(turn, case, rang)
            turn.changed(case)
    _say_heard(turn, case, rang)


def _say_heard(turn: Turn, case: Case, rang: str) -> None:
    """Whether they were told, with the numbers last."""
    words = "" if case.is_locked else case.text
    turn.say(
        "alarm.heard",
        choices=help_topics.emergency_buttons(turn, words),
        case=case.code,
        told=alarm_bell.ringing_in_words(turn, rang, receipts.receipt_code(case)),
        call=help_topics.whom_to_call(turn, words, again=False),
    )
