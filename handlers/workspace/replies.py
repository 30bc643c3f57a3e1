"""A reply to the card of a case: whose it is says what it means."""

from __future__ import annotations

from bot import conversation
from bot.flow_answers import given_by_event
from bot.turn import Turn
from bot.user_error import UserError
from handlers.agency import answer, co_agencies, draft_card, signature
from handlers.case import access
from handlers.citizen import which_case
from storage import cases
from storage.models import Case


async def reply_to_card(turn: Turn, code: str) -> None:
    """A reply to the card of a case: an official's is the draft of the answer.

    A helper's is told to the lead; who signs is asked what the words are for.
    """
    spoken_of = await cases.case_by_code(turn.db, code)
    case = await cases.surviving_case(turn.db, spoken_of) if spoken_of else None
    if case is not None and await draft_card.waits_for_signature(turn, case):
        await signature.reply_to_draft(turn, case)
        return
    if case is None or not access.may_see(turn, case):
        if case is not None and await access.helping_agency(turn, case):
            await co_agencies.begin_contribution(turn, case, given_by_event(turn.event))
            return
        # A citizen quoting what we said means to speak to us, not to a card.
        await _not_a_draft(turn, spoken_of, code)
        return
    if not access.works_for(turn.known, [access.agency_with(case)]):
        raise UserError("answering.office_does_not_answer")
    await answer.begin_answer(turn, case, given_by_event(turn.event))


async def _not_a_draft(turn: Turn, case: Case | None, code: str) -> None:
    own = case if case is not None and case.person_id == turn.person.id else None
    if turn.stack and (own is None or turn.stack[-1].answers.get("case_id") == own.id):
        await conversation.hear_answer(turn)
    elif own is not None:
        # Even while another question is open: what was quoted says which case is meant.
        await which_case.reply_to_own_case(turn, own)
    else:
        turn.say(
            "answering.citizen_quoted",
            choices=[[turn.command_button("gopy")]],
            code=code,
        )
