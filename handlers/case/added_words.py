"""Words that join a case after it came in make it what they had made it at first."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from handlers.case import (
    access,
    conflict,
    followers,
    give_back,
    labels,
    notify,
    registration,
    transitions,
)
from handlers.case.buttons import CaseReader, offered
from rules.conflict import may_agency_have_case
from rules.intents import recognise_intent
from rules.lifecycle import MERGED, MOVES
from rules.recognition import recognise_text
from storage import cases
from storage.models import Case

DECIDES: tuple[tuple[str, ...], ...] = (("is_conduct", "not_conduct"), ("other",), ("accuse",))
"""Buttons below the news that a case may be about officials."""


DISPLEASED = "displeased"
"""The intent of a message that says no more than that an answer will not do."""


async def columns_of_added_words(
    turn: Turn, case: Case, text: str, action: str = "add"
) -> dict[str, Any]:
    """What changes in a case when these words join it: whom it may be about; empty for nothing.

    They are looked at by the rules of the first words. Of a case that is about somebody already
    only who is named is new, and whoever was kept out of it stays out.
    """
    if await _is_about_answer_alone(turn, text, action):
        return {}
    if not await registration.sounds_like_complaint(turn, text):
        return {}
    if not conflict.is_about_somebody(case):
        return await registration.columns_if_suspected(turn, text, case.agency)
    named = await registration.units_in_words(turn, text, case.accused_id)
    if not named:
        return {}
    before = conflict.barred_from(case)
    if conflict.is_known_about_whom(case):
        chairs = await registration.chairs_in_words(turn, text)
        after = before.with_named(turn.office, named, chairs)
    else:
        after = await registration.accused_in_words(turn, text, case.agency)
    return after._asdict() if after != before else {}


async def _is_about_answer_alone(turn: Turn, text: str, action: str) -> bool:
    """Whether words complain of the answer, as who asks for another look does, and of nobody.

    An appeal is read by the office and the chair before anybody else.
    """
    if action not in ("reopen", "appeal"):
        return False
    if recognise_intent(text, turn.office.intents) == DISPLEASED:
        return True
    found = recognise_text(text, turn.office.recognition)
    of_people = found.denunciation or found.conduct or found.behaviour
    if action != "appeal" or of_people or not found.outside:
        return False
    return not await registration.names_colleague(turn, text)


async def close_what_goes_with_it(turn: Turn, own: Case, case: Case, about: dict[str, Any]) -> None:
    """The speaker's `own` case, merged into `case`, closes as that does: their words lie in it."""
    if about and own is not case and own.status == MERGED:
        await cases.update_case(turn.db, own, **about)


async def look_at_added_words(turn: Turn, case: Case, words: str) -> None:
    """Words are in a case already, by no move of their own: it is shut if they ask for it.

    By whomever: what an officer wrote down of a recording is its owner's.
    """
    await turn.db.flush()
    about = await columns_of_added_words(turn, case, words)
    if about:
        if case.status in MOVES["add"].starts and case.person_id == turn.person.id:
            await transitions.move_unasked(turn, case, "add", **about)
        else:
            await transitions.mark_unmoved(turn, case, **about)
        await settle_added_words(turn, case, case)


async def settle_added_words(turn: Turn, case: Case, own: Case) -> None:
    """Words made a case be about somebody else: who may not read it now has it in hand no longer.

    Who reads it hear all whose matter it is, and who may decide that they must. `own`: of whose
    words it is, the case or one merged into it.
    """
    await give_back.take_from_who_may_not_read(turn, case)
    readers = await notify.office_addresses(turn, case)
    await _tell_who_reads(turn, case, own)
    if case.sealed:
        return
    why = await conflict.conflict_in_words(turn, case)
    rows = offered(turn, case, CaseReader(office=True), DECIDES)
    notify.tell_staff(turn, case, "added_words.decide", readers, rows, why=why)


async def _tell_who_reads(turn: Turn, case: Case, own: Case) -> None:
    """Tell whose words they are; also who reported the case, or the same, but not who is meant."""
    office, agency = await _who_reads(turn, case)
    both = turn.words("added_words.both", one=office, other=agency)
    above = turn.office.conflicts
    said: dict[str, Any] = {"above": above.above, "above_place": above.above_place}
    said["who"] = both if office and agency else office or agency
    found = [own, case, *await followers.followers_told(turn, case)]
    for one in {one.id: one for one in found}.values():
        if one.id != own.id and await followers.is_about_owner(turn, one, case):
            continue
        key = "readers" if one.id == own.id else "others"
        if not office:
            key = "agency" if agency else "nobody"
        to = "" if one.person_id == turn.person.id else one.address
        turn.say(f"added_words.{key}", to=to, case=one.code, code=one.code, **said)


async def _who_reads(turn: Turn, case: Case) -> tuple[str, str]:
    """Who decides on a case about officials, and the agency that works on it, in a citizen's words.

    Either is empty where nobody there may read it.
    """
    office, agency = "", access.agency_with(case)
    if await notify.office_addresses(turn, case):
        chair = conflict.is_about_office(turn.office, case)
        receiver = labels.agency_name(turn, turn.office.receiver)
        office = turn.words("added_words.chair") if chair else receiver
    about = await conflict.about_whom(turn, case)
    may_have = may_agency_have_case(turn.office, about, agency)
    reads = agency and not case.sealed and may_have
    return office, labels.agency_name(turn, agency) if reads else ""
