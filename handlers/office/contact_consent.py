"""Who reported a case about somebody is opened by two people: one asks, another agrees."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import labels
from handlers.case.conflict import does_office_work
from handlers.office.second_person import ActByTwo, ask_second_person
from storage import case_events, cases
from storage.known_person import KnownPerson
from storage.models import Case

LOOKED = "look_at_contact"
CONTACT = ActByTwo(
    asked="ask_contact",
    button="agree_contact",
    nobody="identity.nobody_agrees",
    waits="identity.waits",
    please="identity.agree_please",
    agree="identity.agree",
)


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
            sender=contact.line,
            told=turn.words("identity.told", words=contact.words) if contact.words else "",
        )


async def ask_for_contact(turn: Turn, case: Case, why: str, reason: str) -> None:
    """Ask the others who may agree; nothing is shown until one does."""
    agency = "" if does_office_work(turn, case) else case.agency
    noted = {"agency": agency, "why": why}
    name = labels.agency_name(turn, agency or turn.office.receiver)
    await ask_second_person(turn, case, CONTACT, noted, agency=name, reason=reason)
