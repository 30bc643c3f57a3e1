"""The citizen rates the answer: one tap, and words for who wants to."""

from __future__ import annotations

from datetime import timedelta
from typing import NotRequired, TypedDict

from bot import conversation
from bot.flow_answers import TEXT
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import lookup, rating_request
from handlers.case.lookup import find_case
from handlers.citizen import own_case_options
from rules.lifecycle import ANSWERED
from rules.sipas import Score
from storage import case_answers, case_events, cases, ratings, survey_responses
from storage.models import Case, Rating
from storage.survey_responses import NewSurveyResponse, RatedPlace


async def open_rating(turn: Turn, case_id: int, _: str) -> None:
    """Button: the five labels for my answered case."""
    case = await find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise lookup.case_refused(case, "no_right", "rate")
    await _answered(turn, case)
    rating_request.ask_for_rating(turn, case)


async def _answered(turn: Turn, case: Case) -> Case:
    """The answered case a reporter may rate: their own, or the one theirs was merged into."""
    kept = await cases.surviving_case(turn.db, case)
    if kept.status != ANSWERED:
        raise UserError("conversation.old_button")
    return kept


async def rate_answer(turn: Turn, case_id: int, score: str) -> None:
    """Button: one of the five labels. It can be changed for a while."""
    case = await find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise lookup.case_refused(case, "no_right", "rate")
    if score not in {str(known.value) for known in Score}:
        raise UserError("conversation.old_button")
    given = Score(int(score))
    before = await rating_of_answer(turn, case, await _answered(turn, case))
    if not await keep_score(turn, case, given):
        return  # the same label pressed twice
    label = turn.words(f"rating.label.{given.code}")
    turn.say("rating.changed" if before else "rating.thanks", label=label, code=case.code)
    if given <= Score.DISSATISFIED:
        await own_case_options.offer_second_look(turn, case)
    if before is None and not turn.talk:
        await conversation.begin_flow(turn, WORDS.name, case_id=case.id)


async def rating_of_answer(turn: Turn, case: Case, kept: Case) -> Rating | None:
    """What its reporter said of the answer that stands; not of one before."""
    before = await ratings.rating_of_case(turn.db, case.id)
    answer = await case_answers.answer_of_case(turn.db, kept)
    if before is not None and answer is not None and answer.at > before.rated_at:
        return None
    return before


async def keep_score(turn: Turn, case: Case, given: Score) -> bool:
    """Keep what its reporter thinks of an answer; false when they said so already."""
    kept = await _answered(turn, case)
    before = await rating_of_answer(turn, case, kept)
    limit = timedelta(hours=turn.office.limits.rating_edit_hours)
    if before is not None and turn.now - before.rated_at > limit:
        raise UserError("rating.closed", hours=turn.office.limits.rating_edit_hours)
    if before is not None and before.score == given:
        return False
    # A change makes the time to change it no longer.
    await ratings.save_rating(turn.db, case, given, before.rated_at if before else turn.now)
    if not (case.apart or kept.apart):
        await _count(turn, case, kept.agency, given)
    await case_events.add_case_event(
        turn.db, case, "rate", turn.person.id, turn.now, score=int(given)
    )
    return True


async def _count(turn: Turn, case: Case, agency: str, score: Score) -> None:
    """Let the rating of an agency's answer count in the index, without the case it belongs to.

    What is about officials or restricted is not in it: the index is public, so
    the agency would read there that somebody was answered. The office's reports count it.
    """
    rules, field = turn.office.ratings, turn.office.fields.get(case.field)
    # A factor of the index is of procedures alone: what is asked of no factor is of all others.
    procedure = case.about == "rule" or bool(field and field.procedure)
    answers = {
        code: int(score)
        for form in rules.of_kind("case")
        for code, question in form.questions.items()
        if bool(question.factor) == procedure
    }
    key = survey_responses.survey_key_of_case(turn.db, case.id)
    filled = NewSurveyResponse(
        place=RatedPlace("", agency, case.commune),
        key=key,
        device="",
        via="",
        day=turn.today,
        overall=int(score),
        answers=answers,
        at=turn.now,
    )
    if await survey_responses.save_survey_response(turn.db, rules, filled) is None:
        before = await survey_responses.survey_response_by_key(turn.db, key)
        if before is not None:
            await survey_responses.change_survey_response(
                turn.db, rules, before, answers, int(score)
            )


class RatingWordsAnswers(TypedDict):
    case_id: int
    words: NotRequired[str | None]


async def _keep_words(turn: Turn, answers: RatingWordsAnswers) -> None:
    if answers["words"]:
        await ratings.add_words_to_rating(turn.db, answers["case_id"], answers["words"])
        turn.say("rating.words_kept")
    else:
        turn.say("rating.done")


WORDS = Flow(
    "rating.adding",
    (Ask(name="words", accepts=frozenset({TEXT}), optional=True, cancel=False),),
    then=_keep_words,
)
