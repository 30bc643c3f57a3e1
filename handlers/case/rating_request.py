"""What stands under an answer: whether it settled the matter, and what its reader thinks of it."""

from __future__ import annotations

from bot.event import Choice, Rows
from bot.turn import Turn
from handlers.shared import consent
from rules.citizen_verdict import SAID, UNRESOLVED, WAITS
from rules.sipas import Score
from rules.solution import IMPOSSIBLE, Solution
from storage import people
from storage.models import Case


async def is_asked_to_rate(turn: Turn, case: Case) -> bool:
    """Whether the reporter of a case wants to be asked; who does not may rate all the same."""
    reporter = await people.person_by_id(turn.db, case.person_id)
    return reporter is not None and await consent.wants_reminders(turn, reporter)


def after_answer_buttons(turn: Turn, case: Case, solution: Solution) -> Rows:
    """Done, not done, and the question what one thinks of it.

    Where the agency says that it cannot be done, nobody is asked whether it is: one disagrees. Nor
    of what is promised for a day to come: one waits, or disagrees.
    """
    if solution.kind == IMPOSSIBLE or solution.awaited(turn.today):
        said = [turn.button("verdict.disagree", "verdict", case.id, UNRESOLVED)]
        if solution.kind != IMPOSSIBLE:
            said.insert(0, turn.button("verdict.wait", "verdict", case.id, WAITS))
    else:
        said = [turn.button(f"verdict.{one}", "verdict", case.id, one) for one in SAID]
    return [said, [_rating_button(turn, case)]]


def _rating_button(turn: Turn, case: Case) -> Choice:
    return turn.button("rating.open", "rate_open", case.id)


def ask_for_rating(turn: Turn, case: Case) -> None:
    """Put the five labels to the reporter of an answered case, or of one merged into it."""
    rows = [
        [turn.button(f"rating.label.{score.code}", "rate", case.id, score.value)] for score in Score
    ]
    turn.say("rating.ask", to=case.address, choices=rows, case=case.code, code=case.code)
