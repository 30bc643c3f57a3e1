"""What somebody asks of the figures in words, and whose figures they may read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bot.turn import Turn
from bot.user_error import UserError
from handlers.shared.spoken_periods import QUOTED, refusing_unknown_periods, spoken_words
from publish.reports.report_names import ReportNames
from rules.case_code import CASE_CODE
from rules.lifecycle import CHAIR, LEADER, OFFICE
from rules.reporting_period import Span
from rules.statistics_words import StatisticsReader, StatisticsRequest
from storage.role_assignments import Role


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


def refuse_case_code(words: str) -> None:
    """Raise UserError for the code of a case: whoever types it wants to read the case."""
    if found := CASE_CODE.search(words.upper()):
        raise UserError("ask_figures.a_case", code=found.group())


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
