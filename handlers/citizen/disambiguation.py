"""A short message that may be a wish, or a report: asked, and kept for the report."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import msgspec

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import Given
from bot.turn import Ask, Flow, Turn
from handlers.citizen import live_chat, tracking, which_case
from handlers.intake import report
from handlers.shared import help_topics
from rules.recognition import Recognised

WISHES = {"officer": "gapcanbo", "status": "cuatoi"}
"""By what is recognised: the command that a short message then wants."""
RUN = {"gapcanbo": live_chat.gapcanbo, "cuatoi": tracking.cuatoi}
LONGEST = 10
"""Up to this many words it may be a wish; more are a story."""


def commands_meant(found: Recognised) -> list[str]:
    """The commands that were perhaps meant."""
    return [command for hint, command in WISHES.items() if getattr(found, hint)]


class MeaningAnswers(TypedDict):
    wishes: list[str]
    """Commands."""
    said: object
    """What was given, as plain data."""
    what: NotRequired[str]


async def ask_what_was_meant(turn: Turn, given: Given, wishes: list[str]) -> None:
    """Ask what was meant."""
    said = msgspec.to_builtins(given)
    await conversation.begin_flow(turn, UNSURE.name, wishes=wishes, said=said)


def _choices(turn: Turn, answers: MeaningAnswers) -> Rows:
    wishes = [Choice(turn.words(f"commands.{name}.label"), name) for name in answers["wishes"]]
    report = Choice(turn.words("commands.gopy.label"), "report")
    return [[choice] for choice in (*wishes, report)]


def _numbers(turn: Turn, _answers: MeaningAnswers) -> dict[str, str]:
    return {"numbers": help_topics.emergency_line(turn)}


async def _meant(turn: Turn, answers: MeaningAnswers) -> None:
    if answers["what"] in RUN:
        await RUN[answers["what"]](turn)
        return
    given = msgspec.convert(answers["said"], Given)
    if not await which_case.ask_which_case(turn, given):
        await report.begin_report(turn, given)


UNSURE = Flow(
    "unsure",
    (Ask(name="what", choices=_choices, show=_numbers, cancel=False),),
    then=_meant,
    yields=True,
    passing=True,
)
