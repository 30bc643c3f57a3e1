"""Whether an answer settled the matter, by the word of whoever reported it."""

from __future__ import annotations

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import lookup, rating_request
from handlers.case.lookup import find_case
from handlers.citizen import followup, own_case_options
from rules.citizen_verdict import RESOLVED, SAID
from rules.lifecycle import ANSWERED
from storage import cases, ratings, verdicts
from storage.models import Case


async def say_verdict(turn: Turn, case_id: int, verdict: str) -> None:
    """Button: done, or not done. It can be changed as long as the answer stands."""
    case = await find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise lookup.case_refused(case, "no_right", "verdict")
    kept = await cases.surviving_case(turn.db, case)
    if kept.status != ANSWERED or verdict not in SAID:
        raise UserError("conversation.old_button")
    await verdicts.save_verdict(turn.db, case, verdict, turn.now)
    if verdict == RESOLVED:
        await _thank(turn, case)
    else:
        await _offer_to_look_again(turn, case, kept)


async def _thank(turn: Turn, case: Case) -> None:
    turn.say("verdict.thanks", case=case.code, code=case.code)
    rated = await ratings.rating_of_case(turn.db, case.id)
    if rated is None and await rating_request.is_asked_to_rate(turn, case):
        rating_request.ask_for_rating(turn, case)


async def _offer_to_look_again(turn: Turn, case: Case, kept: Case) -> None:
    """What is not settled is looked at again at once, as far as the office's rules allow."""
    offered = await own_case_options.own_case_actions(turn, case)
    if own_case_options.taken_up_in_vain(turn, case, kept, "reopen"):
        turn.say(
            "sealed.not_again", case=case.code, **own_case_options.where_to_go_instead(turn, case)
        )
    elif "reopen" in offered and not turn.talk:
        await followup.begin_words(turn, "reopen", case)
    else:
        turn.say("verdict.not_done", case=case.code, code=case.code)
        await own_case_options.offer_second_look(turn, case)
