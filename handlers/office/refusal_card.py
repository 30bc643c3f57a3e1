"""A proposed refusal as who must agree sees it: its reason, the words only for their readers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Turn
from handlers.case import case_thread, conflict, looks
from storage import people
from storage.models import Case


async def show_refusal_to(
    turn: Turn, case: Case, author_id: int | None, outcome: str, to: Sequence[str]
) -> None:
    """Show it with the buttons to decide.

    What the citizen wrote is for who does the office's work on the case, as everywhere. The chair
    of any other agrees to the reason alone, on the word of who proposes it.
    """
    known = await people.known_people_at_addresses(turn.db, set(to))
    readers = {at for at, one in known.items() if conflict.does_office_work(turn, case, one)}
    if case.sealed:
        readers = set()
    await looks.log_text_sent(turn, case, sorted(readers))
    if turn.event.address in readers:
        await looks.log_look_at_text(turn, case)
    unread = turn.words("refusing.sealed" if case.sealed else "refusing.not_yours_to_read")
    question = await case_thread.words_to_answer(turn, case) if readers else ""
    author = await people.name_of_person(turn.db, author_id) if author_id else ""
    for address in to:
        turn.say(
            "refusing.card",
            to=address,
            choices=[
                [turn.button("refusing.approve", "sign_refusal", case.id)],
                [turn.button("refusing.reject", "reject_refusal", case.id)],
            ],
            case=case.code,
            code=case.code,
            author=author or turn.words("desk.somebody"),
            question=question if address in readers else unread,
            reason=outcome,
        )
