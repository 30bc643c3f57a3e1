"""What is said of answers in a few words: done, not done, so and so good, or not meant so."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot import resting
from bot.flow_answers import Given, given_by_event
from bot.turn import Turn
from handlers.case import rating_request
from handlers.citizen import (
    late_words,
    own_case_options,
    plain_words,
    said_of_answer,
    tracking,
    urgent_words,
    verdict,
    which_case,
)
from handlers.intake import asides
from rules.answer_words import VERDICTS
from rules.citizen_verdict import SAID, UNRESOLVED
from rules.intents import RATED, SETTLED, UNSETTLED, says_intent
from rules.lifecycle import OPEN
from storage import case_lists
from storage.models import Case

MOST_OFFERED: Final = 6
JUST_SAID: Final = timedelta(hours=1)


async def daxong(turn: Turn) -> None:
    """`/daxong`, "sửa xong rồi": as the button below the one answer that waits for a word."""
    if not await _take(turn, SETTLED):
        said = _said(turn)
        if not (said.kinds and await which_case.ask_which_case(turn, said)):
            await plain_words.camon(turn)


async def chuaxong(turn: Turn) -> None:
    """`/chuaxong`, "vẫn y nguyên": the same; while nothing was answered, words of an open case."""
    urgent = await urgent_words.urgent_case_of_speaker(turn)
    if not urgent and await _take(turn, UNSETTLED):
        return
    said = _said(turn)
    asks = urgent or says_intent(said.text, turn.office.intents, "status")
    if asks or not (said.kinds and await which_case.ask_which_case(turn, said)):
        await plain_words.tiendo(turn)


async def takes_rating(turn: Turn) -> bool:
    """Take what is said for a rating of the one answer; false where there is none."""
    return await _take(turn, RATED)


async def _take(turn: Turn, intent: str) -> bool:
    """Take what is said for the one answer it can be of, or ask which; false without any."""
    said = _said(turn)
    if await asides.heard_in_danger(turn) or await asides.take_as_story(turn, intent):
        return True
    if said.kinds and await which_case.take_as_answer(turn, said):
        return True
    await resting.take_what_rests(turn)
    meant = VERDICTS[intent]
    lately = await own_case_options.cases_answered_lately(turn, MOST_OFFERED)
    unsaid = [case for case in lately if case.verdict not in SAID] or lately
    if not unsaid:
        return False
    opened: list[Case] = []
    if meant == UNRESOLVED:
        mine = turn.person.id
        opened = await case_lists.cases_of_person(turn.db, mine, MOST_OFFERED, statuses=OPEN)
    if len(unsaid) == 1 and not (opened and said.kinds):
        await _take_for(turn, unsaid[0], said, meant)
    elif said.kinds:
        await which_case.ask_which_of(turn, [*unsaid, *opened][:MOST_OFFERED], said)
    else:
        await tracking.cuatoi(turn)
    return True


async def _take_for(turn: Turn, case: Case, said: Given, meant: str) -> None:
    """What the button does of the command without words; words that may say more are asked of."""
    found = said_of_answer.words_of_answer(turn, case, said)
    if found:
        await said_of_answer.take_words_of_answer(turn, case, said, found)
    elif said.kinds:
        await late_words.ask_where_words_go(turn, case, said)
    elif meant:
        await verdict.say_verdict(turn, case.id, meant)
    else:
        rating_request.ask_for_rating(turn, case)


def _said(turn: Turn) -> Given:
    by_command = turn.event.choice or turn.event.text.startswith("/")
    return Given() if by_command else given_by_event(turn.event)


async def khongphai(turn: Turn) -> None:
    """`/khongphai`, "không phải vậy": what was last taken for a verdict is none."""
    if await asides.heard_in_danger(turn) or await asides.take_as_story(turn, "mistaken"):
        return
    said = _said(turn)
    if said.kinds and await which_case.take_as_answer(turn, said):
        return
    if said.kinds and await urgent_words.add_while_it_runs(turn, said):
        return
    for case in await own_case_options.cases_answered_lately(turn, MOST_OFFERED):
        if case.verdict in SAID and case.verdict_at and turn.now - case.verdict_at < JUST_SAID:
            await said_of_answer.take_back(turn, case.id, "")
            return
    turn.say("intake.correct_what", choices=[[turn.command_button("cuatoi")]])
