"""Which answers wait for a signature."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from handlers.case import conflict, signers
from rules.lifecycle import LEADER
from rules.signature import is_signature_needed
from rules.similarity import are_texts_unlike
from storage import answer_templates
from storage.models import CONDUCT, Case


async def needs_signature(turn: Turn, case: Case) -> bool:
    """Whether this speaker's answer has to wait for a signature."""
    return needs_signature_by_rule(turn, case) and not await signers.leads_signing(turn, case)


def needs_signature_by_rule(turn: Turn, case: Case) -> bool:
    if case.accused_id is not None or conflict.is_about_office(turn.office, case):
        return True
    # What only may be about somebody is answered no more lightly than what is.
    about = CONDUCT if conflict.is_suspected(case) else case.about
    return is_signature_needed(turn.office.signatures, case.field, about, urgent=case.urgent)


def in_whose_place(turn: Turn, case: Case) -> dict[str, Any]:
    """For the log: the leader in whose place the speaker signs, or answers what a leader signs."""
    absent = turn.known.stands_for(LEADER, case.agency)
    return {"for": absent} if absent and needs_signature_by_rule(turn, case) else {}


async def copies_other_answer(turn: Turn, case: Case, text: str) -> bool:
    """Whether an official answers with words copied from unlike cases: the leader must see it."""
    return not turn.known.holds(LEADER, case.agency) and bool(await copied_mark(turn, case, text))


async def copied_mark(turn: Turn, case: Case, text: str) -> str:
    """A mark for who signs, above the rest: these very words answered unlike cases; or empty."""
    same = await answer_templates.cases_answered_in_same_words(turn.db, case, text)
    unlike = [other for other in same if are_texts_unlike(case.text, other.text)]
    if not unlike:
        return ""
    # Another agency's cases, and closed ones, are counted and not named.
    ours = [one.code for one in unlike if one.agency == case.agency and not one.apart]
    key = "templates.copied" if ours else "templates.copied_elsewhere"
    return turn.words(key, n=len(unlike), codes=", ".join(ours[:3])) + "\n\n"
