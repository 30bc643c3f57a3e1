"""The office corrects how a case was classed: field, term, urgency, conduct or a rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import Answers, Change
from bot.turn import Ask, Flow, Turn
from handlers.agency import signature
from handlers.case import access, due_dates, labels, lookup, notify, triage_card
from handlers.case.access import check_move
from handlers.case.buttons import case_button
from handlers.case.lookup import find_case
from handlers.case.transitions import act
from rules.answer_term import answer_classes, answer_rule_for, own_answer_term
from rules.lifecycle import OPEN, RECEIVED
from rules.office_deadlines import Deadline
from rules.timeline import Episode
from storage import people
from storage.models import Case

PARTS = ("field", "term", "urgent", "about")
NOT_AFTERWARDS = ("term", "urgent")
"""What of an answered case stays as it is: it decided whether the answer was late."""
SEEN = ("field", "deadline", "urgent", "about")
"""Columns the conversation begins from; who changed them meanwhile was first."""
NEITHER = "neither"


async def classify(turn: Turn, case_id: int, _: str) -> None:
    """Button: correct how a case was classed."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "classify")
    rule = answer_rule_for(turn.office, case.field, case.deadline)
    begun: dict[str, Any] = {
        # What an answer was late by stays, whatever field the case turns out to belong to.
        "term": case.deadline if case.status in OPEN else rule.code,
        "urgent": "yes" if case.urgent else "no",
        "about": case.about or NEITHER,
        "open": case.status in OPEN,
        "seen": {name: getattr(case, name) for name in SEEN},
    }
    if case.field:
        begun["field"] = case.field
    await conversation.begin_flow(turn, CLASSIFY.name, case_id=case.id, code=case.code, **begun)


async def suaphanloai(turn: Turn) -> None:
    """`/suaphanloai MÃ`."""
    await classify(turn, (await lookup.named_case(turn, "suaphanloai")).id, "")


def field_buttons(turn: Turn, codes: Iterable[str] = ()) -> Rows:
    """A button for each of these fields, or for all."""
    offered = list(codes) or list(turn.office.fields)
    buttons = [Choice(turn.office.fields[code].name, code) for code in offered]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _terms(turn: Turn, _answers: Answers) -> Rows:
    return [[Choice(_named(turn, rule), rule.code)] for rule in answer_classes(turn.office)]


def _named(turn: Turn, rule: Deadline) -> str:
    key = f"classifying.name.{rule.code}"
    name = turn.words(key if key in turn.world.texts else "classifying.of_field")
    return turn.words("classifying.term", name=name, days=rule.days)


def _rule(turn: Turn, answers: Answers) -> Deadline:
    return answer_rule_for(
        turn.office,
        answers["field"],
        _deadline(turn, answers),
        urgent=answers["urgent"] == "yes",
    )


def _deadline(turn: Turn, answers: Answers) -> str:
    """What the case keeps of the chosen term: an urgent one has the urgent term."""
    if not answers["term"] or (answers["open"] and answers["urgent"] == "yes"):
        return ""
    return own_answer_term(turn.office, answers["field"], answers["term"])


def _shown(turn: Turn, answers: Answers) -> dict[str, Any]:
    return {
        "code": answers["code"],
        "field": labels.field_name(turn, answers["field"]),
        "term": _named(turn, _rule(turn, answers)),
        "urgent": turn.words(f"classifying.correcting.urgent.{answers['urgent']}"),
        "about": turn.words(f"classifying.correcting.about.{answers['about']}"),
    }


def _offered(turn: Turn, answers: Answers) -> Rows:
    hidden = set() if answers["open"] else set(NOT_AFTERWARDS)
    hidden |= {"term"} if answers["urgent"] == "yes" else set()
    names = [name for name in PARTS if name not in hidden]
    buttons = [Choice(turn.words(f"classifying.correcting.confirm.{name}"), name) for name in names]
    save = Choice(turn.words("classifying.correcting.confirm.save"), "save")
    return [[save], *(buttons[at : at + 2] for at in range(0, len(buttons), 2))]


def _picked(_turn: Turn, _answers: Answers, value: str) -> str:
    if value in PARTS:
        raise Change(value)
    return value


async def _corrected(turn: Turn, answers: Answers) -> None:
    case = await find_case(turn, answers["case_id"])
    if answers["seen"] != {name: getattr(case, name) for name in SEEN}:
        raise await access.too_late_error(turn, case)
    about = "" if answers["about"] == NEITHER else answers["about"]
    before = await due_dates.dates_of(turn, case)
    done = await reclassify(
        turn,
        case,
        field=answers["field"],
        deadline=_deadline(turn, answers),
        urgent=answers["urgent"] == "yes",
        about=about,
    )
    if not done:
        turn.say("classifying.kept", case=case.code, code=case.code)
        return
    after = await due_dates.dates_of(turn, case)
    key = "classifying.done_moved" if _moved(case, before, after) else "classifying.done"
    turn.say(key, case=case.code, code=case.code, due=due_dates.due_day(turn, after.answer))
    await triage_card.ask_to_move_away(turn, case)


async def reclassify(turn: Turn, case: Case, **wanted: Any) -> bool:
    """Class a case anew and write what was before into its log; false when nothing differs.

    When the promised date moves, its citizen and whoever handles it hear so, with the reason.
    A draft that needs no signature now goes back to be sent.
    """
    wanted |= _follows(turn, case, wanted)
    was = {name: old for name in wanted if (old := getattr(case, name)) != wanted[name]}
    if not was:
        return False
    before = await due_dates.dates_of(turn, case)
    changes = {name: wanted[name] for name in was}
    await act(turn, case, "classify", noted={"was": was}, **changes)
    await signature.free_draft(turn, case)
    after = await due_dates.dates_of(turn, case)
    if _moved(case, before, after):
        await _tell_moved(turn, case, before, after)
    return True


def _follows(turn: Turn, case: Case, wanted: dict[str, Any]) -> dict[str, Any]:
    """What follows from a new field or matter: whom the case is proposed to, and is about."""
    follows: dict[str, Any] = {}
    field = turn.office.fields.get(wanted["field"])
    if case.status == RECEIVED and field and field.code != case.field:
        follows["agency"] = field.agency
    if "about" not in wanted:
        return follows
    if wanted["about"] != "conduct":
        return follows | {"accused": "", "accused_id": None}
    before = turn.office.fields.get(case.field)
    named = case.accused_id is not None or case.accused not in ("", before and before.agency)
    if field and not named and (field.code != case.field or case.about != "conduct"):
        # As at filing: the people of the agency whose matter it is.
        follows["accused"] = field.agency
    return follows


def _moved(case: Case, before: Episode, after: Episode) -> bool:
    """Whether a date that was promised moved: of a question none was."""
    return case.kind == "report" and case.status in OPEN and before.due != after.due


async def _tell_moved(turn: Turn, case: Case, before: Episode, after: Episode) -> None:
    rule = after.answer_rule
    key = f"classifying.kind.{rule.code}"
    kind = turn.words(key if key in turn.world.texts else "classifying.kind.other")
    due = due_dates.due_day(turn, after.answer)
    notify.tell_citizen(
        turn,
        case,
        "recount.moved",
        [[case_button(turn, case, "why")]],
        before=due_dates.due_day(turn, before.answer),
        after=due,
        why=turn.words("classifying.why", kind=kind, days=rule.days, basis=rule.basis),
    )
    if case.status == RECEIVED or not case.agency:
        return
    handler = await people.addresses_acting_for(turn.db, case.handler_id) if case.handler_id else []
    for address in handler or await notify.agency_addresses(turn, case):
        turn.say(
            "classifying.agency_moved",
            to=address,
            choices=[[turn.button("desk.open", "open", case.id)]],
            case=case.code,
            code=case.code,
            kind=kind,
            due=due,
        )


def _code(_turn: Turn, answers: Answers) -> dict[str, Any]:
    return {"code": answers["code"]}


CLASSIFY = Flow(
    "classifying.correcting",
    (
        Ask(name="field", choices=lambda turn, _: field_buttons(turn), show=_code),
        Ask(name="term", choices=_terms, show=_code),
        Ask(name="urgent", choices=("yes", "no"), show=_code),
        Ask(name="about", choices=("conduct", "rule", NEITHER), show=_code),
        Ask(name="confirm", choices=_offered, show=_shown, pick=_picked),
    ),
    then=_corrected,
)
