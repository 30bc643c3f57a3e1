"""What somebody leaves behind who was suspended, moved or left: cases, and who must hear of it."""

from __future__ import annotations

from itertools import groupby

from bot import open_question
from bot.turn import Turn
from handlers.case import access, conflict, notify, transitions
from handlers.staff import group_ends, notices, roles, work
from rules.lifecycle import IN_PROGRESS, LEADER, OFFICE
from rules.staff_roles import RolePairs
from storage import absences, case_lists, chat_history, live_chats, people, personal_data, staff
from storage.models import Case
from storage.staff import StaffMember


async def settle_departure(turn: Turn, member: StaffMember, kind: str) -> None:
    """Somebody lost the roles they had: they hear of it, and every chair if it concerns them.

    The groups they answered for end, and their talks; their chats lose what they were told as
    staff.
    """
    await _end_talks(turn, member.id)
    await end_open_questions(turn, member.id)
    await _forget_copies(turn, member.id)
    await group_ends.end_groups_of_nobody(turn)
    await notices.tell_member(turn, member.id, f"staff_changes.you.{kind}")
    await tell_chairs_of_change(turn, kind, member.name, member.roles)


async def end_open_questions(turn: Turn, person_id: int) -> None:
    """What somebody was asked, or wrote a draft of, in a role they have no longer ends with it."""
    for address in await people.addresses_of_person(turn.db, person_id):
        await open_question.end_impossible_flows_at(turn, address)


async def _end_talks(turn: Turn, officer_id: int) -> None:
    """The citizen learns that it is over, and may call somebody else."""
    for talk in await live_chats.open_live_chats_of_officer(turn.db, officer_id):
        await live_chats.end_live_chat(turn.db, talk, "officer")
        rows = [[turn.command_button(name)] for name in ("gapcanbo", "gopy")]
        turn.say("talking.ended_citizen", to=talk.address, choices=rows, desk=turn.office.desk)


async def _forget_copies(turn: Turn, person_id: int) -> None:
    """Copies of others' cases and contacts go at once; what was told about their own stays."""
    person = await people.person_by_id(turn.db, person_id)
    since = await staff.worked_here_since(turn.db, person_id)
    if person is not None and since is not None:
        own = await case_lists.codes_of_person(turn.db, person_id)
        addresses = await personal_data.all_addresses_of_person(turn.db, person)
        await chat_history.forget_staff_copies(turn.db, addresses, own, since)


async def tell_chairs_of_change(turn: Turn, kind: str, name: str, held: RolePairs) -> None:
    """`kind`: `suspend`, `resume`, `transfer` or `leave`."""
    what = "; ".join(roles.role_in_words(turn, role, agency) for role, agency in held)
    await notices.tell_chairs(turn, held, f"staff_changes.heard.{kind}", name=name, roles=what)


async def hand_over(turn: Turn, person_id: int, heir: int | None, *, everything: bool) -> int:
    """Give open cases away: how many, of those that the speaker may know of.

    Who gets some is told once, the pool by agency.
    What the heir, or the speaker, may not read goes to the pool as well, whose people hear so and
    neither of these does. `everything`: also what the speaker may not know of, for whoever had it
    works on nothing from now on.
    A restricted one stays with whom it was: it is shut to them, and the office gives it on.
    """
    found = await staff.open_cases_of_handlers(turn.db, [person_id])
    handled = [case for case in found if not case.sealed]
    known = [case for case in handled if work.may_know_of(turn, case)]
    given, pooled = [], []
    for case in handled if everything else known:
        theirs = heir if case in known else None
        if theirs is not None and await access.may_be_given(turn, case, theirs):
            await _pass_on(turn, case, theirs)
            given.append(case)
        else:
            await _pass_on(turn, case, None)
            pooled.append(case)
    if heir is not None and given:
        await _tell_who_acts_for_heir(turn, heir, given)
    for _, some in groupby(sorted(pooled, key=_alike), key=_alike):
        mine = list(some)
        there = await notify.agency_or_office_addresses(turn, mine[0])
        gone = await people.addresses_of_person(turn.db, person_id)
        await _tell_heir(turn, [one for one in there if one not in gone], mine)
    return len(known)


def _alike(case: Case) -> tuple[str, int, str]:
    """Cases in the same hands: of an agency, without the same people of it."""
    return case.agency, case.accused_id or 0, case.kept_out


async def _pass_on(turn: Turn, case: Case, heir: int | None) -> None:
    """To a colleague it goes as it stands; in the pool somebody must accept it anew.

    The chair and the operator work on no case, and who may not see one on none such: here their
    change of a role was judged already.
    """
    works_on_cases = turn.known.holds(OFFICE) or turn.known.holds(LEADER)
    judged = works_on_cases and access.may_see(turn, case)
    move = transitions.act if judged else transitions.move_unasked
    if heir is None and case.status == IN_PROGRESS:
        await move(turn, case, "release", handler_id=None)
    else:
        noted = {"to": heir} if heir else {}
        await move(turn, case, "hand_over", handler_id=heir, noted=noted)


async def _tell_who_acts_for_heir(turn: Turn, heir: int, handled: list[Case]) -> None:
    """The heir or their deputy, of each case that is not about them; else whoever has it."""
    found = await absences.addresses_acting_for(turn.db, heir)
    told: dict[tuple[str, ...], list[Case]] = {}
    for case in handled:
        kept = await conflict.without_accused(turn.db, turn.office, case, found)
        told.setdefault(
            tuple(kept or await notify.agency_or_office_addresses(turn, case)), []
        ).append(case)
    for addresses, mine in told.items():
        await _tell_heir(turn, list(addresses), mine)


async def _tell_heir(turn: Turn, addresses: list[str], handled: list[Case]) -> None:
    codes = ", ".join(case.code for case in handled[: roles.SHOWN])
    for address in addresses:
        turn.say(
            "staff_changes.taken_over",
            to=address,
            choices=[
                [turn.button("digests.open", "open", case.id, code=case.code)]
                for case in handled[: roles.SHOWN]
            ],
            n=len(handled),
            codes=codes,
        )
