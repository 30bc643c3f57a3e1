"""Low scores of a counter go to its leader, without a name; what was done is published.

Words about somebody go to the chair alone: the desk they may be about reads the score.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from sqlalchemy.ext.asyncio import AsyncSession

from bot import conversation
from bot.clock import Due
from bot.event import Media
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.publication.review import masked_text
from handlers.ratings.own_responses import score_label
from rules.deadline import is_working_day
from rules.lifecycle import CHAIR, LEADER, OFFICE
from rules.local_time import ZONE, local_date
from rules.office import Office
from rules.recognition import recognise_text
from rules.text import split_words
from storage import people, rating_tasks, role_assignments, survey_responses
from storage.known_person import KnownPerson
from storage.models import RatingTask, SurveyResponse

LOOK_BACK = timedelta(days=21)
"""Longer than any row of days off."""
LISTED = 10
"""Tasks in one list."""


async def low_scores_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Earlier days' low scores, on a working morning: at once, the hour would tell who it was."""
    local = now.astimezone(ZONE)
    early = local.hour < office.ratings.honesty.tell_from_hour
    if early or not is_working_day(local.date(), office.calendar):
        return []
    yesterday = local.date() - timedelta(days=1)
    found = await rating_tasks.unreported_low_scores(
        db, yesterday - LOOK_BACK, yesterday, office.ratings.honesty.low
    )
    return [Due("low_scores", f"low:{one.counter}:{one.day}", one.slip_id) for one in found]


async def tell_low_scores(turn: Turn, slip_id: int, _: str) -> None:
    """Time event: the low scores of the counter and day of this slip."""
    slip = await survey_responses.survey_response_by_id(turn.db, slip_id)
    if slip is None:
        return
    low = turn.office.ratings.honesty.low
    found = await rating_tasks.low_survey_responses(turn.db, slip.counter, slip.day, low)
    if not found:
        return  # changed for the better since
    task = await rating_tasks.create_rating_task(
        turn.db, slip.counter, slip.agency, slip.day, len(found), turn.now
    )
    if task is None:
        return
    about = _about_somebody(turn, found)
    for address in await _leaders(turn, task.agency):
        _show(turn, task, found, about, address)
    chairs = await role_assignments.addresses_of_role(turn.db, CHAIR)
    readers = await people.known_people_at_addresses(turn.db, chairs)
    for address in chairs:
        _show_about_somebody(turn, task, _not_about(readers[address], about), address)


async def _leaders(turn: Turn, agency: str) -> list[str]:
    leaders = await role_assignments.addresses_of_role(turn.db, LEADER, agency)
    return leaders or await role_assignments.addresses_of_role(turn.db, OFFICE)


def _show(
    turn: Turn,
    task: RatingTask,
    found: Sequence[SurveyResponse],
    about: Sequence[SurveyResponse],
    to: str,
) -> None:
    """Of those about somebody the desk reads the score alone."""
    turn.say(
        "low_scores.task",
        to=to,
        choices=[[turn.button("low_scores.write", "did", task.id)]],
        media=_media([slip for slip in found if slip not in about]),
        counter=_name(turn, task.counter),
        day=task.day,
        n=task.low,
        lines="\n".join(_line(turn, slip, "" if slip in about else slip.words) for slip in found),
    )


def _show_about_somebody(
    turn: Turn, task: RatingTask, about: Sequence[SurveyResponse], to: str
) -> None:
    """What the desk does not read."""
    if about:
        turn.say(
            "low_scores.about_somebody",
            to=to,
            media=_media(about),
            counter=_name(turn, task.counter),
            day=task.day,
            lines="\n".join(_line(turn, slip, slip.words) for slip in about),
        )


def _about_somebody(turn: Turn, found: Sequence[SurveyResponse]) -> Sequence[SurveyResponse]:
    return [slip for slip in found if _is_about_somebody(turn, slip)]


def _is_about_somebody(turn: Turn, slip: SurveyResponse) -> bool:
    """Whether its words speak of how somebody behaved, or of one whose name was masked."""
    found = recognise_text(slip.words, turn.office.recognition)
    named = bool(slip.meant) or turn.words("publishing.token.name") in slip.words
    return named or found.outside or found.conduct or found.behaviour


def _not_about(chair: KnownPerson, about: Sequence[SurveyResponse]) -> Sequence[SurveyResponse]:
    """Those whose words name neither this chair nor who made them one since.

    What names every chair nobody reads here; its score is read and counted.
    """

    def named(slip: SurveyResponse) -> bool:
        since = {by.person.id for by, at in chair.brought_in if local_date(at) >= slip.day}
        return bool({chair.person.id, *since} & survey_responses.people_meant(slip))

    return [slip for slip in about if not named(slip)]


def _media(slips: Sequence[SurveyResponse]) -> list[Media]:
    return [item for slip in slips for item in survey_responses.media_of_survey_response(slip)]


def _line(turn: Turn, slip: SurveyResponse, words: str) -> str:
    questions = turn.office.ratings.questions
    low = turn.office.ratings.honesty.low
    bad = [
        questions[code][1].text
        for code, value in slip.answers.items()
        if code in questions and not questions[code][0].options and value <= low
    ]
    parts = ["; ".join(bad), f"“{words}”" if words else ""]
    said = ". ".join(part for part in parts if part) or turn.words("low_scores.no_words")
    return turn.words("low_scores.line", label=score_label(turn, slip.overall), said=said)


def _name(turn: Turn, counter: str) -> str:
    known = turn.office.ratings.counters.get(counter)
    return known.name if known else counter


async def diemthap(turn: Turn) -> None:
    """`/diemthap`: low scores of the last month that nobody has answered for."""
    first = turn.today - timedelta(days=31)
    chair = turn.known.holds(CHAIR)
    counters = turn.office.ratings.counters
    mine = [code for code in counters if chair or _may(turn, _agency(turn, code))]
    tasks = await rating_tasks.rating_tasks_between(turn.db, first, turn.today, mine)
    waiting = [task for task in tasks if not task.done][:LISTED]
    low = turn.office.ratings.honesty.low
    for task in waiting:
        found = await rating_tasks.low_survey_responses(turn.db, task.counter, task.day, low)
        about = _about_somebody(turn, found)
        if _may(turn, task.agency):
            _show(turn, task, found, about, "")
        if chair:
            _show_about_somebody(turn, task, _not_about(turn.known, about), "")
    if not waiting:
        turn.say("low_scores.none")


def _agency(turn: Turn, counter: str) -> str:
    return turn.office.ratings.counters[counter].agency


def _may(turn: Turn, agency: str) -> bool:
    return turn.known.holds(OFFICE) or turn.known.holds(LEADER, agency)


async def write_what_was_done(turn: Turn, task_id: int, _: str) -> None:
    """Button: the leader writes what was done."""
    task = await _task(turn, task_id)
    await conversation.begin_flow(turn, DOING.name, task=task.id)


async def _task(turn: Turn, task_id: int) -> RatingTask:
    task = await rating_tasks.rating_task_by_id(turn.db, task_id)
    if task is None or not _may(turn, task.agency):
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
    turn.say("low_scores.kept", text=text, counter=_name(turn, task.counter))


class LowScoreAnswers(TypedDict):
    task: int
    words: str


DOING = Flow(
    "low_scores.doing",
    (Ask(name="words", accepts=frozenset({TEXT}), check=_written, show=_shown),),
    then=_keep,
    possible=_may_still_write,
)
