"""Which case a button, a command or the open question speaks of."""

from __future__ import annotations

from typing import Any

from bot.turn import Flow, FlowAnswers, Turn
from bot.user_error import UserError
from storage import cases
from storage.models import Case


async def find_case(turn: Turn, case_id: int) -> Case:
    """The case a button speaks of. Raises UserError when there is none."""
    case = await cases.case_by_id(turn.db, case_id)
    if case is None:
        raise UserError("desk.no_case")
    return case


async def named_case(turn: Turn, action: str) -> Case:
    """The case a command names (`/traloi CODE …`), if the speaker may do that to it."""
    code, _, turn.args = turn.args.partition(" ")
    if not code:
        raise UserError("desk.which_case", command=action)
    case = await cases.case_by_code(turn.db, code)
    if case is None:
        raise UserError("desk.unknown_code", code=code[:40])
    return case


def is_question_open(turn: Turn, case: Case, *flows: Flow) -> bool:
    """Whether the open question belongs to one of these conversations about this very case."""
    run = turn.stack[-1] if turn.stack else None
    names = {flow.name for flow in flows}
    return run is not None and run.flow in names and run.answers["case_id"] == case.id


def show_code(_turn: Turn, answers: FlowAnswers) -> dict[str, Any]:
    """What a question shows that names its case and nothing else."""
    return {"code": answers["code"]}
