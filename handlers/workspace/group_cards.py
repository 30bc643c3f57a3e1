"""The one card each case has in the groups of its agencies: where it belongs, what it shows.

Never who reported it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.event import Rows, Thread, group_of_address, thread_address
from bot.turn import Turn
from handlers.case import access, card, conflict, due_dates, labels, open_cases
from handlers.case.buttons import CaseReader, offered
from handlers.workspace import digest
from rules.lifecycle import ANSWER_PENDING, FORWARDED, NEEDS_INFO, OPEN
from rules.office import Office
from storage import agency_groups, case_agencies, case_media, case_messages, cases
from storage.models import AgencyGroup, Case


async def group_cards_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """The cards of every group, once a working morning."""
    moment = digest.digest_time(office, now)
    if moment is None or now < moment:
        return []
    day = moment.date()
    return [
        Due("group_cards", f"group_cards:{day}:{one.id}", one.id)
        for one in await agency_groups.all_groups(db)
    ]


async def refresh_group_cards(turn: Turn, group_id: int, _: str) -> None:
    """Time event: the cards of a group tell the days left today; a deleted thread shows by that."""
    group = await agency_groups.group_by_id(turn.db, group_id)
    if group is not None:
        await show_cards_again(turn, group)


async def show_cards_again(turn: Turn, group: AgencyGroup, *, switched: bool = False) -> None:
    """Show the open cases that have a card in a group; after a switch of threads elsewhere."""
    opened = await open_cases.all_open_cases(turn.db, turn.office, turn.now)
    theirs = [
        case.id
        for case, _ in opened
        if group.agency == case.agency or group.agency in case.pending_requests.helpers
    ]
    for case in await cases.cases_by_ids(turn.db, theirs):
        here, before = _places(group, case)
        left = switched and await case_messages.has_case_card(turn.db, before, case.code)
        if left:
            where = turn.words(f"groups.{'to_topic' if group.threads else 'to_group'}")
            over = _over(turn, case)
            turn.show("groups.moved", before, case.code, [], over, code=case.code, where=where)
        if left or await case_messages.has_case_card(turn.db, here, case.code):
            await _show_in(
                turn, case, group, await case_agencies.co_agencies_of_case(turn.db, case)
            )


def _places(group: AgencyGroup, case: Case) -> tuple[str, str]:
    """Where the card of a case belongs in a group, and where it stood before a switch."""
    thread = thread_address(group.address, case.code)
    return (thread, group.address) if group.threads else (group.address, thread)


async def without_groups(turn: Turn, cards: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the (address, message) that are, and were, in no group."""
    known = {group.address for group in await agency_groups.all_groups(turn.db)}
    return [card for card in cards if group_of_address(card[0]) == card[0] and card[0] not in known]


async def show_in_groups(turn: Turn, case: Case) -> None:
    """Put a case as it stands on its card in each group; where it may not be, take it off."""
    there = await agency_groups.all_groups(turn.db)
    helping = await case_agencies.co_agencies_of_case(turn.db, case) if there else []
    for group in there:
        await _show_in(turn, case, group, helping)


async def _show_in(turn: Turn, case: Case, group: AgencyGroup, helping: Sequence[str]) -> None:
    address, _ = _places(group, case)
    shown = await case_messages.has_case_card(turn.db, address, case.code)
    if _belongs(case, group, helping) and (shown or case.status in OPEN):
        await _show(turn, case, group, address)
    elif shown:
        turn.show("groups.gone", address, case.code, [], _over(turn, case), code=case.code)


def _over(turn: Turn, case: Case) -> Thread:
    return Thread(case.code, turn.words("groups.icon.over"), open=False)


def _belongs(case: Case, group: AgencyGroup, helping: Sequence[str]) -> bool:
    """Whether a case is for all of an agency to see: what is about one of them is not."""
    private = case.sealed or conflict.is_about_somebody(case)
    return group.agency in access.agencies_on(case, helping) and not private


async def _show(turn: Turn, case: Case, group: AgencyGroup, address: str) -> None:
    due = await due_dates.dates_of(turn, case)
    media = await case_media.media_of_case(turn.db, case, case_media.REPORT)
    late = case.status in OPEN and not due.paused and due.days_left < 0
    thread = Thread(
        turn.words("groups.title", code=case.code, field=labels.field_name(turn, case.field)),
        turn.words(f"groups.icon.{_state(case, late=late)}"),
        open=case.status in OPEN,
    )
    turn.show(
        "groups.card",
        address,
        case.code,
        _rows(turn, case, group),
        thread,
        **await card.card_facts(turn, case, masked=True),
        files=turn.words("groups.files", n=len(media)) if media else "",
    )


def _state(case: Case, *, late: bool) -> str:
    if case.status not in OPEN:
        return "over"
    if case.status in {NEEDS_INFO, ANSWER_PENDING}:
        return case.status
    if late:
        return "late"
    return "forwarded" if case.status == FORWARDED else "in_progress"


def _rows(turn: Turn, case: Case, group: AgencyGroup) -> Rows:
    reader = CaseReader(agency=case.agency == group.agency)
    rows = [*offered(turn, case, reader, [["accept"]])]
    link = turn.world.links.get(group.address.partition(":")[0], "")
    if link:
        rows.append([turn.link("groups.alone", f"{link}vu-{case.id}")])
    return rows
