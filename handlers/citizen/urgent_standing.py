"""What is answered to whoever told of danger and says more: who heard it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.event import Rows
from bot.turn import Turn
from handlers.case import labels, looks, receipts, unreached
from handlers.citizen.followup_answers import FollowupAnswers
from handlers.intake import alarm_bell, later_alarm
from handlers.shared import help_topics
from rules.lifecycle import MOVES, WITH_AGENCY
from rules.recognition import calls_off_danger
from storage import case_events, notes
from storage.models import Case

HOUR = timedelta(hours=1)
HEARD, UNHEARD, KEPT, STANDS = "heard", "unheard", "kept", "stands"
"""Somebody of the staff was told; nobody is there; it only stands in the case; nothing was said."""
PINNED = "pinned"
"""As HEARD, of a place on the map."""


async def answer_in_danger(
    turn: Turn, own: Case, case: Case, answers: FollowupAnswers, told: Sequence[str], note: int
) -> Sequence[str]:
    """Say what became of words added to a case about danger; who is to read them at once."""
    full = await has_said_enough(turn, own)
    heard = how_heard(told, full=full)
    point = answers["words"].get("point")
    if point and own is case and not case.is_locked:
        case.latitude, case.longitude = point["latitude"], point["longitude"]
        turn.changed(case)
    if calls_off_danger(answers["words"]["text"], turn.office.recognition):
        passed = heard == HEARD
        alarm_bell.say_called_off(turn, own, receipts.receipt_code(own), passed=passed)
        return [] if full else told
    if answers.get("danger"):
        await later_alarm.raise_again(turn, case, [] if full else told)
    apart = turn.button("whose.which.new", "apart", own.id, note)
    rows = [[apart]] if answers.get("guessed") else []
    await say_standing(turn, own, case, PINNED if point and heard == HEARD else heard, rows)
    return [] if full else told


async def has_said_enough(turn: Turn, own: Case) -> bool:
    """Whether so much was added in the hour that more of it only stands on the card."""
    said = await notes.notes_of_case(turn.db, own, notes.ADDITION, notes.SUPPLEMENT)
    lately = sum(turn.now - one.at < HOUR for one in said)
    return lately > turn.office.limits.urgent_words_per_hour


def how_heard(told: Sequence[str], *, full: bool) -> str:
    """What became of the words that were added."""
    return KEPT if full else HEARD if told else UNHEARD


async def say_standing(turn: Turn, own: Case, case: Case, heard: str, rows: Rows = ()) -> None:
    """Say who heard it, whether anybody opened the case, and whom to call."""
    words = "" if own.is_locked else own.text
    turn.say(
        f"urgent_words.{heard}",
        choices=[*rows, *help_topics.emergency_buttons(turn, words)],
        case=own.code,
        code=receipts.receipt_code(own),
        standing=await standing_in_words(turn, case),
        call=help_topics.whom_to_call(turn, words, again=True),
    )


async def standing_in_words(turn: Turn, case: Case) -> str:
    """Whether somebody opened the case or sent it on, as its log says; nothing is made up."""
    minutes = turn.office.alarm.repeat_minutes
    if await unreached.is_unreached(turn, case):
        agency = labels.agency_name(turn, case.agency)
        return turn.words("urgent_words.standing.unreached", agency=agency, minutes=minutes)
    log = await case_events.events_of_case(turn.db, case)
    if looks.rings_since(case, log) is not None:
        return turn.words("urgent_words.standing.unopened", minutes=minutes)
    acted = [one.at for one in log if one.action == looks.ALARM_SEEN or one.action in MOVES]
    key = "moved" if case.status in WITH_AGENCY else "opened"
    status = labels.status_name(turn, case)
    return turn.words(f"urgent_words.standing.{key}", at=max(acted), status=status)
