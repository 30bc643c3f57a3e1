"""What a citizen said in a voice note, written down by an official and marked as such."""

from __future__ import annotations

from typing import TypedDict

from bot import conversation
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from handlers.case import access, added_words, conflict, lookup
from handlers.case.lookup import show_code
from storage import case_events, notes
from storage.models import Case


async def transcribe(turn: Turn, case_id: int, _: str) -> None:
    """Button: write down what the recording says."""
    case = await lookup.find_case(turn, case_id)
    await _check_sees(turn, case)
    await conversation.begin_flow(turn, TRANSCRIBE.name, case_id=case.id, code=case.code)


async def _check_sees(turn: Turn, case: Case) -> None:
    if not await access.sees(turn, case):
        raise conflict.refused_to_speaker(turn, case, "transcribe")


def _words(turn: Turn, _answers: TranscriptAnswers, given: Given) -> str:
    if len(given.text) < turn.office.limits.characters.transcript_least:
        raise Again("transcripts.words.again")
    return given.text


async def _written(turn: Turn, answers: TranscriptAnswers) -> None:
    case = await lookup.find_case(turn, answers["case_id"])
    await _check_sees(turn, case)
    await notes.add_note(
        turn.db, case, notes.TRANSCRIPT, answers["words"], turn.person.id, turn.now
    )
    await case_events.add_case_event(turn.db, case, "transcribe", turn.person.id, turn.now)
    turn.say("transcripts.written", case=case.code, code=case.code)
    await added_words.look_at_added_words(turn, case, answers["words"])


class TranscriptAnswers(TypedDict):
    case_id: int
    code: str
    words: str


TRANSCRIBE = Flow(
    "transcripts",
    (
        Ask(
            name="words",
            accepts=frozenset({TEXT}),
            show=show_code,
            check=_words,
        ),
    ),
    then=_written,
    possible=access.possible_if(lambda turn, case, _: _check_sees(turn, case)),
)
