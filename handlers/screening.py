"""What the words of a report hint at: danger, what is no PAKN, a question, conduct or a rule."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.flow import Answers, Given, Leave
from bot.turn import Turn
from rules.recognition import (
    COMPLAINT,
    CONDUCT,
    DANGER,
    DENUNCIATION,
    QUESTION,
    RULE,
    reception_day,
)

LOOKBACK = timedelta(minutes=10)
"""What was said so shortly before belongs to it: the message that began the conversation."""


def heard(turn: Turn, answers: Answers, given: Given) -> None:
    """Notice at once what cannot wait until Done: danger, and what must not be stored."""
    hints = turn.world.recogniser.hints(given.text)
    if DANGER in hints and "danger" not in answers:
        answers["danger"] = True
        numbers = "\n".join(f"{one.name}: {one.number}" for one in turn.office.emergencies)
        turn.say("intake.danger", numbers=numbers)
    for hint in (DENUNCIATION, COMPLAINT):
        if hint in hints and "suspect" not in answers:
            answers["suspect"] = hint
    for hint in (QUESTION, CONDUCT, RULE):
        if hint in hints:
            answers[hint] = True


def lawful(turn: Turn, answers: Answers, value: str) -> str:
    """What is no PAKN is stopped here, and its words are forgotten."""
    if value == "report":
        return value
    began = datetime.fromisoformat(answers["began"])
    turn.forget_since = began - LOOKBACK
    reception = turn.office.reception
    other = turn.office.redirects["to_cao" if value == "denunciation" else "khieu_nai"]
    raise Leave(
        "intake.stopped",
        label=other.label,
        where=other.where,
        basis=other.basis,
        place=reception.place,
        day=reception_day(turn.today, reception.day, turn.office.calendar),
    )


def about_asked(answers: Answers) -> bool:
    return bool(answers.get(CONDUCT) or answers.get(RULE)) and answers.get("what") != "question"


def about_picked(_turn: Turn, _answers: Answers, value: str) -> str:
    return "" if value == "other" else value
