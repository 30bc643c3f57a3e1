"""A leader's day: who handles what, and what is overdue."""

from __future__ import annotations

from typing import Any

from bot import conversation
from bot.event import Choice
from bot.flow import Answers, Ask, Flow
from bot.turn import Refused, Rows, Turn
from handlers import desk, watch
from handlers.desk import act, check, find
from rules.lifecycle import CHAIR, LEADER, OFFICE, OFFICIAL
from storage import people

SHOWN = 10


async def assign(turn: Turn, case_id: int, _: str) -> None:
    """Button: give a case to one of the agency's officials."""
    case = await find(turn, case_id)
    await check(turn, case, "assign")
    staff = await people.holding(turn.db, OFFICIAL, case.agency)
    if not staff:
        raise Refused("leading.nobody", agency=desk.agency_name(turn, case.agency))
    names = {
        str(person.id): person.name or f"#{person.id}"
        for person in staff
        if person.id != case.accused_id
    }
    await conversation.begin(turn, ASSIGN.name, case_id=case.id, code=case.code, names=names)


async def phancong(turn: Turn) -> None:
    """`/phancong MÃ`."""
    await assign(turn, (await desk.named(turn, "phancong")).id, "")


def _staff(_turn: Turn, answers: Answers) -> Rows:
    return [[Choice(name, number)] for number, name in answers["names"].items()]


def _code(_turn: Turn, answers: Answers) -> dict[str, Any]:
    return {"code": answers["code"]}


async def _assigned(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    official = int(answers["official"])
    await act(turn, case, "assign", handler_id=official, noted={"to": official})
    name = answers["names"][answers["official"]]
    turn.say("leading.assigned", case=case.code, code=case.code, name=name)
    for address in await people.addresses_of(turn.db, official):
        turn.say(
            "leading.yours",
            to=address,
            choices=[[turn.button("desk.open", "open", case.id)]],
            case=case.code,
            code=case.code,
        )


async def quahan(turn: Turn) -> None:
    """`/quahan`: what is overdue, the worst first; a leader sees the own agency."""
    everything = turn.known.holds(OFFICE) or turn.known.holds(CHAIR)
    led = {role.agency for role in turn.known.roles if role.role == LEADER}
    late = [
        (case, stretch)
        for case, stretch in await watch.open_cases(turn.db, turn.office, turn.now)
        if stretch.days_late and not stretch.paused and (everything or case.agency in led)
    ]
    if not late:
        turn.say("leading.none_late")
        return
    late.sort(key=lambda item: -item[1].days_late)
    lines, buttons = [], []
    for watched, stretch in late[:SHOWN]:
        case = await find(turn, watched.id)
        agency = desk.agency_name(turn, case.agency)
        key = "leading.very_late_line" if stretch.very_late else "leading.late_line"
        lines.append(turn.words(key, code=case.code, agency=agency, n=stretch.days_late))
        buttons.append([turn.button("digests.open", "open", case.id, code=case.code)])
    counts: dict[str, int] = {}
    for watched, _ in late:
        name = desk.agency_name(turn, watched.agency)
        counts[name] = counts.get(name, 0) + 1
    by_agency = "; ".join(f"{name}: {n}" for name, n in sorted(counts.items(), key=lambda i: -i[1]))
    turn.say(
        "leading.late", choices=buttons, n=len(late), by_agency=by_agency, lines="\n".join(lines)
    )


ASSIGN = Flow(
    "leading.assigning",
    (Ask(name="official", choices=_staff, show=_code),),
    then=_assigned,
)
