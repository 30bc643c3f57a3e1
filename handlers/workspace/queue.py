"""`/viec`: what waits for me, soonest due first; one message for every role, turned by buttons.

It is always a list, also of one case: who opens it each morning finds everything in its place,
and a card comes with one tap, with the buttons that fit what the case waits for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Again, Answers, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import lookup
from handlers.office import restricted
from handlers.publication import review
from handlers.workspace import queue_lines, queue_sections
from handlers.workspace.queue_sections import SECTIONS, Queue, QueueItem
from rules.lifecycle import LEADER
from rules.text import clean_text, split_tokens
from storage import people, staff


async def congkhai(turn: Turn) -> None:
    """`/congkhai [MÃ]`: check this case, or show which ones wait."""
    if turn.args:
        await review.show_review(turn, await lookup.named_case(turn, "congkhai"))
    else:
        await show_section(turn, "check")


PER_PAGE = 6


GROUPS = 10
"""Agencies, or people, on one page."""


ROOM = 30
"""Bytes of the words looked for: a button carries them from page to page."""


class QueueRequest(NamedTuple):
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


async def viec(turn: Turn) -> None:
    """`/viec [chữ cần tìm]`."""
    await _show(turn, QueueRequest(words=_fitting(turn.args)))


async def phanloai(turn: Turn) -> None:
    """`/phanloai`: sealed cases without an outcome, then what the office has to sort."""
    for case in await restricted.restricted_waiting(turn):
        restricted.show_restricted(turn, case)
    await show_section(turn, "triage")


async def quahan(turn: Turn) -> None:
    """`/quahan`: what is overdue, by agency; a leader sees the own one."""
    await show_section(turn, "late")


async def show_section(turn: Turn, section: str) -> None:
    """One section, from its beginning; what follows the command are words to look for."""
    await _show(turn, QueueRequest(section, words=_fitting(turn.args)))


async def turn_queue_page(turn: Turn, number: int, detail: str) -> None:
    """Button: a page, counted from 0, of `SECTION[.GROUP]:WORDS`."""
    where, _, words = detail.partition(":")
    section, _, group = where.partition(".")
    await _show(turn, QueueRequest(section, group, _fitting(words), number))


async def search_queue(turn: Turn, _number: int, section: str) -> None:
    """Button: look for words in a section."""
    if section not in queue_sections.section_names(turn):
        raise _not_yours(turn)
    await conversation.begin_flow(turn, SEARCH.name, section=section)


def _check(_turn: Turn, _answers: Answers, given: Given) -> str:
    words = _fitting(given.text)
    if not words:
        raise Again("queues.search.words.again")
    return words


async def _search(turn: Turn, answers: Answers) -> None:
    await _show(turn, QueueRequest(answers["section"], words=answers["words"]))


def _fitting(text: str) -> str:
    """The words to look for as far as a button can carry them; bare letters when it must."""
    said = [word for word in clean_text(text).replace(":", " ").split() if split_tokens(word)]
    if len(" ".join(said).encode()) <= ROOM:
        return " ".join(said)
    kept = ""
    for word in split_tokens(text):
        longer = f"{kept} {word}".strip()
        if len(longer) > ROOM:
            break
        kept = longer
    return kept


def _not_yours(turn: Turn) -> UserError:
    return UserError("queues.not_yours" if turn.known.roles else "conversation.not_yours")


async def _show(turn: Turn, asked: QueueRequest) -> None:
    found = await queue_sections.read_queue(turn, split_tokens(asked.words))
    if not found or (asked.section and asked.section not in found):
        raise _not_yours(turn)
    asked = asked._replace(section=asked.section or queue_sections.pressing_section(found))
    groups = await _groups(turn, asked, found[asked.section])
    several = len(groups) > 1
    asked = asked._replace(group=asked.group if several and asked.group in groups else "")
    if several and not asked.group:
        await _show_groups(turn, asked, groups, found)
    else:
        await _show_items(turn, asked, groups.get(asked.group, found[asked.section]), found)


async def _show_items(
    turn: Turn, asked: QueueRequest, items: Sequence[QueueItem], found: Queue
) -> None:
    pages = _pages(items, PER_PAGE)
    asked = asked._replace(page=min(asked.page, pages - 1))
    first = asked.page * PER_PAGE
    here = queue_sections.in_queue_order(asked.section, items)[first : first + PER_PAGE]
    lines, openers = await queue_lines.case_lines(turn, asked.section, here, first + 1)
    rows = [openers[at : at + 3] for at in range(0, len(openers), 3)]
    rows.append(_turning(turn, asked, pages))
    await _say(turn, asked, found, lines, rows, n=len(items))


async def _say(
    turn: Turn, asked: QueueRequest, found: Queue, lines: Sequence[str], rows: Rows, *, n: int
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


async def _title(turn: Turn, asked: QueueRequest) -> str:
    name = turn.words(f"queues.section.{asked.section}")
    if not asked.group:
        return name
    names = await _names(turn, SECTIONS[asked.section].by, [asked.group])
    return f"{name}, {names[asked.group]}"


def _pages(items: Sequence[object], each: int) -> int:
    return max(1, -(-len(items) // each))


def _turning(turn: Turn, asked: QueueRequest, pages: int) -> list[Choice]:
    at = asked.page
    steps = {"before": at - 1, "after": at + 1}
    return [
        turn.button(f"queues.{name}", *_to(asked._replace(page=number)), of=f"{number + 1}/{pages}")
        for name, number in steps.items()
        if 0 <= number < pages
    ]


def _to(asked: QueueRequest) -> tuple[object, ...]:
    """What a button carries that leads to a list."""
    return "queue", asked.page, asked.where, asked.words


def _others(turn: Turn, asked: QueueRequest, found: Queue) -> Rows:
    """The other sections that hold something, and how much."""
    buttons = [
        turn.button(
            "queues.count",
            *_to(QueueRequest(name, words=asked.words)),
            name=turn.words(f"queues.section.{name}"),
            n=len(items),
        )
        for name, items in found.items()
        if items and (name != asked.section or asked.group)
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _last(turn: Turn, asked: QueueRequest) -> Rows:
    find_ = turn.button("queues.find", "queue_find", 0, asked.section)
    drop = [turn.button("queues.drop", *_to(QueueRequest(asked.section)))] if asked.words else []
    return [[find_, *drop], *_week(turn, asked)]


def _week(turn: Turn, asked: QueueRequest) -> Rows:
    """Beside what is to be published stands what was."""
    link = turn.link("queues.week", f"{turn.world.base_url}/cong-khai")
    return [[link]] if asked.section == "check" else []


async def _groups(
    turn: Turn, asked: QueueRequest, items: Sequence[QueueItem]
) -> dict[str, list[QueueItem]]:
    """What a section holds by agency or person; of people also those who have nothing."""
    by = SECTIONS[asked.section].by
    groups: dict[str, list[QueueItem]] = {}
    if by == "handler" and not asked.words:
        led = {held.agency for held in turn.known.roles if held.role == LEADER}
        groups = {str(one.id): [] for one in await staff.staff_members(turn.db, sorted(led))}
    for item in items if by else ():
        groups.setdefault(queue_sections.queue_group(turn, by, item), []).append(item)
    return groups


async def _show_groups(
    turn: Turn, asked: QueueRequest, groups: dict[str, list[QueueItem]], found: Queue
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
            "queues.count",
            *_to(QueueRequest(asked.section, group, asked.words)),
            name=names[group],
            n=n,
        )
        for group in here
        if (n := len(groups[group]))
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    total = sum(map(len, groups.values()))
    await _say(turn, asked, found, lines, [*rows, _turning(turn, asked, pages)], n=total)


NOBODY = "0"
"""The group of what is in nobody's hands."""


def _late(item: QueueItem) -> int:
    counts = item.due is not None and item.case.promised and not item.due.paused
    return item.due.days_late if counts and item.due else 0


async def _names(turn: Turn, by: str, groups: Sequence[str]) -> dict[str, str]:
    if by == "agency":
        agencies = turn.office.agencies
        return {code: agencies[code].short if code in agencies else code for code in groups}
    known = await people.names_of_people(turn.db, [int(group) for group in groups])
    nobody = turn.words("queues.nobody")
    return {
        group: nobody if group == NOBODY else known.get(int(group), f"#{group}") for group in groups
    }


SEARCH = Flow(
    "queues.search", (Ask(name="words", accepts=frozenset({TEXT}), check=_check),), _search
)
