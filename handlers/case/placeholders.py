"""The places in a template of an answer, filled for a case; the citizen's name for nobody else."""

from __future__ import annotations

import re

from bot.turn import Turn
from handlers.case import due_dates, labels
from storage import cases
from storage.models import Case

PLACE = re.compile(r"\{([^{}]*)\}")


NAME = "{ten}"
"""Filled only in what the citizen reads: officials do not see who reported."""


async def filled_for(turn: Turn, case: Case, text: str) -> str:
    due = await due_dates.dates_of(turn, case)
    values = {
        "ma": case.code,
        "han": due_dates.due_day(turn, due.answer, short=True),
        "coquan": labels.agency_name(turn, case.agency),
        "linhvuc": labels.field_name(turn, case.field),
        "noi": labels.place_name(turn, case),
    }
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def words_to_citizen(turn: Turn, case: Case, text: str) -> str:
    """The words with the citizen's own name, for nobody else."""
    contact = cases.contact_of_case(turn.db, case)
    return text.replace(NAME, contact.name if contact else turn.words("templates.you"))


def words_to_others(turn: Turn, text: str) -> str:
    """The words without a name: what is kept, shown and published."""
    return text.replace(NAME, turn.words("templates.you"))


def words_without_name(turn: Turn, case: Case, text: str) -> str:
    """What was to be said to the citizen, for others: the name that `to_citizen` put in is out."""
    contact = cases.contact_of_case(turn.db, case)
    if contact is None:
        return text
    return re.sub(rf"(?<!\w){re.escape(contact.name)}(?!\w)", turn.words("templates.you"), text)
