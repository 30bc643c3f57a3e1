"""What the words of a report hint at: danger, what is no PAKN, a question, conduct or a rule."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.flow import Answers, Given, Leave
from bot.turn import Turn
from rules.reception import next_reception
from rules.recognition import recognise

QUESTION, CONDUCT, RULE = HINTS = ("question", "conduct", "rule")
LOOKBACK = timedelta(minutes=10)
"""What was said so shortly before belongs to it: the message that began the conversation."""


def heard(turn: Turn, answers: Answers, given: Given) -> None:
    """Notice at once what cannot wait until Done: danger, and what must not be stored."""
    found = recognise(given.text, turn.office.recognition)
    if found.danger and "danger" not in answers:
        answers["danger"] = True
        numbers = "\n".join(f"{one.name}: {one.number}" for one in turn.office.emergencies)
        turn.say("intake.danger", numbers=numbers)
    if found.outside:
        answers.setdefault("suspect", True)
    if found.insult and "insult" not in answers:
        answers["insult"] = True
        turn.say("intake.insult")
    named = recognise(" ".join(item.name for item in given.media), turn.office.recognition)
    if given.media and (found.papers or named.papers) and "papers" not in answers:
        answers["papers"] = True
        turn.say("intake.papers")
    for hint in HINTS:
        if getattr(found, hint):
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
        day=next_reception(turn.today, reception.day, turn.office.calendar),
    )


def about_asked(answers: Answers) -> bool:
    return bool(answers.get(CONDUCT) or answers.get(RULE)) and answers.get("what") != "question"


def about_picked(_turn: Turn, _answers: Answers, value: str) -> str:
    return "" if value == "other" else value
