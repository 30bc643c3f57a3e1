"""The leader of a place says what was done about its low scores; everybody may read it."""

from __future__ import annotations

from typing import TypedDict

from bot import conversation
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.publication.review import masked_text
from handlers.ratings.low_scores import counter_name, may_answer_for
from rules.text import split_words
from storage import rating_tasks
from storage.models import RatingTask


async def write_what_was_done(turn: Turn, task_id: int, _: str) -> None:
    """Button: the leader writes what was done."""
    task = await _task(turn, task_id)
    await conversation.begin_flow(turn, DOING.name, task=task.id)


async def _task(turn: Turn, task_id: int) -> RatingTask:
    task = await rating_tasks.rating_task_by_id(turn.db, task_id)
    if task is None or not await may_answer_for(turn, task.counter):
        raise UserError("low_scores.not_yours")
    return task


async def _may_still_write(turn: Turn, answers: LowScoreAnswers) -> None:
    await _task(turn, answers["task"])


def _shown(turn: Turn, _answers: LowScoreAnswers) -> dict[str, object]:
    return {"place": turn.office.place}


def _written(turn: Turn, _answers: LowScoreAnswers, given: Given) -> str:
    if len(split_words(given.text)) < turn.office.limits.words.remedy_least:
        raise Again("low_scores.doing.words.again")
    return given.text


async def _keep(turn: Turn, answers: LowScoreAnswers) -> None:
    task = await _task(turn, answers["task"])
    text = masked_text(turn, answers["words"])
    await rating_tasks.complete_rating_task(turn.db, task, text, turn.person.id, turn.now)
    turn.say("low_scores.kept", text=text, counter=counter_name(turn, task.counter))


class LowScoreAnswers(TypedDict):
    task: int
    words: str


DOING = Flow(
    "low_scores.doing",
    (Ask(name="words", accepts=frozenset({TEXT}), check=_written, show=_shown),),
    then=_keep,
    possible=_may_still_write,
)
