"""The second pair of eyes: an answer that needs a signature waits for the leader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot import conversation
from bot.event import Media
from bot.flow import TEXT, Again, Answers, Ask, Flow, Given
from bot.turn import Refused, Rows, Turn
from handlers import conflict, deputies, desk, promises, publishing, templates
from handlers.desk import SETTLED, act, check, find
from rules.lifecycle import ANSWER_PENDING, LEADER
from rules.signature import needed
from storage import cases, notes, people, staff
from storage.models import Answer, Case

SHORTEST = 5
DRAFT = "draft"
"""Part of a case its draft's files are kept under."""
FREED = "freed"
"""In the button that sends a draft given back."""


async def needs(turn: Turn, case: Case) -> bool:
    """Whether this speaker's answer has to wait for a signature."""
    return not turn.known.holds(LEADER, case.agency) and _by_rule(turn, case)


def _by_rule(turn: Turn, case: Case) -> bool:
    if case.accused_id is not None:
        return True
    return needed(turn.office.signatures, case.field, case.about, urgent=case.urgent)


async def copies(turn: Turn, case: Case, text: str) -> bool:
    """Whether an official answers with words copied from unlike cases: the leader must see it."""
    return not turn.known.holds(LEADER, case.agency) and bool(
        await templates.copied(turn, case, text)
    )


async def hand_in(turn: Turn, case: Case, text: str, media: tuple[Media, ...]) -> None:
    """Keep an answer as a draft and show it to who signs, beside the question."""
    await act(turn, case, "draft", handler_id=turn.person.id)
    await cases.drop_media(turn.db, case, DRAFT)
    await cases.answer(turn.db, case, text, turn.person.id, turn.now, "draft")
    await cases.add_media(turn.db, case, DRAFT, media)
    seen = await _show(turn, case, await conflict.signers(turn.db, turn.office, case))
    copied = seen.words["copied"]
    turn.say("signing.handed_in", case=case.code, code=case.code, copied=copied)


class Shown(NamedTuple):
    """A draft beside its question, as who signs sees it."""

    rows: Rows
    words: dict[str, Any]


async def shown(turn: Turn, case: Case) -> Shown | None:
    """What `signing.card` says of the draft that waits, and what may be done; None without one."""
    pending = case.status == ANSWER_PENDING and not case.sealed
    draft = await cases.answer_of(turn.db, case, "draft") if pending else None
    if draft is None:
        return None
    author = await people.name_of(turn.db, draft.author_id)
    files = await cases.media_of(turn.db, case, cases.REPORT)
    rows = [
        [turn.button("signing.approve", "approve", case.id)],
        [
            turn.button("signing.edit", "edit_draft", case.id),
            turn.button("signing.reject", "reject", case.id),
        ],
        *([[turn.button("signing.files", "whole", case.id)]] if files else []),
    ]
    words = {
        "code": case.code,
        "question": case.text,
        "answer": draft.text,
        "copied": await templates.copied(turn, case, draft.text),
        "author": author or turn.words("desk.somebody"),
        "due": promises.in_words(turn, await promises.of(turn, case)),
    }
    return Shown(rows, words)


async def show(turn: Turn, case: Case) -> None:
    """The question and the draft side by side, to whoever may sign. Raises Refused."""
    await _may_sign(turn, case, "approve")
    await _show(turn, case, [turn.event.address])


async def _show(turn: Turn, case: Case, to: Sequence[str]) -> Shown:
    found = await shown(turn, case)
    if found is None:
        raise Refused("signing.no_draft", code=case.code)
    media = await cases.media_of(turn.db, case, DRAFT)
    for address in to:
        turn.say(
            "signing.card",
            to=address,
            choices=found.rows,
            media=media,
            case=case.code,
            card=True,
            **found.words,
        )
    return found


async def waits_for(turn: Turn, case: Case) -> bool:
    """Whether a draft of this case waits for the speaker's signature."""
    pending = case.status == ANSWER_PENDING and not case.sealed
    return pending and await conflict.may_sign(turn, case)


async def free(turn: Turn, case: Case) -> None:
    """A case was classed anew: a draft that needs no signature now goes back to its author.

    They send it themselves, so nothing reaches a citizen without a person's wish.
    """
    draft = await cases.answer_of(turn.db, case, "draft")
    if case.status != ANSWER_PENDING or draft is None or _by_rule(turn, case):
        return
    await act(turn, case, "free")
    for address in await _author(turn, case, draft.author_id):
        turn.say(
            "signing.freed",
            to=address,
            choices=[[turn.button("signing.send_freed", "answer", case.id, FREED)]],
            case=case.code,
            code=case.code,
            draft=draft.text,
        )


async def freed(turn: Turn, case: Case) -> Given | None:
    """The draft that was given back to be sent, with its files."""
    draft = await cases.answer_of(turn.db, case, SETTLED["free"])
    if draft is None:
        return None
    return Given(text=draft.text, media=await cases.media_of(turn.db, case, DRAFT))


async def _may_sign(turn: Turn, case: Case, action: str) -> Answer:
    """Whoever is asked to sign may; leaders of the agency by the table, others in their place."""
    leads = turn.known.holds(LEADER, case.agency)
    if leads or not await conflict.asked_to_sign(turn, case):
        await check(turn, case, action)
    draft = await cases.answer_of(turn.db, case, "draft")
    if draft is None:
        raise Refused("signing.no_draft", code=case.code)
    return draft


async def approve(turn: Turn, case_id: int, _: str) -> None:
    """Button: sign the draft as it is; it goes to the citizen at once."""
    case = await find(turn, case_id)
    draft = await _may_sign(turn, case, "approve")
    await _sign(turn, case, draft.text, draft.author_id)


async def duyet(turn: Turn) -> None:
    """`/duyet MÃ`."""
    await approve(turn, (await desk.named(turn, "duyet")).id, "")


async def _sign(turn: Turn, case: Case, text: str, author_id: int | None) -> None:
    from handlers import answering  # noqa: PLC0415 - answering hands its drafts in here

    absent = turn.known.stands_for(LEADER, case.agency)
    noted = {"for": absent} if absent else {}
    publication = publishing.publication_of(case)
    await desk.move(turn, case, "approve", noted=noted, publication=publication)
    media = await cases.media_of(turn.db, case, DRAFT)
    await answering.deliver(turn, case, text, media, author_id=author_id, signed_by=turn.person.id)
    signer = (turn.person.name or turn.words("desk.somebody")) + await deputies.in_words(
        turn, absent
    )
    for address in await _author(turn, case, author_id):
        if address != turn.event.address:
            turn.say("signing.approved", to=address, case=case.code, code=case.code, signer=signer)


async def _author(turn: Turn, case: Case, author_id: int | None) -> list[str]:
    """Where the author of a draft is told; who is gone has left it to the agency."""
    found = await people.reached_for(turn.db, author_id) if await _here(turn, author_id) else []
    return found or await desk.agency_addresses(turn, case)


async def _here(turn: Turn, person_id: int | None) -> bool:
    member = await staff.member(turn.db, person_id or 0)
    return member is not None and not member.suspended


async def edit(turn: Turn, case_id: int, _: str) -> None:
    """Button: sign with other words."""
    case = await find(turn, case_id)
    await _may_sign(turn, case, "approve")
    await conversation.begin(turn, EDIT.name, case_id=case.id, code=case.code)


async def _edited(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    draft = await _may_sign(turn, case, "approve")
    await _sign(turn, case, answers["words"], draft.author_id)


async def reject(turn: Turn, case_id: int, _: str) -> None:
    """Button: send the draft back with a remark."""
    case = await find(turn, case_id)
    await _may_sign(turn, case, "reject")
    await conversation.begin(turn, REJECT.name, case_id=case.id, code=case.code)


async def sualai(turn: Turn) -> None:
    """`/sualai MÃ [góp ý]`."""
    case = await desk.named(turn, "sualai")
    remark = turn.args.strip()
    if remark:
        await _send_back(turn, case, remark)
    else:
        await reject(turn, case.id, "")


async def replied(turn: Turn, case: Case) -> None:
    """A reply to the card of a draft: the words that were asked for, else what they are for."""
    if desk.is_open(turn, case, EDIT, REJECT, REPLY):
        await conversation.hear(turn)
        return
    await _may_sign(turn, case, "approve")
    said = turn.event.text.strip()
    known: Answers = {"words": said} if said else {}
    await conversation.begin(turn, REPLY.name, case_id=case.id, code=case.code, **known)


def _meant(turn: Turn, answers: Answers, value: str) -> str:
    if value == "sign":
        _enough(turn, answers, Given(text=answers["words"]))
    return value


async def _replied(turn: Turn, answers: Answers) -> None:
    await (_edited if answers["meant"] == "sign" else _rejected)(turn, answers)


async def _rejected(turn: Turn, answers: Answers) -> None:
    await _send_back(turn, await find(turn, answers["case_id"]), answers["words"])


async def _send_back(turn: Turn, case: Case, remark: str) -> None:
    draft = await _may_sign(turn, case, "reject")
    await desk.move(turn, case, "reject")
    await notes.add(turn.db, case, notes.REMARK, remark, turn.person.id, turn.now)
    turn.say("signing.rejected", case=case.code, code=case.code)
    for address in await _author(turn, case, draft.author_id):
        turn.say(
            "signing.sent_back",
            to=address,
            choices=[[turn.button("answering.answer", "answer", case.id)]],
            case=case.code,
            code=case.code,
            remark=remark,
            draft=draft.text,
        )


def _enough(_turn: Turn, _answers: Answers, given: Given) -> str:
    if len(given.text.split()) < SHORTEST:
        raise Again("signing.too_short", least=SHORTEST)
    return given.text


def _code(_turn: Turn, answers: Answers) -> dict[str, Any]:
    return {"code": answers["code"]}


EDIT = Flow(
    "signing.editing",
    (Ask(name="words", accepts=frozenset({TEXT}), check=_enough, show=_code),),
    then=_edited,
)
REJECT = Flow(
    "signing.rejecting",
    (Ask(name="words", accepts=frozenset({TEXT}), show=_code),),
    then=_rejected,
)
REPLY = Flow(
    "signing.replying",
    (
        Ask(name="words", accepts=frozenset({TEXT}), show=_code),
        Ask(
            name="meant",
            choices=("back", "sign"),
            show=lambda _, answers: {"code": answers["code"], "words": answers["words"]},
            pick=_meant,
        ),
    ),
    then=_replied,
)
