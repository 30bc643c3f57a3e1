"""The office must keep a case as it is: its owner's data is not erased, and they learn why."""

from __future__ import annotations

from bot.turn import Refused, Turn
from handlers.case import lookup
from rules.lifecycle import OFFICE
from storage import cases, holds, mydata, notes
from storage.models import Case

REASON = (5, 500)
"""Characters, at least and at most."""


async def giulai(turn: Turn) -> None:
    """`/giulai MÃ lý do`: nothing of this case is erased; the reason is told to its owner."""
    case = await _of_office(turn, "giulai")
    reason = turn.args.strip()
    if len(reason) < REASON[0]:
        raise Refused("holding.why", code=case.code)
    if await holds.held(turn.db, [case.id]):
        raise Refused("holding.already", code=case.code)
    reason = reason[: REASON[1]]
    await notes.add(turn.db, case, notes.HOLD, reason, turn.person.id, turn.now)
    await cases.log(turn.db, case, holds.HOLD, turn.person.id, turn.now)
    turn.say("holding.done", case=case.code, code=case.code)


async def thoigiu(turn: Turn) -> None:
    """`/thoigiu MÃ`: its data may go again."""
    case = await _of_office(turn, "thoigiu")
    if not await holds.held(turn.db, [case.id]):
        raise Refused("holding.not_held", code=case.code)
    await cases.log(turn.db, case, holds.UNHOLD, turn.person.id, turn.now)
    turn.say("holding.undone", case=case.code, code=case.code)


async def _of_office(turn: Turn, command: str) -> Case:
    case = await lookup.named_case(turn, command)
    if not turn.known.holds(OFFICE):
        raise Refused("desk.not_yours")
    return case


async def refuse_while_held(turn: Turn) -> None:
    """Raise Refused, with the reason, when a case of the speaker is held."""
    mine = await mydata.cases_of(turn.db, turn.person)
    held = await holds.held(turn.db, [case.id for case in mine])
    for case in mine:
        if case.id in held:
            reason = (await notes.of_case(turn.db, case, notes.HOLD))[-1].text
            raise Refused("holding.refused", code=case.code, reason=reason, desk=turn.office.desk)
