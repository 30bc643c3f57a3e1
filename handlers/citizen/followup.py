"""A citizen's own case after it was filed: answer, add, withdraw, not satisfied."""

from __future__ import annotations

from typing import Any, cast

from bot import conversation, gathering
from bot.flow_answers import FILES, LOCATION, TEXT, Again, Given
from bot.turn import Ask, Turn
from handlers.case import added_words
from handlers.case.access import check_move
from handlers.case.lookup import find_case
from handlers.case.transitions import act
from handlers.citizen import followup_readers, own_case_options, urgent_standing
from handlers.citizen.followup_answers import (
    FollowupAnswers,
    as_said,
    meant_otherwise,
    other_meanings,
    words_of_followup,
)
from handlers.citizen.own_case_options import (
    AGAIN,
    case_looked_at_again,
    own_case_for,
    taken_up_in_vain,
    where_to_go_instead,
)
from handlers.intake import later_alarm
from handlers.office import restricted
from handlers.shared import danger
from handlers.shared.text_and_files import TextAndFiles
from rules import lifecycle
from rules.citizen_verdict import UNRESOLVED
from rules.lifecycle import NO_PUBLICATION
from rules.text import split_words
from storage import cases, notes, verdicts
from storage.conversations import ConversationFrame
from storage.models import Case


async def begin_reopening(turn: Turn, case_id: int, _: str) -> None:
    """Button: the answer does not settle it; the agency must look again."""
    if not await own_case_options.is_just_taken(turn, await find_case(turn, case_id)):
        await begin_words(turn, "reopen", await own_case_for(turn, case_id, "reopen"))


async def begin_appeal(turn: Turn, case_id: int, _: str) -> None:
    """Button: one level up."""
    if not await own_case_options.is_just_taken(turn, await find_case(turn, case_id)):
        await begin_words(turn, "appeal", await own_case_for(turn, case_id, "appeal"))


async def take_as_belonging(turn: Turn, case: Case, given: Given, *, guessed: bool = False) -> None:
    """What was sent belongs to this open case: it answers our question, or it adds.

    `guessed`: nobody said so; one tap makes a new report of it.
    """
    action = "supplement" if case.status == lifecycle.NEEDS_INFO else "add"
    await check_move(turn, case, action)
    await begin_words(turn, action, case, given, guessed=guessed)


async def begin_words(
    turn: Turn,
    action: str,
    case: Case,
    given: Given | None = None,
    *,
    whole: bool = False,
    guessed: bool = False,
    heard: bool = False,
) -> None:
    """Ask the owner of a case for the words of `action`, some given already; who may was asked.

    `whole`: what is given is all there is to say, if it is enough. `heard`: nobody pressed a
    button for it, plain words were taken for it.
    """
    at_once = case.urgent and action in AT_ONCE
    if at_once and given is not None and given.kinds:
        await take_at_once(turn, action, case, given, guessed=guessed)
        return
    question = ""
    if action == "supplement":
        question = (await notes.notes_of_case(turn.db, case, notes.QUESTION))[-1].text
    answers: FollowupAnswers = {
        "action": action,
        "case_id": case.id,
        "code": case.code,
        "question": question,
    }
    if guessed:
        answers["guessed"] = True
    if heard:
        answers["heard"] = True
    if at_once:
        answers["at_once"] = True
    if whole and given is not None and _is_enough(turn, answers, given):
        answers["words"] = as_said(turn, given)
    await conversation.begin_flow(turn, f"followup.{action}ing", given, **answers)


async def take_at_once(
    turn: Turn, action: str, case: Case, given: Given, *, guessed: bool = False
) -> None:
    """Words for a case about danger: taken as they come, with nothing asked."""
    answers: FollowupAnswers = {
        "action": action,
        "case_id": case.id,
        "code": case.code,
        "question": "",
        "words": as_said(turn, given),
        "guessed": guessed,
    }
    danger.notice_danger(turn, answers, given)
    await take_words(turn, answers)


def _said(turn: Turn, answers: FollowupAnswers, given: Given) -> TextAndFiles:
    if not _is_enough(turn, answers, given):
        raise Again("followup.too_short")
    return as_said(turn, given)


def _is_enough(turn: Turn, answers: FollowupAnswers, given: Given) -> bool:
    """Some words, or a file; a question may be answered by one."""
    least = (
        1
        if answers["question"] or answers.get("heard")
        else turn.office.limits.words.addition_least
    )
    return len(given.text.split()) >= least or bool(given.media or given.location)


def all_that_was_said(turn: Turn, run: ConversationFrame) -> dict[str, Any] | None:
    """What its owner said so far, if that is something to send."""
    held = gathering.gathered_so_far(run, "words")
    answers = cast("FollowupAnswers", run.answers)
    return {"words": as_said(turn, held)} if _is_enough(turn, answers, held) else None


def _shown(_turn: Turn, answers: FollowupAnswers) -> dict[str, str]:
    return {"code": answers["code"], "question": answers.get("question", "")}


AT_ONCE = ("supplement", "add")
"""What is said of danger without an answer being waited for."""
KINDS = {
    "supplement": notes.SUPPLEMENT,
    "add": notes.ADDITION,
    "reopen": notes.REOPEN,
    "appeal": notes.REOPEN,
}


async def take_words(turn: Turn, answers: FollowupAnswers) -> None:
    """Do with an own case what its owner has now given the words for."""
    action, own = answers["action"], await find_case(turn, answers["case_id"])
    case = await case_looked_at_again(turn, own, action)
    if taken_up_in_vain(turn, own, case, action):
        await keep_in_vain(turn, own, words_of_followup(answers))
        return
    await own_case_for(turn, own.id, action)
    if await _said_before(turn, case, action, answers["words"]):
        turn.say("followup.same_again", case=case.code, code=case.code)
        return
    if action in AGAIN and case.status == lifecycle.ANSWERED:
        await verdicts.save_verdict(turn.db, own, UNRESOLVED, turn.now)
    given = words_of_followup(answers)
    about = await added_words.columns_of_added_words(turn, case, given.text, action)
    was_urgent = case.urgent
    await added_words.close_what_goes_with_it(turn, own, case, about)
    await act(turn, case, action, **_what_follows(answers) | about)
    # The words are the speaker's: they go with their own case when that is erased.
    kept = (KINDS[action], given.text, turn.person.id, turn.now, given.media)
    note = await notes.add_note(turn.db, own, *kept)
    at_once = case.urgent and action in AT_ONCE
    if not at_once:
        track = turn.button("intake.track", "case", own.id)
        done = "again_shut" if about and action in AGAIN else action
        turn.say(f"followup.{done}_done", choices=[[track]], case=own.code, code=own.code)
    if about:
        await added_words.settle_added_words(turn, case, own)
    told = await followup_readers.who_is_told(turn, case, action, changed=bool(about))
    if answers.get("danger") and not was_urgent:
        await later_alarm.raise_for_case(turn, own, case, told)
    elif at_once:
        told = await urgent_standing.answer_in_danger(turn, own, case, answers, told, note.id)
    if case.sealed:
        await restricted.tell_restricted_added(turn, case)
    else:
        await followup_readers.pass_on(turn, own, case, action, given, told)


def _what_follows(answers: FollowupAnswers) -> dict[str, Any]:
    """The columns that the move changes besides."""
    again = {"handler_id": None, "publication": NO_PUBLICATION}
    return {
        **(again if answers["action"] in AGAIN else {}),
        **({"level": 1} if answers["action"] == "appeal" else {}),
        **({"urgent": True} if answers.get("danger") else {}),
    }


async def keep_in_vain(turn: Turn, own: Case, given: Given) -> None:
    """Words for a restricted case that is over: kept, and their writer told where to go instead.

    Said, not refused: a refusal would put the question once more.
    """
    if own.sealed:
        person, now = turn.person.id, turn.now
        if about := await added_words.columns_of_added_words(turn, own, given.text):
            await cases.update_case(turn.db, own, **about)
        await notes.add_note(turn.db, own, notes.ADDITION, given.text, person, now, given.media)
        await restricted.tell_restricted_added(turn, own)
    turn.say("sealed.not_again", case=own.code, **where_to_go_instead(turn, own))


async def _said_before(turn: Turn, case: Case, action: str, given: TextAndFiles) -> bool:
    """The very words added last, without a new file, are no second addition, but in danger."""
    if action != "add" or given["media"] or case.urgent:
        return False
    added = await notes.notes_of_case(turn.db, case, notes.ADDITION)
    return bool(added) and split_words(added[-1].text) == split_words(given["text"])


async def end_in_danger(turn: Turn, run: ConversationFrame) -> None:
    """Before each question: words of danger wait for no word that this was all."""
    answers, told = run.answers, gathering.gathered_so_far(run, "words")
    at_once = answers.get("danger") or (answers.get("at_once") and told.kinds)
    if at_once and "words" not in answers:
        answers["words"] = as_said(turn, told)


TAKEN = frozenset({TEXT, LOCATION, *FILES})


def said_question() -> Ask:
    """What its owner has to say."""
    return Ask(
        name="words",
        accepts=TAKEN,
        gathers=True,
        choices=other_meanings,
        check=_said,
        pick=meant_otherwise,
        show=_shown,
        heard=danger.notice_danger,
    )
