"""An agency's group of colleagues: joined and left, and what is done to a card in it."""

from __future__ import annotations

from dataclasses import replace

from bot.event import group_of_address
from bot.turn import Turn
from bot.user_error import UserError
from handlers.agency import answer
from handlers.case import access, labels
from handlers.staff.attempts import staff_refused
from handlers.workspace import group_cards, replies
from rules.lifecycle import LEADER, OFFICE
from storage import agency_groups, cases, conversations, people
from storage.models import AgencyGroup

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
        raise staff_refused("group", "no_right", group=group_id)
    await _end(turn, found)


async def _end(turn: Turn, group: AgencyGroup | None) -> None:
    if group is None or not await agency_groups.leave_group(
        turn.db, group.address, turn.person.id, turn.now
    ):
        raise UserError("groups.not_joined")
    turn.say("groups.ended", agency=labels.agency_name(turn, group.agency))


async def group_membership_changed(turn: Turn) -> None:
    """We were put out of a group, or brought into one: then say how it is set up."""
    if turn.event.kind == "blocked":
        await agency_groups.leave_group(turn.db, turn.event.address, None, turn.now)
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
        await group_cards.show_cards_again(turn, known, switched=switched)


async def accept_in_group(turn: Turn, case_id: int, _: str) -> None:
    """Button of a card in a group: take the case in hand; the rest goes on in private."""
    await answer.accept_case(await turn.spoken_from(turn.event.sender), case_id, "")


async def reply_in_group(turn: Turn, code: str) -> None:
    """A reply to a card in a group: a colleague's is the draft of the answer, finished in private.

    What others say below a card is talk among them, and not for us.
    """
    case = await cases.case_by_code(turn.db, code)
    if case is None or not access.works_for(turn.known, [access.agency_with(case)]):
        return
    alone = await turn.spoken_from(turn.event.sender)
    row = await conversations.lock_conversation(turn.db, turn.event.sender, turn.person.id)
    stack = conversations.frames_of_conversation(turn.db, row)
    alone = replace(alone, stack=stack, talk=row.talk_id or 0)
    await replies.reply_to_card(alone, code)
    conversations.save_frames(turn.db, row, alone.stack, turn.now)
    turn.say("groups.drafted", case=code, code=code, name=turn.person.name)
