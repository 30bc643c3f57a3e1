"""The menus of `/solieu`: what may be changed about a question, and to what."""

from __future__ import annotations

from bot.event import Choice, Rows
from bot.turn import Turn
from handlers.reports.question_parser import agencies_read_by
from handlers.reports.question_words import closing_in_words, question_in_words, state_in_words
from handlers.reports.withheld import withheld_from_reader
from publish.reports.period_facts import question_counts
from publish.reports.report_names import ReportNames
from rules.local_time import ZONE
from rules.office_directory import Field, Topic
from rules.reporting_period import SPANS, Period, Span
from rules.statistics_question import (
    ALL_STATES,
    CASE_STATES,
    StatisticsQuestion,
    count_in_state,
    older_periods,
    periods_to_offer,
)
from storage import case_histories

PARTS = ("period", "state", "field", "agency", "commune")


def changed_question(turn: Turn, label: str, question: StatisticsQuestion) -> Choice:
    return turn.button("ask_figures.value", "figs", 0, "page", question.packed(), label=label)


def question_menu(turn: Turn, question: StatisticsQuestion, *, some: bool) -> Rows:
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


async def say_values_of_part(
    turn: Turn, part: str, question: StatisticsQuestion, unknown: str = ""
) -> None:
    """The values of a part; the states with their numbers, so that each number is a door.

    `unknown`: words that were not understood, because of which it is asked.
    """
    rows = [
        changed_question(turn, label, changed)
        for label, changed in await _values(turn, part, question)
    ]
    choices = [rows[at : at + 2] for at in range(0, len(rows), 2)]
    if part == "period":
        buttons = [
            turn.button(f"ask_figures.older.{span}", "figs", 0, span, question.packed())
            for span in SPANS
        ]
        choices += [buttons[:2], buttons[2:]]
    key = f"ask_figures.choose.older.{part}" if part in SPANS else f"ask_figures.choose.{part}"
    kept = "".join(f"\n{one}" for one in await closing_in_words(turn, question))
    what = question_in_words(turn, question)
    if unknown:
        key = "ask_figures.choose.unclear"
        turn.say(key, choices=choices, words=unknown, what=what, lines=kept)
    else:
        turn.say(key, choices=choices, what=what, lines=kept)


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
    withheld = await withheld_from_reader(turn.db, turn.office, turn.known)
    counted = await question_counts(turn.db, turn.office, question, turn.now, withheld)
    return [
        (
            turn.words(
                "ask_figures.number",
                name=state_in_words(turn, state),
                n=count_in_state(counted, state),
            ),
            question._replace(state=state),
        )
        for state in CASE_STATES
        if state == ALL_STATES or count_in_state(counted, state)
    ]
