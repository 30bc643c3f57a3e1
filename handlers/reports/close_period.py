"""`/chotky`: the office closes a period; its figures stand, later changes appear as corrections."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from bot import conversation
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.reports.question_parser import report_request
from handlers.reports.report_files import unbalanced_in_words
from handlers.reports.withheld import withheld_from_file
from publish.reports.period_facts import period_summary
from publish.reports.report_names import ReportNames
from rules.closed_period import counts_fingerprint, counts_to_close
from rules.lifecycle import OFFICE
from rules.period_summary import PeriodSummary, UnbalancedError
from rules.reporting_period import Period, Span, period_before, period_containing
from storage import closed_periods


async def chotky(turn: Turn) -> None:
    """`/chotky [tuần|tháng|quý|năm] [ngày trong kỳ]`; the last whole one when none is named."""
    asked = report_request(turn)
    if asked.agency:
        raise UserError("closing_periods.whole_office")
    span, rule = asked.span, turn.office.reports.period_rule
    period = period_containing(asked.day, span, rule)
    if not asked.named and period.last >= turn.today:
        period = period_before(period, span, rule)
    found = await _closable(turn, span, period)
    await conversation.begin_flow(
        turn,
        CLOSE.name,
        span=span,
        first=str(period.first),
        name=ReportNames(turn.office, turn.world.texts).period(period, span),
        **{name: getattr(found.line, name) for name in ("arrived", "closed", "open")},
    )


async def _closable(turn: Turn, span: Span, period: Period) -> PeriodSummary:
    """The figures of the period as they would be closed. Raises UserError."""
    if period.last >= turn.today:
        raise UserError("closing_periods.not_over", last=period.last)
    await _check_open(turn, span, period.first)
    try:
        # Whoever closes a period, it is closed for the office.
        withheld = await withheld_from_file(turn.db, turn.office, "", 0)
        return await period_summary(turn.db, turn.office, period, span, "", turn.now, withheld)
    except UnbalancedError as error:
        raise UserError("reporting.unbalanced", **unbalanced_in_words(error)) from error


async def _check_open(turn: Turn, span: Span, first: date) -> None:
    old = await closed_periods.closed_statistics_of_period(turn.db, span, first)
    if old is not None:
        raise UserError("closing_periods.closed_before", at=old.closed_at, who=old.closed_by)


async def _may_still_close(turn: Turn, answers: ClosePeriodAnswers) -> None:
    if not turn.known.holds(OFFICE):
        raise UserError("conversation.not_yours")
    await _check_open(turn, answers["span"], date.fromisoformat(answers["first"]))


def _shown(_turn: Turn, answers: ClosePeriodAnswers) -> dict[str, Any]:
    return {
        "name": answers["name"],
        "arrived": answers["arrived"],
        "closed": answers["closed"],
        "open": answers["open"],
    }


async def _close(turn: Turn, answers: ClosePeriodAnswers) -> None:
    span, first = answers["span"], date.fromisoformat(answers["first"])
    period = period_containing(first, span, turn.office.reports.period_rule)
    figures = counts_to_close(await _closable(turn, span, period))
    mark = counts_fingerprint(figures)
    args = (span, period.first, figures, mark, turn.person.id, turn.now)
    if not await closed_periods.store_closed_statistics(turn.db, *args):
        raise UserError("closing_periods.just_closed")
    turn.say("closing_periods.done", name=answers["name"], hash=mark)


class ClosePeriodAnswers(TypedDict):
    span: Span
    first: str
    """The first day, as ISO writes it."""
    name: str
    arrived: int
    closed: int
    open: int
    confirm: str


CLOSE = Flow(
    "closing_periods.asking",
    (Ask(name="confirm", choices=("close",), show=_shown),),
    then=_close,
    possible=_may_still_close,
)
