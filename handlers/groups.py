"""An agency's group of colleagues: one card for each case, and never who reported it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.event import Thread, group_of, in_thread
from bot.turn import Refused, Rows, Turn
from handlers import desk, promises
from publish import gate
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
from storage import cases, conversations, groups, helpers, outbox, people
from storage.models import AgencyGroup, Case

OVER = "thoi"
"""What `/nhom` is told to stop it."""


async def nhom(turn: Turn) -> None:
    """`/nhom [CƠ QUAN]` in a group: show the agency's cases here. `/nhom thoi`: no more."""
    if turn.event.private:
        await _list(turn)
        return
    address, wanted = group_of(turn.event.address), turn.args.strip()
    known = await groups.at(turn.db, address)
    if known is not None and not _manages(turn, known.agency):
        raise Refused("groups.of_others", agency=desk.agency_name(turn, known.agency))
    if wanted.lower() == OVER:
        await _end(turn, known)
        return
    agency = _agency(turn, wanted.upper())
    threads = turn.event.threads
    await groups.join(turn.db, address, agency, turn.person, turn.now, threads=threads)
    turn.say(
        "groups.joined_threads" if threads else "groups.joined",
        agency=desk.agency_name(turn, agency),
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
    raise Refused("groups.which_agency", agencies=", ".join(mine))


async def _list(turn: Turn) -> None:
    """In a private chat: which groups there are, and how to make one."""
    mine = [one for one in await groups.every(turn.db) if _manages(turn, one.agency)]
    lines, rows = [], []
    for number, one in enumerate(mine, 1):
        by = await people.name_of(turn.db, one.joined_by) or turn.words("desk.somebody")
        agency = desk.agency_name(turn, one.agency)
        lines.append(turn.words("groups.line", n=number, agency=agency, by=by, at=one.joined_at))
        rows.append([turn.button("groups.end", "group", one.id, n=number)])
    turn.say("groups.list" if mine else "groups.none", choices=rows, lines="\n".join(lines))


async def end(turn: Turn, group_id: int, _: str) -> None:
    """Button: show nothing in a group any more."""
    found = await groups.by_id(turn.db, group_id)
    if found is not None and not _manages(turn, found.agency):
        raise Refused("desk.not_yours")
    await _end(turn, found)


async def _end(turn: Turn, group: AgencyGroup | None) -> None:
    if group is None or not await groups.leave(turn.db, group.address):
        raise Refused("groups.not_joined")
    turn.say("groups.ended", agency=desk.agency_name(turn, group.agency))


async def changed(turn: Turn) -> None:
    """We were put out of a group, or brought into one: then say how it is set up."""
    if turn.event.kind == "blocked":
        await groups.leave(turn.db, turn.event.address)
    else:
        turn.say("groups.hello", bot=turn.office.bot_name)


async def is_one(turn: Turn, address: str) -> bool:
    """Whether an address is, or was, a group or a thread in one."""
    return group_of(address) != address or await groups.at(turn.db, address) is not None


async def show(turn: Turn, case: Case) -> None:
    """Put a case as it stands on its card in each group; where it may not be, take it off."""
    there = await groups.every(turn.db)
    helping = await helpers.of_case(turn.db, case) if there else []
    for group in there:
        address = in_thread(group.address, case.code) if group.threads else group.address
        shown = await outbox.has_card(turn.db, address, case.code)
        if _belongs(case, group, helping) and (shown or case.status in OPEN):
            await _show(turn, case, group, address)
        elif shown:
            thread = Thread(case.code, turn.words("groups.icon.over"), open=False)
            turn.show("groups.gone", address, case.code, [], thread, code=case.code)


def _belongs(case: Case, group: AgencyGroup, helping: Sequence[str]) -> bool:
    """Whether a case is for all of an agency to see: what is about one of them is not."""
    private = case.sealed or case.about == "conduct" or case.accused_id is not None
    with_agency = case.status != RECEIVED and group.agency in (case.agency, *helping)
    return with_agency and not private


async def _show(turn: Turn, case: Case, group: AgencyGroup, address: str) -> None:
    due = await promises.of(turn, case)
    handler = await people.name_of(turn.db, case.handler_id)
    known = list(gate.identity(turn.db, case))
    texts = turn.world.texts
    text = gate.safe(texts, case.text, known)
    media = await cases.media_of(turn.db, case, cases.REPORT)
    late = case.status in OPEN and not due.paused and due.days_left < 0
    thread = Thread(
        turn.words("groups.title", code=case.code, field=desk.field_name(turn, case.field)),
        turn.words(f"groups.icon.{_state(case, late=late)}"),
        open=case.status in OPEN,
    )
    turn.show(
        "groups.card",
        address,
        case.code,
        _rows(turn, case, group),
        thread,
        code=case.code,
        status=desk.status(turn, case),
        mark=promises.mark(turn, due),
        due=promises.in_words(turn, due),
        field=desk.field_name(turn, case.field),
        place=gate.safe(texts, desk.place_of(turn, case), known),
        handler=handler or turn.words("cards.nobody"),
        files=turn.words("groups.files", n=len(media)) if media else "",
        text=text if len(text) <= desk.EXCERPT else text[: desk.EXCERPT] + " …",
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
    rows = []
    if case.status == FORWARDED and case.agency == group.agency:
        rows.append([turn.button("answering.accept", "accept", case.id)])
    link = turn.world.links.get(group.address.partition(":")[0], "")
    if link:
        rows.append([turn.link("groups.alone", f"{link}vu-{case.id}")])
    return rows


async def accept(turn: Turn, case_id: int, _: str) -> None:
    """Button of a card in a group: take the case in hand; the rest goes on in private."""
    from handlers import answering  # noqa: PLC0415 - answering moves cases, which shows them here

    await answering.accept(await turn.spoken_from(turn.event.sender), case_id, "")


async def quoted(turn: Turn, code: str) -> None:
    """A reply to a card in a group: a colleague's is the draft of the answer, finished in private.

    What others say below a card is talk among them, and not for us.
    """
    from handlers import answering  # noqa: PLC0415 - as in `accept`

    case = await cases.by_code(turn.db, code)
    if case is None or not any(turn.known.holds(role, case.agency) for role in AGENCY_ROLES):
        return
    alone = await turn.spoken_from(turn.event.sender)
    row = await conversations.locked(turn.db, turn.event.sender, turn.person.id, turn.now)
    stack = conversations.stack_of(turn.db, row)
    alone = replace(alone, stack=stack, runs=row.runs, talk=row.talk_id or 0)
    await answering.quoted(alone, code)
    conversations.keep(turn.db, row, alone.stack, turn.now)
    row.runs = alone.runs
    turn.say("groups.drafted", case=code, code=code, name=turn.person.name)
