"""What a citizen said in a voice note, written down by an official and marked as such."""

from __future__ import annotations

from bot import conversation
from bot.flow import TEXT, Again, Answers, Ask, Flow, Given
from bot.turn import Refused, Turn
from handlers.case import access, lookup
from storage import cases, notes

SHORTEST = 3


async def transcribe(turn: Turn, case_id: int, _: str) -> None:
    """Button: write down what the recording says."""
    case = await lookup.find_case(turn, case_id)
    if not await access.sees(turn, case):
        raise Refused("desk.not_yours")
    await conversation.begin(turn, TRANSCRIBE.name, case_id=case.id, code=case.code)


def _words(_turn: Turn, _answers: Answers, given: Given) -> str:
    if len(given.text) < SHORTEST:
        raise Again("transcripts.words.again")
    return given.text


async def _written(turn: Turn, answers: Answers) -> None:
    case = await lookup.find_case(turn, answers["case_id"])
    if not await access.sees(turn, case):
        raise Refused("desk.not_yours")
    await notes.add(turn.db, case, notes.TRANSCRIPT, answers["words"], turn.person.id, turn.now)
    await cases.log(turn.db, case, "transcribe", turn.person.id, turn.now)
    turn.say("transcripts.written", case=case.code, code=case.code)


TRANSCRIBE = Flow(
    "transcripts",
    (
        Ask(
            name="words",
            accepts=frozenset({TEXT}),
            show=lambda _, answers: {"code": answers["code"]},
            check=_words,
        ),
    ),
    then=_written,
)
