"""`/viec`: what waits for me, soonest due first; one message for every role, turned by buttons.

It is always a list, also of one case: who opens it each morning finds everything in its place,
and a card comes with one tap, with the buttons that fit what the case waits for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot import conversation
from bot.event import Choice
from bot.flow import TEXT, Again, Answers, Ask, Flow, Given
from bot.turn import Refused, Rows, Turn
from handlers import checks, desk, promises, sealed, waiting
from handlers.checks import Check
from handlers.waiting import SECTIONS, Item, Queue
from publish.shown import excerpt
from rules.lifecycle import ANSWER_PENDING, LEADER
from rules.text import clean, tokens
from storage import cases, people, staff
from storage.models import Case

PER_PAGE = 6
GROUPS = 10
"""Agencies, or people, on one page."""
PLACE, TEXT_SHOWN = 40, 90
"""Characters of a place and of a report in a line."""
ROOM = 30
"""Bytes of the words looked for: a button carries them from page to page."""


class Asked(NamedTuple):
    """Which list is asked for; rights are in none of it, a button may be forged."""

    section: str = ""
    """Empty: the one that presses most."""
    group: str = ""
    words: str = ""
    page: int = 0

    @property
    def where(self) -> str:
        """The section and the group, as a button carries them."""
        return f"{self.section}.{self.group}" if self.group else self.section


# Commands and buttons.


async def viec(turn: Turn) -> None:
    """`/viec [chữ cần tìm]`."""
    await _show(turn, Asked(words=_fitting(turn.args)))


async def phanloai(turn: Turn) -> None:
    """`/phanloai`: sealed cases without an outcome, then what the office has to sort."""
    for case in await sealed.waiting(turn):
        sealed.show(turn, case)
    await show(turn, "triage")


async def quahan(turn: Turn) -> None:
    """`/quahan`: what is overdue, by agency; a leader sees the own one."""
    await show(turn, "late")


async def show(turn: Turn, section: str) -> None:
    """One section, from its beginning; what follows the command are words to look for."""
    await _show(turn, Asked(section, words=_fitting(turn.args)))


async def page(turn: Turn, number: int, detail: str) -> None:
    """Button: a page, counted from 0, of `SECTION[.GROUP]:WORDS`."""
    where, _, words = detail.partition(":")
    section, _, group = where.partition(".")
    await _show(turn, Asked(section, group, _fitting(words), number))


async def find(turn: Turn, _number: int, section: str) -> None:
    """Button: look for words in a section."""
    if section not in waiting.names(turn):
        raise _not_yours(turn)
    await conversation.begin(turn, SEARCH.name, section=section)


def _check(_turn: Turn, _answers: Answers, given: Given) -> str:
    words = _fitting(given.text)
    if not words:
        raise Again("queues.search.words.again")
    return words


async def _search(turn: Turn, answers: Answers) -> None:
    await _show(turn, Asked(answers["section"], words=answers["words"]))


def _fitting(text: str) -> str:
    """The words to look for as far as a button can carry them; bare letters when it must."""
    said = [word for word in clean(text).replace(":", " ").split() if tokens(word)]
    if len(" ".join(said).encode()) <= ROOM:
        return " ".join(said)
    kept = ""
    for word in tokens(text):
        longer = f"{kept} {word}".strip()
        if len(longer) > ROOM:
            break
        kept = longer
    return kept


def _not_yours(turn: Turn) -> Refused:
    return Refused("queues.not_yours" if turn.known.roles else "conversation.not_yours")


# The message.


async def _show(turn: Turn, asked: Asked) -> None:
    found = await waiting.queue(turn, tokens(asked.words))
    if not found or (asked.section and asked.section not in found):
        raise _not_yours(turn)
    asked = asked._replace(section=asked.section or waiting.pressing(found))
    groups = await _groups(turn, asked, found[asked.section])
    several = len(groups) > 1
    asked = asked._replace(group=asked.group if several and asked.group in groups else "")
    if several and not asked.group:
        await _show_groups(turn, asked, groups, found)
    else:
        await _show_items(turn, asked, groups.get(asked.group, found[asked.section]), found)


async def _show_items(turn: Turn, asked: Asked, items: Sequence[Item], found: Queue) -> None:
    pages = _pages(items, PER_PAGE)
    asked = asked._replace(page=min(asked.page, pages - 1))
    first = asked.page * PER_PAGE
    here = waiting.in_order(asked.section, items)[first : first + PER_PAGE]
    lines, openers = await _lines(turn, asked, here, first + 1)
    rows = [openers[at : at + 3] for at in range(0, len(openers), 3)]
    rows.append(_turning(turn, asked, pages))
    await _say(turn, asked, found, lines, rows, n=len(items))


async def _say(
    turn: Turn, asked: Asked, found: Queue, lines: Sequence[str], rows: Rows, *, n: int
) -> None:
    lost = asked.words or any(found.values())
    key = "list" if lines else "empty" if lost else "nothing"
    last = _last(turn, asked) if lost else _week(turn, asked)
    turn.say(
        f"queues.{key}",
        choices=[row for row in (*rows, *_others(turn, asked, found), *last) if row],
        title=await _title(turn, asked),
        n=n,
        filter=turn.words("queues.filter", words=asked.words) if asked.words else "",
        lines="\n".join(lines),
    )


async def _title(turn: Turn, asked: Asked) -> str:
    name = turn.words(f"queues.section.{asked.section}")
    if not asked.group:
        return name
    names = await _names(turn, SECTIONS[asked.section].by, [asked.group])
    return f"{name}, {names[asked.group]}"


def _pages(items: Sequence[object], each: int) -> int:
    return max(1, -(-len(items) // each))


def _turning(turn: Turn, asked: Asked, pages: int) -> list[Choice]:
    at = asked.page
    steps = {"before": at - 1, "after": at + 1}
    return [
        turn.button(f"queues.{name}", *_to(asked._replace(page=number)), of=f"{number + 1}/{pages}")
        for name, number in steps.items()
        if 0 <= number < pages
    ]


def _to(asked: Asked) -> tuple[object, ...]:
    """What a button carries that leads to a list."""
    return "queue", asked.page, asked.where, asked.words


def _others(turn: Turn, asked: Asked, found: Queue) -> Rows:
    """The other sections that hold something, and how much."""
    buttons = [
        turn.button(
            "queues.count",
            *_to(Asked(name, words=asked.words)),
            name=turn.words(f"queues.section.{name}"),
            n=len(items),
        )
        for name, items in found.items()
        if items and (name != asked.section or asked.group)
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _last(turn: Turn, asked: Asked) -> Rows:
    find_ = turn.button("queues.find", "queue_find", 0, asked.section)
    drop = [turn.button("queues.drop", *_to(Asked(asked.section)))] if asked.words else []
    return [[find_, *drop], *_week(turn, asked)]


def _week(turn: Turn, asked: Asked) -> Rows:
    """Beside what is to be published stands what was."""
    link = turn.link("queues.week", f"{turn.world.base_url}/cong-khai")
    return [[link]] if asked.section == "check" else []


# Cases, one by one.


async def _lines(
    turn: Turn, asked: Asked, here: Sequence[Item], first: int
) -> tuple[list[str], list[Choice]]:
    loaded = {case.id: case for case in await cases.by_ids(turn.db, [one.case.id for one in here])}
    names = await people.names(turn.db, {one.case.handler_id or 0 for one in here})
    checked = {one.case_id: one for one in await checks.waiting(turn)} if _published(here) else {}
    lines, openers = [], []
    for number, item in enumerate(here, first):
        case = loaded[item.case.id]
        readable = asked.section == "sign" or await desk.sees(turn, case)
        lines.append(_head(turn, number, item, case, checked.get(case.id)))
        lines.append(_about(turn, asked, item, case, names, readable=readable))
        if readable:
            lines.append(excerpt(case.text, TEXT_SHOWN))
            action = "publish" if item.due is None else "open"
            openers.append(turn.button("queues.open", action, case.id, n=number))
    return lines, openers


def _published(here: Sequence[Item]) -> bool:
    return any(item.due is None for item in here)


def _head(turn: Turn, number: int, item: Item, case: Case, check: Check | None) -> str:
    when = ", ".join([*_marks(turn, item), _when(turn, item, check)])
    light = _light(turn, item, check)
    return turn.words("queues.line", n=number, light=light, code=case.code, when=when)


def _about(
    turn: Turn, asked: Asked, item: Item, case: Case, names: dict[int, str], *, readable: bool
) -> str:
    """Field, place and whose it is; the citizen's own words only for who may open the card."""
    place = [excerpt(desk.place_of(turn, case), PLACE)] if readable else []
    return " · ".join(
        [desk.field_name(turn, case.field), *place, *_whose(turn, asked.section, item, names)]
    )


def _light(turn: Turn, item: Item, check: Check | None) -> str:
    if check is not None:
        return turn.words(f"promises.light.{'late' if check.left < 0 else 'in_time'}")
    if item.due is None or not item.case.promised:
        return turn.words("promises.light.still")
    return promises.light(turn, item.due)


def _when(turn: Turn, item: Item, check: Check | None) -> str:
    if check is not None:
        key = "queues.check_late" if check.left < 0 else "queues.check_left"
        return turn.words(key, n=abs(check.left))
    if item.due is None:
        return turn.words("queues.answered")
    if not item.case.promised and not item.due.paused:
        return turn.words("queues.no_date", kind=turn.words(f"desk.kind.{item.case.kind}"))
    return promises.next_step(turn, item.due)


def _marks(turn: Turn, item: Item) -> list[str]:
    case = item.case
    marks = {
        "urgent": case.urgent,
        "pending": case.status == ANSWER_PENDING,
        "extension": case.wishes.extension,
        "returned": case.wishes.returned,
    }
    return [turn.words(f"queues.mark.{name}") for name, there in marks.items() if there]


def _whose(turn: Turn, section: str, item: Item, names: dict[int, str]) -> list[str]:
    """The agency for who works for another, and who has it unless it is the reader."""
    case, parts = item.case, []
    agency = turn.office.agencies.get(case.agency)
    sent = waiting.with_agency(item) or item.due is None
    if agency and sent and case.agency not in {held.agency for held in turn.known.roles}:
        parts.append(agency.short)
    if case.handler_id is None and section != "pool" and waiting.with_agency(item):
        parts.append(turn.words("queues.nobody"))
    elif case.handler_id not in (None, turn.person.id):
        parts.append(names.get(case.handler_id or 0) or turn.words("desk.somebody"))
    return parts


# Agencies and people, with how much each has.


async def _groups(turn: Turn, asked: Asked, items: Sequence[Item]) -> dict[str, list[Item]]:
    """What a section holds by agency or person; of people also those who have nothing."""
    by = SECTIONS[asked.section].by
    groups: dict[str, list[Item]] = {}
    if by == "handler" and not asked.words:
        led = {held.agency for held in turn.known.roles if held.role == LEADER}
        groups = {str(one.id): [] for one in await staff.members(turn.db, sorted(led))}
    for item in items if by else ():
        groups.setdefault(waiting.group_of(turn, by, item), []).append(item)
    return groups


async def _show_groups(
    turn: Turn, asked: Asked, groups: dict[str, list[Item]], found: Queue
) -> None:
    by, pages = SECTIONS[asked.section].by, _pages(list(groups), GROUPS)
    asked = asked._replace(page=min(asked.page, pages - 1))
    ordered = sorted(groups, key=lambda group: (group == NOBODY, -len(groups[group]), group))
    here = ordered[asked.page * GROUPS : (asked.page + 1) * GROUPS]
    names = await _names(turn, by, here)
    lines = [
        turn.words(
            f"queues.group.{by}",
            name=names[group],
            n=len(groups[group]),
            late=sum(_late(item) > 0 for item in groups[group]),
            longest=max(map(_late, groups[group]), default=0),
        )
        for group in here
    ]
    buttons = [
        turn.button(
            "queues.count", *_to(Asked(asked.section, group, asked.words)), name=names[group], n=n
        )
        for group in here
        if (n := len(groups[group]))
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    total = sum(map(len, groups.values()))
    await _say(turn, asked, found, lines, [*rows, _turning(turn, asked, pages)], n=total)


NOBODY = "0"
"""The group of what is in nobody's hands."""


def _late(item: Item) -> int:
    counts = item.due is not None and item.case.promised and not item.due.paused
    return item.due.days_late if counts and item.due else 0


async def _names(turn: Turn, by: str, groups: Sequence[str]) -> dict[str, str]:
    if by == "agency":
        agencies = turn.office.agencies
        return {code: agencies[code].short if code in agencies else code for code in groups}
    known = await people.names(turn.db, [int(group) for group in groups])
    nobody = turn.words("queues.nobody")
    return {
        group: nobody if group == NOBODY else known.get(int(group), f"#{group}") for group in groups
    }


SEARCH = Flow(
    "queues.search", (Ask(name="words", accepts=frozenset({TEXT}), check=_check),), _search
)
