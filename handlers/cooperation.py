"""What an agency does besides answering: ask the citizen, give a case back, ask for more time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot import conversation
from bot.event import Choice
from bot.flow import TEXT, Again, Answers, Ask, Flow, Given
from bot.turn import Refused, Rows, Turn
from handlers import conflict, desk, promises, triage
from handlers.desk import act, check, find
from rules.deadline import Count, working_days_between
from rules.lifecycle import AGENCY_ROLES, LEADER, OFFICE
from rules.timeline import asked_by
from storage import cases, notes
from storage.models import Case

SHORTEST = 10
LONGEST = 1000
FEWEST_DAYS = 3


def _words(key: str) -> Ask:
    """A question for a sentence or two, named by the flow it stands in."""

    def check_words(_turn: Turn, _answers: Answers, given: Given) -> str:
        if len(given.text) < SHORTEST:
            raise Again(key)
        return given.text[:LONGEST]

    return Ask(
        name="words",
        accepts=frozenset({TEXT}),
        check=check_words,
        show=lambda _, answers: {"code": answers["code"]},
    )


async def more(turn: Turn, case_id: int, _: str) -> None:
    """Button: what else can be done with a case, besides accepting and answering."""
    case = await find(turn, case_id)
    if not desk.may_see(turn, case):
        raise Refused("desk.not_yours")
    names = ("ask", "return", "extension") if _works_on(turn, case) else ()
    leads = turn.known.holds(LEADER, case.agency)
    names = (*names, *(("assign",) if leads else ()))
    rows: list[Sequence[Choice]]
    rows = [[turn.button(f"cooperation.{name}", name, case.id)] for name in names]
    if _works_on(turn, case):
        rows.insert(0, [turn.button("templates.use", "use_template", case.id)])
    if conflict.is_office(turn, case):
        rows += map(list, triage.other_rows(turn, case))
    elif leads:
        rows.append([turn.button("helping_out.involve", "involve", case.id)])
    turn.say("cooperation.more_for", choices=rows, case=case.code, code=case.code)


def _works_on(turn: Turn, case: Case) -> bool:
    return any(turn.known.holds(role, case.agency) for role in AGENCY_ROLES)


# Ask the citizen: the clock stops until the answer comes.


async def ask(turn: Turn, case_id: int, _: str) -> None:
    """Button: ask the citizen for what is missing. A second time only a leader may."""
    case = await find(turn, case_id)
    await check(turn, case, "ask")
    asked = sum(line.action == "ask" for line in await cases.events(turn.db, case))
    if asked and not (turn.known.holds(LEADER, case.agency) or turn.known.holds(OFFICE)):
        raise Refused("cooperation.asked_before", code=case.code)
    term, late = await _ask_late(turn, case)
    if late:
        basis = turn.office.deadlines["ask"].basis
        due = promises.day(turn, term)
        turn.say("cooperation.ask_late", code=case.code, due=due, basis=basis)
    await conversation.begin(turn, ASK.name, case_id=case.id, code=case.code)


async def _ask_late(turn: Turn, case: Case) -> tuple[Count, int]:
    """The office's term to ask in, and how many working days it has been over."""
    term = asked_by(turn.office, await promises.of(turn, case))
    return term, max(0, working_days_between(term.due, turn.today, turn.office.calendar))


async def hoithem(turn: Turn) -> None:
    """`/hoithem MÃ`."""
    await ask(turn, (await desk.named(turn, "hoithem")).id, "")


async def _ask(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    _, late = await _ask_late(turn, case)
    await act(turn, case, "ask", noted={"late": late} if late else {})
    await notes.add(turn.db, case, notes.QUESTION, answers["words"], turn.person.id, turn.now)
    until = promises.wait_ends(turn, turn.today)
    turn.say("cooperation.asked", case=case.code, code=case.code, until=until)
    desk.tell_citizen(
        turn,
        case,
        "cooperation.citizen_asked",
        [[turn.button("deadlines.supplement", "supplement", case.id)]],
        agency=desk.agency_name(turn, case.agency or turn.office.receiver),
        question=answers["words"],
        until=until,
    )


# Give it back: not ours, and whose it is instead.


async def give_back(turn: Turn, case_id: int, _: str) -> None:
    """Button: the case is not ours; say whose it is, and why."""
    case = await find(turn, case_id)
    await check(turn, case, "return")
    await conversation.begin(turn, RETURN.name, case_id=case.id, code=case.code, from_=case.agency)


async def tralai(turn: Turn) -> None:
    """`/tralai MÃ`."""
    await give_back(turn, (await desk.named(turn, "tralai")).id, "")


def _others(turn: Turn, answers: Answers) -> Rows:
    buttons = [
        Choice(agency.short, code)
        for code, agency in turn.office.agencies.items()
        if agency.handles and code != answers["from_"]
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


async def _give_back(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    await act(turn, case, "return", agency=answers["agency"], handler_id=None)
    await notes.add(turn.db, case, notes.RETURN, answers["words"], turn.person.id, turn.now)
    turn.say("cooperation.returned", case=case.code, code=case.code)
    await triage.given_back(turn, case, await desk.office_addresses(turn, case))


# More time: once, before the date, with a reason, and the office decides.


async def extension(turn: Turn, case_id: int, _: str) -> None:
    """Button: ask the office for more time."""
    case = await find(turn, case_id)
    await _may_ask_extension(turn, case)
    await conversation.begin(turn, EXTENSION.name, case_id=case.id, code=case.code)


async def _may_ask_extension(turn: Turn, case: Case) -> None:
    await check(turn, case, "ask_extension")
    done = [line.action for line in await cases.events(turn.db, case)]
    if "ask_extension" in done:
        raise Refused("cooperation.extended_before", code=case.code)
    if (await promises.of(turn, case)).days_late:
        raise Refused("cooperation.too_late_to_extend", code=case.code)


async def giahan(turn: Turn) -> None:
    """`/giahan MÃ`."""
    await extension(turn, (await desk.named(turn, "giahan")).id, "")


def _days(turn: Turn, _answers: Answers) -> Rows:
    most = turn.office.deadlines["extension"].days
    offered = sorted({min(FEWEST_DAYS, most), most // 2, most} - {0})
    return [[Choice(turn.words("apologies.in_days", n=days), str(days)) for days in offered]]


async def _ask_extension(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    days = int(answers["days"])
    await _may_ask_extension(turn, case)
    await act(turn, case, "ask_extension", noted={"days": days})
    await notes.add(turn.db, case, notes.EXTENSION, answers["words"], turn.person.id, turn.now)
    turn.say("cooperation.extension_asked", case=case.code, code=case.code)
    await _ask_office(turn, case, days, await desk.office_addresses(turn, case))


async def show_extension(turn: Turn, case: Case) -> None:
    """What the agency asked for and the office has still to decide, if there is anything."""
    days = await _asked_for(turn, case)
    if days:
        await _ask_office(turn, case, days, [turn.event.address])


async def _ask_office(turn: Turn, case: Case, days: int, to: Sequence[str]) -> None:
    due = await promises.of(turn, case)
    reason = (await notes.of_case(turn.db, case, notes.EXTENSION))[-1].text
    for address in to:
        turn.say(
            "cooperation.extension_card",
            to=address,
            choices=[
                [turn.button("cooperation.grant", "extend", case.id, days, n=days)],
                [turn.button("cooperation.deny", "deny", case.id)],
            ],
            case=case.code,
            code=case.code,
            agency=desk.agency_name(turn, case.agency),
            days=days,
            due=promises.in_words(turn, due),
            reason=reason,
        )


async def extend(turn: Turn, case_id: int, _: str) -> None:
    """Button of the office: grant what was asked for; the citizen is told the new date and why."""
    case = await find(turn, case_id)
    await check(turn, case, "extend")
    days = await _undecided(turn, case)
    await act(turn, case, "extend", noted={"days": days})
    until = promises.day(turn, (await promises.of(turn, case)).answer)
    reason = (await notes.of_case(turn.db, case, notes.EXTENSION))[-1].text
    turn.say("cooperation.granted", case=case.code, code=case.code, due=until)
    agency = desk.agency_name(turn, case.agency)
    await desk.tell_all(
        turn, case, "cooperation.citizen_extended", agency=agency, due=until, reason=reason
    )
    await _tell_agency(turn, case, "cooperation.agency_granted", due=until)


async def deny(turn: Turn, case_id: int, _: str) -> None:
    """Button of the office: no more time."""
    case = await find(turn, case_id)
    await check(turn, case, "deny_extension")
    await _undecided(turn, case)
    await act(turn, case, "deny_extension")
    turn.say("cooperation.denied", case=case.code, code=case.code)
    await _tell_agency(turn, case, "cooperation.agency_denied")


async def _undecided(turn: Turn, case: Case) -> int:
    """The days asked for and not yet decided. Raises Refused when there are none."""
    days = await _asked_for(turn, case)
    if not days:
        raise Refused("cooperation.nothing_to_decide", code=case.code)
    return days


async def _asked_for(turn: Turn, case: Case) -> int:
    days = 0
    for line in await cases.events(turn.db, case):
        if line.action == "ask_extension":
            days = int(line.data["days"])
        elif line.action in {"extend", "deny_extension"}:
            days = 0
    return days


async def _tell_agency(turn: Turn, case: Case, key: str, **values: Any) -> None:
    for address in await desk.agency_addresses(turn, case):
        turn.say(key, to=address, case=case.code, code=case.code, **values)


ASK = Flow("cooperation.asking", (_words("cooperation.asking.words.again"),), then=_ask)

RETURN = Flow(
    "cooperation.returning",
    (
        Ask(name="agency", choices=_others, show=lambda _, answers: {"code": answers["code"]}),
        _words("cooperation.returning.words.again"),
    ),
    then=_give_back,
)

EXTENSION = Flow(
    "cooperation.extending",
    (
        Ask(name="days", choices=_days, show=lambda _, answers: {"code": answers["code"]}),
        _words("cooperation.extending.words.again"),
    ),
    then=_ask_extension,
)
