"""To which of several open cases a message belongs: asked, never guessed."""

from __future__ import annotations

import msgspec

from bot import conversation
from bot.event import Choice
from bot.flow import FILES, TEXT, Answers, Ask, Flow, Given
from bot.turn import Rows, Turn
from handlers import desk, followup, intake
from rules.lifecycle import OPEN
from storage import cases

CHOICES = 6


async def ask_which(turn: Turn, given: Given) -> bool:
    """Ask to which open case a message belongs, or whether it is a new report.

    False when the speaker has no open case: then it is new.
    """
    mine = await cases.of_person(turn.db, turn.person.id, CHOICES, statuses=OPEN)
    if not mine:
        return False
    named = [[case.id, case.code, case.text[:40]] for case in mine]
    words = msgspec.to_builtins(given)
    await conversation.begin(turn, WHICH.name, given, words=words, cases=named)
    return True


def _rows(turn: Turn, answers: Answers) -> Rows:
    found = [
        [Choice(turn.words("whose.which.one", code=code, text=text), str(number))]
        for number, code, text in answers["cases"]
    ]
    return [*found, [Choice(turn.words("whose.which.new"), "new")]]


async def _chosen(turn: Turn, answers: Answers) -> None:
    given = msgspec.convert(answers["words"], Given)
    if answers["case"] == "new":
        await intake.begin(turn, given)
    else:
        await followup.belongs(turn, await desk.find(turn, int(answers["case"])), given)


WHICH = Flow(
    "whose.which",
    (
        Ask(
            name="words",
            accepts=FILES | {TEXT},
            gathers=True,
            check=lambda _turn, _answers, given: msgspec.to_builtins(given),
        ),
        Ask(name="case", choices=_rows),
    ),
    then=_chosen,
)
