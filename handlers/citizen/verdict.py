"""Whether an answer settled the matter, by the word of whoever reported it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.event import Rows
from bot.flow_answers import Given
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import lookup, rating_request
from handlers.case.lookup import find_case
from handlers.citizen import followup, own_case_options
from rules.citizen_verdict import EARLY, RESOLVED, SAID, UNRESOLVED, VERDICT_WAITING, WAITS
from rules.deadline import working_days_between
from rules.lifecycle import ANSWERED
from rules.local_time import local_date
from rules.office import Office
from rules.solution import IMPOSSIBLE, Solution
from rules.working_hours import in_working_hours
from storage import case_answers, cases, conversations, notes, people, ratings, verdicts
from storage.models import Case

A_MOMENT: Final = timedelta(minutes=15)
"""So long words said before a button are its reason."""


async def say_verdict(turn: Turn, case_id: int, verdict: str) -> None:
    """Button: done, or not done. It can be changed as long as the answer stands."""
    case = await find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise lookup.case_refused(case, "no_right", "verdict")
    if await own_case_options.is_just_taken(turn, case):
        return  # with the words that lay here, which asked for it
    kept = await cases.surviving_case(turn.db, case)
    if kept.status != ANSWERED or verdict not in (*SAID, WAITS, EARLY):
        raise UserError("conversation.old_button")
    solution = await case_answers.solution_of_case(turn.db, kept)
    if verdict in (RESOLVED, WAITS) and solution.awaited(turn.today):
        say_what_is_promised(turn, case, solution, "early" if verdict == RESOLVED else "waits")
    elif verdict == UNRESOLVED:
        await verdicts.save_verdict(turn.db, case, verdict, turn.now)
        await offer_to_look_again(turn, case, await _words_just_said(turn, case))
    else:
        await verdicts.save_verdict(turn.db, case, RESOLVED, turn.now)
        turn.say("verdict.thanks", case=case.code, code=case.code)
        await ask_for_missing_rating(turn, case)


def say_what_is_promised(turn: Turn, case: Case, solution: Solution, key: str) -> None:
    """Of what is promised for a day to come: nobody is settled by it, unless it is done already."""
    done = turn.button("verdict.done_early", "verdict", case.id, EARLY)
    rows: Rows = [[done]]
    if key == "early":
        rows = [[done, turn.button("verdict.wait", "verdict", case.id, WAITS)]]
    elif key == "not_due":
        rows = rating_request.after_answer_buttons(turn, case, solution)
    turn.say(f"verdict.{key}", choices=rows, case=case.code, code=case.code, day=solution.by)


async def ask_for_missing_rating(turn: Turn, case: Case) -> None:
    """Ask what they think of the answer, who did not say and wants to be asked."""
    rated = await ratings.rating_of_case(turn.db, case.id)
    if rated is None and await rating_request.is_asked_to_rate(turn, case):
        rating_request.ask_for_rating(turn, case)


async def _words_just_said(turn: Turn, case: Case) -> Given | None:
    """What its owner said of the answer right before: why it does not settle it."""
    said = await notes.notes_of_case(turn.db, case, notes.ADDITION)
    if said and said[-1].author_id == turn.person.id and turn.now - said[-1].at < A_MOMENT:
        return Given(text=said[-1].text)
    return None


async def offer_to_look_again(
    turn: Turn, case: Case, given: Given | None = None, *, heard: bool = False
) -> bool:
    """What is not settled is looked at again at once, as far as the office's rules allow.

    `given`: why it is not settled; `heard`: it was said in plain words, which may be taken back.
    False when it can not be looked at again at once.
    """
    kept = await cases.surviving_case(turn.db, case)
    offered = await own_case_options.own_case_actions(turn, case)
    if own_case_options.taken_up_in_vain(turn, case, kept, "reopen"):
        turn.say(
            "sealed.not_again", case=case.code, **own_case_options.where_to_go_instead(turn, case)
        )
    elif "reopen" in offered and not turn.talk:
        await followup.begin_words(turn, "reopen", case, given, heard=heard)
        return True
    else:
        turn.say("verdict.not_done", case=case.code, code=case.code)
        await own_case_options.offer_second_look(turn, case)
    return False


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
    if solution.awaited(turn.today):
        return False
    reached = case.address in await people.addresses_of_person(turn.db, case.person_id)
    return reached and await rating_request.is_asked_to_rate(turn, case)
