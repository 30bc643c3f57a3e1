"""The last question before publishing: whether it is of a child or of health."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from bot.turn import Ask, Flow, Turn
from handlers.case.access import possible_while
from handlers.case.lookup import find_case
from handlers.case.transitions import act
from handlers.publication import announcement, review
from publish import redacted_page
from rules.lifecycle import CASE_PUBLISHED, PUBLICATION_WITHHELD
from storage import publications
from storage.models import Case

SHOWN = 8
"""Found words that are named in the question."""


class SensitiveDataAnswers(TypedDict):
    case_id: int
    code: str
    words: list[str]
    """Of a child or of somebody's health, perhaps."""
    note: str
    whose: NotRequired[str]


def _shown(_turn: Turn, answers: SensitiveDataAnswers) -> dict[str, str]:
    return {"code": answers["code"], "words": ", ".join(answers["words"][:SHOWN])}


async def _answered(turn: Turn, answers: SensitiveDataAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    if answers["whose"] == "no":
        await review.publish_draft(turn, case, answers["note"], cleared=answers["words"])
    else:
        await _keep_for_good(turn, case)


async def _keep_for_good(turn: Turn, case: Case) -> None:
    """Withhold it, and take down what is public already: the log says that it stays so."""
    public = case.publication == CASE_PUBLISHED
    move = "unpublish" if public else "withhold"
    await act(
        turn, case, move, noted={redacted_page.PERSONAL: True}, publication=PUBLICATION_WITHHELD
    )
    reason = turn.words("publishing.personal.reason")
    gone = await publications.take_down_publication(turn.db, case, reason, turn.now)
    if gone:
        await announcement.announce_take_down(turn, case, reason)
    turn.say("publishing.personal.withheld", case=case.code, code=case.code)


PERSONAL = Flow(
    "publishing.personal",
    (Ask(name="whose", choices=("yes", "no"), show=_shown),),
    then=_answered,
    possible=possible_while("publish"),
)
