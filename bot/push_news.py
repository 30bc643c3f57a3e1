"""Who is told by their browser that there is news for them: that, and never what or of which case.

Of what is kept nowhere, and of denunciations, nobody is told so: nothing may lead from one to a
chat (docs/decisions/0029-denunciations-apart-from-cases.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.event import Reply
from bot.turn import Turn
from rules.case_code import DENUNCIATION_PREFIX
from storage import push_subscriptions, role_assignments


async def lanes_of_news(turn: Turn, replies: Iterable[tuple[str, Reply]]) -> Mapping[str, str]:
    """Where browsers are told of what nobody in the chat just asked for, each with its chat."""
    here = turn.event.address
    told = {address for address, reply in replies if address != here and _is_news(reply)}
    return await push_subscriptions.push_lanes(turn.db, told)


async def push_replies(turn: Turn, lanes: Mapping[str, str]) -> list[tuple[str, Reply]]:
    """What is told there: one sentence for every citizen, and one for whoever works here."""
    if not lanes:
        return []
    staff = await role_assignments.staff_addresses_among(turn.db, set(lanes.values()))
    return [
        (lane, Reply(text=turn.words("push.work" if chat in staff else "push.news")))
        for lane, chat in lanes.items()
    ]


def _is_news(reply: Reply) -> bool:
    silent = reply.fleeting or reply.edits or reply.menu
    return not silent and not reply.case.startswith(DENUNCIATION_PREFIX)
