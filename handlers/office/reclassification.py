"""A case is classed anew: what follows from that, and who hears of a date that moved."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from handlers.agency import answer_draft
from handlers.case import conflict, due_dates, give_back, notify, registration, transitions
from handlers.case.buttons import case_button
from rules.conflict import KeptOut
from rules.lifecycle import OPEN, RECEIVED, WITH_AGENCY
from rules.timeline import Episode
from storage.models import CONDUCT, Case


async def reclassify_as(turn: Turn, case: Case, values: dict[str, Any]) -> bool:
    """Class a case as somebody asked and another, the speaker, agreed."""
    asked_by = values.pop("asked_by")
    return await reclassify(turn, case, asked_by=asked_by, **values)


async def reclassify(turn: Turn, case: Case, *, asked_by: int | None = None, **wanted: Any) -> bool:
    """Class a case anew and write what was before into its log; false when nothing differs.

    When the promised date moves, its citizen and whoever handles it hear so, with the reason.
    A draft that needs no signature now goes back to be sent. `asked_by`: who asked the speaker
    to agree; who may was asked before.
    """
    wanted = await with_what_follows(turn, case, wanted)
    was = {name: old for name in wanted if (old := getattr(case, name)) != wanted[name]}
    if not was:
        return False
    before, freed = await due_dates.dates_of(turn, case), lifts_protection(case, wanted)
    changes = {name: wanted[name] for name in was}
    if asked_by is None:
        await transitions.act(turn, case, "classify", noted={"was": was}, **changes)
    else:
        both = {"was": was, "asked_by": asked_by}
        await transitions.move_unasked(turn, case, "classify", noted=both, **changes)
    await give_back.take_from_who_may_not_read(turn, case)
    await answer_draft.free_draft(turn, case)
    after = await due_dates.dates_of(turn, case)
    if promised_date_moved(case, before, after):
        await _tell_moved(turn, case, before, after)
    if freed and case.status in WITH_AGENCY:
        theirs = await notify.case_worker_addresses(turn, case)
        notify.tell_to_open(turn, case, "classifying.yours_again", theirs)
    return True


async def with_what_follows(turn: Turn, case: Case, wanted: dict[str, Any]) -> dict[str, Any]:
    """The columns that would change, and what follows from that for the others."""
    return wanted | await _follows(turn, case, wanted)


def lifts_protection(case: Case, wanted: dict[str, Any]) -> bool:
    """Whether somebody whom a case is, or may be, about would be kept out of it no longer.

    `wanted`: with what follows.
    """
    after = {"about": case.about, "accused": case.accused} | wanted
    if case.accused and after["accused"] != case.accused:
        return True
    return conflict.is_about_somebody(case) and after["about"] != CONDUCT and not after["accused"]


async def _follows(turn: Turn, case: Case, wanted: dict[str, Any]) -> dict[str, Any]:
    """What follows from a new field or matter: whom the case is proposed to, and is about."""
    follows: dict[str, Any] = {}
    field = turn.office.fields.get(wanted["field"])
    if case.status == RECEIVED and field and field.code != case.field:
        follows["agency"] = field.agency
    about = wanted.get("about", case.about)
    if "about" in wanted and about != CONDUCT:
        return follows | {"accused": "", "accused_id": None, "kept_out": ""}
    if about != CONDUCT and not case.accused:
        return follows
    before = turn.office.fields.get(case.field)
    named = case.accused_id is not None or case.accused not in ("", before and before.agency)
    if field and not named and (field.code != case.field or not case.accused):
        # As at filing: who is named in the words, else the people of whose matter it is.
        text = "" if case.is_locked else case.text
        found = await registration.accused_in_words(turn, text, field.agency)
        # Whom words that came later named stays out.
        follows |= found.with_named(turn.office, *KeptOut.read(case.kept_out))._asdict()
    return follows


def promised_date_moved(case: Case, before: Episode, after: Episode) -> bool:
    """Whether a date that was promised moved: of a question none was."""
    return case.kind == "report" and case.status in OPEN and before.due != after.due


async def _tell_moved(turn: Turn, case: Case, before: Episode, after: Episode) -> None:
    rule = after.answer_rule
    key = f"classifying.kind.{rule.code}"
    kind = turn.words(key if key in turn.world.texts else "classifying.kind.other")
    due = due_dates.due_of_answer(turn, after)
    notify.tell_citizen(
        turn,
        case,
        "recount.moved",
        [[case_button(turn, case, "why")]],
        before=due_dates.due_of_answer(turn, before),
        after=due,
        why=turn.words("classifying.why", kind=kind, days=rule.days, basis=rule.basis),
    )
    if case.status == RECEIVED or not case.agency:
        return
    theirs = await notify.case_worker_addresses(turn, case)
    notify.tell_to_open(turn, case, "classifying.agency_moved", theirs, kind=kind, due=due)
