"""`/solieu`: ask the figures in words or by menus; a number, its cases, a picture, a file."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.making import File, Made, Making
from bot.turn import Refused, Rows, Turn
from handlers import desk
from handlers.reporting import XLSX, scopes
from publish import charts, xlsx
from publish.facts import counts, outage_minutes, placed
from publish.report import outage_line
from publish.report_lists import Lists
from publish.report_tables import Names
from rules.ask_figures import ALL, STATES, Question, Reader, count, periods, unpacked
from rules.figures import Placed
from storage import people

SHOWN = 8
"""Cases in one message."""
CHARTED = 12
PARTS = ("period", "state", "field", "agency", "commune")


async def solieu(turn: Turn) -> None:
    """`/solieu [đất đai quá hạn tháng này]`: the number, its cases, and menus to ask on."""
    spoken = turn.world.texts.under("ask_figures.spoken")
    question = Reader(turn.office, turn.world.router, spoken).read(turn.args, turn.today)
    await _answer(turn, _within(turn, question), 0)


def _within(turn: Turn, question: Question) -> Question:
    """The question, narrowed to what the asker may see."""
    held = scopes(turn.known.roles)
    if not held:
        raise Refused("conversation.not_yours")
    if "" in held or question.agency in held:
        return question
    return question._replace(agency=held[0])


async def press(turn: Turn, number: int, detail: str) -> None:
    """Button: `page:QUESTION`, or the choices of a part, `period:QUESTION`."""
    what, _, packed = detail.partition(":")
    question = unpacked(packed)
    if question is None:
        raise Refused("ask_figures.old")
    question = _within(turn, question)
    if what in PARTS:
        await _choices(turn, what, question)
    elif what in {"picture", "file"}:
        turn.say("ask_figures.making")
        turn.later("ask_figures", turn.person.id, f"{what}:{question.packed()}")
    else:
        await _answer(turn, question, number)


async def _answer(turn: Turn, question: Question, page: int) -> None:
    found = await placed(turn.db, turn.office, question, turn.now)
    here = found[page * SHOWN : (page + 1) * SHOWN]
    names = Names(turn.office, turn.world.texts)
    lines = [
        turn.words(
            "ask_figures.line",
            code=one.fact.code,
            field=names.field(one.fact.field),
            agency=names.agency(one.fact.agency),
            stands=turn.words(f"report.column.{one.stands}"),
        )
        for one in here
    ]
    minutes = await outage_minutes(turn.db, question.period(turn.office.reports.period_rule))
    lines += outage_line(turn.world.texts, minutes)
    turn.say(
        "ask_figures.answer" if found else "ask_figures.none",
        choices=[
            *(await _openers(turn, here)),
            *_pages(turn, question, page, len(found)),
            *_menu(turn, question, some=bool(found)),
        ],
        what=in_words(turn, question),
        n=len(found),
        lines="".join(f"\n{one}" for one in lines),
    )


async def _openers(turn: Turn, here: Sequence[Placed]) -> Rows:
    rows = []
    for one in here:
        case = await desk.find(turn, one.fact.case_id)
        if desk.may_see(turn, case):
            rows.append([turn.button("digests.open", "open", case.id, code=case.code)])
    return rows


def _pages(turn: Turn, question: Question, page: int, n: int) -> Rows:
    row = []
    if page:
        row.append(turn.button("ask_figures.back", "figs", page - 1, "page", question.packed()))
    if (page + 1) * SHOWN < n:
        row.append(turn.button("ask_figures.next", "figs", page + 1, "page", question.packed()))
    return [row] if row else []


def _menu(turn: Turn, question: Question, *, some: bool) -> Rows:
    """What may be changed about the question, and what else may be had."""
    parts = [part for part in PARTS if part != "agency" or "" in scopes(turn.known.roles)]
    buttons = [
        turn.button(f"ask_figures.part.{part}", "figs", 0, part, question.packed())
        for part in parts
    ]
    if some:
        buttons += [
            turn.button(f"ask_figures.{what}", "figs", 0, what, question.packed())
            for what in ("picture", "file")
        ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


async def _choices(turn: Turn, part: str, question: Question) -> None:
    """The values of a part; the states with their numbers, so that each number is a door."""
    rows = []
    for label, changed in await _values(turn, part, question):
        choice = turn.button("ask_figures.value", "figs", 0, "page", changed.packed(), label=label)
        rows.append(choice)
    turn.say(
        f"ask_figures.choose.{part}",
        choices=[rows[at : at + 2] for at in range(0, len(rows), 2)],
        what=in_words(turn, question),
    )


async def _values(turn: Turn, part: str, question: Question) -> list[tuple[str, Question]]:
    names = Names(turn.office, turn.world.texts)
    whole = turn.words("ask_figures.whole")
    if part == "period":
        rule = turn.office.reports.period_rule
        return [
            (names.period(period, span), question._replace(span=span, first=period.first, days=0))
            for span, period in periods(turn.today, rule)
        ]
    if part == "state":
        return await _states(turn, question)
    office = turn.office
    if part == "field":
        fields = [(names.field(code), question._replace(field=code)) for code in office.fields]
        return [(whole, question._replace(field="")), *fields]
    if part == "commune":
        places = [
            (names.commune(code), question._replace(commune=code)) for code in office.communes
        ]
        return [(whole, question._replace(commune="")), *places]
    agencies = [
        (agency.short, question._replace(agency=code))
        for code, agency in office.agencies.items()
        if agency.handles
    ]
    return [(whole, question._replace(agency="")), *agencies]


async def _states(turn: Turn, question: Question) -> list[tuple[str, Question]]:
    counted = await counts(turn.db, turn.office, question, turn.now)
    return [
        (
            turn.words("ask_figures.number", name=_state(turn, state), n=count(counted, state)),
            question._replace(state=state),
        )
        for state in STATES
        if state == ALL or count(counted, state)
    ]


def _state(turn: Turn, state: str) -> str:
    own = f"ask_figures.state.{state}"
    return turn.words(own if own in turn.world.texts else f"report.column.{state}")


def in_words(turn: Turn, question: Question) -> str:
    """What was asked for, so that a misunderstanding shows."""
    names = Names(turn.office, turn.world.texts)
    parts = [
        names.period(question.period(turn.office.reports.period_rule), question.span),
        *([names.field(question.field)] if question.field else []),
        *([names.agency(question.agency)] if question.agency else []),
        *([names.commune(question.commune)] if question.commune else []),
        *([_state(turn, question.state)] if question.state != ALL else []),
    ]
    return "; ".join(parts)


async def make(making: Making, _person: int, detail: str) -> Made:
    """The picture or the file, outside the transaction that sends it."""
    what, _, packed = detail.partition(":")
    question = unpacked(packed)
    if question is None:
        raise ValueError(packed)
    found = await placed(making.db, making.world.office, question, making.now)
    if what == "picture":
        return await asyncio.to_thread(_picture, making, question, found)
    period = question.period(making.world.office.reports.period_rule)
    note = outage_line(making.world.texts, await outage_minutes(making.db, period))
    return await asyncio.to_thread(_file, making, question, found, "".join(note))


def _picture(making: Making, question: Question, found: Sequence[Placed]) -> Made:
    """Bars by agency; by field when one agency is meant."""
    texts, names = making.world.texts, Names(making.world.office, making.world.texts)
    part, called = ("field", names.field) if question.agency else ("agency", names.agency)
    groups: dict[str, int] = {}
    for one in found:
        name = called(getattr(one.fact, part))
        groups[name] = groups.get(name, 0) + 1
    shown = sorted(groups.items(), key=lambda item: -item[1])[:CHARTED]
    image = charts.stacked_bars(
        names.period(question.period(making.world.office.reports.period_rule), question.span),
        [name for name, _ in shown],
        {texts("ask_figures.cases"): [n for _, n in shown]},
        empty=texts("report.empty"),
    )
    return Made((File("photo", "image/png", f"so-lieu-{question.first}.png", image),))


def _file(making: Making, question: Question, found: Sequence[Placed], note: str) -> Made:
    office, texts = making.world.office, making.world.texts
    table = Lists(office, texts).cases(found, question.period(office.reports.period_rule))
    content = xlsx.render(xlsx.sheet(office.name, table._replace(note=note)), texts)
    return Made((File("document", XLSX, f"so-lieu-{question.first}.xlsx", content),))


async def send(turn: Turn, person_id: int, _: str) -> None:
    """Time event: what was asked for is made."""
    person = await people.by_id(turn.db, person_id)
    if person is None or not scopes(await people.roles_of(turn.db, person)):
        return
    key = "ask_figures.failed" if turn.event.faults else "ask_figures.made"
    for address in await people.addresses_of(turn.db, person_id):
        turn.say(key, to=address, media=turn.event.media)
