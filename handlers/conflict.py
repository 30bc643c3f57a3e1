"""Conflict of interest: who a case is about, and what they may not do."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot import conversation
from bot.event import Choice
from bot.flow import Answers, Ask, Flow
from bot.turn import Refused, Rows, Turn
from handlers import desk
from rules.conflict import About, instead, may_have
from rules.lifecycle import (
    AGENCY_ROLES,
    ANSWER_PENDING,
    CHAIR,
    LEADER,
    NEEDS_INFO,
    OFFICE,
    WITH_AGENCY,
)
from rules.office import Office
from storage import people, staff
from storage.cases import Watched
from storage.models import Case
from storage.people import Known
from storage.staff import Member

UNKNOWN = "unknown"


async def about(turn: Turn, case: Case) -> About:
    """Whom the case is about, as far as it is known."""
    if case.accused_id is None:
        return About(case.accused)
    leaders = await people.addresses_of_role(turn.db, LEADER, case.accused)
    alone = not await without_accused(turn.db, case, leaders)
    return About(case.accused, case.accused_id, alone)


def concerns(turn: Turn, case: Case | Watched) -> bool:
    """Whether the case is about the speaker, whom they stand in for, or their unit at large."""
    if case.accused_id is not None:
        absent = {person for _, person in turn.known.stands_in}
        return case.accused_id == turn.person.id or case.accused_id in absent
    if not case.accused or turn.known.holds(OFFICE):
        return False
    return any(turn.known.holds(role, case.accused) for role in AGENCY_ROLES)


def keep_out(turn: Turn, case: Case) -> None:
    """Raise Refused when the case is about the speaker."""
    if concerns(turn, case):
        raise Refused("conflict.yours", code=case.code)


def about_office(office: Office, case: Case | Watched) -> bool:
    """Whether the case is about the office that sorts the cases."""
    return case.accused == office.receiver


def is_office(turn: Turn, case: Case, reader: Known | None = None) -> bool:
    """Whether a reader, or the speaker, does the office's work on a case.

    Of a case about the office the chair does it as well.
    """
    known = reader or turn.known
    return known.holds(OFFICE) or (known.holds(CHAIR) and about_office(turn.office, case))


def leave_to_chair(turn: Turn, case: Case) -> None:
    """Raise Refused when any of the office may be meant, the speaker too: the chair decides."""
    unnamed = about_office(turn.office, case) and case.accused_id is None
    if unnamed and not turn.known.holds(CHAIR):
        raise Refused("conflict.chair_decides", code=case.code)


async def check_agency(turn: Turn, case: Case, agency: str) -> None:
    """Raise Refused, saying why, when the case is about the agency it is to go to."""
    if not may_have(turn.office, await about(turn, case), agency):
        other = instead(turn.office, await about(turn, case))
        raise Refused(
            "conflict.not_there",
            code=case.code,
            agency=desk.agency_name(turn, agency),
            other=desk.agency_name(turn, other),
            basis=turn.office.conflicts.basis,
        )


async def check_heir(turn: Turn, case: Case, person_id: int) -> None:
    """Raise Refused when the case is to be given to whom it is about."""
    if case.accused_id == person_id:
        name = await people.name_of(turn.db, person_id)
        raise Refused("conflict.not_them", code=case.code, name=name)


async def without_accused(
    db: AsyncSession, case: Case | Watched, addresses: Iterable[str]
) -> list[str]:
    """Those of the addresses that are not of whom the case is about, nor who stands in for them."""
    if case.accused_id is None:
        return list(addresses)
    accused = await people.addresses_of(db, case.accused_id)
    theirs = {*accused, *await people.reached_for(db, case.accused_id)}
    return [address for address in addresses if address not in theirs]


async def at_office(db: AsyncSession, office: Office, case: Case | Watched) -> list[str]:
    """Where those are reached who do the office's work on a case: see `is_office`."""
    roles = (OFFICE, CHAIR) if about_office(office, case) else (OFFICE,)
    found = [one for role in roles for one in await people.addresses_of_role(db, role)]
    return await without_accused(db, case, dict.fromkeys(found))


async def signers(db: AsyncSession, office: Office, case: Case | Watched) -> list[str]:
    """Who signs: a leader of the agency who is not accused, else the office, else the chair."""
    above = CHAIR if about_office(office, case) else OFFICE
    roles = ((LEADER, case.agency), (above, None))
    for role, agency in (*roles, (OFFICE, None)):
        found = await people.addresses_of_role(db, role, agency)
        if kept := await without_accused(db, case, found):
            return kept
    return []


async def to_sign(
    db: AsyncSession, office: Office, opened: Iterable[Watched], addresses: Collection[str]
) -> list[Watched]:
    """Those of the cases whose draft waits for a signature from one of these addresses."""
    return [
        case
        for case in opened
        if case.status == ANSWER_PENDING
        and not set(addresses).isdisjoint(await signers(db, office, case))
    ]


async def asked_to_sign(turn: Turn, case: Case | Watched) -> bool:
    """Whether the speaker is among those who are shown a draft of this case to sign."""
    mine = await people.addresses_of(turn.db, turn.person.id)
    return not set(await signers(turn.db, turn.office, case)).isdisjoint(mine)


async def may_sign(turn: Turn, case: Case | Watched) -> bool:
    """Whether an answer to this case waits, or would wait, for the speaker's signature."""
    if concerns(turn, case):
        return False
    return turn.known.holds(LEADER, case.agency) or await asked_to_sign(turn, case)


# The office names whom it is about.


async def name(turn: Turn, case_id: int, _: str) -> None:
    """Button of the office: it is about one of us, namely whom."""
    case = await desk.find(turn, case_id)
    await desk.check(turn, case, "accuse")
    agency = case.accused or case.agency
    found = [one for one in await staff.members(turn.db) if _may_be_meant(one, agency)]
    here = sorted(found, key=lambda one: agency not in _units(turn, one))
    names = {str(one.id): one.name or f"#{one.id}" for one in here}
    await conversation.begin(
        turn, NAMING.name, case_id=case.id, code=case.code, names=names, agency=agency
    )


def _may_be_meant(member: Member, agency: str) -> bool:
    """Of the agency, or of the office, which handles every case."""
    return not agency or any(agency == held.agency or held.role == OFFICE for held in member.roles)


def _units(turn: Turn, member: Member) -> list[str]:
    """The agencies somebody works for; who works for none is of the office or above it."""
    return [held.agency or turn.office.receiver for held in member.roles]


async def _accused(turn: Turn, agency: str, person: int | None) -> str:
    """The agency a case is about, when it is about this person: the office before any other.

    Whoever sorts the cases is not judged by those who depend on that.
    """
    member = await staff.member(turn.db, person) if person is not None else None
    units = _units(turn, member) if member else []
    if turn.office.receiver in units:
        return turn.office.receiver
    return agency if agency in units or not units else units[0]


def _names(turn: Turn, answers: Answers) -> Rows:
    rows = [[Choice(name, number)] for number, name in answers["names"].items()]
    return [*rows, [Choice(turn.words("conflict.unknown"), UNKNOWN)]]


async def _named(turn: Turn, answers: Answers) -> None:
    from handlers import triage  # noqa: PLC0415 - triage asks here who may have a case

    case = await desk.find(turn, answers["case_id"])
    known = answers["person"] != UNKNOWN
    person = int(answers["person"]) if known else None
    changes = {"handler_id": None} if known and case.handler_id == person else {}
    noted = {"person": person} if known else {}
    await desk.act(
        turn,
        case,
        "accuse",
        noted=noted,
        accused=await _accused(turn, answers["agency"], person),
        accused_id=person,
        about="conduct",
        **changes,
    )
    turn.say("conflict.named", case=case.code, code=case.code, why=await why(turn, case))
    if about_office(turn.office, case):
        await triage.tell_chair(turn, case)
    await move_away(turn, case)


async def move_away(turn: Turn, case: Case) -> None:
    """Ask the office to send an open case elsewhere when it is with those it is about."""
    if not case.agency or case.status not in (*WITH_AGENCY, NEEDS_INFO):
        return
    if not may_have(turn.office, await about(turn, case), case.agency):
        button = turn.button("triage.other", "other", case.id)
        turn.say("conflict.must_move", choices=[[button]], case=case.code, code=case.code)


async def why(turn: Turn, case: Case) -> str:
    """What the conflict means for the case, in words; empty when there is none."""
    if not case.accused:
        return ""
    found = await about(turn, case)
    agency = desk.agency_name(turn, case.accused)
    if found.person is not None:
        person = await people.name_of(turn.db, found.person) or turn.words("desk.somebody")
        key = "conflict.about_alone" if found.alone else "conflict.about_person"
        return turn.words(key, name=person, agency=agency)
    return turn.words("conflict.about_agency", agency=agency, basis=turn.office.conflicts.basis)


async def proposed(turn: Turn, case: Case) -> str:
    """The agency to propose: the case's own, or another one when it is about that."""
    found = await about(turn, case)
    if may_have(turn.office, found, case.agency):
        return case.agency
    return instead(turn.office, found)


NAMING = Flow(
    "conflict.naming",
    (Ask(name="person", choices=_names, show=lambda _, answers: {"code": answers["code"]}),),
    then=_named,
)
