"""What is late, told in one message to whoever is above."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from bot.turn import Turn
from handlers.case import access
from rules.lifecycle import CHAIR, OFFICE
from storage import cases, people
from storage.known_person import KnownPerson
from storage.models import Case

SHOWN = 8
"""Cases named in one message; the list of what is overdue has them all."""


def urgent_code(turn: Turn, case: Case) -> str:
    """The code of a case; of an urgent one so that nobody passes it over."""
    return turn.words("deadlines.urgent", code=case.code) if case.urgent else case.code


async def tell_those_above(
    turn: Turn, address: str, late: Sequence[int], line: Callable[[Case], str]
) -> None:
    """Tell of these cases, the worst first; `line` says one of them."""
    shown = await cases.cases_by_ids(turn.db, late[:SHOWN])
    reader = await people.person_at_address(turn.db, address, turn.now)
    mine = [case for case in shown if access.is_open_to(turn, reader, case)]
    others = [case for case in shown if case not in mine]
    turn.say(
        "deadlines.escalated",
        to=address,
        choices=[[turn.button("digests.open", "open", case.id, code=case.code)] for case in mine],
        n=len(late),
        lines="\n".join([*map(line, shown), *whom_to_ask(turn, reader, others)]),
    )


def whom_to_ask(turn: Turn, reader: KnownPerson, closed: Collection[Case]) -> list[str]:
    """For the chair, who urges and opens no card: who knows more of cases that were named."""
    above = reader.holds(CHAIR) and not reader.holds(OFFICE)
    return [turn.words("deadlines.whom_to_ask")] if closed and above else []
