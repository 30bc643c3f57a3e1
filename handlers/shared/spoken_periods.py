"""Periods as people name them, wherever a command takes one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from bot.texts import Texts
from bot.user_error import UserError
from rules.asked_days import PeriodError
from rules.consumed_text import ConsumedText
from rules.period_words import PeriodReader
from rules.reporting_period import (
    NamedPeriod,
    PeriodRule,
    named_period_at,
    named_period_by_code,
)

QUOTED = 60
"""Characters of what was typed that are said back."""


def spoken_words(texts: Texts) -> dict[str, str]:
    """The words people use for what may be asked, as the reader takes them."""
    spans = {f"span.{span}": word for span, word in texts.under("reporting.span").items()}
    return texts.under("ask_figures.spoken") | spans


@contextmanager
def refusing_unknown_periods() -> Iterator[None]:
    """Inside, a period nobody can be answered about is refused in words."""
    try:
        yield
    except PeriodError as error:
        raise UserError(f"ask_figures.when.{error.why}", said=error.said[:QUOTED]) from error


def named_period_asked(
    texts: Texts, words: str, today: date, rule: PeriodRule
) -> NamedPeriod | None:
    """The month, quarter or year that words or a code name; this month where they name none.

    None for another length of time, or a number nobody understands. Raises UserError.
    """
    bare = words.strip()
    if found := named_period_by_code(bare, rule):
        return found
    said = ConsumedText(bare)
    with refusing_unknown_periods():
        when = PeriodReader(spoken_words(texts), rule).take(said, today)
    if when.days or when.span == "week" or any(map(str.isdigit, said.rest())):
        return None
    span = when.span or "month"
    return (
        NamedPeriod(span, rule, when.period) if when.period else named_period_at(today, span, rule)
    )
