"""What is late, told in one message to whoever is above."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.turn import Turn
from storage import cases
from storage.models import Case

SHOWN = 8
"""Cases named in one message; the list of what is overdue has them all."""


async def tell(turn: Turn, address: str, late: Sequence[int], line: Callable[[Case], str]) -> None:
    """Tell of these cases, the worst first; `line` says one of them."""
    shown = await cases.by_ids(turn.db, late[:SHOWN])
    turn.say(
        "deadlines.escalated",
        to=address,
        choices=[[turn.button("digests.open", "open", case.id, code=case.code)] for case in shown],
        n=len(late),
        lines="\n".join(map(line, shown)),
    )
