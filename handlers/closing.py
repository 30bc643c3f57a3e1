"""The office ends a case otherwise: another channel, or another case it repeats."""

from __future__ import annotations

from typing import Any

from bot import conversation
from bot.event import Choice
from bot.flow import Answers, Ask, Flow
from bot.turn import Refused, Rows, Turn
from handlers import desk
from handlers.desk import act, check, find
from rules.lifecycle import MERGED
from storage import cases


async def redirect(turn: Turn, case_id: int, _: str) -> None:
    """Button: this belongs to another channel; the citizen is told which, where, by what law."""
    case = await find(turn, case_id)
    await check(turn, case, "redirect")
    await conversation.begin(turn, REDIRECT.name, case_id=case.id, code=case.code)


def _channels(turn: Turn, _answers: Answers) -> Rows:
    return [[Choice(one.label, code)] for code, one in turn.office.redirects.items()]


def _code(_turn: Turn, answers: Answers) -> dict[str, Any]:
    return {"code": answers["code"]}


async def _redirected(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    other = turn.office.redirects[answers["channel"]]
    await act(turn, case, "redirect", noted={"to": other.code})
    outcome = turn.words("closing.outcome", label=other.label, where=other.where, basis=other.basis)
    await cases.answer(turn.db, case, outcome, turn.person.id, turn.now)
    desk.tell_citizen(turn, case, "closing.citizen_redirected", outcome=outcome)
    turn.say("closing.redirected", case=case.code, code=case.code)


async def gop(turn: Turn) -> None:
    """`/gop MÃ MÃ`: merge the first case into the second; its reporter follows the second."""
    duplicate = await desk.named(turn, "gop")
    code = turn.args.strip()
    kept = await cases.by_code(turn.db, code) if code else None
    if kept is None:
        raise Refused("closing.into_which", code=duplicate.code)
    if kept.id == duplicate.id or kept.status == MERGED or kept.sealed:
        raise Refused("closing.not_into_that", code=kept.code)
    await act(turn, duplicate, "merge", merged_into=kept.id, noted={"into": kept.code})
    turn.say(
        "closing.merged",
        choices=[[turn.button("closing.unmerge", "unmerge", duplicate.id)]],
        code=duplicate.code,
        kept=kept.code,
    )
    desk.tell_citizen(turn, duplicate, "closing.citizen_merged", kept=kept.code)


async def unmerge(turn: Turn, case_id: int, _: str) -> None:
    """Button: the two were not the same after all."""
    case = await find(turn, case_id)
    await act(turn, case, "unmerge", merged_into=None)
    turn.say("closing.unmerged", case=case.code, code=case.code)
    desk.tell_citizen(turn, case, "closing.citizen_unmerged")


REDIRECT = Flow(
    "closing.redirecting",
    (Ask(name="channel", choices=_channels, show=_code),),
    then=_redirected,
)
