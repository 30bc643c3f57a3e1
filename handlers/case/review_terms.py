"""By when the office checks an answer that was sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from bot.turn import Turn
from rules.answer_term import term_to_check
from rules.deadline import CountedTerm, working_days_between
from rules.local_time import ZONE
from storage import case_lists


class Review(NamedTuple):
    """An answer that waits for the office's check."""

    case_id: int
    answered: date
    term: CountedTerm
    left: int
    """Working days to its last day; negative when late."""


def review_of(turn: Turn, case_id: int, answered_at: datetime) -> Review:
    """By when an answer sent at a moment is to be checked."""
    answered = answered_at.astimezone(ZONE).date()
    term = term_to_check(turn.office, answered)
    left = working_days_between(turn.today, term.due, turn.office.calendar)
    return Review(case_id, answered, term, left)


async def reviews_waiting(turn: Turn) -> list[Review]:
    """Every answer that waits for the office's check, the urgent first, then the longest."""
    found = await case_lists.answers_awaiting_check(turn.db)
    return [review_of(turn, case_id, answered_at) for case_id, answered_at in found]


async def reviews_late(turn: Turn) -> list[Review]:
    """Those of them whose time is over."""
    return [check for check in await reviews_waiting(turn) if check.left < 0]
