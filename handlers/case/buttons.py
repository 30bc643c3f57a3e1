"""What may be done with a case, as buttons."""

from __future__ import annotations

from collections.abc import Sequence

from bot.event import Choice, Rows
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import access, conflict
from handlers.case.lookup import find_case
from rules.lifecycle import AGENCY_ROLES, FORWARDED, IN_PROGRESS, LEADER, RECEIVED, WITH_AGENCY
from storage.models import Case
from storage.people import KnownPerson


async def case_buttons(turn: Turn, case: Case, reader: KnownPerson) -> Rows:
    """The buttons this reader may press as the case stands."""
    office = conflict.does_office_work(turn, case, reader)
    if office and case.status == RECEIVED:
        return await triage_buttons(turn, case)
    names = []
    if not office and not access.works_for(reader, [case.agency]):
        return helper_buttons(turn, case) if case.status in WITH_AGENCY else []
    if access.works_for(reader, [case.agency]):
        names += ["accept"] if case.status == FORWARDED else []
        names += ["answer"] if case.status in {FORWARDED, IN_PROGRESS} else []
    rows = [[turn.button(f"answering.{name}", name, case.id)] for name in names]
    if case.status in WITH_AGENCY:
        rows.append([turn.button("cooperation.more", "more", case.id)])
    return rows


async def show_more(turn: Turn, case_id: int, _: str) -> None:
    """Button: what else can be done with a case, besides accepting and answering."""
    case = await find_case(turn, case_id)
    if not access.may_see(turn, case):
        raise UserError("desk.not_yours")
    names = ("ask", "return", "extension") if _works_on(turn, case) else ()
    leads = turn.known.holds(LEADER, case.agency)
    names = (*names, *(("assign",) if leads else ()))
    rows: list[Sequence[Choice]]
    rows = [[turn.button(f"cooperation.{name}", name, case.id)] for name in names]
    if _works_on(turn, case):
        rows.insert(0, [turn.button("templates.use", "use_template", case.id)])
    if conflict.does_office_work(turn, case):
        rows += map(list, office_buttons(turn, case))
    elif leads:
        rows.append([turn.button("helping_out.involve", "involve", case.id)])
    turn.say("cooperation.more_for", choices=rows, case=case.code, code=case.code)


def _works_on(turn: Turn, case: Case) -> bool:
    return any(turn.known.holds(role, case.agency) for role in AGENCY_ROLES)


def helper_buttons(turn: Turn, case: Case) -> Rows:
    """What a helper can do."""
    return [[turn.button("helping_out.contribute", "contribute", case.id)]]


async def triage_buttons(turn: Turn, case: Case) -> Rows:
    """What the office can do with a case that waits to be sorted."""
    forward, code = [], await conflict.proposed_agency(turn, case)
    if code in turn.office.agencies and turn.office.agencies[code].handles:
        short = turn.office.agencies[code].short
        forward = [[turn.button("triage.forward", "forward", case.id, code, agency=short)]]
    return [*forward, *office_buttons(turn, case)]


def office_buttons(turn: Turn, case: Case) -> Rows:
    """What the office can do with a case besides sending it where it is proposed to go."""
    return [
        [turn.button("triage.other", "other", case.id)],
        [
            turn.button("triage.refuse", "refuse", case.id),
            turn.button("triage.redirect", "redirect", case.id),
        ],
        *([[turn.button("triage.pass_on", "pass_on", case.id)]] if turn.world.neighbours else []),
        [turn.button("classifying.correct", "classify", case.id)],
        [
            turn.button("triage.identity", "identity", case.id),
            turn.button("triage.seal", "seal", case.id),
        ],
        *(
            [[turn.button("helping_out.involve", "involve", case.id)]]
            if case.status != RECEIVED
            else []
        ),
        *([[turn.button("conflict.name", "accuse", case.id)]] if case.about == "conduct" else []),
    ]
