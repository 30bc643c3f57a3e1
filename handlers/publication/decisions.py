"""What an official decides at the gate: item by item, and in words where words are needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NotRequired, TypedDict

from bot import conversation
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case.access import check_move, possible_if
from handlers.case.lookup import find_case
from handlers.case.transitions import act
from handlers.publication import announcement, return_to_agency, review, review_card
from publish import redacted_page
from rules.lifecycle import CASE_PUBLISHED, PUBLICATION_WITHHELD
from storage import notes, publications
from storage.models import Case

MOVES = {"withhold": "withhold", "send_back": "send_back", "take_down": "unpublish"}
"""The move each choice makes; all others only prepare a publication."""
InWords = Literal["question", "answer", "hide", "withhold", "send_back", "take_down", "correct"]
"""What is decided in words: each is the question in which they are given."""
EDITS: tuple[InWords, ...] = ("question", "answer")
WHILE_PUBLIC = {"withhold": False, "take_down": True}
"""Whether strangers must, or must not, read the case already."""
ASKED: tuple[InWords, ...] = (*EDITS, "hide", "withhold", "send_back", "take_down", "correct")


class DecisionAnswers(TypedDict):
    case_id: int
    code: str
    do: InWords
    text: NotRequired[str]
    """What is there now, to be edited."""
    question: NotRequired[str]
    answer: NotRequired[str]
    hide: NotRequired[str]
    withhold: NotRequired[str]
    send_back: NotRequired[str]
    take_down: NotRequired[str]
    correct: NotRequired[str]


async def decide_publication(turn: Turn, case_id: int, what: str) -> None:
    """A button of the gate's card."""
    case = await find_case(turn, case_id)
    do, _, item = what.partition(".")
    await check_move(turn, case, MOVES.get(do, "publish"))
    if do in ASKED:
        await _ask(turn, case, do)
    elif do == "item":
        await _toggle(turn, case, item)
    elif do == "photo":
        await _toggle_photo(turn, case, item)
    elif do == "publish":
        await review.publish_draft(turn, case)
    else:
        raise UserError("conversation.old_button")


async def _toggle(turn: Turn, case: Case, item: str) -> None:
    proposal = await review.publication_draft(turn, case)
    checked = await review.check_draft(turn, case, proposal)
    for found in checked.found:
        if review_card.short_hash(found.key) == item:
            rest = [name for name in proposal.shown if name != found.key]
            await review.change_draft(
                turn, case, shown=tuple(rest if found.shown else [*rest, found.key])
            )
            return
    raise UserError("conversation.old_button")


async def _toggle_photo(turn: Turn, case: Case, item: str) -> None:
    proposal = await review.publication_draft(turn, case)
    chosen = [sha for sha in await review_card.photo_hashes(turn, case) if sha.startswith(item)]
    if not item or not chosen:
        raise UserError("conversation.old_button")
    rest = tuple(sha for sha in proposal.photos if sha != chosen[0])
    await review.change_draft(
        turn, case, photos=rest if rest != proposal.photos else (*rest, chosen[0])
    )


async def _ask(turn: Turn, case: Case, do: InWords) -> None:
    known: DecisionAnswers = {"case_id": case.id, "code": case.code, "do": do}
    if do in EDITS:
        proposal = await review.publication_draft(turn, case)
        checked = await review.check_draft(turn, case, proposal)
        known["text"] = getattr(checked.page, do)
    await conversation.begin_flow(turn, WORDS.name, **known)


def _long_enough(turn: Turn, _answers: DecisionAnswers, given: Given) -> str:
    least = turn.office.limits.characters.published_least
    if len(given.text) < least:
        raise Again("publishing.telling.too_short", least=least)
    return given.text


def _some(turn: Turn, _answers: DecisionAnswers, given: Given) -> str:
    if len(given.text) < turn.office.limits.characters.hidden_least:
        raise Again("publishing.telling.hide.again")
    return given.text


def _wanted(do: InWords) -> Callable[[DecisionAnswers], bool]:
    return lambda answers: answers["do"] == do


def _question(do: InWords) -> Ask:
    return Ask(
        name=do,
        when=_wanted(do),
        accepts=frozenset({TEXT}),
        gathers=do in EDITS,
        show=lambda _, answers: {k: answers[k] for k in ("code", "text") if k in answers},
        check=_some if do == "hide" else _long_enough,
    )


async def _told(turn: Turn, answers: DecisionAnswers) -> None:
    case, do = await find_case(turn, answers["case_id"]), answers["do"]
    await _check_still(turn, case, answers)
    await DONE[do](turn, case, answers[do])


async def _check_still(turn: Turn, case: Case, answers: DecisionAnswers) -> None:
    """Raise UserError when a colleague decided meanwhile, or it is not the speaker's any more."""
    do = answers["do"]
    await check_move(turn, case, MOVES.get(do, "publish"))
    if do in WHILE_PUBLIC and (case.publication == CASE_PUBLISHED) != WHILE_PUBLIC[do]:
        raise UserError("conversation.old_button")


async def _edit_question(turn: Turn, case: Case, text: str) -> None:
    await review.change_draft(turn, case, question=text)


async def _edit_answer(turn: Turn, case: Case, text: str) -> None:
    await review.change_draft(turn, case, answer=text)


async def _hide(turn: Turn, case: Case, text: str) -> None:
    proposal = await review.publication_draft(turn, case)
    await review.change_draft(turn, case, hidden=(*proposal.hidden, text))


async def _withhold(turn: Turn, case: Case, reason: str) -> None:
    await act(turn, case, "withhold", publication=PUBLICATION_WITHHELD)
    # A case answered a second time may have a page of its first answer.
    gone = turn.words("publishing.answer_withdrawn")
    await publications.take_down_publication(turn.db, case, gone, turn.now)
    await notes.add_note(turn.db, case, "withhold", reason, turn.person.id, turn.now)
    turn.say("publishing.withheld", case=case.code, code=case.code)


async def _take_down(turn: Turn, case: Case, reason: str) -> None:
    await act(turn, case, "unpublish", publication=PUBLICATION_WITHHELD)
    reason = redacted_page.mask_note(turn.world.texts, reason)
    await publications.take_down_publication(turn.db, case, reason, turn.now)
    _, page = await announcement.public_page(turn, case)
    turn.say("publishing.taken_down", case=case.code, code=case.code, url=page)
    await announcement.announce_take_down(turn, case, reason)


async def _correct(turn: Turn, case: Case, note: str) -> None:
    await review.publish_draft(turn, case, note)


DONE = {
    "question": _edit_question,
    "answer": _edit_answer,
    "hide": _hide,
    "withhold": _withhold,
    "send_back": return_to_agency.return_for_new_answer,
    "take_down": _take_down,
    "correct": _correct,
}

WORDS = Flow(
    "publishing.telling",
    tuple(_question(do) for do in ASKED),
    then=_told,
    possible=possible_if(_check_still),
)
