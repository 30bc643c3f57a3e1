"""What an answer promised to do by a day: reminded, done, or apologised for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import conflict, followers, labels, lookup, notify, rating_request
from handlers.case.transitions import act
from rules.deadline import count_term
from rules.lifecycle import ANSWERED, LEADER
from rules.local_time import local_date
from rules.office import Office
from rules.working_hours import in_working_hours
from storage import case_answers, case_events, cases, role_assignments, verdicts
from storage.models import Case


async def promised_work_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """A reminder the working day before a promised day, an apology when it is over."""
    if not in_working_hours(now, office.calendar):
        return []
    today = local_date(now)
    near = count_term(today, 1, office.calendar).due
    found = await case_answers.promises_by(db, near)
    return [
        Due("work_broken", f"work_broken:{case_id}:{by}", case_id)
        if by < today
        else Due("work_due", f"work_due:{case_id}:{by}", case_id)
        for case_id, by in found
    ]


async def remind_of_promised_work(turn: Turn, case_id: int, _: str) -> None:
    """Time event: tomorrow, or today, is the day by which the agency promised to be done."""
    await _tell_agency(turn, case_id, "work_due")


async def apologise_for_broken_work(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the promised day is over; the citizen hears it from us, with an apology."""
    found = await _tell_agency(turn, case_id, "work_broken")
    if found is None:
        return
    case, by = found
    await _tell_reporters(turn, case, "answering.work.sorry", by)


async def _tell_agency(turn: Turn, case_id: int, what: str) -> tuple[Case, date] | None:
    """Say it once to who must act, its leader too when the day is broken."""
    case = await lookup.find_case(turn, case_id)
    await cases.lock_cases(turn.db, case)
    solution = await case_answers.solution_of_case(turn.db, case)
    by = solution.by
    if case.status != ANSWERED or case.sealed or by is None or solution.done_on is not None:
        return None
    log = await case_events.events_of_case(turn.db, case)
    if any(line.action == what and line.data.get("by") == str(by) for line in log):
        return None
    await case_events.add_case_event(turn.db, case, what, None, turn.now, by=str(by))
    told = set(await notify.agency_addresses(turn, case))
    if what == "work_broken":
        leaders = await role_assignments.addresses_of_role(turn.db, LEADER, case.agency)
        told |= set(await conflict.without_accused(turn.db, turn.office, case, leaders))
    for address in sorted(told):
        turn.say(
            f"answering.work.{what}",
            to=address,
            choices=[[turn.button("answering.work.solve", "solve", case.id)]],
            case=case.code,
            code=case.code,
            day=by,
        )
    return case, by


async def report_work_done(turn: Turn, case_id: int, _: str) -> None:
    """Button: what was promised is done; who reported it hears that, and says whether it is so."""
    case = await lookup.find_case(turn, case_id)
    by = (await case_answers.solution_of_case(turn.db, case)).by
    await act(turn, case, "solve")
    if by is None or not await case_answers.mark_solved(turn.db, case, turn.today):
        raise UserError("answering.work.nothing", code=case.code)
    turn.say("answering.work.solved", case=case.code, code=case.code)
    await _tell_reporters(turn, case, "answering.work.kept", by)


async def _tell_reporters(turn: Turn, case: Case, key: str, by: date) -> None:
    solution = await case_answers.solution_of_case(turn.db, case)
    for reader in [case, *await followers.followers_told(turn, case)]:
        verdicts.await_verdict(reader, turn.now)
        turn.say(
            key,
            to=reader.address,
            choices=rating_request.after_answer_buttons(turn, reader, solution),
            case=reader.code,
            code=reader.code,
            agency=labels.agency_name(turn, case.agency),
            day=by,
        )
