"""A question to the figures in words, and what has to be said with its answer."""

from __future__ import annotations

from bot.jobs import JobContext
from bot.texts import Texts
from bot.turn import Turn
from publish.reports.report_names import ReportNames
from rules.office import Office
from rules.reporting_period import period_containing
from rules.statistics_question import ALL_STATES, StatisticsQuestion
from storage.closed_periods import closed_statistics_of_period


def state_in_words(turn: Turn | JobContext, state: str) -> str:
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
        *([state_in_words(turn, question.state)] if question.state != ALL_STATES else []),
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


async def closing_in_words(world: Turn | JobContext, question: StatisticsQuestion) -> list[str]:
    """That the office closed the period, while a question is counted from the log."""
    period = question.period(world.world.office.reports.period_rule)
    old = await closed_statistics_of_period(world.db, question.span, period.first)
    return [world.world.texts("report.closed_whole", at=old.closed_at)] if old else []
