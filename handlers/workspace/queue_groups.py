"""A section counted by agency or by person: how much each has, and a button to see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.event import Choice
from bot.turn import Turn
from handlers.workspace import queue_sections
from handlers.workspace.queue_request import QueueRequest
from handlers.workspace.queue_sections import SECTIONS, QueueItem
from rules.lifecycle import LEADER
from storage import people, staff

NOBODY = "0"
"""The group of what is in nobody's hands."""


async def groups_of_section(
    turn: Turn, asked: QueueRequest, items: Sequence[QueueItem]
) -> dict[str, list[QueueItem]]:
    """What a section holds by agency or person; of people also those who have nothing."""
    by = SECTIONS[asked.section].by
    groups: dict[str, list[QueueItem]] = {}
    if by == "handler" and not asked.words:
        led = {held.agency for held in turn.known.roles if held.role == LEADER}
        groups = {str(one.id): [] for one in await staff.staff_members(turn.db, sorted(led))}
    for item in items if by else ():
        groups.setdefault(_group(turn, by, item), []).append(item)
    return groups


def _group(turn: Turn, by: str, item: QueueItem) -> str:
    """The agency, or the handler's number, a case counts for; what is not forwarded, the office."""
    if by == "handler":
        return str(item.case.handler_id or 0)
    return item.case.agency if queue_sections.is_with_agency(item) else turn.office.receiver


def largest_groups_first(groups: Mapping[str, Sequence[QueueItem]]) -> list[str]:
    """What is in nobody's hands comes last."""
    return sorted(groups, key=lambda group: (group == NOBODY, -len(groups[group]), group))


async def group_lines(
    turn: Turn,
    asked: QueueRequest,
    groups: Mapping[str, Sequence[QueueItem]],
    here: Sequence[str],
) -> tuple[list[str], list[Choice]]:
    """The lines of these groups, and a button for each that holds something."""
    by = SECTIONS[asked.section].by
    names = await group_names(turn, by, here)
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
    openers = [
        turn.button(
            "queues.count",
            *QueueRequest(asked.section, group, asked.words).payload,
            name=names[group],
            n=n,
        )
        for group in here
        if (n := len(groups[group]))
    ]
    return lines, openers


def _late(item: QueueItem) -> int:
    counts = item.due is not None and item.case.promised and not item.due.paused
    return item.due.days_late if counts and item.due else 0


async def group_names(turn: Turn, by: str, groups: Sequence[str]) -> dict[str, str]:
    if by == "agency":
        agencies = turn.office.agencies
        return {code: agencies[code].short if code in agencies else code for code in groups}
    known = await people.names_of_people(turn.db, [int(group) for group in groups])
    nobody = turn.words("queues.nobody")
    return {
        group: nobody if group == NOBODY else known.get(int(group), f"#{group}") for group in groups
    }
