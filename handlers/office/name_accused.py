"""The office says of whom a complaint about conduct is."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.turn import Ask, Flow, Turn
from handlers.case import access, conflict, lookup
from handlers.case.lookup import show_code
from handlers.office import accusation, agreed_change, second_person
from rules.lifecycle import OFFICE
from storage import staff
from storage.models import Case
from storage.staff import StaffMember

UNKNOWN, ELSEWHERE = "unknown", "elsewhere"


class NamingAnswers(TypedDict):
    case_id: int
    code: str
    names: dict[str, str]
    """Of people, by number."""
    agency: str
    person: NotRequired[str]
    elsewhere: NotRequired[str]
    """The other agency whose people are meant."""


async def begin_naming(turn: Turn, case_id: int, _: str) -> None:
    """Button of the office: it is about one of us, namely whom."""
    case = await lookup.find_case(turn, case_id)
    await access.check_move(turn, case, "accuse")
    agency = case.accused or case.agency
    found = [one for one in await staff.staff_members(turn.db) if _may_be_meant(one, agency)]
    here = sorted(found, key=lambda one: agency not in _units(turn, one))
    names = {str(one.id): one.name or f"#{one.id}" for one in here}
    await conversation.begin_flow(
        turn, NAMING.name, case_id=case.id, code=case.code, names=names, agency=agency
    )


def _may_be_meant(member: StaffMember, agency: str) -> bool:
    """Of the agency, or of the office, which handles every case."""
    return not agency or any(agency == held.agency or held.role == OFFICE for held in member.roles)


def _units(turn: Turn, member: StaffMember) -> list[str]:
    """The agencies somebody works for; who works for none is of the office or above it."""
    return [held.agency or turn.office.receiver for held in member.roles]


async def _accused(turn: Turn, agency: str, person: int | None) -> str:
    """The agency a case is about, when it is about this person: the office before any other.

    Whoever sorts the cases is not judged by those who depend on that.
    """
    member = await staff.staff_member_by_id(turn.db, person) if person is not None else None
    units = _units(turn, member) if member else []
    if turn.office.receiver in units:
        return turn.office.receiver
    return agency if agency in units or not units else units[0]


def _names(turn: Turn, answers: NamingAnswers) -> Rows:
    rows = [[Choice(name, number)] for number, name in answers["names"].items()]
    known = [[Choice(turn.words("conflict.unknown"), UNKNOWN)]] if answers["agency"] else []
    return [*rows, *known, [Choice(turn.words("conflict.elsewhere"), ELSEWHERE)]]


def _agencies(turn: Turn, answers: NamingAnswers) -> Rows:
    found = [
        Choice(agency.short, code)
        for code, agency in turn.office.agencies.items()
        if agency.handles and code != answers["agency"]
    ]
    return [found[at : at + 2] for at in range(0, len(found), 2)]


async def _named(turn: Turn, answers: NamingAnswers) -> None:
    case = await lookup.find_case(turn, answers["case_id"])
    person = int(answers["person"]) if answers["person"].isdecimal() else None
    agency = answers.get("elsewhere") or answers["agency"]
    accused = await _accused(turn, agency, person)
    values = {"person": person, "accused": accused}
    if not conflict.is_known_about_whom(case):
        await _name_first(turn, case, values)
        return
    frees, alone = _frees_somebody(case, person, accused), agreed_change.decides_alone(turn, case)
    if frees and not alone and case.accused_id is None and not case.kept_out:
        # One may keep more people out; that somebody is let in, two decide.
        await access.check_move(turn, case, "accuse")
        await accusation.name_as(turn, case, {**values, "kept_out": case.accused})
        if conflict.concerns_speaker(turn, case):
            return
        if not await second_person.who_may_agree(turn, case):
            turn.say(agreed_change.CHANGE.nobody, case=case.code, code=case.code)
            return
    elif not frees:
        await access.check_move(turn, case, "accuse")
        await accusation.name_as(turn, case, values)
        return
    await agreed_change.ask_for_change(turn, case, "accuse", values)


async def _name_first(turn: Turn, case: Case, values: dict[str, Any]) -> None:
    """Nobody was known: whom one names may not read it, and everybody else may handle it.

    So two name them. Of a case about nobody yet one does where nobody else is here: that lets
    nobody in.
    """
    await access.check_move(turn, case, "accuse")
    alone = not await agreed_change.may_anybody_agree(turn, case, "accuse", values)
    if alone and not conflict.is_about_somebody(case):
        await accusation.name_as(turn, case, values)
        return
    why = turn.words("agreed_change.why.known")
    await agreed_change.ask_for_change(turn, case, "accuse", values, why)


def _frees_somebody(case: Case, person: int | None, accused: str) -> bool:
    """Whether somebody who is kept out of the case would be kept out of it no longer."""
    if case.accused_id is not None or case.kept_out:
        return bool(case.kept_out) or case.accused_id != person
    return case.accused != "" and (person is not None or case.accused != accused)


NAMING = Flow(
    "conflict.naming",
    (
        Ask(name="person", choices=_names, show=show_code),
        Ask(
            name="elsewhere",
            when=lambda answers: answers.get("person") == ELSEWHERE,
            choices=_agencies,
            show=show_code,
        ),
    ),
    then=_named,
    possible=access.possible_while("accuse"),
)
