"""What somebody asks of the figures in words, and whose figures they may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from bot.texts import Texts
from bot.turn import Turn
from bot.user_error import UserError
from publish.reports.report_names import ReportNames
from rules.asked_days import PeriodError
from rules.case_code import CASE_CODE
from rules.lifecycle import CHAIR, LEADER, OFFICE
from rules.reporting_period import Span
from rules.statistics_words import StatisticsReader, StatisticsRequest
from storage.role_assignments import Role

QUOTED = 60
"""Characters of what was typed that are said back."""


def agencies_read_by(roles: Sequence[Role]) -> list[str]:
    """The agencies whose figures somebody reads; `""` stands for all of them, no entry for none."""
    if any(role.role in {OFFICE, CHAIR} for role in roles):
        return [""]
    return sorted({role.agency for role in roles if role.role == LEADER})


class ReportRequest(NamedTuple):
    """The report that words ask for."""

    span: Span
    day: date
    """The last that counts."""
    agency: str = ""
    whole: bool = False
    """The whole office is named."""
    named: bool = False
    """A period or a day is said, and not only how long the period is."""


def report_request(turn: Turn) -> ReportRequest:
    """What the words after a command ask for; this week up to today where they name nothing.

    Raises UserError.
    """
    refuse_case_code(turn.args)
    with refusing_unknown_periods():
        asked = question_reader(turn).report(turn.args, turn.today)
        span, day = asked.when.up_to(turn.today, turn.office.reports.period_rule, "week")
    if asked.unknown:
        raise UserError("reporting.unclear", words=asked.unknown[:QUOTED])
    named = bool(asked.when.period or asked.when.days)
    return ReportRequest(span, day, one_named_agency(turn, asked), asked.whole, named)


def question_reader(turn: Turn) -> StatisticsReader:
    """Who reads what somebody asks of the figures."""
    return StatisticsReader(turn.office, turn.world.router, spoken_words(turn.world.texts))


def spoken_words(texts: Texts) -> dict[str, str]:
    """The words people use for what may be asked, as the reader takes them."""
    spans = {f"span.{span}": word for span, word in texts.under("reporting.span").items()}
    return texts.under("ask_figures.spoken") | spans


def refuse_case_code(words: str) -> None:
    """Raise UserError for the code of a case: whoever types it wants to read the case."""
    if found := CASE_CODE.search(words.upper()):
        raise UserError("ask_figures.a_case", code=found.group())


@contextmanager
def refusing_unknown_periods() -> Iterator[None]:
    """Inside, a period nobody can be answered about is refused in words."""
    try:
        yield
    except PeriodError as error:
        raise UserError(f"ask_figures.when.{error.why}", said=error.said[:QUOTED]) from error


def one_named_agency(turn: Turn, asked: StatisticsRequest) -> str:
    """The code of the agency that is named, or empty. Raises UserError for more than one."""
    if len(asked.agencies) > 1:
        raise UserError("ask_figures.one_agency", agencies=_agencies(turn, asked.agencies))
    return asked.agencies[0] if asked.agencies else ""


def readable_scopes(turn: Turn, agency: str, *, whole: bool = False) -> list[str]:
    """Whose figures are meant of those the asker may read: `""` stands for the whole office.

    All of the own where none is named. Raises UserError.
    """
    held = agencies_read_by(turn.known.roles)
    if not held:
        raise UserError("conversation.not_yours")
    if "" in held:
        return [agency]
    if whole or agency not in {"", *held}:
        raise UserError("ask_figures.not_yours", agencies=_agencies(turn, held))
    return [agency] if agency else held


def _agencies(turn: Turn, codes: Sequence[str]) -> str:
    names = ReportNames(turn.office, turn.world.texts)
    return ", ".join(names.agency(code) for code in codes)
