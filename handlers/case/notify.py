"""Who is told about a case, and where they are reached."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.event import Rows
from bot.turn import Turn
from handlers.case import conflict, followers
from publish import redacted_page
from rules import lifecycle
from storage import absences, role_assignments
from storage.models import Case


async def office_addresses(turn: Turn, case: Case) -> list[str]:
    """Where those who do the office's work on a case are reached."""
    return await conflict.addresses_at_office(turn.db, turn.office, case)


async def agency_addresses(turn: Turn, case: Case, agency: str | None = None) -> list[str]:
    """Where the officials of a case's agency, or another, are reached; its leaders without them.

    Whom the case is about is left out.
    """
    for role in (lifecycle.OFFICIAL, lifecycle.LEADER):
        held_for = case.agency if agency is None else agency
        found = await role_assignments.addresses_of_role(turn.db, role, held_for)
        if kept := await conflict.without_accused(turn.db, turn.office, case, found):
            return kept
    return []


async def case_worker_addresses(turn: Turn, case: Case) -> list[str]:
    """Where those are reached who have a case in hand, or their deputy; else its agency.

    Where all of these are whom it is about, the office: nothing that comes in is told to nobody.
    """
    hands = await absences.addresses_acting_for(turn.db, case.handler_id) if case.handler_id else []
    kept = await conflict.without_accused(turn.db, turn.office, case, hands)
    return kept or await agency_or_office_addresses(turn, case)


async def agency_or_office_addresses(turn: Turn, case: Case) -> list[str]:
    """Where a case's agency is reached, or the office when nobody there may know of it."""
    return await agency_addresses(turn, case) or await office_addresses(turn, case)


async def holders_of_case(turn: Turn, case: Case) -> list[str]:
    """Where those are reached with whom a case stands: the agency that has it, else the office."""
    if case.status in lifecycle.WITH_AGENCY:
        return await agency_or_office_addresses(turn, case)
    return await office_addresses(turn, case)


def tell_citizen(turn: Turn, case: Case, key: str, rows: Rows = (), **values: Any) -> None:
    """Tell the reporter of a case what happened to it."""
    turn.say(key, to=case.address, choices=rows, case=case.code, code=case.code, **values)


def tell_to_open(turn: Turn, case: Case, key: str, addresses: Iterable[str], **values: Any) -> None:
    """Tell colleagues something of a case, with the button that opens it."""
    tell_staff(turn, case, key, addresses, [[turn.button("desk.open", "open", case.id)]], **values)


def tell_staff(
    turn: Turn, case: Case, key: str, addresses: Iterable[str], rows: Rows = (), **values: Any
) -> None:
    """Tell colleagues something of a case, with buttons."""
    for address in addresses:
        turn.say(key, to=address, choices=rows, case=case.code, code=case.code, **values)


async def tell_all(turn: Turn, case: Case, key: str, rows: Rows = (), **values: Any) -> None:
    """Tell the reporter of a case, and those who follow it; the buttons are the reporter's."""
    tell_citizen(turn, case, key, rows, **values)
    await tell_followers(turn, case, key, **values)


async def tell_followers(turn: Turn, case: Case, key: str, **values: Any) -> None:
    """Tell those whose cases were merged into this one, without what tells of its reporter."""
    safe: dict[str, Any] = {
        name: words_for_followers(turn, case, value) if isinstance(value, str) else value
        for name, value in values.items()
    }
    for follower in await followers.followers_told(turn, case):
        code = follower_code(turn, follower, case)
        turn.say(key, to=follower.address, case=follower.code, code=code, **safe)


def words_for_followers(turn: Turn, case: Case, text: str) -> str:
    """Words about a case for those who follow it: its reporter is not to be known by them."""
    return redacted_page.mask_note(
        turn.world.texts, text, list(redacted_page.reporter_identity(turn.db, case))
    )


def follower_code(turn: Turn, follower: Case, case: Case) -> str:
    """A follower's own code, and the case theirs goes with."""
    return turn.words("desk.follows", code=follower.code, kept=case.code)
