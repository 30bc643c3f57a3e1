"""Acting on a case: it changes, its log is written, and of two who act at once one wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.turn import Turn
from handlers.case import access, conflict, followers, labels, notify
from rules import lifecycle
from rules.lifecycle import (
    DRAFT_DROPPED,
    DRAFT_FREED,
    DRAFT_REJECTED,
    DRAFT_SIGNED,
    MOVES,
    REFUSAL_DRAFT,
    WITH_AGENCY,
)
from storage import case_agencies, case_answers, case_events, cases, people
from storage.case_histories import COLUMNS
from storage.models import Case

SETTLED = {"approve": DRAFT_SIGNED, "reject": DRAFT_REJECTED, "free": DRAFT_FREED}
"""What a draft becomes by these moves; by any other that takes the case away, `dropped`."""


ABOUT_WHOM = {"accused", "accused_id", "kept_out"}
"""Columns that say whom a case is about."""

LOGGED = ("agency", "publication", "handler_id")
"""Changes that figures of the past are counted from: they stand in the log too.

So does a change of one of storage.case_histories.COLUMNS, with what was there before as `was`.
"""


async def act(
    turn: Turn, case: Case, action: str, *, noted: Mapping[str, Any] | None = None, **changes: Any
) -> None:
    """Do `action`: change the case and write the log. Of two who act at once one wins.

    `noted` goes into the log: codes and numbers, no personal text. Raises UserError for the
    other, saying who did what.
    """
    await access.check_move(turn, case, action)
    await move_unasked(turn, case, action, noted=noted, **changes)


async def move_unasked(
    turn: Turn, case: Case, action: str, *, noted: Mapping[str, Any] | None = None, **changes: Any
) -> None:
    """Do `action` without asking who may: for `act`, and for the office's own rules."""
    access.keep_restricted(turn, case, action)
    end = lifecycle.status_after_move(action, case.status, case.status_before)
    if end in lifecycle.KEEPS_BEFORE and case.status not in lifecycle.KEEPS_BEFORE:
        changes["status_before"] = case.status
    was = case.status
    data = {name: changes[name] for name in LOGGED if name in changes} | replaced_values(
        case, **changes
    )
    if was not in MOVES[action].starts or not await cases.update_case(
        turn.db, case, status=end, **changes
    ):
        raise await access.too_late_error(turn, case)
    if was == lifecycle.ANSWER_PENDING and end not in (was, *lifecycle.COMES_BACK):
        await case_answers.settle_answer_drafts(turn.db, case, SETTLED.get(action, DRAFT_DROPPED))
    if end in lifecycle.CLOSED or ("agency" in changes and MOVES[action].ends):
        # Whoever has it now has not read what was proposed before.
        settled = DRAFT_SIGNED if action == "refuse" else DRAFT_DROPPED
        await case_answers.settle_answer_drafts(turn.db, case, settled, REFUSAL_DRAFT)
    await case_events.add_case_event(
        turn.db, case, action, turn.person.id, turn.now, **data | dict(noted or {})
    )
    if end in lifecycle.CLOSED or "agency" in changes:
        await update_helpers(turn, case)
    await _follow_change(turn, case, changes)


async def mark_unmoved(turn: Turn, case: Case, **about: Any) -> None:
    """Write down whom a case is about, by nobody's move: the caller writes the log."""
    await cases.update_case(turn.db, case, **about)
    await _follow_change(turn, case, about)


async def _follow_change(turn: Turn, case: Case, changes: Mapping[str, Any]) -> None:
    if case.status == lifecycle.NEEDS_INFO and changes.keys() & ABOUT_WHOM:
        await _end_question_of_accused(turn, case)
    if case.apart and case.status in lifecycle.OPEN:
        await _settle_followers(turn, case, case)
    turn.changed(case)


async def _settle_followers(turn: Turn, case: Case, merged_into: Case) -> None:
    """A case is about somebody, or restricted: what was merged into it is so too, or goes on alone.

    The reporters of these hear nothing of it, now or later. Of several that go on the others follow
    the first, so that one matter stays one; but whom it is about sees what anybody sees whose case
    a clerk parted from another.
    """
    first: Case | None = None
    for one in await cases.duplicates_of_case(turn.db, merged_into):
        if await _follows_on(turn, one, case):
            await _settle_followers(turn, case, one)
            continue
        await cases.lock_cases(turn.db, one)
        await move_unasked(turn, one, "unmerge", merged_into=None)
        alone = await followers.is_about_owner(turn, one, case)
        if first is not None and one.status in lifecycle.RUNNING and not alone:
            noted = {"into": first.code}
            await move_unasked(turn, one, "merge", noted=noted, merged_into=first.id)
        else:
            first = first if alone else first or one
            await _tell_who_works_on_it(turn, one, case)


async def _follows_on(turn: Turn, one: Case, case: Case) -> bool:
    """With it stays what was about somebody before, and whose reporter is not who is meant."""
    if one.sealed or await followers.hears_of(turn, one, case):
        return True
    alike = one.about_somebody and not case.sealed
    if not alike or await followers.is_about_owner(turn, one, case):
        return False
    await mark_unmoved(turn, one, **{name: getattr(case, name) for name in ("about", *ABOUT_WHOM)})
    return True


async def _tell_who_works_on_it(turn: Turn, one: Case, case: Case) -> None:
    """But not who is kept out of what it was merged into."""
    status, there = labels.status_name(turn, one), await notify.holders_of_case(turn, one)
    there = await conflict.without_accused(turn.db, turn.office, case, there)
    notify.tell_to_open(turn, one, "closing.goes_on_alone", there, kept=case.code, status=status)


async def _end_question_of_accused(turn: Turn, case: Case) -> None:
    """What whom a case is about asked needs no answer: nobody waits for it, nothing ends by it."""
    log = await case_events.events_of_case(turn.db, case)
    asker = next((line.actor_id for line in reversed(log) if line.action == "ask"), None)
    theirs = await people.addresses_of_person(turn.db, asker) if asker else []
    if theirs and not await conflict.without_accused(turn.db, turn.office, case, theirs):
        await move_unasked(turn, case, "end_question")
        notify.tell_citizen(turn, case, "conflict.question_over")


def replaced_values(case: Case, **changes: Any) -> dict[str, Any]:
    """What a line of the log says of columns that figures read: the new values, and the old."""
    new = {
        name: value
        for name, value in changes.items()
        if name in COLUMNS and value != getattr(case, name)
    }
    return {**new, "was": {name: getattr(case, name) for name in new}} if new else {}


async def update_helpers(turn: Turn, case: Case) -> None:
    """A case moved: who leads it now helps no more; when it ended, the helpers are told."""
    there = await case_agencies.co_agencies_of_case(turn.db, case)
    if case.agency in there:
        await case_agencies.remove_co_agency(turn.db, case, case.agency)
    if case.status in WITH_AGENCY or not access.agency_with(case):
        return  # whoever loses the case with its agency reads so on its card, as all who lose it
    for agency in there:
        helpers = await notify.agency_addresses(turn, case, agency)
        status = labels.status_name(turn, case)
        notify.tell_staff(turn, case, "helping_out.ended", helpers, status=status)
