"""Who may see a case and who may do what to it: the one place that says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.turn import FlowAnswers, Then, Turn
from bot.user_error import UserError
from handlers.case import conflict, labels, lookup
from rules import lifecycle
from rules.lifecycle import AGENCY_ROLES, MOVES, OFFICE, MoveVerdict
from storage import case_agencies, case_events, cases, people
from storage.known_person import KnownPerson
from storage.models import Case
from storage.role_assignments import Role


def works_for(reader: KnownPerson, agencies: Sequence[str]) -> bool:
    return any(reader.holds(role, agency) for role in AGENCY_ROLES for agency in agencies)


async def check_move(turn: Turn, case: Case, action: str) -> None:
    """Raise UserError unless the speaker may do `action` to the case as it stands.

    Nobody else acts on it until this turn is over: what is read of it from here on stays true.
    """
    await cases.lock_cases(turn.db, case)
    verdict = await _verdict(turn, case, action)
    if verdict is MoveVerdict.NOT_YOURS:
        raise conflict.refused_to_speaker(turn, case, action)
    keep_restricted(turn, case, action)
    if verdict is MoveVerdict.TOO_LATE:
        raise await too_late_error(turn, case)


async def _verdict(turn: Turn, case: Case, action: str) -> MoveVerdict:
    relation = await _relation(turn, case, action)
    return lifecycle.judge_move(
        action, case.status, agency_with(case), _roles(turn, case), relation=relation
    )


def possible_while(action: str) -> Then:
    """For a question that ends in this move: it is over when the speaker may no longer make it.

    A case that waits for its citizen comes back: so does its question.
    """
    return possible_if(lambda turn, case, _: check_still_possible(turn, case, action))


async def check_still_possible(turn: Turn, case: Case, action: str) -> None:
    """Raise UserError when the speaker may not make the move, nor once the case comes back."""
    await cases.lock_cases(turn.db, case)
    verdict = await _verdict(turn, case, action)
    if verdict is MoveVerdict.NOT_YOURS or case.sealed or case.status not in lifecycle.COMES_BACK:
        await check_move(turn, case, action)


def possible_if(check: Callable[[Turn, Case, FlowAnswers], Awaitable[object]]) -> Then:
    """For a question about a case: it is over when `check` raises UserError.

    A case whose key is away comes back: so does its question.
    """

    async def possible(turn: Turn, answers: FlowAnswers) -> None:
        case = await cases.case_by_id(turn.db, answers["case_id"])
        if case is None:
            raise lookup.no_such_case(str(answers["case_id"]))
        if not case.is_locked:
            await check(turn, case, answers)

    return possible


def possible_for(*roles: str) -> Then:
    """For a question that only these are asked: it is over for who is none of them any more."""

    async def possible(turn: Turn, _answers: FlowAnswers) -> None:
        if not any(map(turn.known.holds, roles)):
            raise UserError("conversation.not_yours")

    return possible


def _roles(turn: Turn, case: Case) -> tuple[Role, ...]:
    """The roles that count on this case: none for whom it is about."""
    if conflict.concerns_speaker(turn, case):
        return ()
    held = conflict.roles_on(turn.known, case)
    return (*held, Role(OFFICE, "")) if conflict.does_office_work(turn, case) else held


def agency_with(case: Case) -> str:
    """The agency that has the case, or had it last; empty while it is only proposed to one."""
    return case.agency if lifecycle.was_forwarded(case.status, case.status_before) else ""


async def _relation(turn: Turn, case: Case, action: str) -> str:
    """What the speaker is to the case besides any role, as far as `action` asks."""
    if case.person_id == turn.person.id:
        return lifecycle.OWNER
    if lifecycle.FOLLOWER not in MOVES[action].by:
        return ""
    following = {one.person_id for one in await cases.followers_of_case(turn.db, case)}
    return lifecycle.FOLLOWER if turn.person.id in following else ""


def keep_restricted(turn: Turn, case: Case, action: str) -> None:
    """Raise UserError for what a sealed case does not allow; only the office learns that it is."""
    if case.sealed and action not in lifecycle.WHILE_RESTRICTED:
        if turn.known.holds(OFFICE):
            raise UserError("sealed.first", code=case.code)
        raise lookup.case_refused(case, "restricted", action)


async def too_late_error(turn: Turn, case: Case) -> UserError:
    """What to say when somebody else moved the case first: to a colleague who, and when."""
    status = labels.status_name(turn, case)
    if case.person_id == turn.person.id or not may_see(turn, case):
        return UserError("desk.no_longer", code=case.code, status=status)
    log = await case_events.events_of_case(turn.db, case)
    # Who only looked, or was refused a look, moved nothing, and is named to nobody here.
    last = [line for line in log if line.action in MOVES or line.action == "receive"][-1]
    who = await people.name_of_person(turn.db, last.actor_id) or turn.words("desk.somebody")
    return UserError(
        "desk.too_late",
        code=case.code,
        status=status,
        who=who if last.action != "receive" else turn.words("desk.citizen"),
        at=last.at,
    )


def is_open_to(turn: Turn, reader: KnownPerson, case: Case, helping: Sequence[str] = ()) -> bool:
    """Whether a reader may see a case: the one rule, whatever shows it.

    The office sees every case, an agency's people those that were forwarded to it or that it
    helps with (`helping`); nobody a restricted one, nor one about them. Rights come from the row,
    each time.
    """
    if _is_shut_to(turn, reader, case):
        return False
    return conflict.does_office_work(turn, case, reader) or works_for(
        reader_on(reader, case), agencies_on(case, helping)
    )


def reader_on(reader: KnownPerson, case: Case) -> KnownPerson:
    """The reader with the roles alone that count on a case: see `conflict.roles_on`."""
    return reader._replace(roles=conflict.roles_on(reader, case))


async def may_be_given(turn: Turn, case: Case, person_id: int) -> bool:
    """Whether a case may be put into somebody's hands: with who may not read it, it would lie."""
    reader = await people.known_person_by_id(turn.db, person_id)
    return reader is not None and is_open_to(turn, reader, case)


def may_see(turn: Turn, case: Case) -> bool:
    """Whether the speaker sees a case, not counting agencies that help."""
    return is_open_to(turn, turn.known, case)


async def sees(turn: Turn, case: Case) -> bool:
    """Whether the speaker may see a case, also as a helper of the agency that leads."""
    return may_see(turn, case) or bool(await helping_agency(turn, case))


async def helping_agency(turn: Turn, case: Case) -> str:
    """The agency for which the speaker co-operates on a case, or empty."""
    if _is_shut_to(turn, turn.known, case):
        return ""
    there = agencies_on(case, await case_agencies.co_agencies_of_case(turn.db, case))[1:]
    held = conflict.roles_on(turn.known, case)
    mine = (one.agency for one in held if one.role in AGENCY_ROLES)
    return next((agency for agency in mine if agency in there), "")


def agencies_on(case: Case, helping: Sequence[str]) -> Sequence[str]:
    """The agency that leads and those that help it; none while none leads."""
    lead = agency_with(case)
    return [lead, *helping] if lead else []


def _is_shut_to(turn: Turn, reader: KnownPerson, case: Case) -> bool:
    """A restricted case is shut to everybody, one about somebody to them, whatever their role."""
    return case.sealed or conflict.concerns_reader(turn.office, reader, case)
