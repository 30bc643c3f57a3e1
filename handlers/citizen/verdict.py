"""Whether an answer settled the matter, by the word of whoever reported it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import lookup, rating_request
from handlers.case.lookup import find_case
from handlers.citizen import followup, own_case_options
from rules.citizen_verdict import RESOLVED, SAID, VERDICT_WAITING
from rules.deadline import working_days_between
from rules.lifecycle import ANSWERED
from rules.local_time import local_date
from rules.office import Office
from rules.solution import IMPOSSIBLE, Solution
from rules.working_hours import in_working_hours
from storage import case_answers, cases, conversations, people, ratings, verdicts
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


async def verdicts_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Some days after an answer its reader is asked once; on one day of one case each."""
    if not in_working_hours(now, office.calendar):
        return []
    today, days = local_date(now), office.deadlines["ask_verdict"].days
    oldest = {
        one.person_id: one.case_id
        for one in reversed(await verdicts.verdicts_awaited(db))
        if one.since is None
        or working_days_between(local_date(one.since), today, office.calendar) >= days
    }
    return [
        Due("ask_verdict", f"ask_verdict:{person_id}:{today}", case_id)
        for person_id, case_id in oldest.items()
    ]


async def ask_for_verdict(turn: Turn, case_id: int, _: str) -> None:
    """Time event: whoever did not say is asked; who is telling us something, another day."""
    case = await find_case(turn, case_id)
    await cases.lock_cases(turn.db, case)
    if case.verdict != VERDICT_WAITING or await conversations.is_busy_at(turn.db, case.address):
        return
    verdicts.mark_asked(case)
    if await _wants_to_be_asked(turn, case):
        turn.say(
            "verdict.ask",
            to=case.address,
            choices=rating_request.after_answer_buttons(turn, case, Solution()),
            case=case.code,
            code=case.code,
        )


async def _wants_to_be_asked(turn: Turn, case: Case) -> bool:
    """Of an answer that stands, by whoever is reached here and did not say no to reminders.

    Of what is promised for a day to come nobody is asked before we say how it went; of what
    cannot be done nobody is asked whether it is.
    """
    kept = await cases.surviving_case(turn.db, case)
    if kept.status != ANSWERED or kept.sealed or case.sealed:
        return False
    solution = await case_answers.solution_of_case(turn.db, kept)
    if solution.kind == IMPOSSIBLE:
        return False
    if solution.by is not None and solution.done_on is None and solution.by >= turn.today:
        return False
    reached = case.address in await people.addresses_of_person(turn.db, case.person_id)
    return reached and await rating_request.is_asked_to_rate(turn, case)
