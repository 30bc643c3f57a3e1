"""`/viec`: what waits for me, soonest due first; one message for every role, turned by buttons.

It is always a list, also of one case: who opens it each morning finds everything in its place,
and a card comes with one tap, with the buttons that fit what the case waits for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import lookup
from handlers.denunciation.reading import say_denunciations_waiting
from handlers.office import restricted
from handlers.publication import review
from handlers.workspace import queue_contents, queue_groups, queue_lines, queue_sections
from handlers.workspace.queue_request import QueueRequest, request_of_button, words_for_button
from handlers.workspace.queue_sections import SECTIONS, Queue, QueueItem
from rules.text import split_tokens

PER_PAGE = 6
GROUPS_PER_PAGE = 10
"""Cases, and groups of cases, on one page."""
"""Agencies, or people."""


async def viec(turn: Turn) -> None:
    """`/viec [chữ cần tìm]`."""
    await _show(turn, QueueRequest(words=words_for_button(turn.args)))
    await say_denunciations_waiting(turn)


async def phanloai(turn: Turn) -> None:
    """`/phanloai`: sealed cases without an outcome, then what the office has to sort."""
    for case in await restricted.restricted_waiting(turn):
        restricted.show_restricted(turn, case)
    await show_section(turn, "triage")


async def quahan(turn: Turn) -> None:
    """`/quahan`: what is overdue, by agency; a leader sees the own one."""
    await show_section(turn, "late")


async def congkhai(turn: Turn) -> None:
    """`/congkhai [MÃ]`: check this case, or show which ones wait."""
    if turn.args:
        await review.show_review(turn, await lookup.named_case(turn, "congkhai"))
    else:
        await show_section(turn, "check")


async def show_section(turn: Turn, section: str) -> None:
    """One section, from its beginning; what follows the command are words to look for."""
    await _show(turn, QueueRequest(section, words=words_for_button(turn.args)))


async def turn_queue_page(turn: Turn, number: int, detail: str) -> None:
    """Button: a page, counted from 0, of `SECTION[.GROUP]:WORDS`."""
    await _show(turn, request_of_button(number, detail))


class QueueSearchAnswers(TypedDict):
    section: str
    words: NotRequired[str]


async def search_queue(turn: Turn, _number: int, section: str) -> None:
    """Button: look for words in a section."""
    await _check_shown(turn, {"section": section})
    await conversation.begin_flow(turn, SEARCH.name, section=section)


async def _check_shown(turn: Turn, answers: QueueSearchAnswers) -> None:
    """Raise UserError when the section is not, or no longer, the speaker's."""
    if answers["section"] not in queue_sections.section_names(turn):
        raise _not_yours(turn)


def _check(_turn: Turn, _answers: QueueSearchAnswers, given: Given) -> str:
    words = words_for_button(given.text)
    if not words:
        raise Again("queues.search.words.again")
    return words


async def _search(turn: Turn, answers: QueueSearchAnswers) -> None:
    await _show(turn, QueueRequest(answers["section"], words=answers["words"]))


def _not_yours(turn: Turn) -> UserError:
    return UserError("queues.not_yours" if turn.known.roles else "conversation.not_yours")


async def _show(turn: Turn, asked: QueueRequest) -> None:
    found = await queue_contents.read_queue(turn, split_tokens(asked.words))
    if not found or (asked.section and asked.section not in found):
        raise _not_yours(turn)
    asked = asked._replace(section=asked.section or queue_sections.pressing_section(found))
    groups = await queue_groups.groups_of_section(turn, asked, found[asked.section])
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
    names = await queue_groups.group_names(turn, SECTIONS[asked.section].by, [asked.group])
    return f"{name}, {names[asked.group]}"


def _pages(items: Sequence[object], each: int) -> int:
    return max(1, -(-len(items) // each))


def _turning(turn: Turn, asked: QueueRequest, pages: int) -> list[Choice]:
    at = asked.page
    steps = {"before": at - 1, "after": at + 1}
    return [
        turn.button(
            f"queues.{name}", *asked._replace(page=number).payload, of=f"{number + 1}/{pages}"
        )
        for name, number in steps.items()
        if 0 <= number < pages
    ]


def _others(turn: Turn, asked: QueueRequest, found: Queue) -> Rows:
    """The other sections that hold something, and how much."""
    buttons = [
        turn.button(
            "queues.count",
            *QueueRequest(name, words=asked.words).payload,
            name=turn.words(f"queues.section.{name}"),
            n=len(items),
        )
        for name, items in found.items()
        if items and (name != asked.section or asked.group)
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _last(turn: Turn, asked: QueueRequest) -> Rows:
    find_ = turn.button("queues.find", "queue_find", 0, asked.section)
    drop = [turn.button("queues.drop", *QueueRequest(asked.section).payload)] if asked.words else []
    return [[find_, *drop], *_week(turn, asked)]


def _week(turn: Turn, asked: QueueRequest) -> Rows:
    """Beside what is to be published stands what was."""
    link = turn.link("queues.week", f"{turn.world.base_url}/cong-khai")
    return [[link]] if asked.section == "check" else []


async def _show_groups(
    turn: Turn, asked: QueueRequest, groups: dict[str, list[QueueItem]], found: Queue
) -> None:
    pages = _pages(list(groups), GROUPS_PER_PAGE)
    asked = asked._replace(page=min(asked.page, pages - 1))
    first = asked.page * GROUPS_PER_PAGE
    here = queue_groups.largest_groups_first(groups)[first : first + GROUPS_PER_PAGE]
    lines, openers = await queue_groups.group_lines(turn, asked, groups, here)
    rows = [openers[at : at + 2] for at in range(0, len(openers), 2)]
    total = sum(map(len, groups.values()))
    await _say(turn, asked, found, lines, [*rows, _turning(turn, asked, pages)], n=total)


SEARCH = Flow(
    "queues.search",
    (Ask(name="words", accepts=frozenset({TEXT}), check=_check),),
    then=_search,
    possible=_check_shown,
)
