"""The office corrects how a case was classed: field, term, urgency, conduct or a rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import Change
from bot.turn import Ask, Flow, Turn
from handlers.case import (
    access,
    conflict,
    due_dates,
    labels,
    likely_fields,
    lookup,
    triage_card,
)
from handlers.case.access import check_move
from handlers.case.lookup import find_case, show_code
from handlers.office import agreed_change
from handlers.office.reclassification import (
    lifts_protection,
    promised_date_moved,
    reclassify,
    with_what_follows,
)
from rules.answer_term import answer_classes, answer_rule_for, own_answer_term
from rules.lifecycle import OPEN
from rules.office_deadlines import Deadline
from storage.models import CONDUCT, Case

PARTS = ("field", "term", "urgent", "about")
NOT_AFTERWARDS = ("term", "urgent")
"""What of an answered case stays as it is: it decided whether the answer was late."""
SEEN = ("field", "deadline", "urgent", "about")
"""Columns the conversation begins from; who changed them meanwhile was first."""
NEITHER = "neither"
SUSPECTED = "suspected"
"""Words made it be about somebody, and whoever corrects the rest does not decide that."""


class ClassificationAnswers(TypedDict):
    case_id: int
    code: str
    term: str
    urgent: str
    about: str
    open: bool
    seen: dict[str, object]
    """What stood in the columns when the conversation began."""
    likely: NotRequired[list[str]]
    """Fields that stand first."""
    field: NotRequired[str]
    confirm: NotRequired[str]


async def classify(turn: Turn, case_id: int, _: str) -> None:
    """Button: correct how a case was classed."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "classify")
    rule = answer_rule_for(turn.office, case.field, case.deadline)
    begun: ClassificationAnswers = {
        "case_id": case.id,
        "code": case.code,
        # What an answer was late by stays, whatever field the case turns out to belong to.
        "term": case.deadline if case.status in OPEN else rule.code,
        "urgent": "yes" if case.urgent else "no",
        "about": SUSPECTED if conflict.is_suspected(case) else case.about or NEITHER,
        "open": case.status in OPEN,
        "seen": {name: getattr(case, name) for name in SEEN},
    }
    begun["likely"] = likely_fields.fields_in_words(turn, case)
    if case.field:
        begun["field"] = case.field
    await conversation.begin_flow(turn, CLASSIFY.name, **begun)


async def suaphanloai(turn: Turn) -> None:
    """`/suaphanloai MÃ`."""
    await classify(turn, (await lookup.named_case(turn, "suaphanloai")).id, "")


def field_buttons(turn: Turn, codes: Iterable[str] = ()) -> Rows:
    """A button for each of these fields, or for all."""
    offered = list(codes) or list(turn.office.fields)
    buttons = [Choice(turn.office.fields[code].name, code) for code in offered]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _fields(turn: Turn, answers: ClassificationAnswers) -> Rows:
    """All, those first that the words point to."""
    return field_buttons(turn, dict.fromkeys([*answers.get("likely", ()), *turn.office.fields]))


def _terms(turn: Turn, _answers: ClassificationAnswers) -> Rows:
    return [[Choice(_named(turn, rule), rule.code)] for rule in answer_classes(turn.office)]


def _named(turn: Turn, rule: Deadline) -> str:
    key = f"classifying.name.{rule.code}"
    name = turn.words(key if key in turn.world.texts else "classifying.of_field")
    return turn.words("classifying.term", name=name, days=rule.days)


def _rule(turn: Turn, answers: ClassificationAnswers) -> Deadline:
    return answer_rule_for(
        turn.office,
        answers["field"],
        _deadline(turn, answers),
        urgent=answers["urgent"] == "yes",
    )


def _deadline(turn: Turn, answers: ClassificationAnswers) -> str:
    """What the case keeps of the chosen term: an urgent one has the urgent term."""
    if not answers["term"] or (answers["open"] and answers["urgent"] == "yes"):
        return ""
    return own_answer_term(turn.office, answers["field"], answers["term"])


def _shown(turn: Turn, answers: ClassificationAnswers) -> dict[str, str]:
    return {
        "code": answers["code"],
        "field": labels.field_name(turn, answers["field"]),
        "term": _named(turn, _rule(turn, answers)),
        "urgent": turn.words(f"classifying.correcting.urgent.{answers['urgent']}"),
        "about": turn.words(f"classifying.correcting.about.{answers['about']}"),
    }


def _offered(turn: Turn, answers: ClassificationAnswers) -> Rows:
    hidden = set() if answers["open"] else set(NOT_AFTERWARDS)
    hidden |= {"term"} if answers["urgent"] == "yes" else set()
    names = [name for name in PARTS if name not in hidden]
    buttons = [Choice(turn.words(f"classifying.correcting.confirm.{name}"), name) for name in names]
    save = Choice(turn.words("classifying.correcting.confirm.save"), "save")
    return [[save], *(buttons[at : at + 2] for at in range(0, len(buttons), 2))]


def _picked(_turn: Turn, _answers: ClassificationAnswers, value: str) -> str:
    if value in PARTS:
        raise Change(value)
    return value


def _wanted(turn: Turn, answers: ClassificationAnswers) -> dict[str, Any]:
    about = answers["about"]
    decided = {} if about == SUSPECTED else {"about": "" if about == NEITHER else about}
    return {
        "field": answers["field"],
        "deadline": _deadline(turn, answers),
        "urgent": answers["urgent"] == "yes",
        **decided,
    }


async def _corrected(turn: Turn, answers: ClassificationAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    if answers["seen"] != {name: getattr(case, name) for name in SEEN}:
        raise await access.too_late_error(turn, case)
    wanted = await with_what_follows(turn, case, _wanted(turn, answers))
    if lifts_protection(case, wanted):
        await agreed_change.ask_for_change(turn, case, "classify", wanted)
        return
    if await _two_must_name(turn, case, wanted):
        why = turn.words("agreed_change.why.known")
        await agreed_change.ask_for_change(turn, case, "classify", wanted, why)
        return
    before = await due_dates.dates_of(turn, case)
    done = await reclassify(turn, case, **wanted)
    if not done:
        turn.say("classifying.kept", case=case.code, code=case.code)
        return
    after = await due_dates.dates_of(turn, case)
    key = (
        "classifying.done_moved" if promised_date_moved(case, before, after) else "classifying.done"
    )
    turn.say(key, case=case.code, code=case.code, due=due_dates.due_of_answer(turn, after))
    await triage_card.ask_to_move_away(turn, case)


async def _two_must_name(turn: Turn, case: Case, wanted: dict[str, Any]) -> bool:
    """Whether it would be about somebody from now on, and a second person is here to agree."""
    names = wanted.get("about") == CONDUCT and not conflict.is_about_somebody(case)
    return names and await agreed_change.may_anybody_agree(turn, case, "classify", wanted)


CLASSIFY = Flow(
    "classifying.correcting",
    (
        Ask(name="field", choices=_fields, show=show_code),
        Ask(name="term", choices=_terms, show=show_code),
        Ask(name="urgent", choices=("yes", "no"), show=show_code),
        Ask(name="about", choices=("conduct", "rule", NEITHER), show=show_code),
        Ask(name="confirm", choices=_offered, show=_shown, pick=_picked),
    ),
    then=_corrected,
    possible=access.possible_while("classify"),
)
