"""A case as it comes in, by whatever way."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from rules import lifecycle
from rules.lifecycle import NO_PUBLICATION
from storage import cases
from storage.models import Case


async def new_case(turn: Turn, field: str, **columns: Any) -> Case:
    """A case as it comes in, not stored yet: numbered, with the agency of its field.

    `columns`: the rest of Case. It is the speaker's unless they name another owner.
    """
    known = turn.office.fields.get(field)
    agency = known.agency if known else ""
    rest = {
        "person_id": turn.person.id,
        "address": turn.event.address,
        "accused": agency if columns.get("about") == "conduct" else "",
    }
    return Case(
        code=await cases.next_case_code(turn.db, turn.today),
        status=lifecycle.RECEIVED,
        publication=NO_PUBLICATION,
        field=known.code if known else "",
        agency=agency,
        received_at=turn.now,
        **(rest | columns),
    )
