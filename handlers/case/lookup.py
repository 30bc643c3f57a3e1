"""Which case a button, a command or the open question speaks of, and the one no to all of them.

"Not there" and "not yours" are one sentence: who is refused learns neither that a case exists,
nor that it is restricted, nor that it is about them. The true reason stands in the case's log;
where there is no case as much is read and written, so the time of the answer does not tell either.
"""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import Any

from bot.turn import Flow, FlowAnswers, Turn
from bot.user_error import UserError
from rules.local_time import ZONE
from storage import case_events, cases, receipt_tries
from storage.models import Case

REFUSED_LOOK = "refused_look"
"""Logged: one of the staff was refused a case."""
EACH = 10
"""So many more tries of a day are one line more."""


async def find_case(turn: Turn, case_id: int) -> Case:
    """The case a button speaks of. Raises UserError when there is none."""
    case = await cases.case_by_id(turn.db, case_id)
    if case is None:
        raise no_such_case(str(case_id))
    return _unless_locked(turn, case)


def _unless_locked(turn: Turn, case: Case) -> Case:
    """Time goes on for what is locked; people wait for the key."""
    if case.is_locked and turn.event.kind != "time":
        raise UserError("sealed.locked")
    return case


async def named_case(turn: Turn, action: str) -> Case:
    """The case a command names (`/traloi CODE …`), if the speaker may do that to it."""
    code, _, turn.args = turn.args.partition(" ")
    if not code:
        raise UserError("desk.which_case", command=action, example=example_code(turn))
    case = await cases.case_by_code(turn.db, code)
    if case is None:
        raise no_such_case(code)
    return _unless_locked(turn, case)


def case_refused(case: Case, why: str, attempt: str = "look") -> UserError:
    """The no to who may not know of a case; `why` goes into its log, if they are staff.

    `why`: `no_right`, `restricted`, or `accused`: whom the case is about.
    """
    no = UserError("desk.not_yours")
    no.afterwards = partial(_log_refused_look, case_id=case.id, why=why, attempt=attempt)
    return no


def no_such_case(tried: str) -> UserError:
    """The same no where there is no case of this code or number."""
    no = UserError("desk.not_yours")
    no.afterwards = partial(_count_look_at_none, tried=tried)
    return no


async def _count_look_at_none(turn: Turn, tried: str) -> None:
    """As much work as `_log_refused_look` has where there is a case: time tells nothing."""
    if not turn.known.roles:
        return
    whose = f"look:{turn.person.id}:{tried.upper()}"
    times, noted = await _count_try(turn, whose), (f"{whose}:noted",)
    if not any(await receipt_tries.tries_on_day(turn.db, turn.today, noted)) or times % EACH == 0:
        await receipt_tries.count_wrong_try(turn.db, turn.today, noted)


async def _count_try(turn: Turn, whose: str) -> int:
    """The how manyth try of today it is."""
    await receipt_tries.count_wrong_try(turn.db, turn.today, (whose,))
    (times,) = await receipt_tries.tries_on_day(turn.db, turn.today, (whose,))
    return times


async def _log_refused_look(turn: Turn, case_id: int, why: str, attempt: str) -> None:
    """Each thing tried once a day, and each tenth try: a hundred tries do not bury the log."""
    case = await cases.case_by_id(turn.db, case_id)
    if case is None or not turn.known.roles:
        return
    me, morning = turn.person.id, datetime.combine(turn.today, time(), ZONE)
    times = await _count_try(turn, f"refused:{case.id}:{me}:{why}")
    said = {"why": why, "attempt": attempt}
    tried = await case_events.is_logged_since(turn.db, case, REFUSED_LOOK, me, morning, **said)
    if not tried or times % EACH == 0:
        await case_events.add_case_event(
            turn.db, case, REFUSED_LOOK, me, turn.now, **said, times=times
        )


def example_code(turn: Turn) -> str:
    """What a code looks like here."""
    return f"{turn.office.code_prefix}.{turn.today:%Y%m%d}.0007"


def is_question_open(turn: Turn, case: Case, *flows: Flow) -> bool:
    """Whether the open question belongs to one of these conversations about this very case."""
    run = turn.stack[-1] if turn.stack else None
    names = {flow.name for flow in flows}
    return run is not None and run.flow in names and run.answers["case_id"] == case.id


def show_code(_turn: Turn, answers: FlowAnswers) -> dict[str, Any]:
    """What a question shows that names its case and nothing else."""
    return {"code": answers["code"]}
