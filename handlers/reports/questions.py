"""`/solieu`: ask the figures in words or by menus; a number, its cases, a picture, a file."""

from __future__ import annotations

from collections.abc import Sequence

from bot.event import Rows
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import access, labels, lookup
from handlers.reports import question_parser
from handlers.reports.question_menus import (
    PARTS,
    changed_question,
    question_menu,
    say_values_of_part,
)
from handlers.reports.question_words import closing_in_words, question_in_words
from handlers.reports.withheld import withheld_from_reader
from handlers.shared.spoken_periods import QUOTED, refusing_unknown_periods
from publish.reports.brief import outage_lines
from publish.reports.case_facts import Withheld
from publish.reports.period_facts import outage_minutes, placed_cases, question_counts
from publish.reports.report_names import ReportNames
from rules.period_summary import PlacedEpisode
from rules.reporting_period import SPANS
from rules.statistics_question import ALL_STATES, SHARED, StatisticsQuestion, unpack_question

SHOWN = 8
"""Cases in one message."""


async def solieu(turn: Turn) -> None:
    """`/solieu [đất đai quá hạn tháng này]`: the number, its cases, and menus to ask on."""
    # Of plain words all count: the first ones, `còn bao nhiêu`, made them a question.
    words = turn.args if turn.event.text.strip().startswith("/") else turn.event.text
    question_parser.refuse_case_code(words)
    with refusing_unknown_periods():
        found = question_parser.question_reader(turn).question(words, turn.today)
        days = found.when.range(turn.today, turn.office.reports.period_rule, "month")
    agency, state = question_parser.one_named_agency(turn, found), found.state or ALL_STATES
    question = StatisticsQuestion(*days[:2], found.field, agency, found.commune, state, days.days)
    unknown = found.unknown[:QUOTED]
    meant = question_parser.readable_scopes(turn, agency, whole=found.whole)
    if unknown and not found.understood:
        menu = question_menu(turn, question._replace(agency=meant[0]), some=False)
        turn.say("ask_figures.nothing", choices=menu, words=unknown)
    elif len(meant) > 1:
        _ask_which(turn, question, meant)
    elif unknown and not found.state:
        # A number beside words nobody understood would be taken for the answer to them.
        await say_values_of_part(turn, "state", question._replace(agency=meant[0]), unknown)
    else:
        await _answer(turn, question._replace(agency=meant[0]), 0, unknown)


def _ask_which(turn: Turn, question: StatisticsQuestion, agencies: Sequence[str]) -> None:
    names = ReportNames(turn.office, turn.world.texts)
    turn.say(
        "ask_figures.which_agency",
        choices=[
            [changed_question(turn, names.agency(code), question._replace(agency=code))]
            for code in agencies
        ],
    )


async def press_question(turn: Turn, number: int, detail: str) -> None:
    """Button: `page:QUESTION`, or the choices of a part, `period:QUESTION`."""
    what, _, packed = detail.partition(":")
    question = unpack_question(packed)
    if question is None:
        raise UserError("ask_figures.old")
    meant = question_parser.readable_scopes(turn, question.agency)
    question = question._replace(agency=meant[0])
    if what in {*PARTS, *SPANS}:
        await say_values_of_part(turn, what, question)
    elif what in {"picture", "file"}:
        turn.say("ask_figures.making")
        turn.later("ask_figures", turn.person.id, f"{what}:{question.packed()}")
    else:
        await _answer(turn, question, number)


async def _answer(turn: Turn, question: StatisticsQuestion, page: int, unknown: str = "") -> None:
    withheld = await withheld_from_reader(turn.db, turn.office, turn.known)
    found = await placed_cases(turn.db, turn.office, question, turn.now, withheld)
    named = [one for one in found if not one.fact.withheld]
    pages = max(1, -(-len(named) // SHOWN))
    page = min(page, pages - 1)
    here = named[page * SHOWN : (page + 1) * SHOWN]
    names = ReportNames(turn.office, turn.world.texts)
    lines = [*await _share(turn, question, withheld), *(_line(turn, names, one) for one in here)]
    lines.append(turn.words("ask_figures.withheld"))
    minutes = await outage_minutes(turn.db, question.period(turn.office.reports.period_rule))
    lines += outage_lines(turn.world.texts, minutes)
    lines += await closing_in_words(turn, question)
    n, cases = len(found), len({one.fact.case_id for one in named}) + len(found) - len(named)
    turn.say(
        "ask_figures.answer" if found else "ask_figures.none",
        choices=[
            *(await _openers(turn, here)),
            *_pages(turn, question, page, len(named)),
            *question_menu(turn, question, some=bool(found)),
        ],
        unknown=turn.words("ask_figures.unknown", words=unknown) + "\n" if unknown else "",
        what=question_in_words(turn, question),
        counted=turn.words(
            f"ask_figures.{'cases' if n == cases else 'stretches'}", n=n, cases=cases
        ),
        page=turn.words("ask_figures.page", page=page + 1, pages=pages) if pages > 1 else "",
        lines="".join(f"\n{one}" for one in lines),
    )


async def _share(turn: Turn, question: StatisticsQuestion, withheld: Withheld) -> list[str]:
    """Of what the number asked for is a part, where it is one."""
    part = SHARED.get(question.state)
    if part is None:
        return []
    counted = await question_counts(turn.db, turn.office, question, turn.now, withheld)
    if not getattr(counted, part):
        return []
    names = ("satisfied", "rated", "resolved", "unresolved", "said", "unsaid")
    told = {name: getattr(counted, name) for name in names}
    return [turn.words(f"ask_figures.share.{part}", **told)]


def _line(turn: Turn, names: ReportNames, one: PlacedEpisode) -> str:
    """A case, how it stands and how many days late."""
    days, hours = one.episode.days_late, -one.episode.hours_left
    late = "line_late_hours" if one.episode.until else "line_late"
    return turn.words(
        f"ask_figures.{late}" if days else "ask_figures.line",
        code=labels.marked_code(turn.world.texts, one.fact.code, urgent=one.fact.urgent),
        field=names.field(one.fact.field),
        agency=names.agency(one.fact.agency),
        stands=turn.words(f"report.column.{one.stands}"),
        days=days,
        hours=hours,
    )


async def _openers(turn: Turn, here: Sequence[PlacedEpisode]) -> Rows:
    rows = []
    for case_id in dict.fromkeys(one.fact.case_id for one in here):
        case = await lookup.find_case(turn, case_id)
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
