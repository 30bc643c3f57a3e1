"""What is said to a report and is no part of it: later, send it now, another place."""

from __future__ import annotations

from bot import buttons, conversation, open_question
from bot.flow_answers import SKIP, given_by_event
from bot.turn import Turn
from handlers.intake import alarm, from_words, report
from handlers.intake.report_answers import ReportAnswers
from handlers.intake.summary_changes import draft_buttons
from rules.intents import is_part_of_story, recognise_intent
from storage.conversations import ConversationFrame


def report_under_way(turn: Turn) -> ConversationFrame | None:
    """The report that is being told now, if nothing lies above it."""
    return turn.stack[-1] if turn.stack and turn.stack[-1].flow == report.INTAKE.name else None


async def take_as_story(turn: Turn, intent: str) -> bool:
    """Whether who is telling a report says this only while telling it: it is told on.

    A word that this was all tells nothing.
    """
    telling = any(run.flow == report.INTAKE.name for run in turn.stack)
    if not telling or not is_part_of_story(turn.event.text, turn.office.intents, intent):
        return False
    given = given_by_event(turn.event)
    if buttons.says_done(turn, given):
        await open_question.repeat_question(turn)
    else:
        await report.begin_report(turn, given)
    return True


async def heard_in_danger(turn: Turn) -> bool:
    """Take it as it is said there, if somebody is just telling of danger."""
    if not turn.stack or turn.stack[-1].flow != alarm.ALARM.name:
        return False
    await conversation.hear_answer(turn)
    return True


async def put_off(turn: Turn) -> bool:
    """Keep for later the report of whoever says no more than that it is for later."""
    later = recognise_intent(turn.event.text, turn.office.intents) == "later"
    return later and await set_report_aside(turn)


async def set_report_aside(turn: Turn) -> bool:
    """Keep a report for later, all that was told with it; false without one."""
    run = report_under_way(turn)
    if run is None:
        return False
    if any(run.pieces.values()):
        run.step, turn.asked = "", True
        days = turn.office.limits.draft_days
        turn.say("intake.set_aside", choices=[draft_buttons(turn)], days=days)
    else:
        turn.stack.pop()
        turn.say("intake.later")
        await open_question.resume_flow(turn)
    return True


async def send_report_now(turn: Turn) -> bool:
    """Leave out what may be left out, and say what is missing; false without a report."""
    run = report_under_way(turn)
    if run is None:
        return False
    ask = report.INTAKE.ask(run.step)
    if run.step == "confirm" or (ask is not None and ask.optional):
        value = SKIP if ask is not None and ask.optional else "send"
        await conversation.press_button(turn, str(run.number), run.step, value)
        return True
    if ask is not None and run.step != "describe":
        turn.say("intake.still_missing")
    await open_question.repeat_question(turn)
    return True


async def report_without_phone(turn: Turn) -> bool:
    """The law takes the home for the number; false without a report."""
    run = report_under_way(turn)
    if run is None:
        return False
    if not run.answers.get("phone"):
        run.answers["phone"] = ""
        turn.say("intake.no_phone")
    await open_question.repeat_question(turn)
    return True


async def correct_place_of_report(turn: Turn, told: str) -> bool:
    """The place, whatever stood there; false without a report."""
    run = report_under_way(turn)
    if run is None or not told:
        return False
    answers: ReportAnswers = run.answers  # type: ignore[assignment]
    from_words.correct_place(turn, answers, told)
    await open_question.repeat_question(turn)
    return True
