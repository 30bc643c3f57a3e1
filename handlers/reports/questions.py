"""`/solieu`: ask the figures in words or by menus; a number, its cases, a picture, a file."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.event import Choice, Rows
from bot.jobs import JobContext, JobFile, JobResult
from bot.texts import Texts
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import access, lookup
from handlers.reports import question_parser
from handlers.reports.question_parser import agencies_read_by
from handlers.reports.summary import XLSX
from publish.documents import xlsx
from publish.reports.brief import outage_lines
from publish.reports.period_facts import outage_minutes, placed_cases, question_counts
from publish.reports.report_lists import ReportLists
from publish.reports.report_names import ReportNames
from publish.reports.standing_chart import StandingBar, standing_chart_png
from rules.local_time import ZONE
from rules.office import Office
from rules.office_directory import Field, Topic
from rules.period_summary import PlacedEpisode
from rules.reporting_period import SPANS, Period, Span, period_containing
from rules.statistics_question import (
    ALL_STATES,
    CASE_STATES,
    StatisticsQuestion,
    count_in_state,
    older_periods,
    periods_to_offer,
    unpack_question,
)
from storage import case_histories, people, role_assignments
from storage.closed_periods import closed_statistics_of_period

SHOWN = 8
"""Cases in one message."""
PARTS = ("period", "state", "field", "agency", "commune")


async def solieu(turn: Turn) -> None:
    """`/solieu [đất đai quá hạn tháng này]`: the number, its cases, and menus to ask on."""
    # Of plain words all count: the first ones, `còn bao nhiêu`, made them a question.
    words = turn.args if turn.event.text.strip().startswith("/") else turn.event.text
    with question_parser.refusing_unknown_periods():
        found = question_parser.question_reader(turn).question(words, turn.today)
        days = found.when.range(turn.today, turn.office.reports.period_rule, "month")
    agency, state = question_parser.one_named_agency(turn, found), found.state or ALL_STATES
    question = StatisticsQuestion(*days[:2], found.field, agency, found.commune, state, days.days)
    unknown = found.unknown[: question_parser.QUOTED]
    meant = question_parser.readable_scopes(turn, agency, whole=found.whole)
    if unknown and not found.understood:
        menu = _menu(turn, question._replace(agency=meant[0]), some=False)
        turn.say("ask_figures.nothing", choices=menu, words=unknown)
    elif len(meant) > 1:
        _ask_which(turn, question, meant)
    else:
        await _answer(turn, question._replace(agency=meant[0]), 0, unknown)


def _ask_which(turn: Turn, question: StatisticsQuestion, agencies: Sequence[str]) -> None:
    names = ReportNames(turn.office, turn.world.texts)
    turn.say(
        "ask_figures.which_agency",
        choices=[
            [_value(turn, names.agency(code), question._replace(agency=code))] for code in agencies
        ],
    )


def _value(turn: Turn, label: str, question: StatisticsQuestion) -> Choice:
    return turn.button("ask_figures.value", "figs", 0, "page", question.packed(), label=label)


async def press_question(turn: Turn, number: int, detail: str) -> None:
    """Button: `page:QUESTION`, or the choices of a part, `period:QUESTION`."""
    what, _, packed = detail.partition(":")
    question = unpack_question(packed)
    if question is None:
        raise UserError("ask_figures.old")
    meant = question_parser.readable_scopes(turn, question.agency)
    question = question._replace(agency=meant[0])
    if what in {*PARTS, *SPANS}:
        await _choices(turn, what, question)
    elif what in {"picture", "file"}:
        turn.say("ask_figures.making")
        turn.later("ask_figures", turn.person.id, f"{what}:{question.packed()}")
    else:
        await _answer(turn, question, number)


async def _answer(turn: Turn, question: StatisticsQuestion, page: int, unknown: str = "") -> None:
    found = await placed_cases(turn.db, turn.office, question, turn.now)
    pages = max(1, -(-len(found) // SHOWN))
    page = min(page, pages - 1)
    here = found[page * SHOWN : (page + 1) * SHOWN]
    names = ReportNames(turn.office, turn.world.texts)
    lines = [_line(turn, names, one) for one in here]
    minutes = await outage_minutes(turn.db, question.period(turn.office.reports.period_rule))
    lines += outage_lines(turn.world.texts, minutes)
    lines += await _kept(turn, question)
    turn.say(
        "ask_figures.answer" if found else "ask_figures.none",
        choices=[
            *(await _openers(turn, here)),
            *_pages(turn, question, page, len(found)),
            *_menu(turn, question, some=bool(found)),
        ],
        unknown=turn.words("ask_figures.unknown", words=unknown) + "\n" if unknown else "",
        what=question_in_words(turn, question),
        n=len(found),
        page=turn.words("ask_figures.page", page=page + 1, pages=pages) if pages > 1 else "",
        lines="".join(f"\n{one}" for one in lines),
    )


async def _kept(world: Turn | JobContext, question: StatisticsQuestion) -> list[str]:
    """That the office closed the period, while a question is counted from the log."""
    period = question.period(world.world.office.reports.period_rule)
    old = await closed_statistics_of_period(world.db, question.span, period.first)
    return [world.world.texts("report.closed_whole", at=old.closed_at)] if old else []


def _line(turn: Turn, names: ReportNames, one: PlacedEpisode) -> str:
    """A case, how it stands and how many days late."""
    days = one.episode.days_late
    return turn.words(
        "ask_figures.line_late" if days else "ask_figures.line",
        code=one.fact.code,
        field=names.field(one.fact.field),
        agency=names.agency(one.fact.agency),
        stands=turn.words(f"report.column.{one.stands}"),
        days=days,
    )


async def _openers(turn: Turn, here: Sequence[PlacedEpisode]) -> Rows:
    rows = []
    for one in here:
        case = await lookup.find_case(turn, one.fact.case_id)
        if access.may_see(turn, case):
            rows.append([turn.button("digests.open", "open", case.id, code=case.code)])
    return rows


def _pages(turn: Turn, question: StatisticsQuestion, page: int, n: int) -> Rows:
    row = []
    if page:
        row.append(turn.button("ask_figures.back", "figs", page - 1, "page", question.packed()))
    if (page + 1) * SHOWN < n:
        row.append(turn.button("ask_figures.next", "figs", page + 1, "page", question.packed()))
    return [row] if row else []


def _menu(turn: Turn, question: StatisticsQuestion, *, some: bool) -> Rows:
    """What may be changed about the question, and what else may be had."""
    held = agencies_read_by(turn.known.roles)
    parts = [part for part in PARTS if part != "agency" or "" in held or len(held) > 1]
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


async def _choices(turn: Turn, part: str, question: StatisticsQuestion) -> None:
    """The values of a part; the states with their numbers, so that each number is a door."""
    rows = [_value(turn, label, changed) for label, changed in await _values(turn, part, question)]
    choices = [rows[at : at + 2] for at in range(0, len(rows), 2)]
    if part == "period":
        buttons = [
            turn.button(f"ask_figures.older.{span}", "figs", 0, span, question.packed())
            for span in SPANS
        ]
        choices += [buttons[:2], buttons[2:]]
    key = f"ask_figures.choose.older.{part}" if part in SPANS else f"ask_figures.choose.{part}"
    kept = "".join(f"\n{one}" for one in await _kept(turn, question))
    turn.say(key, choices=choices, what=question_in_words(turn, question), lines=kept)


async def _values(
    turn: Turn, part: str, question: StatisticsQuestion
) -> list[tuple[str, StatisticsQuestion]]:
    names = ReportNames(turn.office, turn.world.texts)
    whole = turn.words("ask_figures.whole")
    if part in {"period", *SPANS}:
        return [
            (names.period(period, span), question._replace(span=span, first=period.first, days=0))
            for span, period in await _periods(turn, part)
        ]
    if part == "state":
        return await _states(turn, question)
    office = turn.office
    if part == "field":
        named: dict[str, Field | Topic] = {**office.topics, **office.fields}
        fields = [(named[code].name, question._replace(field=code)) for code in named]
        return [(whole, question._replace(field="")), *fields]
    if part == "commune":
        places = [
            (names.commune(code), question._replace(commune=code)) for code in office.communes
        ]
        return [(whole, question._replace(commune="")), *places]
    held = agencies_read_by(turn.known.roles)
    agencies = [
        (agency.short, question._replace(agency=code))
        for code, agency in office.agencies.items()
        if agency.handles and ("" in held or code in held)
    ]
    return [*([(whole, question._replace(agency=""))] if "" in held else []), *agencies]


async def _periods(turn: Turn, part: str) -> list[tuple[Span, Period]]:
    """Those near, or those of one length back to the first case."""
    rule = turn.office.reports.period_rule
    if part not in SPANS:
        return periods_to_offer(turn.today, rule)
    first = await case_histories.first_case_received_at(turn.db)
    since = first.astimezone(ZONE).date() if first else turn.today
    return [(part, period) for period in older_periods(turn.today, part, rule, since)]


async def _states(turn: Turn, question: StatisticsQuestion) -> list[tuple[str, StatisticsQuestion]]:
    counted = await question_counts(turn.db, turn.office, question, turn.now)
    return [
        (
            turn.words(
                "ask_figures.number", name=_state(turn, state), n=count_in_state(counted, state)
            ),
            question._replace(state=state),
        )
        for state in CASE_STATES
        if state == ALL_STATES or count_in_state(counted, state)
    ]


def _state(turn: Turn | JobContext, state: str) -> str:
    own = f"ask_figures.state.{state}"
    return turn.world.texts(own if own in turn.world.texts else f"report.column.{state}")


def question_in_words(turn: Turn | JobContext, question: StatisticsQuestion) -> str:
    """What was asked for, so that a misunderstanding shows."""
    office, texts = turn.world.office, turn.world.texts
    names = ReportNames(office, texts)
    parts = [
        _days(office, texts, question),
        *([_field(office, texts, question.field)] if question.field else []),
        *([names.agency(question.agency)] if question.agency else []),
        *([names.commune(question.commune)] if question.commune else []),
        *([_state(turn, question.state)] if question.state != ALL_STATES else []),
    ]
    return "; ".join(parts)


def _days(office: Office, texts: Texts, question: StatisticsQuestion) -> str:
    """The period by its name, other days by the first and the last."""
    rule = office.reports.period_rule
    period = question.period(rule)
    whole = period_containing(period.first, question.span, rule)
    if period.first == whole.first and period.last <= whole.last:
        return ReportNames(office, texts).period(period, question.span)
    first, last = f"{period.first:%d/%m/%Y}", f"{period.last:%d/%m/%Y}"
    if first == last:
        return texts("ask_figures.day", day=first)
    return texts("ask_figures.days", first=first, last=last)


def _field(office: Office, texts: Texts, code: str) -> str:
    """A field, or a topic and the fields it stands for."""
    names = ReportNames(office, texts)
    topic = office.topics.get(code)
    if topic is None:
        return names.field(code)
    fields = "; ".join(names.field(one) for one in topic.fields)
    return texts("ask_figures.several", name=topic.name, fields=fields)


async def make_question_files(making: JobContext, _person: int, detail: str) -> JobResult:
    """The picture or the file, outside the transaction that sends it."""
    what, _, packed = detail.partition(":")
    question = unpack_question(packed)
    if question is None:
        raise ValueError(packed)
    found = await placed_cases(making.db, making.world.office, question, making.now)
    if what == "picture":
        return await asyncio.to_thread(_picture, making, question, found)
    texts = making.world.texts
    period = question.period(making.world.office.reports.period_rule)
    notes = [
        *outage_lines(texts, await outage_minutes(making.db, period)),
        *await _kept(making, question),
        texts("report.made", at=making.now.astimezone(ZONE)),
    ]
    return await asyncio.to_thread(_file, making, question, found, notes)


def _called(making: JobContext, question: StatisticsQuestion) -> str:
    """The name of a file, without its ending."""
    state = _state(making, question.state) if question.state != ALL_STATES else ""
    period = question.period(making.world.office.reports.period_rule)
    parts = (question.field, question.agency, question.commune, state)
    names = ReportNames(making.world.office, making.world.texts)
    return names.file("figures", period, question.span, *parts)


def _picture(
    making: JobContext, question: StatisticsQuestion, found: Sequence[PlacedEpisode]
) -> JobResult:
    """Bars by agency; by field when one agency is meant."""
    texts = making.world.texts
    names = ReportNames(making.world.office, texts)
    part, called = ("field", names.field) if question.agency else ("agency", names.short_agency)
    groups: dict[str, StandingBar] = {}
    for one in found:
        code = getattr(one.fact, part)
        groups[code] = groups.get(code, StandingBar()).with_one(one.stands)
    image = standing_chart_png(
        texts,
        part,
        question_in_words(making, question),
        [(called(code), bar) for code, bar in groups.items()],
    )
    return JobResult((JobFile("photo", "image/png", f"{_called(making, question)}.png", image),))


def _file(
    making: JobContext,
    question: StatisticsQuestion,
    found: Sequence[PlacedEpisode],
    notes: Sequence[str],
) -> JobResult:
    office, texts = making.world.office, making.world.texts
    period = question.period(office.reports.period_rule)
    table = ReportLists(office, texts).cases(found, period, making.today)
    document = xlsx.single_table_document(
        office.name, question_in_words(making, question), table, notes
    )
    content = xlsx.render_xlsx(document, texts)
    return JobResult((JobFile("document", XLSX, f"{_called(making, question)}.xlsx", content),))


async def send_question_files(turn: Turn, person_id: int, _: str) -> None:
    """Time event: what was asked for is made."""
    person = await people.person_by_id(turn.db, person_id)
    if person is None or not agencies_read_by(
        await role_assignments.roles_of_person(turn.db, person)
    ):
        return
    key = "ask_figures.failed" if turn.event.faults else "ask_figures.made"
    for address in await people.addresses_of_person(turn.db, person_id):
        turn.say(key, to=address, media=turn.event.media)
