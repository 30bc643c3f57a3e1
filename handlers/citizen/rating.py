"""The citizen rates the answer: one tap, and words for who wants to."""

from __future__ import annotations

from datetime import timedelta

from bot import conversation
from bot.flow import TEXT, Answers, Ask, Flow
from bot.turn import Refused, Turn
from handlers.case import rating_request
from handlers.case.lookup import find_case
from handlers.citizen import followup
from rules.lifecycle import ANSWERED
from rules.sipas import Score
from storage import cases, ratings, slips
from storage.models import Case
from storage.slips import Filled, Place


async def open_rating(turn: Turn, case_id: int, _: str) -> None:
    """Button: the five labels for my answered case."""
    case = await find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise Refused("rating.not_yours")
    await _answered(turn, case)
    rating_request.ask_for_rating(turn, case)


async def _answered(turn: Turn, case: Case) -> Case:
    """The answered case a reporter may rate: their own, or the one theirs was merged into."""
    kept = await cases.kept(turn.db, case)
    if kept.status != ANSWERED:
        raise Refused("conversation.old_button")
    return kept


async def rate_answer(turn: Turn, case_id: int, score: str) -> None:
    """Button: one of the five labels. It can be changed for a while."""
    case = await find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise Refused("rating.not_yours")
    kept = await _answered(turn, case)
    if score not in {str(known.value) for known in Score}:
        raise Refused("conversation.old_button")
    given = Score(int(score))
    before = await ratings.of_case(turn.db, case.id)
    limit = timedelta(hours=turn.office.limits.rating_edit_hours)
    if before is not None and turn.now - before.rated_at > limit:
        raise Refused("rating.closed", hours=turn.office.limits.rating_edit_hours)
    if before is not None and before.score == given:
        return  # the same label pressed twice
    await ratings.rate(turn.db, case, given, turn.now)
    await _count(turn, case, kept.agency, given)
    await cases.log(turn.db, case, "rate", turn.person.id, turn.now, score=int(given))
    label = turn.words(f"rating.label.{given.code}")
    turn.say("rating.changed" if before else "rating.thanks", label=label, code=case.code)
    if given <= Score.DISSATISFIED:
        await followup.offer_second_look(turn, case)
    if before is None and not turn.talk:
        await conversation.begin(turn, WORDS.name, case_id=case.id)


async def _count(turn: Turn, case: Case, agency: str, score: Score) -> None:
    """Let the rating of an agency's answer count in the index, without the case it belongs to."""
    rules = turn.office.ratings
    answers = {code: int(score) for form in rules.of_kind("case") for code in form.questions}
    key = slips.key_of_case(turn.db, case.id)
    filled = Filled(
        place=Place("", agency, case.commune),
        key=key,
        device="",
        via="",
        day=turn.today,
        overall=int(score),
        answers=answers,
        at=turn.now,
    )
    if await slips.keep(turn.db, rules, filled) is None:
        before = await slips.by_key(turn.db, key)
        if before is not None:
            await slips.change(turn.db, rules, before, answers, int(score))


async def _keep_words(turn: Turn, answers: Answers) -> None:
    if answers["words"]:
        await ratings.add_words(turn.db, answers["case_id"], answers["words"])
        turn.say("rating.words_kept")
    else:
        turn.say("rating.done")


WORDS = Flow(
    "rating.adding",
    (Ask(name="words", accepts=frozenset({TEXT}), optional=True, cancel=False),),
    then=_keep_words,
)
