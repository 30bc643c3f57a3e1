"""Where a case stands: everything for its owner, the public part for anyone."""

from __future__ import annotations

from collections.abc import Iterator

from bot.turn import ZONE, Refused, Turn
from handlers import desk, followup, promises
from rules.lifecycle import OPEN
from storage import cases
from storage.models import Case, CaseEvent

PAGE = 6
"""Cases on one page of the list."""


async def cuatoi(turn: Turn) -> None:
    """`/cuatoi`: my cases, newest first."""
    await page(turn, 0, "")


async def page(turn: Turn, number: int, _: str) -> None:
    """Button: one page of my cases, counted from 0."""
    found = await cases.of_person(turn.db, turn.person.id, PAGE + 1, offset=number * PAGE)
    if not found and number == 0:
        button = turn.button("commands.gopy.label", "c", "gopy")
        turn.say("tracking.none", choices=[[button]])
        return
    mine = found[:PAGE]
    rows = [[turn.button("tracking.one", "case", case.id, code=case.code)] for case in mine]
    turning = []
    if number:
        turning.append(turn.button("tracking.newer", "mine", number - 1))
    if len(found) > PAGE:
        turning.append(turn.button("tracking.older", "mine", number + 1))
    lines = [await _line(turn, case) for case in mine]
    turn.say(
        "tracking.mine",
        choices=[*rows, turning] if turning else rows,
        lines="\n".join(lines),
    )


async def _line(turn: Turn, case: Case) -> str:
    line = turn.words("tracking.line", code=case.code, status=desk.status(turn, case))
    if case.status in OPEN:
        line += ". " + promises.in_words(turn, await promises.of(turn, case))
    return line


async def show(turn: Turn, case_id: int, _: str) -> None:
    """Button: one of my cases."""
    case = await desk.find(turn, case_id)
    if case.person_id != turn.person.id:
        raise Refused("desk.not_yours")
    await _own(turn, case)


async def track(turn: Turn) -> None:
    """`/tracuu MÃ`."""
    code = turn.args.strip()
    if not code:
        raise Refused("tracking.which")
    case = await cases.by_code(turn.db, code)
    if case is None:
        raise Refused("tracking.unknown", code=code[:40])
    if case.person_id == turn.person.id:
        await _own(turn, case)
    else:
        # To anyone else a case is its status: neither words nor place nor person.
        turn.say(
            "tracking.public",
            code=case.code,
            received=case.received_at.astimezone(ZONE).date(),
            status=desk.status(turn, case),
            field=desk.field_name(turn, case.field),
        )


async def _own(turn: Turn, case: Case) -> None:
    due = await promises.of(turn, case)
    answer = await cases.answer_of(turn.db, case)
    answered = answer is not None and case.status not in OPEN
    log = await cases.events(turn.db, case)
    turn.say(
        "tracking.own_answered" if answered else "tracking.own",
        choices=await followup.rows(turn, case),
        case=case.code,
        code=case.code,
        received=case.received_at,
        status=desk.status(turn, case),
        field=desk.field_name(turn, case.field),
        text=case.text,
        due=promises.in_words(turn, due),
        how=promises.explained(turn, due),
        answer=answer.text if answer else "",
        steps="\n".join(_steps(turn, log)),
    )


def _steps(turn: Turn, log: list[CaseEvent]) -> Iterator[str]:
    """The log in words; what is the office's own business is left out."""
    for line in log:
        key = f"followup.event.{line.action}"
        if key in turn.world.texts:
            agency = desk.agency_name(turn, str(line.data.get("agency", "")))
            what = turn.words(key, agency=agency, days=line.data.get("days", ""))
            yield turn.words("tracking.step", at=line.at, what=what)
