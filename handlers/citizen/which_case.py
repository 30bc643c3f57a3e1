"""To which of several open cases a message belongs: asked, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, cast

import msgspec

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import FILES, TEXT, Given, given_by_event
from bot.turn import Ask, Flow, Turn
from handlers.case import lookup
from handlers.citizen import (
    doubtful_answer,
    followup,
    late_words,
    other_matter,
    own_case_options,
    said_of_answer,
)
from handlers.intake import later_alarm, report
from handlers.shared import danger
from rules.answer_words import SaidOfAnswer
from rules.lifecycle import ANSWERED, NEEDS_INFO, OPEN
from rules.recognition import recognise_text
from storage import case_lists, cases
from storage.conversations import ConversationFrame
from storage.models import Case

ANSWERING = "followup.supplementing"
CHOICES = 6
MERE_GREETING = 2
"""Words: more than these, with a greeting, say something."""


class WhichCaseAnswers(TypedDict):
    words: object
    """What was given, as plain data."""
    cases: list[list[int | str]]
    """Of each: number, code, how it begins."""
    case: NotRequired[str]
    danger: NotRequired[bool]
    doubtful: NotRequired[bool]
    unsaid: NotRequired[bool]
    """That nobody said to which."""


async def ask_which_case(turn: Turn, given: Given) -> bool:
    """Ask to which case a message belongs, or whether it is a new report.

    It may be of one answered lately, or of an open one. False when the speaker has neither, or
    one whose matter is clearly another: then it is new. With one it is not asked which.
    """
    answered = await own_case_options.cases_answered_lately(turn, CHOICES)
    opened = await case_lists.cases_of_person(turn.db, turn.person.id, CHOICES, statuses=OPEN)
    if len(answered) == 1 and not opened:
        await _take_for(turn, answered[0], given)
        return True
    mine = [*answered, *opened][:CHOICES]
    if not mine or (mine == opened[:1] and other_matter.is_another(turn, mine[0], given)):
        return False
    if mine == opened[:1]:
        await _take_as_guessed(turn, mine[0], given)
        return True
    await ask_which_of(turn, mine, given)
    return True


async def ask_which_of(turn: Turn, mine: Sequence[Case], given: Given) -> None:
    """Ask to which of several cases of the speaker words belong."""
    named = [_named(turn, case) for case in mine]
    words = msgspec.to_builtins(given)
    await conversation.begin_flow(turn, WHICH.name, given, words=words, cases=named)


async def take_as_answer(turn: Turn, given: Given) -> bool:
    """While we wait for a citizen's answer, what they say is it; false when we do not.

    A mere greeting has the question put again. Who is in danger tells no answer; what may be none
    is asked about, and uses up no question.
    """
    found = recognise_text(given.text, turn.office.recognition)
    asked = await cases_asked_about(turn)
    if not asked or found.emergency or not given.kinds & followup.TAKEN:
        return False
    under_way = turn.stack[-1] if turn.stack else None
    if under_way is not None and under_way.flow == ANSWERING:
        await conversation.add_to_flow(turn, under_way, given)
        return True
    if len(asked) > 1:
        await ask_which_of(turn, asked, given)
    elif found.greeting and given.kinds == {TEXT} and len(given.text.split()) <= MERE_GREETING:
        await put_question_again(turn)
    elif doubtful_answer.may_be_no_answer(turn, asked[0], given):
        await doubtful_answer.ask_if_answer(turn, asked[0], given)
    else:
        await followup.take_as_belonging(turn, asked[0], given, guessed=True)
    return True


async def reply_to_own_case(turn: Turn, case: Case) -> None:
    """A reply to what we said of an own case: it answers, it adds, or is asked where it goes."""
    await _take_for(turn, case, given_by_event(turn.event))


async def _take_for(turn: Turn, case: Case, given: Given) -> None:
    if case.status in OPEN:
        await followup.take_as_belonging(turn, case, given)
    elif said := await _said_of_answer(turn, case, given):
        await said_of_answer.take_words_of_answer(turn, case, given, said)
    else:
        await late_words.ask_where_words_go(turn, case, given)


async def _said_of_answer(turn: Turn, case: Case, given: Given) -> SaidOfAnswer | None:
    kept = await cases.surviving_case(turn.db, case)
    answered = kept.status == ANSWERED and not (case.sealed or kept.sealed)
    return said_of_answer.words_of_answer(turn, case, given) if answered else None


async def take_of_answer(turn: Turn, given: Given) -> bool:
    """Take words that say of the one answered case, and of no open one, how it stands."""
    answered = await own_case_options.cases_answered_lately(turn, CHOICES)
    if not answered or not given.text:
        return False
    opened = await case_lists.cases_of_person(turn.db, turn.person.id, CHOICES, statuses=OPEN)
    meant = [
        (case, said)
        for case in (*answered, *opened)
        if (said := said_of_answer.words_of_answer(turn, case, given))
    ]
    if len(meant) != 1 or meant[0][0] not in answered:
        return False
    await said_of_answer.take_words_of_answer(turn, meant[0][0], given, meant[0][1])
    return True


async def ask_about_displeasure(turn: Turn, given: Given) -> bool:
    """Ask about words that sound like a complaint after an answer; false when they are not of it.

    What nobody may read who has the case, or is about another matter, is a report of its own.
    """
    found = recognise_text(given.text, turn.office.recognition)
    lately = await own_case_options.cases_answered_lately(turn, CHOICES)
    about = [case for case in lately if not other_matter.is_another(turn, case, given)]
    if found.alarming or found.denunciation or not about:
        return False
    return await ask_which_case(turn, given)


async def ask_about_answer(turn: Turn, given: Given) -> bool:
    """Ask whether a few words are about an answer of the last days; false when there is none."""
    lately = await own_case_options.cases_answered_lately(turn, 1)
    return bool(lately) and await ask_which_case(turn, given)


async def put_question_again(turn: Turn) -> bool:
    """Put what an agency asked once more; false when none, or more than one, waits."""
    asked = await cases_asked_about(turn)
    if len(asked) == 1:
        await followup.begin_words(turn, "supplement", asked[0])
    return len(asked) == 1


async def cases_asked_about(turn: Turn) -> list[Case]:
    """The speaker's cases of which an agency waits for their answer."""
    statuses = (NEEDS_INFO,)
    return await case_lists.cases_of_person(turn.db, turn.person.id, CHOICES, statuses=statuses)


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
        chosen = await lookup.find_case(turn, int(answers["case"]))
        if answers.get("unsaid"):
            await _take_unsaid(turn, chosen, given)
        else:
            await _take_for(turn, chosen, given)


async def _take_unsaid(turn: Turn, case: Case, given: Given) -> None:
    """Nobody said to which case words belong: they go to one, and its owner may still say no."""
    if case.status in OPEN:
        await _take_as_guessed(turn, case, given)
    else:
        await late_words.ask_where_words_go(turn, case, given)


async def _take_as_guessed(turn: Turn, case: Case, given: Given) -> None:
    if not case.urgent:
        text = own_case_options.known_by(case)
        turn.say("whose.adds", case=case.code, code=case.code, text=text)
    await followup.take_as_belonging(turn, case, given, guessed=True)


def _newest_at_rest(_turn: Turn, run: ConversationFrame) -> dict[str, Any] | None:
    """The first of those offered: what waits for an answer of the speaker, else the newest."""
    answers = cast("WhichCaseAnswers", run.answers)
    return {"case": str(answers["cases"][0][0]), "unsaid": True} if "words" in answers else None


WHICH = Flow(
    "whose.which",
    (
        Ask(
            name="words",
            accepts=FILES | {TEXT},
            gathers=True,
            check=lambda _turn, _answers, given: msgspec.to_builtins(given),
            heard=danger.notice_danger,
            enough=lambda _turn, given: bool(given.kinds),
        ),
        Ask(name="case", choices=_rows),
    ),
    then=_chosen,
    before=later_alarm.raise_instead,
    hears_intents=True,
    rests=_newest_at_rest,
)
