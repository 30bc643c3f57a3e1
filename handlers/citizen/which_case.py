"""To which of several open cases a message belongs: asked, never guessed."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import msgspec

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import FILES, TEXT, Given, given_by_event
from bot.turn import Ask, Flow, Turn
from handlers.case import lookup
from handlers.citizen import followup, late_words, other_matter, own_case_options
from handlers.intake import later_alarm, report
from handlers.shared import danger
from rules.lifecycle import OPEN
from storage import case_lists
from storage.models import Case

CHOICES = 6


class WhichCaseAnswers(TypedDict):
    words: object
    """What was given, as plain data."""
    cases: list[list[int | str]]
    """Of each: number, code, how it begins."""
    case: NotRequired[str]
    danger: NotRequired[bool]
    doubtful: NotRequired[bool]


async def ask_which_case(turn: Turn, given: Given) -> bool:
    """Ask to which case a message belongs, or whether it is a new report.

    It may be of one answered lately, or of an open one. False when the speaker has neither, or
    one whose matter is clearly another: then it is new. With one it is not asked which.
    """
    answered = await own_case_options.cases_answered_lately(turn, CHOICES)
    opened = await case_lists.cases_of_person(turn.db, turn.person.id, CHOICES, statuses=OPEN)
    if len(answered) == 1 and not opened:
        await late_words.ask_where_words_go(turn, answered[0], given)
        return True
    mine = [*answered, *opened][:CHOICES]
    if not mine or (mine == opened[:1] and other_matter.is_another(turn, mine[0], given)):
        return False
    if mine == opened[:1]:
        text = own_case_options.known_by(mine[0])
        turn.say("whose.adds", case=mine[0].code, code=mine[0].code, text=text)
        await followup.take_as_belonging(turn, mine[0], given, guessed=True)
        return True
    named = [_named(turn, case) for case in mine]
    words = msgspec.to_builtins(given)
    await conversation.begin_flow(turn, WHICH.name, given, words=words, cases=named)
    return True


async def reply_to_own_case(turn: Turn, case: Case) -> None:
    """A reply to what we said of an own case: it answers, it adds, or is asked where it goes."""
    await _take_for(turn, case, given_by_event(turn.event))


async def _take_for(turn: Turn, case: Case, given: Given) -> None:
    if case.status in OPEN:
        await followup.take_as_belonging(turn, case, given)
    else:
        await late_words.ask_where_words_go(turn, case, given)


async def ask_about_answer(turn: Turn, given: Given) -> bool:
    """Ask whether a few words are about an answer of the last days; false when there is none."""
    lately = await own_case_options.cases_answered_lately(turn, 1)
    return bool(lately) and await ask_which_case(turn, given)


def _named(turn: Turn, case: Case) -> list[int | str]:
    text = own_case_options.known_by(case)
    if case.status not in OPEN:
        text = turn.words("whose.which.answered", text=text)
    return [case.id, case.code, text]


def _rows(turn: Turn, answers: WhichCaseAnswers) -> Rows:
    found = [
        [Choice(turn.words("whose.which.one", code=code, text=text), str(number))]
        for number, code, text in answers["cases"]
    ]
    return [*found, [Choice(turn.words("whose.which.new"), "new")]]


async def _chosen(turn: Turn, answers: WhichCaseAnswers) -> None:
    given = msgspec.convert(answers["words"], Given)
    if answers["case"] == "new":
        await report.begin_report(turn, given)
    else:
        await _take_for(turn, await lookup.find_case(turn, int(answers["case"])), given)


WHICH = Flow(
    "whose.which",
    (
        Ask(
            name="words",
            accepts=FILES | {TEXT},
            gathers=True,
            check=lambda _turn, _answers, given: msgspec.to_builtins(given),
            heard=danger.notice_danger,
        ),
        Ask(name="case", choices=_rows),
    ),
    then=_chosen,
    before=later_alarm.raise_instead,
    hears_intents=True,
)
