"""`/chotky`: the office closes a period; its figures stand, later changes appear as corrections."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot import conversation
from bot.flow import Answers, Ask, Flow
from bot.turn import Refused, Turn
from handlers.reports.question_parser import report_request
from handlers.reports.summary import unbalanced_in_words
from publish.facts import summary
from publish.report_tables import Names
from rules.figures import Period, Summary, UnbalancedError
from rules.frozen import digest, frozen
from rules.period import Span, before, containing
from storage import periods


async def chotky(turn: Turn) -> None:
    """`/chotky [tuần|tháng|quý|năm] [ngày trong kỳ]`; the last whole one when none is named."""
    asked = report_request(turn)
    if asked.agency:
        raise Refused("closing_periods.whole_office")
    span, rule = asked.span, turn.office.reports.period_rule
    period = containing(asked.day, span, rule)
    if not asked.named and period.last >= turn.today:
        period = before(period, span, rule)
    found = await _closable(turn, span, period)
    await conversation.begin(
        turn,
        CLOSE.name,
        span=span,
        first=str(period.first),
        name=Names(turn.office, turn.world.texts).period(period, span),
        **{name: getattr(found.line, name) for name in ("arrived", "closed", "open")},
    )


async def _closable(turn: Turn, span: Span, period: Period) -> Summary:
    """The figures of the period as they would be closed. Raises Refused."""
    if period.last >= turn.today:
        raise Refused("closing_periods.not_over", last=period.last)
    old = await periods.closed(turn.db, span, period.first)
    if old is not None:
        raise Refused("closing_periods.closed_before", at=old.closed_at, who=old.closed_by)
    try:
        return await summary(turn.db, turn.office, period, span, "", turn.now)
    except UnbalancedError as error:
        raise Refused("reporting.unbalanced", **unbalanced_in_words(error)) from error


def _shown(_turn: Turn, answers: Answers) -> dict[str, Any]:
    return {name: answers[name] for name in ("name", "arrived", "closed", "open")}


async def _close(turn: Turn, answers: Answers) -> None:
    span, first = answers["span"], date.fromisoformat(answers["first"])
    period = containing(first, span, turn.office.reports.period_rule)
    figures = frozen(await _closable(turn, span, period))
    mark = digest(figures)
    args = (span, period.first, figures, mark, turn.person.id, turn.now)
    if not await periods.close(turn.db, *args):
        raise Refused("closing_periods.just_closed")
    turn.say("closing_periods.done", name=answers["name"], hash=mark)


CLOSE = Flow(
    "closing_periods.asking",
    (Ask(name="confirm", choices=("close",), show=_shown),),
    then=_close,
)
