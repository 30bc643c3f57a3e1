"""Every card of a case that lies on a screen is brought up to date."""

from __future__ import annotations

from bot.event import Reply
from bot.turn import Turn
from handlers.agency import draft_card
from handlers.case import access, buttons, card, conflict, labels
from handlers.case.signers import answer_signers
from handlers.workspace import group_cards
from rules.lifecycle import CHAIR, OFFICE
from storage import case_agencies, case_messages, cases, chat_history, people
from storage.models import Case


async def refresh_cards(turn: Turn, case: Case) -> None:
    """Bring every card of a case that lies on somebody's screen up to date.

    News still come as messages of their own: an edit makes no sound. In the agency's group the
    card is the news. Whoever lost the case is told so: see `_part_from_case`.
    """
    await group_cards.show_in_groups(turn, case)
    await _take_copies_back(turn, case)
    found = await group_cards.without_groups(
        turn, await case_messages.cards_of_case(turn.db, case.code)
    )
    if not found:
        return
    shown, helping = (
        await card.card_facts(turn, case),
        await case_agencies.co_agencies_of_case(turn.db, case),
    )
    draft = await draft_card.draft_card(turn, case)
    signers = await answer_signers(turn.db, turn.office, case) if draft is not None else []
    on_map = [row] if (row := labels.map_link(turn, case)) else []
    for address, message in found:
        if draft is not None and address in signers:
            turn.edit("signing.card", address, message, case.code, draft.rows, **draft.words)
            continue
        reader = await people.person_at_address(turn.db, address, turn.now)
        if access.is_open_to(turn, reader, case, helping):
            rows = [*await buttons.case_buttons(turn, case, reader, helping), *on_map]
            turn.edit("cards.state", address, message, case.code, rows, **shown)
        else:
            await _part_from_case(turn, address, message, case)


async def _part_from_case(turn: Turn, address: str, message: str, case: Case) -> None:
    """Who held a card, and so could see the case before, and may see it no more: one stub for all.

    At once, once and for all, in the same words whatever the reason: else it would
    tell whom the case is about that it is, and when that was said. What becomes of the case later
    edits nothing, and so tells nothing either.
    """
    text = turn.words("cards.gone", code=case.code)
    stub = Reply(text=text, case=case.code, edits=message, parting=True)
    turn.replies.append((address, stub))
    await case_messages.retire_cards(turn.db, address, case.code)


async def _take_copies_back(turn: Turn, case: Case) -> None:
    """Whoever may not read a case any more keeps no copy in a history of ours.

    People of an agency that has it no longer, whom it turned out to be about, and of a restricted
    one everybody: the office opens its words anew, and that is logged. A list goes whole: what it
    says of one case is not cut out of it.
    """
    told = await chat_history.addresses_with_copies(turn.db, case.code)
    helping = await case_agencies.co_agencies_of_case(turn.db, case) if told else []
    owners = {
        case.person_id,
        *(one.person_id for one in await cases.followers_of_case(turn.db, case)),
    }
    for address in told:
        reader = await people.known_person_at_address(turn.db, address)
        if reader is None or reader.person.id in owners:
            continue
        elsewhere = reader.holds(OFFICE) or reader.holds(CHAIR)
        shut = case.sealed or conflict.concerns_reader(turn.office, reader, case)
        if shut or not (elsewhere or access.is_open_to(turn, reader, case, helping)):
            await chat_history.forget_copies_of_case(turn.db, [address], case.code)
            if reader.roles:
                # What anybody may read stays: a citizen's list of what was published.
                await chat_history.forget_lists_with_case(turn.db, [address], case.code)
