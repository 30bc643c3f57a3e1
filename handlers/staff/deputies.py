"""`/vang`: who is away names a deputy, to whom goes what waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.staff import notices, roles, second_person
from handlers.staff.absence_events import tell_deputy
from handlers.staff.attempts import staff_refused
from rules.deadline import add_working_days
from rules.local_time import ZONE
from rules.staff_roles import may_stand_in
from storage import absences, people, role_assignments, staff
from storage.models import Absence
from storage.staff import StaffMember

LONGEST = 180
"""Days; who is away for longer should hand over."""
AHEAD = 366
"""Days until the first of them; farther off is a slip of the finger."""
STARTS = (0, 1)
LENGTHS = (0, 2, 4, 9)
"""Offered last days, in working days after the first."""


async def vang(turn: Turn) -> None:
    """`/vang [từ ngày] [đến ngày]`: I am away, and who stands in for me."""
    planned = await absences.current_absence_of_person(turn.db, turn.person.id)
    if planned is not None:
        await _show(turn, planned)
        return
    dates = [_day(turn, word) for word in turn.args.split() if word[:1].isdigit()][:2]
    known = {name: str(day) for name, day in zip(("first", "last"), dates, strict=False)}
    await begin_absence(turn, turn.person.id, turn.person.name, known)


class AbsenceAnswers(TypedDict):
    person: int
    name: str
    deputies: dict[str, str]
    """Names, by number."""
    first: NotRequired[str]
    """An ISO date, like `last`."""
    last: NotRequired[str]
    deputy: NotRequired[str]


async def begin_absence(turn: Turn, person_id: int, name: str, known: Mapping[str, str]) -> None:
    """Ask from when to when, as far as it is not known, and who deputises."""
    _check_dates(turn, known)
    deputies = await _deputies(turn, person_id)
    if not deputies:
        raise UserError("deputies.nobody")
    await conversation.begin_flow(
        turn, AWAY.name, None, **known, person=person_id, name=name, deputies=deputies
    )


async def _deputies(turn: Turn, person_id: int) -> dict[str, str]:
    """Colleagues of the same agency, or of the same office, who are here."""
    me = await staff.staff_member_by_id(turn.db, person_id)
    if me is None:
        raise UserError("staffing.gone")
    agencies = {held.agency for held in me.roles}
    return {
        str(one.id): one.called
        for one in await staff.staff_members(turn.db, sorted(agencies))
        if one.id != person_id and not one.suspended and not one.away
        if may_stand_in(me.roles, one.roles)
    }


def _day(turn: Turn, word: str) -> date:
    for form in ("%d/%m/%Y", "%d/%m"):
        try:
            found = datetime.strptime(word, form).replace(tzinfo=ZONE).date()
        except ValueError:
            continue
        return found if form.endswith("%Y") else _next(turn.today, found)
    raise UserError("deputies.which_day", day=word[:20])


def _next(today: date, day: date) -> date:
    """The day and month that come next, today or later."""
    this_year = day.replace(year=today.year)
    return this_year if this_year >= today else day.replace(year=today.year + 1)


def _check_dates(turn: Turn, days: Mapping[str, str | None]) -> None:
    first = date.fromisoformat(days.get("first") or str(turn.today))
    last = date.fromisoformat(days.get("last") or str(first))
    # By distances, which no day is too far off for: a day after the last of all there is not.
    if not 0 <= (first - turn.today).days <= AHEAD or not 0 <= (last - first).days <= LONGEST:
        raise UserError("deputies.wrong_days", most=LONGEST)


def _first_days(turn: Turn, _answers: AbsenceAnswers) -> Rows:
    days = [turn.today + timedelta(days=days) for days in STARTS]
    return [[Choice(turn.words("deputies.day", day=day), str(day)) for day in days]]


def _last_days(turn: Turn, answers: AbsenceAnswers) -> Rows:
    first = date.fromisoformat(answers["first"])
    calendar = turn.office.calendar
    days = [add_working_days(first, n, calendar) if n else first for n in LENGTHS]
    return [[Choice(turn.words("deputies.day", day=day), str(day))] for day in days]


def _typed(name: str) -> Callable[[Turn, AbsenceAnswers, Given], str]:
    def check(turn: Turn, answers: AbsenceAnswers, given: Given) -> str:
        try:
            day = str(_day(turn, given.text.strip()))
            known = {"first": answers.get("first"), "last": answers.get("last")}
            _check_dates(turn, {**known, name: day})
        except UserError as no:
            raise Again(no.key, **no.values) from None
        except ValueError:
            raise Again("deputies.which_day", day=given.text[:20]) from None
        return day

    return check


def _deputy_rows(_turn: Turn, answers: AbsenceAnswers) -> Rows:
    return [[Choice(name, number)] for number, name in answers["deputies"].items()]


def _shown(_turn: Turn, answers: AbsenceAnswers) -> dict[str, str]:
    return {"name": answers["name"]}


async def _planned(turn: Turn, answers: AbsenceAnswers) -> None:
    await _may_still_plan(turn, answers)
    person, me = int(answers["person"]), turn.person.id
    noted = {"deputy": answers["deputy"], "first": answers["first"], "last": answers["last"]}
    if person != me:
        member = await roles.managed_member(turn, person, "absent")
        first, last = map(date.fromisoformat, (noted["first"], noted["last"]))
        deputy = answers["deputies"][noted["deputy"]]
        detail = turn.words("deputies.asked", deputy=deputy, first=first, last=last)
        if await second_person.ask_to_change(turn, member, "absent", detail, **noted):
            return
    await _plan(turn, person, answers["name"], noted, me)


async def plan_absence_of_member(
    turn: Turn, member: StaffMember, noted: Mapping[str, Any], by: int
) -> None:
    """Somebody else said that they are away, and a second person agreed."""
    await _plan(turn, member.id, member.called, noted, by)


async def _plan(turn: Turn, person: int, name: str, noted: Mapping[str, Any], by: int) -> None:
    deputy, called = int(noted["deputy"]), await _deputies(turn, person)
    if str(deputy) not in called:
        raise staff_refused("absent", "no_deputy", person=deputy)
    first, last = date.fromisoformat(noted["first"]), date.fromisoformat(noted["last"])
    if await absences.absence_overlapping(turn.db, person, first, last):
        raise UserError("deputies.already", name=name)
    if await absences.absence_overlapping(turn.db, deputy, first, last):
        raise UserError("deputies.deputy_away", name=called[str(deputy)])
    if await absences.absence_deputised_by(turn.db, person, first, last):
        raise UserError("deputies.is_deputy", name=name)
    absence = await absences.plan_absence(turn.db, person, deputy, first, last, by, turn.now)
    turn.say(
        "deputies.planned",
        choices=[[turn.button("deputies.back", "back", absence.id)]],
        name=name,
        deputy=called[str(deputy)],
        first=first,
        last=last,
    )
    await tell_deputy(turn, absence, "deputies.you_deputise", first=first, last=last)
    await _tell_others(turn, absence, called[str(deputy)])
    if first <= turn.today:
        await absences.start_absence(turn.db, absence, by, turn.now)


async def _may_still_plan(turn: Turn, answers: AbsenceAnswers) -> None:
    person = int(answers["person"])
    if person != turn.person.id:
        await roles.managed_member(turn, person, "absent")
    elif not turn.known.roles:
        raise UserError("conversation.not_yours")


async def _tell_others(turn: Turn, absence: Absence, deputy: str) -> None:
    """Who is said to be away hears of it, and of the office or a chair every chair."""
    values: dict[str, Any] = {"deputy": deputy, "first": absence.first, "last": absence.last}
    if absence.person_id != turn.person.id:
        back = [[turn.button("deputies.back", "back", absence.id)]]
        who = notices.actor_in_words(turn)
        for address in await people.addresses_of_person(turn.db, absence.person_id):
            turn.say("deputies.planned_for_you", to=address, choices=back, who=who, **values)
    held = await role_assignments.roles_in_force_of(turn.db, absence.person_id)
    name = await people.name_of_person(turn.db, absence.person_id)
    await notices.tell_chairs(turn, held, "deputies.heard", name=name, **values)


async def _show(turn: Turn, absence: Absence) -> None:
    turn.say(
        "deputies.planned",
        choices=[[turn.button("deputies.back", "back", absence.id)]],
        name=turn.person.name,
        deputy=await people.name_of_person(turn.db, absence.deputy_id),
        first=absence.first,
        last=absence.last,
    )


AWAY = Flow(
    "deputies.planning",
    (
        Ask(
            name="first",
            accepts=frozenset({TEXT}),
            choices=_first_days,
            check=_typed("first"),
            show=_shown,
        ),
        Ask(
            name="last",
            accepts=frozenset({TEXT}),
            choices=_last_days,
            check=_typed("last"),
            show=_shown,
        ),
        Ask(name="deputy", choices=_deputy_rows, show=_shown),
    ),
    then=_planned,
    possible=_may_still_plan,
)


async def signed_in_place_of(turn: Turn, absent: int | None) -> str:
    """`, ký thay …`, or nothing."""
    if absent is None:
        return ""
    name = await people.name_of_person(turn.db, absent) or turn.words("desk.somebody")
    return turn.words("deputies.signed_for", name=name)
