"""Which cases of a queue hold the words that somebody looks for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.turn import Turn
from handlers.case import labels
from rules.text import split_tokens
from storage import case_lists, people
from storage.case_lists import SearchableCase


async def cases_with_words(turn: Turn, ids: Sequence[int], words: Sequence[str]) -> set[int]:
    """Those of the cases that hold words beginning with all of these."""
    kept = set()
    hints: dict[object, str] = {}
    async for some in case_lists.searchable_cases(turn.db, ids):
        handlers = {one.handler_id for one in some if one.handler_id}
        called = await people.names_of_people(turn.db, handlers)
        for one in some:
            about = (one.field, one.agency, one.commune, one.handler_id)
            if about not in hints:
                hints[about] = _folded(*_names(turn, one), called.get(one.handler_id or 0, ""))
            if _held(words, hints[about] + _folded(one.code, one.place, one.text)):
                kept.add(one.id)
        await asyncio.sleep(0)  # of thousands: chats must not wait
    return kept


def _names(turn: Turn, one: SearchableCase) -> tuple[str, ...]:
    agency = turn.office.agencies.get(one.agency)
    commune = turn.office.communes.get(one.commune)
    return (
        labels.field_name(turn, one.field) if one.field else "",
        f"{agency.name} {agency.short}" if agency else "",
        f"{commune.kind} {commune.name}" if commune else "",
    )


def _folded(*texts: str) -> str:
    return " " + " ".join(split_tokens(" ".join(texts)))


def _held(words: Sequence[str], said: str) -> bool:
    return all(f" {word}" in said for word in words)
