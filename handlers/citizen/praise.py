"""Thanks for something done: answered with thanks, and one tap from being a report after all."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import msgspec

from bot import conversation
from bot.flow_answers import Given
from bot.turn import Ask, Flow, Turn
from handlers.citizen import which_case
from handlers.intake import report


class PraiseAnswers(TypedDict):
    said: object
    """What was given, as plain data."""
    what: NotRequired[str]


async def thank_for_praise(turn: Turn, given: Given) -> None:
    """Thank back; what was said is kept until something else is said."""
    await conversation.begin_flow(turn, PRAISED.name, said=msgspec.to_builtins(given))


async def _report_after_all(turn: Turn, answers: PraiseAnswers) -> None:
    given = msgspec.convert(answers["said"], Given)
    if not await which_case.ask_which_case(turn, given):
        await report.begin_report(turn, given)


PRAISED = Flow(
    "praised",
    (Ask(name="what", choices=("report",), cancel=False),),
    then=_report_after_all,
    yields=True,
    passing=True,
)
