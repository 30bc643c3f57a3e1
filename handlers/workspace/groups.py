"""An agency's group of colleagues: one card for each case, and never who reported it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.event import Rows, Thread, group_of_address, thread_address
from bot.turn import Turn
from bot.user_error import UserError
from handlers.agency import answer
from handlers.case import card, due_dates, labels, open_cases
from handlers.case.buttons import CaseReader, offered
from handlers.workspace import digest, replies
from rules.lifecycle import (
    AGENCY_ROLES,
    ANSWER_PENDING,
    FORWARDED,
    LEADER,
    NEEDS_INFO,
    OFFICE,
    OPEN,
    RECEIVED,
)
from rules.office import Office
from storage import (
    agency_groups,
    case_agencies,
    case_media,
    case_messages,
    cases,
    conversations,
    people,
)
from storage.models import AgencyGroup, Case

OVER = "thoi"
"""What `/nhom` is told to stop it."""


async def nhom(turn: Turn) -> None:
    """`/nhom [CƠ QUAN]` in a group: show the agency's cases here. `/nhom thoi`: no more."""
    if turn.event.private:
        await _list(turn)
        return
    address, wanted = group_of_address(turn.event.address), turn.args.strip()
    known = await agency_groups.group_at_address(turn.db, address)
    if known is not None and not _manages(turn, known.agency):
        raise UserError("groups.of_others", agency=labels.agency_name(turn, known.agency))
    if wanted.lower() == OVER:
        await _end(turn, known)
        return
    agency = _agency(turn, wanted.upper())
    threads = turn.event.threads
    await agency_groups.join_group(turn.db, address, agency, turn.person, turn.now, threads=threads)
    turn.say(
        "groups.joined_threads" if threads else "groups.joined",
        agency=labels.agency_name(turn, agency),
    )


def _manages(turn: Turn, agency: str) -> bool:
    return turn.known.holds(OFFICE) or turn.known.holds(LEADER, agency)


def _agency(turn: Turn, wanted: str) -> str:
    """The agency a group is for: the one named, or the only one the speaker leads."""
    known = [code for code, one in turn.office.agencies.items() if one.handles]
    mine = [code for code in known if _manages(turn, code)]
    led = [code for code in mine if turn.known.holds(LEADER, code)]
    if wanted in mine:
        return wanted
    if len(led) == 1 and not wanted:
        return led[0]
    raise UserError("groups.which_agency", agencies=", ".join(mine))


async def _list(turn: Turn) -> None:
    """In a private chat: which groups there are, and how to make one."""
    mine = [one for one in await agency_groups.all_groups(turn.db) if _manages(turn, one.agency)]
    lines, rows = [], []
    for number, one in enumerate(mine, 1):
        by = await people.name_of_person(turn.db, one.joined_by) or turn.words("desk.somebody")
        agency = labels.agency_name(turn, one.agency)
        lines.append(turn.words("groups.line", n=number, agency=agency, by=by, at=one.joined_at))
        rows.append([turn.button("groups.end", "group", one.id, n=number)])
    turn.say("groups.list" if mine else "groups.none", choices=rows, lines="\n".join(lines))


async def end_group(turn: Turn, group_id: int, _: str) -> None:
    """Button: show nothing in a group any more."""
    found = await agency_groups.group_by_id(turn.db, group_id)
    if found is not None and not _manages(turn, found.agency):
        raise UserError("desk.not_yours")
    await _end(turn, found)


async def _end(turn: Turn, group: AgencyGroup | None) -> None:
    if group is None or not await agency_groups.leave_group(turn.db, group.address):
        raise UserError("groups.not_joined")
    turn.say("groups.ended", agency=labels.agency_name(turn, group.agency))


async def group_membership_changed(turn: Turn) -> None:
    """We were put out of a group, or brought into one: then say how it is set up."""
    if turn.event.kind == "blocked":
        await agency_groups.leave_group(turn.db, turn.event.address)
    else:
        turn.say("groups.hello", bot=turn.office.bot_name)


async def group_heard(turn: Turn) -> None:
    """Something was heard from a group: whether it has threads now, its cards follow."""
    known = await agency_groups.group_at_address(turn.db, group_of_address(turn.event.address))
    if known is None:
        return
    switched = known.threads != turn.event.threads
    known.threads = turn.event.threads
    # What we may do there changed perhaps; else only a switch moves the cards.
    if switched or turn.event.kind == "arranged":
        await _show_again(turn, known, switched=switched)


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
        await _show_again(turn, group)


async def _show_again(turn: Turn, group: AgencyGroup, *, switched: bool = False) -> None:
    """Show the open cases that have a card in a group; after a switch of threads elsewhere."""
    opened = await open_cases.all_open_cases(turn.db, turn.office, turn.now)
    theirs = [
        case.id
        for case, _ in opened
        if group.agency == case.agency or group.agency in case.wishes.helpers
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
    private = case.sealed or case.about == "conduct" or case.accused_id is not None
    with_agency = case.status != RECEIVED and group.agency in (case.agency, *helping)
    return with_agency and not private


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


async def accept_in_group(turn: Turn, case_id: int, _: str) -> None:
    """Button of a card in a group: take the case in hand; the rest goes on in private."""
    await answer.accept_case(await turn.spoken_from(turn.event.sender), case_id, "")


async def reply_in_group(turn: Turn, code: str) -> None:
    """A reply to a card in a group: a colleague's is the draft of the answer, finished in private.

    What others say below a card is talk among them, and not for us.
    """
    case = await cases.case_by_code(turn.db, code)
    if case is None or not any(turn.known.holds(role, case.agency) for role in AGENCY_ROLES):
        return
    alone = await turn.spoken_from(turn.event.sender)
    row = await conversations.lock_conversation(
        turn.db, turn.event.sender, turn.person.id, turn.now
    )
    stack = conversations.frames_of_conversation(turn.db, row)
    alone = replace(alone, stack=stack, runs=row.runs, talk=row.talk_id or 0)
    await replies.reply_to_card(alone, code)
    conversations.save_frames(turn.db, row, alone.stack, turn.now)
    row.runs = alone.runs
    turn.say("groups.drafted", case=code, code=code, name=turn.person.name)
