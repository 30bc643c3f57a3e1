"""A case as it comes in, by whatever way."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.turn import Turn
from rules import lifecycle
from rules.complaint_word import is_complaint_by_word_alone
from rules.conflict import Barred
from rules.contact_in_report import UNKNOWN, words_without_contact
from rules.contact_in_text import ContactParts
from rules.danger_kind import kind_of_danger
from rules.lifecycle import NO_PUBLICATION
from rules.named_units import (
    agencies_named,
    names_meant_in,
    names_stated_in,
    without_salutation,
)
from rules.recognition import recognise_text, speaks_of_behaviour
from rules.text import to_nfc
from storage import cases, staff
from storage.models import CONDUCT, Case
from storage.people import Contact

_OWN_NAME = 3
"""Words of a name that is hardly anything else in a text."""


async def new_case(
    turn: Turn,
    field: str,
    *,
    suspected: bool = False,
    ordinary: bool = False,
    besides: str = "",
    **columns: Any,
) -> Case:
    """A case as it comes in, not stored yet: numbered, with the agency of its field.

    Whatever is said to be about conduct, `suspected`, or sounds like a complaint, is about an
    agency's people until a person of the office decides otherwise. `columns`: the rest of Case.
    `ordinary`: its writer said that it is no complaint, whatever they call it.
    It is the speaker's unless they name another owner. `besides`: words that came with it.
    """
    known = turn.office.fields.get(field)
    agency = known.agency if known else ""
    place = columns.get("place", "")
    accusing = place if place and await sounds_like_complaint(turn, place) else ""
    text = "\n".join(filter(None, [columns["text"], besides, accusing]))
    suspected = suspected or columns.get("about") == CONDUCT
    in_name = ordinary and await is_complaint_in_name_only(turn, text)
    if suspected or (not in_name and await sounds_like_complaint(turn, text)):
        columns |= await columns_if_suspected(turn, text, agency)
    if columns.get("urgent"):
        named = columns.get("accused") or columns.get("about")
        agency = agency if named else first_agency(turn, text) or agency
    rest = {"person_id": turn.person.id, "address": turn.event.address}
    return Case(
        code=await cases.next_case_code(turn.db, turn.office.code_prefix, turn.today),
        status=lifecycle.RECEIVED,
        publication=NO_PUBLICATION,
        field=known.code if known else "",
        agency=agency,
        received_at=turn.now,
        **(rest | columns),
    )


def contact_taken_out(text: str, contact: Contact | None) -> tuple[str, Contact | None]:
    """A report as staff read it, and the contact, which keeps it as it was told.

    Who reports is opened for a reason, and each time written down: not read in passing.
    """
    known = ContactParts(contact.name, contact.phone) if contact else UNKNOWN
    left = words_without_contact(text, known)
    if contact is not None and left != to_nfc(text):
        contact = msgspec.structs.replace(contact, words=text)
    return left, contact


def first_agency(turn: Turn, text: str) -> str:
    """Who comes first in a danger of this kind, or empty: never by whose field its words name."""
    kind = kind_of_danger(text, turn.office)
    return kind.agency if kind else ""


async def sounds_like_complaint(turn: Turn, text: str) -> bool:
    """Whether its words are a complaint's, or say of one of ours what complaints say.

    Who is named with three words and more is named alone, but with praise; two words may be two
    others.
    """
    found = recognise_text(text, turn.office.recognition)
    if found.outside or found.conduct:
        return True
    names = [member.name for member in await staff.staff_members(turn.db)]
    if found.behaviour:
        return bool(names_meant_in(text, names, turn.office))
    return not found.praise and bool(names_stated_in(text, names, least=_OWN_NAME))


async def is_complaint_in_name_only(turn: Turn, text: str) -> bool:
    """Whether words call themselves a complaint, and tell of no decision and of nobody of ours."""
    if not is_complaint_by_word_alone(text, turn.office.recognition):
        return False
    return not agencies_named(text, turn.office) and not await names_colleague(turn, text)


async def names_colleague(turn: Turn, text: str) -> bool:
    """Whether a text names, or calls by their title, anybody who works here."""
    names = [member.name for member in await staff.staff_members(turn.db)]
    return bool(names_meant_in(text, names, turn.office))


async def columns_if_suspected(turn: Turn, text: str, agency: str) -> dict[str, Any]:
    """What words about officials make of a case that was about nobody."""
    found = (await accused_in_words(turn, text, agency))._asdict()
    # Whose people are meant the office says first; until then it is nobody's to open.
    return found if found["accused"] else {**found, "about": CONDUCT}


async def accused_in_words(turn: Turn, text: str, agency: str) -> Barred:
    """Whom a text may be about, and whoever it names besides: all are kept out.

    Whom it is only addressed to is no other.
    """
    unit = await accused_unit(turn, text, agency)
    others = await units_in_words(turn, without_salutation(text))
    chairs = await chairs_in_words(turn, text) if unit == turn.office.receiver else []
    return Barred(unit).with_named(turn.office, others, chairs)


async def chairs_in_words(turn: Turn, text: str) -> list[int]:
    """The chairs a text names, if not only in its salutation."""
    chairs = [
        member
        for member in await staff.staff_members(turn.db)
        if any(held.role == lifecycle.CHAIR for held in member.roles)
    ]
    names = [member.name for member in chairs]
    meant = names_meant_in(without_salutation(text), names, turn.office)
    return [member.id for member in chairs if member.name in meant]


async def accused_unit(turn: Turn, text: str, agency: str) -> str:
    """The unit whose people may be meant: the office if one of it is named, else who is named.

    When nobody is, the agency whose matter it is.
    """
    units = await units_in_words(turn, text)
    if turn.office.receiver in units:
        return turn.office.receiver
    return agency if agency in units or not units else units[0]


async def units_in_words(turn: Turn, text: str, known: int | None = None) -> list[str]:
    """The units a text names, by their name or a colleague's.

    Who is named already, `known`, names no unit: whoever speaks of them may say where they work.
    """
    units, theirs = [], set[str]()
    members = await staff.staff_members(turn.db)
    names = [member.name for member in members]
    meant = names_stated_in(text, names)
    if speaks_of_behaviour(text, turn.office.recognition):
        meant |= names_meant_in(text, names, turn.office)
    for member in members:
        if member.name in meant:
            found = [held.agency or turn.office.receiver for held in member.roles]
            if member.id == known:
                theirs.update(found)
            else:
                units += found
    return units + [unit for unit in agencies_named(text, turn.office) if unit not in theirs]
