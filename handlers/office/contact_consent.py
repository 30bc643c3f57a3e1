"""Who reported a case about somebody is opened by two people: one asks, another agrees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import conflict, labels
from handlers.case.conflict import does_office_work
from rules.lifecycle import CHAIR
from storage import case_events, cases, people, role_assignments
from storage.models import Case, CaseEvent
from storage.people import KnownPerson

ASKED, LOOKED = "ask_contact", "look_at_contact"


async def disclose_contact(
    turn: Turn,
    case: Case,
    reader: KnownPerson,
    to: Sequence[str],
    *,
    agency: str,
    why: str,
    agreed_by: int | None = None,
) -> None:
    """Show who reported to a reader, and write down that they looked, why, and who agreed."""
    contact = cases.contact_of_case(turn.db, case)
    if contact is None:
        raise UserError("identity.none")
    second = {"agreed_by": agreed_by} if agreed_by else {}
    await case_events.add_case_event(
        turn.db, case, LOOKED, reader.person.id, turn.now, agency=agency, why=why, **second
    )
    for address in to:
        turn.say(
            "identity.contact",
            to=address,
            case=case.code,
            code=case.code,
            name=contact.name,
            phone=contact.phone,
            address=contact.address,
        )


async def ask_second_person(turn: Turn, case: Case, why: str, reason: str) -> None:
    """Ask the others who may agree; nothing is shown until one does."""
    agency = "" if does_office_work(turn, case) else case.agency
    others = await _others(turn, case)
    if not others:
        raise UserError("identity.nobody_agrees", code=case.code)
    await case_events.add_case_event(
        turn.db, case, ASKED, turn.person.id, turn.now, agency=agency, why=why
    )
    turn.say("identity.waits", case=case.code, code=case.code, hours=_hours(turn))
    for address in others:
        turn.say(
            "identity.agree_please",
            to=address,
            choices=[[turn.button("identity.agree", "agree_contact", case.id, turn.person.id)]],
            case=case.code,
            code=case.code,
            who=turn.person.name or turn.words("desk.somebody"),
            agency=labels.agency_name(turn, agency or turn.office.receiver),
            reason=reason,
            hours=_hours(turn),
        )


def _hours(turn: Turn) -> int:
    return turn.office.limits.contact_request_hours


async def _others(turn: Turn, case: Case) -> list[str]:
    """Others who do the office's work on the case, and the chair; nobody whom it is about."""
    found = await conflict.addresses_at_office(turn.db, turn.office, case)
    chairs = await role_assignments.addresses_of_role(turn.db, CHAIR)
    found += await conflict.without_accused(turn.db, turn.office, case, chairs)
    mine = await people.addresses_of_person(turn.db, turn.person.id)
    return [address for address in dict.fromkeys(found) if address not in mine]


def may_agree(turn: Turn, case: Case) -> bool:
    """Whether the speaker may be the second person."""
    chair = turn.known.holds(CHAIR) and not conflict.concerns_speaker(turn, case)
    return chair or does_office_work(turn, case)


async def pending_request(turn: Turn, case: Case, asker: int) -> CaseEvent | None:
    """What a colleague asked for not long ago and was not shown since; never one's own."""
    since = turn.now - timedelta(hours=_hours(turn))
    theirs = [
        line
        for line in await case_events.events_of_case(turn.db, case)
        if line.actor_id == asker != turn.person.id and line.action in (ASKED, LOOKED)
    ]
    last = theirs[-1] if theirs else None
    return last if last is not None and last.action == ASKED and last.at >= since else None
