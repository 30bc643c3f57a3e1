"""What is asked of the figures as a picture or a workbook."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.jobs import JobContext, JobFile, JobResult
from bot.turn import Turn
from handlers.reports.question_parser import agencies_read_by
from handlers.reports.question_words import closing_in_words, question_in_words, state_in_words
from handlers.reports.report_files import XLSX
from handlers.reports.withheld import withheld_from_file
from publish.documents import xlsx
from publish.reports.brief import outage_lines
from publish.reports.period_facts import outage_minutes, placed_cases
from publish.reports.report_lists import ReportLists
from publish.reports.report_names import ReportNames
from publish.reports.standing_chart import StandingBar, standing_chart_png
from rules.local_time import ZONE
from rules.period_summary import PlacedEpisode
from rules.statistics_question import ALL_STATES, StatisticsQuestion, unpack_question
from storage import people, role_assignments


async def make_question_files(making: JobContext, person: int, detail: str) -> JobResult:
    """The picture or the file, outside the transaction that sends it."""
    what, _, packed = detail.partition(":")
    question = unpack_question(packed)
    if question is None:
        raise ValueError(packed)
    office = making.world.office
    withheld = await withheld_from_file(making.db, office, question.agency, person)
    found = await placed_cases(making.db, office, question, making.now, withheld)
    if what == "picture":
        return await asyncio.to_thread(_picture, making, question, found)
    texts = making.world.texts
    period = question.period(office.reports.period_rule)
    notes = [
        *outage_lines(texts, await outage_minutes(making.db, period)),
        *await closing_in_words(making, question),
        texts("report.made", at=making.now.astimezone(ZONE)),
    ]
    return await asyncio.to_thread(_file, making, question, found, notes)


def _called(making: JobContext, question: StatisticsQuestion) -> str:
    """The name of a file, without its ending."""
    state = state_in_words(making, question.state) if question.state != ALL_STATES else ""
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
    named = [one for one in found if not one.fact.withheld]
    hidden = len(found) - len(named)
    table = ReportLists(office, texts).cases(named, period, making.today, hidden)
    document = xlsx.single_table_document(
        office.name, question_in_words(making, question), table, notes
    )
    content = xlsx.render_xlsx(document, texts)
    return JobResult((JobFile("document", XLSX, f"{_called(making, question)}.xlsx", content),))


async def send_question_files(turn: Turn, person_id: int, _: str) -> None:
    """Time event: what was asked for is made. Who asked gets it, also while said to be away."""
    if not agencies_read_by(await role_assignments.roles_in_force_of(turn.db, person_id)):
        return
    key = "ask_figures.failed" if turn.event.faults else "ask_figures.made"
    for address in await people.addresses_of_person(turn.db, person_id):
        turn.say(key, to=address, media=turn.event.media)
