"""What may be said besides the one tap: criteria, words, a photo, a report; stops anywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypedDict

import msgspec

from bot import conversation, gathering
from bot.event import Choice, Rows
from bot.flow_answers import PHOTO, TEXT, Given, Leave
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.intake import report
from handlers.intake.report_answers import ReportAnswers
from handlers.publication.review import masked_text
from handlers.ratings.own_responses import counter_by_code, own_response, score_label
from handlers.shared import help_topics
from handlers.shared.text_and_files import TextAndFiles, text_and_files
from rules.rating_forms import FormQuestion, FormSection, RatingForm
from rules.rating_words import DANGER, road_of_words
from rules.sipas import Score
from storage import slip_doors, staff, survey_responses
from storage.models import SurveyResponse

FRESH = timedelta(hours=1)
"""What is said later than this after a rating is no longer about it."""
FINISH, REPORT, STOP = "finish", "report", "stop"


async def offer_details(
    turn: Turn, slip: SurveyResponse, *, dossier: bool, grave: bool = False
) -> None:
    """Offer what has not been answered yet; of a low score or grave words a report first."""
    await conversation.begin_flow(
        turn,
        MORE.name,
        slip=slip.id,
        at=turn.now.isoformat(),
        low=grave or slip.overall <= turn.office.ratings.honesty.low,
        dossier=dossier,
        answered=sorted(slip.answers),
    )


def _sections(turn: Turn, answers: VisitDetailsAnswers) -> dict[str, FormSection]:
    ratings = turn.office.ratings
    return ratings.sections("visit", "dossier") if answers["dossier"] else ratings.sections("visit")


def _what_choices(turn: Turn, answers: VisitDetailsAnswers) -> Rows:
    rows = []
    if answers["low"]:
        rows.append([Choice(turn.words("visits.more.what.report"), REPORT)])
    rows += [
        [Choice(section.name, code)]
        for code, section in _sections(turn, answers).items()
        if not set(section.questions) <= set(answers["answered"])
    ]
    return [*rows, [Choice(turn.words("visits.more.what.finish"), FINISH)]]


def _what_given(_turn: Turn, _answers: VisitDetailsAnswers, given: Given) -> TextAndFiles:
    return text_and_files(given)


async def _told_more(turn: Turn, answers: VisitDetailsAnswers) -> None:
    what = answers["what"]
    if isinstance(what, dict):
        await _keep_words(turn, answers, msgspec.convert(what, Given))
    elif what == REPORT:
        await _report(turn, answers["slip"])
    elif what == FINISH:
        turn.say("visits.bye", hours=turn.office.limits.rating_edit_hours)
    else:
        section = _sections(turn, answers)[what]
        left = [code for code in section.questions if code not in answers["answered"]]
        await _ask(turn, answers["slip"], left, dossier=answers["dossier"])


async def _keep_words(turn: Turn, answers: VisitDetailsAnswers, given: Given) -> None:
    if turn.now - datetime.fromisoformat(answers["at"]) > FRESH:
        # Somebody who comes back days later to report something does not mean the rating.
        await report.begin_report(turn, given)
        return
    slip = await own_response(turn, answers["slip"])
    if slip is None:
        return
    limits = turn.office.limits
    if len(slip.words) + len(given.text) > limits.text_max:
        raise UserError("conversation.too_long", most=limits.text_max)
    given = gathering.files_that_fit(turn, len(slip.media), given)
    meant = await staff.people_named_in(turn.db, given.text, turn.office)
    await survey_responses.add_words_to_survey_response(
        *(turn.db, turn.office.ratings, slip, masked_text(turn, given.text), given.media),
        meant=meant,
    )
    turn.say("visits.words_kept")
    road = road_of_words(given.text, turn.office.recognition)
    if road:
        turn.say(f"visits.road.{road}", numbers=help_topics.emergency_line(turn))
    await offer_details(turn, slip, dossier=answers["dossier"], grave=bool(road))


async def _ask(turn: Turn, slip: int, questions: list[str], *, dossier: bool) -> None:
    """Put the first of these questions, the others after it."""
    await conversation.begin_flow(turn, CRITERION.name, slip=slip, left=questions, dossier=dossier)


def _question(turn: Turn, answers: CriterionAnswers) -> tuple[RatingForm, FormQuestion]:
    return turn.office.ratings.questions[answers["left"][0]]


def _options(turn: Turn, answers: CriterionAnswers) -> Rows:
    form, question = _question(turn, answers)
    options = form.options_of(question)
    rows = [
        [Choice(options[value] if options else score_label(turn, value), str(value))]
        for value in form.values_of(question)
    ]
    return [*rows, [Choice(turn.words("visits.criterion.score.stop"), STOP)]]


def _question_shown(turn: Turn, answers: CriterionAnswers) -> dict[str, Any]:
    return {"question": _question(turn, answers)[1].text, "left": len(answers["left"])}


def _scored(_turn: Turn, _answers: CriterionAnswers, value: str) -> int:
    if value == STOP:
        raise Leave("visits.criterion.stopped")
    return int(value)


async def _answered(turn: Turn, answers: CriterionAnswers) -> None:
    slip = await own_response(turn, answers["slip"])
    if slip is None:
        return
    first, *left = answers["left"]
    if answers["score"] is not None:
        await survey_responses.change_survey_response(
            turn.db, turn.office.ratings, slip, {first: answers["score"]}
        )
    if left:
        await _ask(turn, slip.id, left, dossier=answers["dossier"])
    else:
        await offer_details(turn, slip, dossier=answers["dossier"])


async def _report(turn: Turn, slip_id: int) -> None:
    slip = await own_response(turn, slip_id)
    if slip is not None:
        await _report_of(turn, slip)


async def _report_of(turn: Turn, slip: SurveyResponse) -> None:
    """From a bad rating to a report in which only the name and contact are still asked.

    Danger goes the road it goes wherever it is told, and nothing is taken from the counter.
    """
    if road_of_words(slip.words, turn.office.recognition) == DANGER:
        media = survey_responses.media_of_survey_response(slip)
        await report.begin_report(turn, Given(text=slip.words, media=media))
        return
    questions = turn.office.ratings.questions
    bad = [
        questions[code][1].text
        for code, value in slip.answers.items()
        if code in questions and value < Score.NEUTRAL and not questions[code][0].options
    ]
    lines = [
        turn.words("visits.report", counter=counter_by_code(turn, slip.counter).name, day=slip.day),
        turn.words("visits.report_bad", criteria="; ".join(bad)) if bad else "",
        slip.words,
    ]
    text = "\n".join(line for line in lines if line)
    known = _prefilled(turn, slip.counter)
    known["describe"] = {"text": text, "media": slip.media}
    turn.say("visits.reporting")
    await report.begin_report(turn, **known)


async def report_on_counter(turn: Turn, counter: str, door: str) -> None:
    """`/start gopy-<counter>`: a report about a counter, its place and field filled in.

    With the door of a slip that was given on the page: score, criteria and words, too.
    """
    since = turn.now - timedelta(hours=turn.office.limits.rating_edit_hours)
    slip = await slip_doors.slip_behind_door(turn.db, door, since)
    if slip is not None and slip.counter == counter:
        await _report_of(turn, slip)
    else:
        await report.begin_report(turn, **_prefilled(turn, counter))


def _prefilled(turn: Turn, code: str) -> ReportAnswers:
    counter = counter_by_code(turn, code)
    known: ReportAnswers = {"place": {"commune": counter.commune, "text": counter.name}}
    if counter.field:
        known["field"] = counter.field
    return known


class VisitDetailsAnswers(TypedDict):
    slip: int
    at: str
    low: bool
    dossier: bool
    answered: list[str]
    what: str | TextAndFiles


MORE = Flow(
    "visits.more",
    (
        Ask(
            name="what",
            accepts=frozenset({TEXT, PHOTO}),
            choices=_what_choices,
            check=_what_given,
            cancel=False,
        ),
    ),
    then=_told_more,
)


class CriterionAnswers(TypedDict):
    slip: int
    left: list[str]
    dossier: bool
    score: int | None


CRITERION = Flow(
    "visits.criterion",
    (
        Ask(
            name="score",
            choices=_options,
            show=_question_shown,
            pick=_scored,
            optional=True,
            cancel=False,
        ),
    ),
    then=_answered,
)
