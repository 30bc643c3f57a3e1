"""What one person may not do alone to a case about somebody: they ask, and another agrees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import conflict
from handlers.case.conflict import does_office_work
from handlers.staff.second_person import hours_to_agree
from rules.lifecycle import CHAIR
from storage import case_events, people, role_assignments
from storage.case_lists import ActiveCase
from storage.models import Case, CaseEvent
from storage.same_person import are_known_as_one


class ActByTwo(NamedTuple):
    """Something that two people do together: its line in the log, its button, its sentences."""

    asked: str
    button: str
    nobody: str
    waits: str
    please: str
    agree: str


async def ask_second_person(
    turn: Turn,
    case: Case,
    act: ActByTwo,
    noted: dict[str, Any],
    after: ActiveCase | None = None,
    **said: Any,
) -> None:
    """Ask the others who may agree; nothing happens until one does. Raises UserError for nobody.

    `noted` goes into the log: codes and numbers. `said` is what the others read besides; of them
    only who may see the case is offered to open it. `after`: see `who_may_agree`.
    """
    others, hours = await who_may_agree(turn, case, after), hours_to_agree(turn)
    if not others:
        raise UserError(act.nobody, code=case.code)
    await case_events.add_case_event(turn.db, case, act.asked, turn.person.id, turn.now, **noted)
    turn.say(act.waits, case=case.code, code=case.code, hours=hours)
    readers = await conflict.addresses_at_office(turn.db, turn.office, case)
    agree = [turn.button(act.agree, act.button, case.id, turn.person.id)]
    look = [turn.button("desk.open", "open", case.id)]
    for address in others:
        turn.say(
            act.please,
            to=address,
            choices=[agree, look] if address in readers else [agree],
            case=case.code,
            code=case.code,
            who=turn.person.name or turn.words("desk.somebody"),
            hours=hours,
            **said,
        )


async def who_may_agree(turn: Turn, case: Case, after: ActiveCase | None = None) -> list[str]:
    """Others who do the office's work on the case, and the chair; nobody whom it is about.

    About the office the chair alone: a colleague of whom it is about is a second person only where
    nobody is the chair, or one clerk who names another would stop the case for good.
    `after`: the case as it would be, where that says whom it is about; nobody of those either.
    """
    found = await _who_may_agree(turn, case)
    kept = found if after is None else await _who_may_agree(turn, after)
    return [address for address in found if address in kept]


async def _who_may_agree(turn: Turn, case: Case | ActiveCase) -> list[str]:
    chairs = await role_assignments.addresses_of_role(turn.db, CHAIR)
    found = await conflict.without_accused(turn.db, turn.office, case, chairs)
    if not await _chair_alone(turn, case):
        found = await conflict.addresses_at_office(turn.db, turn.office, case) + found
    mine = await people.addresses_of_person(turn.db, turn.person.id)
    return [address for address in dict.fromkeys(found) if address not in mine]


async def _chair_alone(turn: Turn, case: Case | ActiveCase) -> bool:
    about_office = conflict.is_about_office(turn.office, case)
    return about_office and await role_assignments.is_anyone_of(turn.db, (CHAIR,))


async def check_asked(turn: Turn, case: Case, act: ActByTwo) -> None:
    """Raise UserError unless the speaker may be the second person, and does the office's work.

    Or was asked: the chair hears nothing of a case that nobody asked the chair about.
    """
    if await may_agree(turn, case):
        log = await case_events.events_of_case(turn.db, case)
        if does_office_work(turn, case) or any(line.action == act.asked for line in log):
            return
    raise conflict.refused_to_speaker(turn, case, act.button)


async def may_agree(turn: Turn, case: Case | ActiveCase) -> bool:
    """Whether the speaker may be the second person."""
    if turn.known.holds(CHAIR) and not conflict.concerns_speaker(turn, case):
        return True
    return does_office_work(turn, case) and not await _chair_alone(turn, case)


async def pending_request(
    turn: Turn, case: Case, asker: int, asked: str, *done: str
) -> CaseEvent | None:
    """What a colleague asked for not long ago, and that was not done since; never one's own.

    Nor of who is known as the speaker by another account.
    """
    since = turn.now - timedelta(hours=hours_to_agree(turn))
    log = [
        line
        for line in await case_events.events_of_case(turn.db, case)
        if line.action == asked or line.action in done
    ]
    last = log[-1] if log else None
    if last is None or last.action != asked or last.at < since:
        return None
    own = await are_known_as_one(turn.db, asker, turn.person.id)
    return last if last.actor_id == asker and not own else None
