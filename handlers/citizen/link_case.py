"""A case filed on paper or by phone is attached to its owner's chat by a one-time link."""

from __future__ import annotations

from bot.turn import Turn
from bot.user_error import UserError
from handlers.citizen import tracking
from storage import case_events, case_links, cases, consent_records
from storage.models import Case, CaseLink


async def attach_case(turn: Turn, token: str) -> None:
    """`/start gan-TOKEN`: from now on the case is the speaker's; the first link used is the last.

    What an officer wrote down about an official stays with who told it: the paper went through
    hands that it may be about, so its link says no more than its receipt.
    """
    if not turn.event.private:
        raise UserError("conversation.private_only", link="")
    link = await case_links.case_link_by_token(turn.db, token[:64])
    case = await cases.case_by_id(turn.db, link.case_id) if link else None
    if link is None or case is None:
        raise UserError("attaching.unknown")
    if link.used_by != turn.person.id:
        await cases.lock_cases(turn.db, case)
        claimed = await case_links.is_case_claimed(turn.db, case)
        if not claimed and case.filed_for_somebody and case.apart:
            await _tell_how_far(turn, link, case)
            return
        if claimed or not await case_links.use_case_link(turn.db, link, turn.person, turn.now):
            raise UserError("attaching.over", desk=turn.office.desk)
        await consent_records.carry_over_consents(turn.db, case.person_id, turn.person)
        case.person_id, case.address = turn.person.id, turn.event.address
        await case_events.add_case_event(turn.db, case, "attach", turn.person.id, turn.now)
        turn.say("attaching.done", case=case.code, code=case.code)
    turn.args = case.code
    await tracking.track_case(turn)


async def _tell_how_far(turn: Turn, link: CaseLink, case: Case) -> None:
    if link.expires_at <= turn.now:
        raise UserError("attaching.over", desk=turn.office.desk)
    await tracking.tell_how_far(turn, case)
    turn.say("attaching.by_phone", case=case.code, code=case.code)
