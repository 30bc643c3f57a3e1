"""What an answer says was done: chosen with the tap that sends it."""

from __future__ import annotations

from datetime import date
from typing import Any, NotRequired, TypedDict

from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Turn
from handlers.case import due_dates
from handlers.shared.reasons import reason_given
from handlers.shared.text_and_files import TextAndFiles
from rules.deadline import count_term
from rules.solution import (
    IMPOSSIBLE,
    PROMISED,
    SOLVED,
    Solution,
    day_promised_in,
    day_typed,
    promises_a_day,
)

SEND = "send"
"""Sends it as done; of a question, which asks for words alone, as it is."""


class SolutionAnswers(TypedDict):
    draft: TextAndFiles
    kind: NotRequired[str]
    """Of the case."""
    confirm: str
    meant: NotRequired[str]
    by: NotRequired[str]
    elsewhere: NotRequired[str]


def solution_choices(turn: Turn, answers: SolutionAnswers) -> Rows:
    """With which of its meanings the answer is sent, or that it is changed."""
    if answers.get("kind") == "question":
        return [[_choice(turn, name) for name in (SEND, "change")]]
    done = Choice(turn.words("answering.writing.confirm.send_done"), SEND)
    return [[done], *([_choice(turn, name)] for name in (PROMISED, IMPOSSIBLE, "change"))]


def _choice(turn: Turn, name: str) -> Choice:
    return Choice(turn.words(f"answering.writing.confirm.{name}"), name)


def solution_said(answers: SolutionAnswers) -> Solution:
    """What was chosen."""
    if _promises(answers):
        return Solution(PROMISED, date.fromisoformat(answers["by"]))
    if answers["confirm"] == IMPOSSIBLE:
        return Solution(IMPOSSIBLE)
    return Solution() if answers.get("kind") == "question" else Solution(SOLVED)


def solution_noted(solution: Solution) -> dict[str, str]:
    """What the log says of it."""
    by = {"by": str(solution.by)} if solution.by else {}
    return {"solution": solution.kind, **by} if solution.kind else {}


def _promises(answers: SolutionAnswers) -> bool:
    return PROMISED in (answers.get("confirm"), answers.get("meant"))


def _sounds_like_promise(answers: SolutionAnswers) -> bool:
    done = answers.get("confirm") == SEND and answers.get("kind") != "question"
    return done and promises_a_day(answers["draft"]["text"])


def _days(turn: Turn, answers: SolutionAnswers) -> Rows:
    told = day_promised_in(answers["draft"]["text"], turn.today)
    counted = [
        count_term(turn.today, days, turn.office.calendar).due
        for days in turn.office.reminders.solution_days
    ]
    ahead = [day for day in (told, *counted) if day is not None and day > turn.today]
    return [
        [Choice(turn.words("answering.by_day", day=due_dates.date_to_come(turn, day)), str(day))]
        for day in dict.fromkeys(ahead)
    ]


def _typed_day(turn: Turn, _answers: SolutionAnswers, given: Given) -> str:
    day = day_typed(given.text, turn.today)
    if day is None or not 0 < (day - turn.today).days <= _FARTHEST:
        raise Again("answering.writing.by.again")
    return str(day)


_FARTHEST = 3 * 366
"""Days: a promise farther off is a slip of the finger."""


def _reason(turn: Turn, _answers: SolutionAnswers, given: Given) -> str:
    return reason_given(turn, given, "answering.writing.elsewhere.again")


def _told(turn: Turn, answers: SolutionAnswers) -> dict[str, Any]:
    day = day_promised_in(answers["draft"]["text"], turn.today)
    return {"day": day or turn.words("answering.some_day")}


QUESTIONS = (
    Ask(name="meant", choices=(PROMISED, SOLVED), when=_sounds_like_promise, show=_told),
    Ask(
        name="by",
        accepts=frozenset({TEXT}),
        choices=_days,
        check=_typed_day,
        when=_promises,
    ),
    Ask(
        name="elsewhere",
        accepts=frozenset({TEXT}),
        check=_reason,
        when=lambda answers: answers.get("confirm") == IMPOSSIBLE,
    ),
)
