"""The ratings a speaker may still change, and what their scores and counters are called."""

from __future__ import annotations

from datetime import timedelta

from bot.turn import Turn
from rules.rating_forms import RatedCounter
from rules.sipas import Score
from storage import survey_responses
from storage.models import SurveyResponse


async def changeable_responses(turn: Turn) -> list[SurveyResponse]:
    """The slips the speaker may still change, newest first."""
    since = turn.now - timedelta(hours=turn.office.limits.rating_edit_hours)
    return await survey_responses.survey_responses_of_address(turn.db, turn.event.sender, since)


async def own_response(turn: Turn, slip_id: int) -> SurveyResponse | None:
    """A slip the speaker may change; of anybody else's, or too late, it is said and None.

    It is no refusal: that would leave the question open that led here.
    """
    slip = next((one for one in await changeable_responses(turn) if one.id == slip_id), None)
    if slip is None:
        turn.say("visits.closed", hours=turn.office.limits.rating_edit_hours)
    return slip


def score_label(turn: Turn, score: int) -> str:
    """One of the five labels."""
    return turn.words(f"rating.label.{Score(score).code}")


def counter_by_code(turn: Turn, code: str) -> RatedCounter:
    """The counter of a code."""
    return turn.office.ratings.counters[code]
