"""A citizen rates a visit to the one-stop counter: one tap, and as much more as they like.

Nothing kept leads back to the citizen; see storage/slips.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot import conversation
from bot.event import Choice
from bot.flow import PHOTO, TEXT, Again, Answers, Ask, Flow, Given, Leave
from bot.turn import Refused, Rows, Turn
from handlers import intake
from handlers.publishing import masked
from rules.office import kept_days
from rules.rating_forms import OVERALL, Form, Question, Section
from rules.sipas import Score
from rules.text import fold
from storage import slips
from storage.models import RatingSlip
from storage.slips import Filled, Place

FRESH = timedelta(hours=1)
"""What is said later than this after a rating is no longer about it."""
FINISH, REPORT, STOP = "finish", "report", "stop"


async def danhgia(turn: Turn) -> None:
    """`/danhgia`, with nothing, a counter's code or a dossier's."""
    dossier = turn.office.ratings.dossier(turn.args)
    if dossier:
        await begin(turn, counter=dossier[1], dossier=dossier[0])
    else:
        await begin(turn, counter=turn.args.strip().lower())


async def begin(turn: Turn, *, counter: str = "", dossier: str = "") -> None:
    """Ask for a rating; a counter we do not know is asked for."""
    known = counter if counter in turn.office.ratings.counters else ""
    if not known and not dossier:
        _show_recent(turn, await _changeable(turn))
    answers: Answers = {}
    if known or dossier:
        answers["place"] = {"counter": known, "dossier": dossier}
    await _start(turn, answers)


async def _start(turn: Turn, answers: Answers) -> None:
    """Put the first question; what was left open of an earlier rating is over, and kept."""
    own = {RATING.name, MORE.name, CRITERION.name}
    turn.stack[:] = [run for run in turn.stack if run.flow not in own]
    await conversation.begin(turn, RATING.name, **answers)


def _show_recent(turn: Turn, recent: list[RatingSlip]) -> None:
    rows = [
        [
            turn.button(
                "visits.edit",
                "reslip",
                slip.id,
                counter=_counter(turn, slip.counter).short,
                label=label(turn, slip.overall),
            )
        ]
        for slip in recent[:3]
    ]
    if rows:
        turn.say("visits.recent", choices=rows, hours=turn.office.limits.rating_edit_hours)


async def _changeable(turn: Turn) -> list[RatingSlip]:
    since = turn.now - timedelta(hours=turn.office.limits.rating_edit_hours)
    return await slips.of_address(turn.db, turn.event.sender, since)


async def reslip(turn: Turn, slip_id: int, _: str) -> None:
    """Button: change a rating given before."""
    slip = await _own(turn, slip_id)
    if slip is not None:
        place = {"counter": slip.counter, "dossier": ""}
        await _start(turn, {"place": place, "slip": slip.id})


async def _own(turn: Turn, slip_id: int) -> RatingSlip | None:
    """A slip the speaker may change; of anybody else's, or too late, it is said and None.

    It is no refusal: that would leave the question open that led here.
    """
    slip = next((one for one in await _changeable(turn) if one.id == slip_id), None)
    if slip is None:
        turn.say("visits.closed", hours=turn.office.limits.rating_edit_hours)
    return slip


def label(turn: Turn, score: int) -> str:
    """One of the five labels."""
    return turn.words(f"rating.label.{Score(score).code}")


def _counter(turn: Turn, code: str) -> Any:
    return turn.office.ratings.counters[code]


def _counters(turn: Turn, _answers: Answers) -> Rows:
    buttons = [Choice(one.short, code) for code, one in turn.office.ratings.counters.items()]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _place_given(turn: Turn, _answers: Answers, given: Given) -> dict[str, str]:
    dossier = turn.office.ratings.dossier(given.text)
    if dossier:
        return {"counter": dossier[1], "dossier": dossier[0]}
    typed = fold(given.text)
    for code, one in turn.office.ratings.counters.items():
        if typed in {code, fold(one.name), fold(one.short)}:
            return {"counter": code, "dossier": ""}
    raise Again("visits.rating.place.again")


def _place_picked(_turn: Turn, _answers: Answers, value: str) -> dict[str, str]:
    return {"counter": value, "dossier": ""}


def _labels(turn: Turn, _answers: Answers) -> Rows:
    return [[Choice(label(turn, score), str(int(score)))] for score in Score]


def _place_shown(turn: Turn, answers: Answers) -> dict[str, Any]:
    code = answers["place"]["counter"] or answers.get("counter", "")
    return {"counter": _counter(turn, code).name}


async def _rated(turn: Turn, answers: Answers) -> None:
    score = int(answers["overall"])
    place = answers["place"]
    counter = place["counter"] or answers["counter"]
    if "slip" in answers:
        slip, new = await _own(turn, answers["slip"]), False
    else:
        slip, new = await _slip(turn, counter, place["dossier"], score)
    if slip is None:
        return
    if not new:
        await slips.change(turn.db, turn.office.ratings, slip, {OVERALL: score})
    turn.say(
        "visits.thanks" if new else "visits.changed",
        label=label(turn, score),
        counter=_counter(turn, slip.counter).name,
    )
    await _more(turn, slip, dossier=bool(place["dossier"]))


async def _slip(turn: Turn, code: str, dossier: str, score: int) -> tuple[RatingSlip | None, bool]:
    """A new slip, or the one there is already of this dossier, or of this device today.

    None, and said, when that one is not the speaker's to change.
    """
    counter = _counter(turn, code)
    keep_days = kept_days(turn.office)
    device = await slips.device(turn.db, turn.event.sender, turn.today, keep_days)
    key = (
        slips.key_of_dossier(turn.db, dossier)
        if dossier
        else slips.key_of_visit(turn.db, device, code)
    )
    filled = Filled(
        place=Place(code, counter.agency, counter.commune),
        key=key,
        device=device,
        via=turn.event.address.partition(":")[0],
        day=turn.today,
        overall=score,
        answers={OVERALL: score},
        at=turn.now,
    )
    new = await slips.keep(turn.db, turn.office.ratings, filled)
    if new is not None:
        return new, True
    before = next((one for one in await _changeable(turn) if one.key == key), None)
    if before is None:
        turn.say("visits.dossier_rated" if dossier else "visits.rated_today")
    return before, False


async def _more(turn: Turn, slip: RatingSlip, *, dossier: bool) -> None:
    await conversation.begin(
        turn,
        MORE.name,
        slip=slip.id,
        at=turn.now.isoformat(),
        low=slip.overall <= turn.office.ratings.honesty.low,
        dossier=dossier,
        answered=sorted(slip.answers),
    )


def _sections(turn: Turn, answers: Answers) -> dict[str, Section]:
    ratings = turn.office.ratings
    return ratings.sections("visit", "dossier") if answers["dossier"] else ratings.sections("visit")


def _what_choices(turn: Turn, answers: Answers) -> Rows:
    rows = []
    if answers["low"]:
        rows.append([Choice(turn.words("visits.more.what.report"), REPORT)])
    rows += [
        [Choice(section.name, code)]
        for code, section in _sections(turn, answers).items()
        if not set(section.questions) <= set(answers["answered"])
    ]
    return [*rows, [Choice(turn.words("visits.more.what.finish"), FINISH)]]


def _what_given(_turn: Turn, _answers: Answers, given: Given) -> dict[str, Any]:
    return {"text": given.text, "media": [msgspec.to_builtins(item) for item in given.media]}


async def _told_more(turn: Turn, answers: Answers) -> None:
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


async def _keep_words(turn: Turn, answers: Answers, given: Given) -> None:
    if turn.now - datetime.fromisoformat(answers["at"]) > FRESH:
        # Somebody who comes back days later to report something does not mean the rating.
        await intake.begin(turn, given)
        return
    slip = await _own(turn, answers["slip"])
    if slip is None:
        return
    limits = turn.office.limits
    if len(slip.words) + len(given.text) > limits.text_max:
        raise Refused("conversation.too_long", most=limits.text_max)
    if len(slip.media) + len(given.media) > limits.attachments_max:
        raise Refused("conversation.too_many_files", most=limits.attachments_max)
    await slips.add_words(turn.db, slip, masked(turn, given.text), given.media)
    turn.say("visits.words_kept")
    await _more(turn, slip, dossier=answers["dossier"])


async def _ask(turn: Turn, slip: int, questions: list[str], *, dossier: bool) -> None:
    """Put the first of these questions, the others after it."""
    await conversation.begin(turn, CRITERION.name, slip=slip, left=questions, dossier=dossier)


def _question(turn: Turn, answers: Answers) -> tuple[Form, Question]:
    return turn.office.ratings.questions[answers["left"][0]]


def _options(turn: Turn, answers: Answers) -> Rows:
    form, question = _question(turn, answers)
    options = form.options_of(question)
    rows = [
        [Choice(options[value] if options else label(turn, value), str(value))]
        for value in form.values_of(question)
    ]
    return [*rows, [Choice(turn.words("visits.criterion.score.stop"), STOP)]]


def _question_shown(turn: Turn, answers: Answers) -> dict[str, Any]:
    return {"question": _question(turn, answers)[1].text, "left": len(answers["left"])}


def _scored(_turn: Turn, _answers: Answers, value: str) -> int:
    if value == STOP:
        raise Leave("visits.criterion.stopped")
    return int(value)


async def _answered(turn: Turn, answers: Answers) -> None:
    slip = await _own(turn, answers["slip"])
    if slip is None:
        return
    first, *left = answers["left"]
    if answers["score"] is not None:
        await slips.change(turn.db, turn.office.ratings, slip, {first: answers["score"]})
    if left:
        await _ask(turn, slip.id, left, dossier=answers["dossier"])
    else:
        await _more(turn, slip, dossier=answers["dossier"])


async def _report(turn: Turn, slip_id: int) -> None:
    """From a bad rating to a report in which only the name and contact are still asked."""
    slip = await _own(turn, slip_id)
    if slip is None:
        return
    questions = turn.office.ratings.questions
    bad = [
        questions[code][1].text
        for code, value in slip.answers.items()
        if code in questions and value < Score.NEUTRAL and not questions[code][0].options
    ]
    lines = [
        turn.words("visits.report", counter=_counter(turn, slip.counter).name, day=slip.day),
        turn.words("visits.report_bad", criteria="; ".join(bad)) if bad else "",
        slip.words,
    ]
    text = "\n".join(line for line in lines if line)
    described = {"text": text, "media": slip.media}
    turn.say("visits.reporting")
    await intake.begin(turn, describe=described, **_prefilled(turn, slip.counter))


async def report_on(turn: Turn, counter: str) -> None:
    """`/start gopy-<counter>`: a report about a counter, its place and field filled in."""
    await intake.begin(turn, **_prefilled(turn, counter))


def _prefilled(turn: Turn, code: str) -> Answers:
    counter = _counter(turn, code)
    place = {"commune": counter.commune, "text": counter.name}
    return {"place": place, **({"field": counter.field} if counter.field else {})}


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
