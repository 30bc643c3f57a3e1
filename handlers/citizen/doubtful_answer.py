"""Words said while an agency waits for an answer that may be none: asked, never used up."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import msgspec

from bot import conversation
from bot.flow_answers import FILES, TEXT, Given
from bot.turn import Ask, Flow, Turn
from handlers.case.lookup import find_case
from handlers.citizen import followup, other_matter
from handlers.intake import later_alarm, report
from handlers.shared import danger
from rules.intents import says_intent, tells_trouble
from rules.lifecycle import NEEDS_INFO
from rules.recognition import recognise_text
from storage import notes
from storage.models import Case

A_MATTER = 5
"""From so many words on a trouble of another field is a matter of its own."""
AGREED = "agreed"
"""The intent of a mere yes, which may be the answer or a nod."""


class DoubtAnswers(TypedDict):
    case_id: int
    code: str
    question: str
    danger: NotRequired[bool]
    doubtful: NotRequired[bool]
    words: NotRequired[object]
    """What was given, as plain data."""
    use: NotRequired[str]


def may_be_no_answer(turn: Turn, case: Case, given: Given) -> bool:
    """Whether it asks, nods, or is about something else than the case that was asked about."""
    found = recognise_text(given.text, turn.office.recognition)
    asks = given.text.rstrip().endswith("?") or found.question
    nods = says_intent(given.text, turn.office.intents, AGREED)
    # Where somebody lives, and what stands there, may be of any field: only a trouble is a matter.
    tells = len(given.text.split()) >= A_MATTER and tells_trouble(given.text, turn.office.intents)
    return asks or nods or other_matter.is_elsewhere(turn, case, given, of_field=tells)


async def ask_if_answer(turn: Turn, case: Case, given: Given) -> None:
    """Ask with one tap whether words are the answer; until then the question stays open."""
    asked = await notes.notes_of_case(turn.db, case, notes.QUESTION)
    answers: DoubtAnswers = {
        "case_id": case.id,
        "code": case.code,
        "question": asked[-1].text,
        "words": msgspec.to_builtins(given),
    }
    await conversation.begin_flow(turn, DOUBT.name, given, **answers)


async def _chosen(turn: Turn, answers: DoubtAnswers) -> None:
    given = msgspec.convert(answers["words"], Given)
    case, use = await find_case(turn, answers["case_id"]), answers.get("use")
    if use == "new":
        await report.begin_report(turn, given)
    elif use == "answer":
        action = "supplement" if case.status == NEEDS_INFO else "add"
        await followup.begin_words(turn, action, case, given, whole=True)
    else:
        rows = [[turn.button("followup.supplement", "supplement", case.id)]]
        turn.say("plain.later_asked", choices=rows, case=case.code)


def _shown(_turn: Turn, answers: DoubtAnswers) -> dict[str, str]:
    return {"code": answers["code"], "question": answers["question"]}


DOUBT = Flow(
    "followup.doubt",
    (
        Ask(
            name="words",
            accepts=FILES | {TEXT},
            gathers=True,
            check=lambda _turn, _answers, given: msgspec.to_builtins(given),
            heard=danger.notice_danger,
            enough=lambda _turn, given: bool(given.kinds),
        ),
        Ask(name="use", choices=("answer", "later", "new"), show=_shown, cancel=False),
    ),
    then=_chosen,
    before=later_alarm.raise_instead,
)
