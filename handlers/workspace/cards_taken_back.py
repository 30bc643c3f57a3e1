"""Cards of cases that turned out to be about somebody go from whom they are about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.event import Reply
from bot.turn import Turn
from handlers.case import conflict
from storage import case_messages
from storage.known_person import KnownPerson
from storage.models import Case


async def take_cards_back(turn: Turn, reader: KnownPerson, addresses: Sequence[str]) -> None:
    """Cards of cases that turned out to be about a reader are theirs no longer, once a week.

    At the second it would tell that words about them came, and when. What a person said a case is
    about is no such secret: `card_refresh` takes those at once.
    """
    for address, message, case in await case_messages.cards_about_somebody(turn.db, addresses):
        if conflict.concerns_reader(turn.office, reader, case):
            await take_card_back(turn, address, message, case)


async def take_card_back(turn: Turn, address: str, message: str, case: Case) -> None:
    """Once and for all: what becomes of the case later edits nothing, and so names it to nobody."""
    text = turn.words("cards.gone", code=case.code)
    turn.replies.append((address, Reply(text=text, case=case.code, edits=message)))
    await case_messages.retire_cards(turn.db, address, case.code)
