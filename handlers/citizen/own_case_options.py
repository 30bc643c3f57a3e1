"""What its owner may do with a filed case as it stands, and why not."""

from __future__ import annotations

from typing import Any

from bot.event import Rows
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import labels
from handlers.case.access import check_move
from handlers.case.lookup import find_case
from rules import lifecycle
from rules.deadline import working_days_between
from rules.excerpts import excerpt_of
from rules.lifecycle import FOLLOWER, OWNER, MoveVerdict
from rules.local_time import ZONE
from storage import case_events, case_lists, cases, notes
from storage.models import Case

AGAIN = ("reopen", "appeal")
OFFERED = ("supplement", "add", "reopen", "appeal", "withdraw")
ANSWERING = ("answer", "approve", "decide_appeal")
KNOWN_BY = 40
"""Letters by which a citizen knows a case of theirs again."""


async def own_case_buttons(turn: Turn, case: Case) -> Rows:
    """The buttons a citizen has on an own case, as it stands."""
    found = await own_case_actions(turn, case)
    return [[turn.button(f"followup.{action}", action, case.id)] for action in found]


async def own_case_actions(turn: Turn, case: Case) -> list[str]:
    """What a citizen may do with an own case, as it stands."""
    found = []
    for action in OFFERED:
        if action == "add" and case.status not in lifecycle.OPEN:
            continue  # to an answered case one adds by saying something of the answer
        one = await case_looked_at_again(turn, case, action)
        relation = OWNER if one is case else FOLLOWER
        verdict = lifecycle.judge_move(action, one.status, one.agency, (), relation=relation)
        if verdict is MoveVerdict.ALLOWED and not await _why_not(turn, case, one, action):
            found.append(action)
    return found


async def case_looked_at_again(turn: Turn, case: Case, action: str) -> Case:
    """The case that is looked at again: the one an own case was merged into, if it was."""
    return await cases.surviving_case(turn.db, case) if action in AGAIN else case


async def offer_second_look(turn: Turn, case: Case) -> None:
    """The answer did not satisfy: what can still be done."""
    found = await own_case_buttons(turn, case)
    if found:
        turn.say("followup.unhappy", choices=found, case=case.code, code=case.code)


async def _why_not(turn: Turn, own: Case, case: Case, action: str) -> str:
    """The key of the reason why the office's rules forbid a move, or empty.

    `own` is the speaker's, `case` it or the one it was merged into.
    """
    if action == "withdraw":
        # Who holds a receipt need not be who told: on paper one shows who one is.
        return "followup.withdraw_at_desk" if case.filed_for_somebody else ""
    if action == "appeal":
        return "followup.appealed" if case.level else ""
    if action != "reopen":
        return ""
    log = await case_events.events_of_case(turn.db, case)
    if [line.action for line in log if line.action in ANSWERING][-1:] == ["decide_appeal"]:
        return "followup.decided_above"
    if sum(line.action == "reopen" for line in log) >= turn.office.limits.reopen_times:
        return "followup.reopened_enough"
    return "" if await _heard_lately(turn, own, case) else "followup.too_late_to_reopen"


async def _heard_lately(turn: Turn, own: Case, case: Case) -> bool:
    """Whether the owner of a case heard its answer so lately that it may be looked at again."""
    log = await case_events.events_of_case(turn.db, case)
    answered = [line.at for line in log if line.action in ANSWERING]
    if not answered:
        return False
    heard = answered[-1]
    if own is not case:
        # Merged into what was answered already: they heard it then.
        merged = [
            line.at
            for line in await case_events.events_of_case(turn.db, own)
            if line.action == "merge"
        ]
        heard = max(heard, *merged)
    since = heard.astimezone(ZONE).date()
    passed = working_days_between(since, turn.today, turn.office.calendar)
    return passed <= turn.office.deadlines["reopen"].days


def known_by(case: Case) -> str:
    """By what its owner knows a case again in a line: the beginning of its words, if a list may."""
    return excerpt_of(case.words_in_lists, KNOWN_BY)


async def cases_answered_lately(turn: Turn, most: int) -> list[Case]:
    """The speaker's own cases whose answer is so new that what they say may be about it."""
    ended = (lifecycle.ANSWERED, lifecycle.MERGED)
    found = await case_lists.cases_of_person(turn.db, turn.person.id, most, statuses=ended)
    lately = []
    for own in found:
        case = await cases.surviving_case(turn.db, own)
        told = case.status == lifecycle.ANSWERED and not (own.sealed or case.sealed)
        if told and await _heard_lately(turn, own, case):
            lately.append(own)
    return lately


async def own_case_for(turn: Turn, case_id: int, action: str) -> Case:
    """An own case with which this may be done now. Raises UserError."""
    own = await find_case(turn, case_id)
    case = await case_looked_at_again(turn, own, action)
    if taken_up_in_vain(turn, own, case, action):
        raise UserError("sealed.not_again", **where_to_go_instead(turn, own))
    await check_move(turn, case, action)
    if reason := await _why_not(turn, own, case, action):
        raise UserError(
            reason,
            code=own.code,
            days=turn.office.deadlines["reopen"].days,
            most=turn.office.limits.reopen_times,
            desk=turn.office.desk,
        )
    return own


async def is_just_taken(turn: Turn, case: Case) -> bool:
    """Whether words that lay here have just asked for another look, by the same button."""
    asked = await notes.notes_of_case(turn.db, case, notes.REOPEN)
    return bool(asked) and asked[-1].at == turn.now and asked[-1].author_id == turn.person.id


def taken_up_in_vain(turn: Turn, own: Case, case: Case, action: str) -> bool:
    """Whether its owner takes a case up again in vain: it is not for this channel."""
    return case.sealed and action in AGAIN and own.person_id == turn.person.id


def where_to_go_instead(turn: Turn, case: Case) -> dict[str, Any]:
    return {"code": case.code, "desk": turn.office.desk, **labels.leaders_reception(turn)}
