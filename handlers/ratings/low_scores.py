"""Low scores of a counter go to the leader of that very place, without a name, and to no clerk.

They wait for one another, so that none tells who it was. Words about somebody go to the chair
alone: the desk they may be about reads the score.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.event import Media
from bot.turn import Turn
from handlers.ratings.own_responses import score_label
from handlers.ratings.slip_words import slips_by_chair, speaks_of_somebody, without_words_about
from rules.deadline import begins_work_week, is_working_day
from rules.lifecycle import CHAIR, LEADER, OFFICE
from rules.local_time import ZONE
from rules.office import Office
from storage import rating_tasks, role_assignments, survey_responses
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
    first, last = _told_today(local.date())
    found = await rating_tasks.waiting_low_scores(db, first, last, office.ratings.honesty.low)
    return [
        Due("low_scores", f"low:{one.counter}:{last}", one.slip_id)
        for one in found
        if one.again or _are_crowd(office, one.new, local.date())
    ]


def _told_today(today: date) -> tuple[date, date]:
    yesterday = today - timedelta(days=1)
    return yesterday - LOOK_BACK, yesterday


def _are_crowd(office: Office, new: int, today: date) -> bool:
    """Whether nobody can tell whose these are: enough of them, or a week's, however few."""
    return new >= office.ratings.honesty.low_group or begins_work_week(today, office.calendar)


async def tell_low_scores(turn: Turn, slip_id: int, _: str) -> None:
    """Time event: the low scores that wait at the counter of this slip."""
    slip = await survey_responses.survey_response_by_id(turn.db, slip_id)
    if slip is None:
        return
    low, (first, last) = turn.office.ratings.honesty.low, _told_today(turn.today)
    found = await rating_tasks.waiting_low_responses(turn.db, slip.counter, first, last, low)
    new = [one for one in found if one.told_on is None]
    if not _are_crowd(turn.office, len(new), turn.today):
        found, new = [one for one in found if one.told_on], []
    if not found:
        return  # changed for the better since
    readers = await _readers(turn, slip.counter, slip.agency)
    if not readers:
        await _ask_for_leader(turn, slip.counter)
        return
    task = await rating_tasks.create_rating_task(
        turn.db, slip.counter, slip.agency, last, len(new), turn.now
    )
    if task is not None:
        await _tell(turn, task, found, readers)


async def _readers(turn: Turn, counter: str, agency: str) -> list[str]:
    """The leaders of that very place; the chair where there is none. Never a clerk."""
    place = turn.office.ratings.place_of(counter)
    found = await role_assignments.addresses_at_place(turn.db, LEADER, agency, place)
    return found or await role_assignments.addresses_of_role(turn.db, CHAIR)


async def _ask_for_leader(turn: Turn, counter: str) -> None:
    """Nobody may read them: whoever invites is asked to invite somebody, once a week."""
    if begins_work_week(turn.today, turn.office.calendar):
        for address in await role_assignments.addresses_of_role(turn.db, OFFICE):
            turn.say("low_scores.no_leader", to=address, counter=counter_name(turn, counter))


async def _tell(
    turn: Turn, task: RatingTask, found: Sequence[SurveyResponse], readers: Sequence[str]
) -> None:
    about = _about_somebody(turn, found)
    again = [slip for slip in found if slip.told_on]
    for address in readers:
        _show(turn, task, found, about, address, again)
    for address, theirs in (await slips_by_chair(turn, about)).items():
        _show_about_somebody(turn, task, theirs, address)
    await rating_tasks.add_responses_to_task(turn.db, task, found, turn.today)


def _show(
    turn: Turn,
    task: RatingTask,
    found: Sequence[SurveyResponse],
    about: Sequence[SurveyResponse],
    to: str,
    again: Sequence[SurveyResponse] = (),
) -> None:
    """Of those about somebody the desk reads the score alone."""
    lines = [
        turn.words("low_scores.again", line=line) if slip in again else line
        for slip in found
        for line in [_line(turn, slip, "" if slip in about else slip.words)]
    ]
    turn.say(
        "low_scores.task" if task.low else "low_scores.task_again",
        to=to,
        choices=[[turn.button("low_scores.write", "did", task.id)]],
        media=_media([slip for slip in found if slip not in about]),
        counter=counter_name(turn, task.counter),
        day=task.day,
        n=task.low,
        lines="\n".join(lines),
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
            counter=counter_name(turn, task.counter),
            day=task.day,
            lines="\n".join(_line(turn, slip, slip.words) for slip in about),
        )


def _about_somebody(turn: Turn, found: Sequence[SurveyResponse]) -> Sequence[SurveyResponse]:
    return [slip for slip in found if speaks_of_somebody(turn, slip)]


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
    key = "low_scores.line" if slip.overall <= low else "low_scores.line_mended"
    return turn.words(key, label=score_label(turn, slip.overall), said=said)


def counter_name(turn: Turn, counter: str) -> str:
    """What a counter is called, also one that is no more."""
    known = turn.office.ratings.counters.get(counter)
    return known.name if known else counter


async def diemthap(turn: Turn) -> None:
    """`/diemthap`: low scores of the last month that nobody has answered for."""
    first = turn.today - timedelta(days=31)
    mine = [code for code in turn.office.ratings.counters if await may_answer_for(turn, code)]
    tasks = await rating_tasks.rating_tasks_between(turn.db, first, turn.today, mine)
    waiting = [task for task in tasks if not task.done][:LISTED]
    for task in waiting:
        found = await rating_tasks.responses_of_task(turn.db, task)
        about = _about_somebody(turn, found)
        if turn.event.address in await _readers(turn, task.counter, task.agency):
            _show(turn, task, found, about, "")
        if turn.known.holds(CHAIR):
            _show_about_somebody(turn, task, without_words_about(turn.known, about), "")
    if not waiting:
        turn.say("low_scores.none")


async def may_answer_for(turn: Turn, counter: str) -> bool:
    """Whether the speaker leads that very place, or is the chair."""
    if turn.known.holds(CHAIR):
        return True
    ratings = turn.office.ratings
    known = ratings.counters.get(counter)
    return known is not None and await role_assignments.holds_at_place(
        turn.db, turn.person.id, LEADER, known.agency, ratings.place_of(counter)
    )
