"""A case ends otherwise than by an answer: what is done once whoever must agree did.

`values["asked_by"]`: who asked the speaker to agree; who may was asked before.
"""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from bot.user_error import UserError
from handlers.agency import delivery
from handlers.case import access, conflict, followers, labels, notify, transitions
from handlers.case.lookup import find_case
from rules.lifecycle import ANSWERED, MERGED, OPEN
from storage import case_answers, cases
from storage.models import Case


async def redirect_as(turn: Turn, case: Case, values: dict[str, Any]) -> None:
    """Tell the citizen which other channel it belongs to, where that is and by what law."""
    other, asked_by = turn.office.redirects[values["to"]], values.get("asked_by")
    await _end(turn, case, "redirect", asked_by, {"to": other.code})
    outcome = turn.words("closing.outcome", label=other.label, where=other.where, basis=other.basis)
    me = turn.person.id
    signed = me if asked_by else None
    await case_answers.add_answer(
        turn.db, case, outcome, asked_by or me, turn.now, signed_by=signed
    )
    await notify.tell_all(turn, case, "closing.citizen_redirected", outcome=outcome)
    turn.say("closing.redirected", case=case.code, code=case.code)


async def merge_as(turn: Turn, duplicate: Case, values: dict[str, Any]) -> None:
    """Merge a case into another; of one that is answered already the answer follows at once."""
    kept = await find_case(turn, values["into"])
    # Two merged into each other, or into one that closes just now, would wait for nothing.
    await cases.lock_cases(turn.db, duplicate, kept)
    await check_kept(turn, kept, duplicate)
    noted = {"into": kept.code}
    await _end(turn, duplicate, "merge", values.get("asked_by"), noted, merged_into=kept.id)
    turn.say(
        "closing.merged",
        choices=[[turn.button("closing.unmerge", "unmerge", duplicate.id)]],
        code=duplicate.code,
        kept=kept.code,
    )
    told = {duplicate.id, *(one.id for one in await cases.followers_of_case(turn.db, duplicate))}
    newcomers = [one for one in await followers.followers_told(turn, kept) if one.id in told]
    for one in newcomers:
        notify.tell_citizen(turn, one, "closing.citizen_merged", kept=kept.code)
    if kept.status == ANSWERED:
        await delivery.share_answer(turn, kept, newcomers)


async def join_for_owner(turn: Turn, duplicate: Case, kept: Case) -> None:
    """Merge a case because its owner says it is the same; the office hears, and may part them."""
    noted = {"into": kept.code, "by": "owner"}
    await transitions.move_unasked(turn, duplicate, "merge", noted=noted, merged_into=kept.id)
    turn.changed(kept)
    notify.tell_citizen(turn, duplicate, "closing.citizen_merged", kept=kept.code)
    rows = [
        [turn.button("desk.open", "open", duplicate.id)],
        [turn.button("closing.unmerge", "unmerge", duplicate.id)],
    ]
    there = await notify.office_addresses(turn, duplicate)
    notify.tell_staff(turn, duplicate, "closing.joined", there, rows, kept=kept.code)


async def _end(
    turn: Turn,
    case: Case,
    action: str,
    asked_by: int | None,
    noted: dict[str, Any],
    **changes: Any,
) -> None:
    if asked_by is None:
        await transitions.act(turn, case, action, noted=noted, **changes)
    else:
        both = noted | {"asked_by": asked_by}
        await transitions.move_unasked(turn, case, action, noted=both, **changes)


async def check_kept(turn: Turn, kept: Case, duplicate: Case) -> None:
    """Raise UserError unless a case may be merged into another as both stand now.

    Whom the other is about reported this one: they are not to hear what becomes of that.
    """
    merged = kept.id == duplicate.id or kept.status == MERGED
    if merged or kept.sealed or await followers.is_about_owner(turn, duplicate, kept):
        raise UserError("closing.not_into_that", code=kept.code)
    if kept.status not in (*OPEN, ANSWERED):
        raise UserError(
            "closing.not_into_closed", code=kept.code, status=labels.status_name(turn, kept)
        )
    access.keep_restricted(turn, duplicate, "merge")
    # What is about somebody does not vanish in a case that is about nobody, or another.
    if not conflict.is_about_the_same(kept, duplicate):
        raise UserError("closing.about_somebody", code=duplicate.code, kept=kept.code)
