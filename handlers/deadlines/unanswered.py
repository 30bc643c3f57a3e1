"""The end of waiting for a citizen: reminded once, then the case ends, or it goes on."""

from __future__ import annotations

from bot import resting
from bot.turn import Turn
from handlers.case import conflict, due_dates, lookup, notify, transitions
from rules.lifecycle import NEEDS_INFO
from storage import case_answers, case_events, conversations, failed_updates
from storage.models import Case


async def remind_to_supplement(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the time to answer our question is nearly over."""
    case = await lookup.find_case(turn, case_id)
    await resting.take_unsent_words(turn, case.address)
    episode = await due_dates.dates_of(turn, case)
    if case.status != NEEDS_INFO or not episode.paused:
        return
    await case_events.add_case_event(turn.db, case, "ask_again", None, turn.now)
    button = turn.button("deadlines.supplement", "supplement", case.id)
    until = due_dates.wait_ends_on(turn, episode.pauses[-1].first)
    key = f"deadlines.then.{'goes_on' if conflict.is_about_somebody(case) else 'ends'}"
    notify.tell_citizen(
        turn, case, "deadlines.waiting", [[button]], until=until, then=turn.words(key)
    )


async def end_unanswered(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the citizen did not answer in time; the case ends, in words.

    What is, or may be, about somebody does not end by silence, for one person asked: it goes on,
    and the office hears that it decides. Nor is it silence if something was said that nobody got.
    """
    case = await lookup.find_case(turn, case_id)
    await resting.take_unsent_words(turn, case.address)
    episode = await due_dates.dates_of(turn, case)
    if case.status != NEEDS_INFO or not episode.paused or case.sealed:
        return
    if conflict.is_about_somebody(case):
        await _go_on_unanswered(turn, case, "goes_on", "unanswered_told")
        return
    if await _has_said_something(turn, case.address):
        await _go_on_unanswered(turn, case, "goes_on_said", "unsent_told")
        return
    reason = turn.office.refusals["no_supplement"]
    outcome = turn.words("triage.reason", label=reason.label, basis=reason.basis, words="").strip()
    await transitions.move_unasked(turn, case, "give_up")
    await case_answers.add_answer(turn.db, case, outcome, None, turn.now)
    await notify.tell_all(turn, case, "deadlines.given_up", reason=outcome, desk=turn.office.desk)


async def _has_said_something(turn: Turn, address: str) -> bool:
    """Whether its owner said something that lies unsent, or that we failed to handle."""
    return await conversations.has_unsent_words(
        turn.db, address
    ) or await failed_updates.has_failed_updates(turn.db, address)


async def _go_on_unanswered(turn: Turn, case: Case, owner: str, office: str) -> None:
    """Nobody waits for the answer any more: the office refuses the case, or it goes on."""
    await transitions.move_unasked(turn, case, "end_question")
    await notify.tell_all(turn, case, f"deadlines.{owner}", desk=turn.office.desk)
    there = await notify.office_addresses(turn, case)
    notify.tell_to_open(turn, case, f"deadlines.{office}", there)
