"""Plain words after an answer: they act as the buttons below it do, and are kept as said."""

from __future__ import annotations

from bot.event import Rows
from bot.flow_answers import TEXT, Given
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import lookup, rating_request
from handlers.citizen import other_matter, own_case_options, rating, verdict
from handlers.citizen.own_case_options import known_by
from rules.answer_words import SaidOfAnswer, said_of_answer
from rules.citizen_verdict import RESOLVED, SAID, UNRESOLVED
from rules.lifecycle import ANSWERED
from rules.recognition import recognise_text
from rules.sipas import Score
from storage import case_answers, cases, notes, ratings, verdicts
from storage.models import Case


def words_of_answer(turn: Turn, case: Case, given: Given) -> SaidOfAnswer | None:
    """What somebody says of the answer to a case and nothing else; None where they are asked."""
    found = recognise_text(given.text, turn.office.recognition)
    if given.kinds != {TEXT} or found.alarming or found.outside:
        return None
    if other_matter.is_elsewhere_or_conduct(turn, case, given):
        return None
    known = "" if case.is_locked else f"{case.text} {case.place}"
    return said_of_answer(given.text, turn.office.intents, known)


async def take_words_of_answer(turn: Turn, case: Case, given: Given, said: SaidOfAnswer) -> None:
    """Do as the buttons do, keep the words, and say in a sentence what was understood."""
    kept = await cases.surviving_case(turn.db, case)
    solution = await case_answers.solution_of_case(turn.db, kept)
    score = await _keep_score(turn, case, said.score, given.text)
    awaited = bool(said.verdict) and solution.awaited(turn.today)
    if said.verdict == UNRESOLVED and not awaited:
        await _take_unresolved(turn, case, given)
        return
    note = await notes.add_note(
        turn.db, case, notes.ADDITION, given.text, turn.person.id, turn.now, given.media
    )
    turn.changed(kept)
    if awaited:
        key = "early" if said.verdict == RESOLVED else "not_due"
        verdict.say_what_is_promised(turn, case, solution, key)
        return
    if said.verdict == RESOLVED:
        await verdicts.save_verdict(turn.db, case, RESOLVED, turn.now)
    rows: Rows = [[turn.button("verdict.not_so", "not_so", case.id, note.id)]]
    key = "settled" if said.verdict else "rated"
    if not said.verdict and case.verdict not in SAID:
        key = "rated_ask"
        rows = [*rating_request.after_answer_buttons(turn, case, solution)[:1], *rows]
    _say_heard(turn, case, f"{key}_rated" if score and said.verdict else key, score, rows)
    if said.verdict:
        await verdict.ask_for_missing_rating(turn, case)
    elif score and score <= Score.DISSATISFIED:
        await own_case_options.offer_second_look(turn, case)


async def _keep_score(turn: Turn, case: Case, score: Score | None, words: str) -> Score | None:
    """Keep a score with the words it was given in; None where none was, or can be no more."""
    if score is None:
        return None
    kept = await cases.surviving_case(turn.db, case)
    before = await rating.rating_of_answer(turn, case, kept)
    try:
        await rating.keep_score(turn, case, score)
    except UserError as no:
        turn.say(no.key, **no.values)
        return None
    if before is None:
        await ratings.add_words_to_rating(turn.db, case.id, words)
    return score


async def _take_unresolved(turn: Turn, case: Case, given: Given) -> None:
    await verdicts.save_verdict(turn.db, case, UNRESOLVED, turn.now)
    _say_heard(turn, case, "unsettled", None, [])
    if not await verdict.offer_to_look_again(turn, case, given, heard=True):
        person, now = turn.person.id, turn.now
        await notes.add_note(turn.db, case, notes.ADDITION, given.text, person, now, given.media)


def _say_heard(turn: Turn, case: Case, key: str, score: Score | None, rows: Rows) -> None:
    label = turn.words(f"rating.label.{score.code}") if score else ""
    turn.say(
        f"verdict.heard.{key}",
        choices=rows,
        case=case.code,
        code=case.code,
        text=known_by(case),
        label=label,
    )


async def take_back(turn: Turn, case_id: int, note: str) -> None:
    """Button: it was not meant so. Nothing is held of the verdict; the words stay in the case."""
    case = await lookup.find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise lookup.case_refused(case, "no_right", "verdict")
    kept = await cases.surviving_case(turn.db, case)
    if kept.status != ANSWERED:
        raise UserError("conversation.old_button")
    if case.verdict in SAID:
        await verdicts.take_back_verdict(turn.db, case, turn.now)
    solution = await case_answers.solution_of_case(turn.db, kept)
    rows = [
        *rating_request.after_answer_buttons(turn, case, solution),
        [turn.button("whose.which.new", "apart", case.id, note)],
    ]
    turn.say("verdict.heard.taken_back", choices=rows, case=case.code, code=case.code)


async def keep_and_take_back(turn: Turn, case: Case, given: Given) -> None:
    """The same before its words were sent: they are kept now."""
    note = await notes.add_note(
        turn.db, case, notes.ADDITION, given.text, turn.person.id, turn.now, given.media
    )
    await take_back(turn, case.id, str(note.id))
