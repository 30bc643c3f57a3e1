"""A citizen rates a visit to the one-stop counter: one tap, and as much more as they like.

Nothing kept leads back to the citizen; see storage/survey_responses.py.
"""

from __future__ import annotations

from typing import Any, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from handlers.publication.review import masked_text
from handlers.ratings.own_responses import (
    changeable_responses,
    counter_by_code,
    own_response,
    score_label,
)
from handlers.ratings.visit_details import CRITERION, MORE, offer_details
from rules import rating_words
from rules.office import device_days
from rules.rating_forms import OVERALL
from rules.sipas import Score
from rules.text import fold_text
from storage import arrival_days, staff, survey_devices, survey_marks, survey_responses
from storage.models import SurveyResponse
from storage.survey_responses import NewSurveyResponse, RatedPlace


async def danhgia(turn: Turn) -> None:
    """`/danhgia`, with nothing, a counter's code or a dossier's."""
    dossier = turn.office.ratings.dossier(turn.args, turn.today)
    if dossier:
        await begin_rating(turn, counter=dossier[1], dossier=dossier[0])
    else:
        await begin_rating(turn, counter=turn.args.strip().lower())


def is_rated_in_words(turn: Turn, given: Given) -> bool:
    """Whether a citizen's short message is nothing but a rating of a counter."""
    if given.kinds != {TEXT} or turn.known.roles:
        return False
    office = turn.office
    return rating_words.is_rating_in_words(
        given.text, office.ratings, office.recognition
    ) or rating_words.is_praise_of_counter(given.text, office.ratings, office.intents.short)


async def begin_rating(
    turn: Turn, *, counter: str = "", dossier: str = "", words: str = ""
) -> None:
    """Ask for a rating; a counter we do not know is asked for. `words` are kept with it."""
    known = counter if counter in turn.office.ratings.counters else ""
    if not known and not dossier:
        _show_recent(turn, await changeable_responses(turn))
    answers: VisitRatingAnswers = {"words": words} if words else {}
    if known or dossier:
        answers["place"] = {"counter": known, "dossier": dossier}
    await _start(turn, answers)


async def _start(turn: Turn, answers: VisitRatingAnswers) -> None:
    """Put the first question; what was left open of an earlier rating is over, and kept."""
    own = {RATING.name, MORE.name, CRITERION.name}
    turn.stack[:] = [run for run in turn.stack if run.flow not in own]
    await conversation.begin_flow(turn, RATING.name, **answers)


def _show_recent(turn: Turn, recent: list[SurveyResponse]) -> None:
    rows = [
        [
            turn.button(
                "visits.edit",
                "reslip",
                slip.id,
                counter=counter_by_code(turn, slip.counter).short,
                label=score_label(turn, slip.overall),
            )
        ]
        for slip in recent[:3]
    ]
    if rows:
        turn.say("visits.recent", choices=rows, hours=turn.office.limits.rating_edit_hours)


async def rate_again(turn: Turn, slip_id: int, _: str) -> None:
    """Button: change a rating given before."""
    slip = await own_response(turn, slip_id)
    if slip is not None:
        place: RatedVisit = {"counter": slip.counter, "dossier": ""}
        await _start(turn, {"place": place, "slip": slip.id})


def _counters(turn: Turn, _answers: VisitRatingAnswers) -> Rows:
    buttons = [Choice(one.short, code) for code, one in turn.office.ratings.counters.items()]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _place_given(turn: Turn, _answers: VisitRatingAnswers, given: Given) -> RatedVisit:
    dossier = turn.office.ratings.dossier(given.text, turn.today)
    if dossier:
        return {"counter": dossier[1], "dossier": dossier[0]}
    typed = fold_text(given.text)
    for code, one in turn.office.ratings.counters.items():
        if typed in {code, fold_text(one.name), fold_text(one.short)}:
            return {"counter": code, "dossier": ""}
    raise Again("visits.rating.place.again")


def _place_picked(_turn: Turn, _answers: VisitRatingAnswers, value: str) -> RatedVisit:
    return {"counter": value, "dossier": ""}


def _labels(turn: Turn, _answers: VisitRatingAnswers) -> Rows:
    return [[Choice(score_label(turn, score), str(int(score)))] for score in Score]


def _place_shown(turn: Turn, answers: VisitRatingAnswers) -> dict[str, Any]:
    code = answers["place"]["counter"] or answers.get("counter", "")
    return {"counter": counter_by_code(turn, code).name}


async def _rated(turn: Turn, answers: VisitRatingAnswers) -> None:
    score = int(answers["overall"])
    place = answers["place"]
    counter = place["counter"] or answers["counter"]
    if "slip" in answers:
        slip, new = await own_response(turn, answers["slip"]), False
    else:
        slip, new = await _slip(turn, counter, place["dossier"], score)
    if slip is None:
        return
    if not new:
        await survey_responses.change_survey_response(
            turn.db, turn.office.ratings, slip, {OVERALL: score}
        )
    if words := answers.get("words"):
        await survey_responses.add_words_to_survey_response(
            *(turn.db, turn.office.ratings, slip, masked_text(turn, words)),
            meant=await staff.people_named_in(turn.db, words, turn.office),
        )
    turn.say(
        "visits.thanks" if new else "visits.changed",
        label=score_label(turn, score),
        counter=counter_by_code(turn, slip.counter).name,
    )
    await offer_details(turn, slip, dossier=bool(place["dossier"]))


async def _slip(
    turn: Turn, code: str, dossier: str, score: int
) -> tuple[SurveyResponse | None, bool]:
    """A new slip, or the one there is already of this dossier, or of this device today.

    None, and said, when that one is not the speaker's to change.
    """
    counter = counter_by_code(turn, code)
    keep_days = device_days(turn.office)
    device = await survey_devices.device_hash_on_day(
        turn.db, turn.event.sender, turn.today, keep_days
    )
    key = (
        survey_responses.survey_key_of_dossier(turn.db, dossier)
        if dossier
        else survey_responses.survey_key_of_visit(turn.db, device, code)
    )
    filled = NewSurveyResponse(
        place=RatedPlace(code, counter.agency, counter.commune),
        key=key,
        device=device,
        via=turn.event.address.partition(":")[0],
        day=turn.today,
        overall=score,
        answers={OVERALL: score},
        at=turn.now,
        crowd="" if dossier else _crowd(turn),
        dossier=bool(dossier),
        mark=survey_marks.STAFF if turn.known.roles else "",
    )
    new = await survey_responses.save_survey_response(turn.db, turn.office.ratings, filled)
    if new is not None:
        return new, True
    before = next((one for one in await changeable_responses(turn) if one.key == key), None)
    if before is None:
        turn.say("visits.dossier_rated" if dossier else "visits.rated_today")
    return before, False


class RatedVisit(TypedDict):
    """Where somebody was: the code of a counter, the number of a dossier."""

    counter: str
    dossier: str


class VisitRatingAnswers(TypedDict, total=False):
    place: RatedVisit
    counter: str
    """Where the dossier does not tell."""
    overall: str
    slip: int
    """The rating that is changed."""
    words: str
    """What was said before the score."""


RATING = Flow(
    "visits.rating",
    (
        Ask(
            name="place",
            accepts=frozenset({TEXT}),
            choices=_counters,
            check=_place_given,
            pick=_place_picked,
        ),
        Ask(
            name="counter",
            when=lambda answers: not answers["place"]["counter"],
            choices=_counters,
        ),
        Ask(name="overall", choices=_labels, show=_place_shown),
    ),
    then=_rated,
)


def _crowd(turn: Turn) -> str:
    """In a chat no network is known: a channel's new people are a crowd, its known ones none."""
    if not arrival_days.is_new(turn.person, turn.now):
        return ""
    return survey_devices.crowd_of(turn.event.address.partition(":")[0], new=True)
