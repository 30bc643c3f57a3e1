"""An answer as a draft: handed in to be signed, or given back to its author to be sent."""

from __future__ import annotations

from bot.event import Media
from bot.flow_answers import Given
from bot.turn import Turn
from handlers.agency import draft_card, signature_rules
from handlers.agency.draft_card import DRAFT
from handlers.case import conflict, notify, signers
from handlers.case.transitions import SETTLED, act
from rules.lifecycle import AGENCY_ROLES, ANSWER_DRAFT, ANSWER_PENDING
from rules.solution import Solution
from storage import absences, case_answers, case_media, role_assignments
from storage.models import Case

FREED = "freed"
"""In the button that sends a draft given back."""


async def hand_in_draft(
    turn: Turn, case: Case, text: str, media: tuple[Media, ...], solution: Solution
) -> None:
    """Keep an answer as a draft and show it to who signs, beside the question."""
    await act(turn, case, "draft", handler_id=turn.person.id)
    await case_media.remove_media_of_case(turn.db, case, DRAFT)
    await case_answers.add_answer(
        turn.db, case, text, turn.person.id, turn.now, ANSWER_DRAFT, solution=solution
    )
    await case_media.add_media_to_case(turn.db, case, DRAFT, media)
    seen = await draft_card.show_draft_to(
        turn, case, await signers.answer_signers(turn.db, turn.office, case)
    )
    copied = seen.words["copied"]
    turn.say("signing.handed_in", case=case.code, code=case.code, copied=copied)


async def free_draft(turn: Turn, case: Case) -> None:
    """A case was classed anew: a draft that needs no signature now goes back to its author.

    They send it themselves, so nothing reaches a citizen without a person's wish.
    """
    draft = await case_answers.answer_of_case(turn.db, case, ANSWER_DRAFT)
    if (
        case.status != ANSWER_PENDING
        or draft is None
        or signature_rules.needs_signature_by_rule(turn, case)
    ):
        return
    await act(turn, case, "free")
    for address in await author_addresses(turn, case, draft.author_id):
        turn.say(
            "signing.freed",
            to=address,
            choices=[[turn.button("signing.send_freed", "answer", case.id, FREED)]],
            case=case.code,
            code=case.code,
            draft=draft.text,
        )


async def freed_draft(turn: Turn, case: Case) -> Given | None:
    """The draft that was given back to be sent, with its files."""
    draft = await case_answers.answer_of_case(turn.db, case, SETTLED["free"])
    if draft is None:
        return None
    return Given(text=draft.text, media=await case_media.media_of_case(turn.db, case, DRAFT))


async def author_addresses(turn: Turn, case: Case, author_id: int | None) -> list[str]:
    """Where the author of a draft is told; who is gone, or moved, has left it to the agency."""
    held = await role_assignments.roles_in_force_of(turn.db, author_id or 0)
    here = any(one.role in AGENCY_ROLES and one.agency == case.agency for one in held)
    found = await absences.addresses_acting_for(turn.db, author_id) if here else []
    kept = await conflict.without_accused(turn.db, turn.office, case, found)
    return kept or await notify.agency_or_office_addresses(turn, case)
