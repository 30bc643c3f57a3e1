"""A place outside the office's area: said before anything is sent, with where to go instead."""

from __future__ import annotations

from bot.turn import Turn
from handlers.intake import confirmation
from handlers.intake.report_answers import ReportAnswers
from handlers.intake.summary_changes import revision_of


def asks_about_place(answers: ReportAnswers) -> bool:
    """Never in danger, which goes on, nor of a question."""
    calm = not answers.get("danger") and not confirmation.is_question(answers)
    return calm and bool(answers.get("outside"))


def outside_shown(turn: Turn, answers: ReportAnswers) -> dict[str, str]:
    """The placeholders of the question."""
    told = answers.get("outside") or {"name": "", "where": ""}
    return {"place": turn.office.place, "name": told["name"], "where": told["where"]}


def outside_picked(_turn: Turn, answers: ReportAnswers, value: str) -> str:
    """Send it anyway, or tell where it was; what was said stays."""
    if value == "place":
        raise revision_of(answers, "place")
    return value
