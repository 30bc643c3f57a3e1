"""The second pair of eyes: an answer that needs a signature waits for the leader."""

from __future__ import annotations

from typing import TypedDict

from bot import conversation
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.agency import delivery, draft_card, solution_question
from handlers.agency.answer_draft import author_addresses
from handlers.agency.draft_card import DRAFT
from handlers.case import conflict, lookup, signers, transitions
from handlers.case.access import check_move, possible_if
from handlers.case.buttons import case_button
from handlers.case.lookup import find_case, show_code
from handlers.publication import review
from handlers.staff import deputies
from rules.lifecycle import ANSWER_DRAFT, LEADER
from storage import case_answers, case_media, notes
from storage.models import Answer, Case


async def show_draft(turn: Turn, case: Case) -> None:
    """The question and the draft side by side, to whoever may sign. Raises UserError."""
    await _may_sign(turn, case, "approve")
    await draft_card.show_draft_to(turn, case, [turn.event.address])


async def _may_sign(turn: Turn, case: Case, action: str) -> Answer:
    """Whoever is asked to sign may; leaders of the agency by the table, others in their place."""
    if await signers.leads_signing(turn, case):
        await check_move(turn, case, action)
    elif not await signers.asked_to_sign(turn, case):
        raise conflict.refused_to_speaker(turn, case, action)
    draft = await case_answers.answer_of_case(turn.db, case, ANSWER_DRAFT)
    if draft is None:
        raise UserError("signing.no_draft", code=case.code)
    return draft


async def approve_draft(turn: Turn, case_id: int, _: str) -> None:
    """Button: sign the draft as it is; it goes to the citizen at once."""
    case = await find_case(turn, case_id)
    draft = await _may_sign(turn, case, "approve")
    await _sign(turn, case, draft, draft.text)


async def duyet(turn: Turn) -> None:
    """`/duyet MÃ`."""
    await approve_draft(turn, (await lookup.named_case(turn, "duyet")).id, "")


async def _sign(turn: Turn, case: Case, draft: Answer, text: str) -> None:
    absent = turn.known.stands_for(LEADER, case.agency)
    author_id, solution = draft.author_id, case_answers.solution_of(draft)
    noted = {
        **({"for": absent} if absent else {}),
        **solution_question.solution_noted(solution),
    }
    publication = review.publication_after_answer(case)
    await transitions.move_unasked(turn, case, "approve", noted=noted, publication=publication)
    media = await case_media.media_of_case(turn.db, case, DRAFT)
    await delivery.deliver_answer(
        *(turn, case, text, media),
        author_id=author_id,
        signed_by=turn.person.id,
        solution=solution,
    )
    signer = (turn.person.name or turn.words("desk.somebody")) + await deputies.signed_in_place_of(
        turn, absent
    )
    for address in await author_addresses(turn, case, author_id):
        if address != turn.event.address:
            turn.say("signing.approved", to=address, case=case.code, code=case.code, signer=signer)


async def edit_draft(turn: Turn, case_id: int, _: str) -> None:
    """Button: sign with other words."""
    case = await find_case(turn, case_id)
    await _may_sign(turn, case, "approve")
    await conversation.begin_flow(turn, EDIT.name, case_id=case.id, code=case.code)


async def _edited(turn: Turn, answers: DraftWordsAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    draft = await _may_sign(turn, case, "approve")
    await _sign(turn, case, draft, answers["words"])


async def return_draft(turn: Turn, case_id: int, _: str) -> None:
    """Button: send the draft back with a remark."""
    case = await find_case(turn, case_id)
    await _may_sign(turn, case, "reject")
    await conversation.begin_flow(turn, REJECT.name, case_id=case.id, code=case.code)


async def sualai(turn: Turn) -> None:
    """`/sualai MÃ [góp ý]`."""
    case = await lookup.named_case(turn, "sualai")
    remark = turn.args.strip()
    if remark:
        await _send_back(turn, case, remark)
    else:
        await return_draft(turn, case.id, "")


async def reply_to_draft(turn: Turn, case: Case) -> None:
    """A reply to the card of a draft: the words that were asked for, else what they are for."""
    if lookup.is_question_open(turn, case, EDIT, REJECT, REPLY):
        await conversation.hear_answer(turn)
        return
    await _may_sign(turn, case, "approve")
    said = turn.event.text.strip()
    known = {"words": said} if said else {}
    await conversation.begin_flow(turn, REPLY.name, None, case_id=case.id, code=case.code, **known)


def _meant(turn: Turn, answers: DraftReplyAnswers, value: str) -> str:
    if value == "sign":
        _enough(turn, answers, Given(text=answers["words"]))
    return value


async def _replied(turn: Turn, answers: DraftReplyAnswers) -> None:
    await (_edited if answers["meant"] == "sign" else _rejected)(turn, answers)


async def _rejected(turn: Turn, answers: DraftWordsAnswers) -> None:
    await _send_back(turn, await find_case(turn, answers["case_id"]), answers["words"])


async def _send_back(turn: Turn, case: Case, remark: str) -> None:
    draft = await _may_sign(turn, case, "reject")
    await transitions.move_unasked(turn, case, "reject")
    await notes.add_note(turn.db, case, notes.REMARK, remark, turn.person.id, turn.now)
    turn.say("signing.rejected", case=case.code, code=case.code)
    for address in await author_addresses(turn, case, draft.author_id):
        turn.say(
            "signing.sent_back",
            to=address,
            choices=[[case_button(turn, case, "answer")]],
            case=case.code,
            code=case.code,
            remark=remark,
            draft=draft.text,
        )


def _enough(turn: Turn, _answers: DraftWordsAnswers, given: Given) -> str:
    least = turn.office.limits.words.answer_least
    if len(given.text.split()) < least:
        raise Again("signing.too_short", least=least)
    return given.text


class DraftWordsAnswers(TypedDict):
    case_id: int
    code: str
    words: str


EDIT = Flow(
    "signing.editing",
    (Ask(name="words", accepts=frozenset({TEXT}), check=_enough, show=show_code),),
    then=_edited,
    possible=possible_if(lambda turn, case, _: _may_sign(turn, case, "approve")),
)


REJECT = Flow(
    "signing.rejecting",
    (Ask(name="words", accepts=frozenset({TEXT}), show=show_code),),
    then=_rejected,
    possible=possible_if(lambda turn, case, _: _may_sign(turn, case, "reject")),
)


class DraftReplyAnswers(DraftWordsAnswers):
    meant: str


REPLY = Flow(
    "signing.replying",
    (
        Ask(name="words", accepts=frozenset({TEXT}), show=show_code),
        Ask(
            name="meant",
            choices=("back", "sign"),
            show=lambda _, answers: {"code": answers["code"], "words": answers["words"]},
            pick=_meant,
        ),
    ),
    then=_replied,
    possible=possible_if(lambda turn, case, _: _may_sign(turn, case, "approve")),
)
