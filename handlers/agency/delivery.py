"""An answer reaches the citizen, who may rate it, and those who follow the case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.event import Media
from bot.turn import Turn
from handlers.case import followers, labels, notify, placeholders, rating_request
from handlers.publication import review
from rules.solution import Solution
from storage import case_answers, case_media, verdicts
from storage.models import Case


async def deliver_answer(
    turn: Turn,
    case: Case,
    text: str,
    media: tuple[Media, ...],
    *,
    author_id: int | None,
    signed_by: int | None = None,
    solution: Solution,
    by: str = "",
) -> None:
    """The outcome reaches the citizen, who may rate it; the office may publish it.

    `by`: who answers, in words, if it is not the agency.
    """
    named, text = (
        placeholders.words_to_citizen(turn, case, text),
        placeholders.words_to_others(turn, text),
    )
    await case_answers.add_answer(
        *(turn.db, case, text, author_id, turn.now), signed_by=signed_by, solution=solution
    )
    await case_media.remove_media_of_case(turn.db, case, case_media.ANSWER)
    await case_media.add_media_to_case(turn.db, case, case_media.ANSWER, media)
    told = {"media": media, "agency": by or labels.agency_name(turn, case.agency)}
    text = labels.with_solution(turn, named, solution)
    _tell(turn, case, solution, code=case.code, text=text, **told)
    await share_answer(turn, case, await followers.followers_told(turn, case), by)
    turn.say("answering.sent", case=case.code, code=case.code)
    await review.offer_publication(turn, case)


async def share_answer(turn: Turn, case: Case, followers: Sequence[Case], by: str = "") -> None:
    """The answer to a case reaches those who follow it, who may rate it as well."""
    answer = await case_answers.answer_of_case(turn.db, case)
    text = notify.words_for_followers(turn, case, answer.text if answer else "")
    solution = case_answers.solution_of(answer)
    text = labels.with_solution(turn, text, solution)
    media = await case_media.media_of_case(turn.db, case, case_media.ANSWER)
    told = {"media": media, "agency": by or labels.agency_name(turn, case.agency)}
    for follower in followers:
        code = notify.follower_code(turn, follower, case)
        _tell(turn, follower, solution, code=code, text=text, **told)


def _tell(turn: Turn, reader: Case, solution: Solution, **values: Any) -> None:
    verdicts.await_verdict(reader, turn.now)
    turn.say(
        "answering.citizen_answered",
        to=reader.address,
        choices=rating_request.after_answer_buttons(turn, reader, solution),
        case=reader.code,
        **values,
    )
