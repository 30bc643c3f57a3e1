"""The agency: an official accepts a case and answers it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from bot import conversation, gathering
from bot.event import Choice, Media
from bot.flow import (
    DOCUMENT,
    PHOTO,
    TEXT,
    VIDEO,
    VOICE,
    Again,
    Answers,
    Ask,
    Change,
    Flow,
    Given,
    given_of,
)
from bot.turn import Refused, Rows, Turn
from handlers import (
    conflict,
    cooperation,
    desk,
    helping_out,
    publishing,
    rating,
    sealed,
    signing,
    templates,
    triage,
    whose,
)
from handlers.desk import act, card, check, find
from rules.lifecycle import (
    AGENCY_ROLES,
    FORWARDED,
    IN_PROGRESS,
    OFFICE,
    RECEIVED,
    WITH_AGENCY,
)
from rules.text import words
from storage import cases
from storage.models import Case

SHORTEST = 5
"""Words: an outcome in fewer tells a citizen nothing."""


async def accept(turn: Turn, case_id: int, _: str) -> None:
    """Button: take the case in hand."""
    await _accept(turn, await find(turn, case_id))


async def nhan(turn: Turn) -> None:
    """`/nhan MÃ`."""
    await _accept(turn, await desk.named(turn, "nhan"))


async def _accept(turn: Turn, case: Case) -> None:
    await act(turn, case, "accept", handler_id=turn.person.id)
    agency = desk.agency_name(turn, case.agency)
    turn.say(
        "answering.accepted",
        choices=[[turn.button("answering.answer", "answer", case.id)]],
        case=case.code,
        code=case.code,
    )
    desk.tell_citizen(turn, case, "answering.citizen_accepted", agency=agency)


async def answer(turn: Turn, case_id: int, detail: str) -> None:
    """Button: write the answer, or go on from the draft that needs no signature any more."""
    case = await find(turn, case_id)
    freed = detail == signing.FREED and desk.may_see(turn, case)
    await begin(turn, case, await signing.freed(turn, case) if freed else None)


async def traloi(turn: Turn) -> None:
    """`/traloi MÃ [nội dung]`."""
    case = await desk.named(turn, "traloi")
    given = given_of(turn.event)
    given = msgspec.structs.replace(given, text=turn.args.strip())
    await begin(turn, case, given if given.kinds else None)


async def quoted(turn: Turn, code: str) -> None:
    """A reply to the card of a case: an official's is the draft of the answer.

    A helper's is told to the lead; who signs is asked what the words are for.
    """
    spoken_of = await cases.by_code(turn.db, code)
    case = await cases.kept(turn.db, spoken_of) if spoken_of else None
    if case is not None and await signing.waits_for(turn, case):
        await signing.replied(turn, case)
        return
    if case is None or not desk.may_see(turn, case):
        if case is not None and await helping_out.helps(turn, case):
            await helping_out.begin(turn, case, given_of(turn.event))
            return
        # A citizen quoting what we said means to speak to us, not to a card.
        await _not_a_draft(turn, spoken_of, code)
        return
    if not any(turn.known.holds(role, case.agency) for role in AGENCY_ROLES):
        raise Refused("answering.office_does_not_answer")
    await begin(turn, case, given_of(turn.event))


async def _not_a_draft(turn: Turn, case: Case | None, code: str) -> None:
    own = case if case is not None and case.person_id == turn.person.id else None
    if turn.stack and (own is None or turn.stack[-1].answers.get("case_id") == own.id):
        await conversation.hear(turn)
    elif own is not None:
        # Even while another question is open: what was quoted says which case is meant.
        await whose.quoted(turn, own)
    else:
        turn.say(
            "answering.citizen_quoted",
            choices=[[turn.button("commands.gopy.label", "c", "gopy")]],
            code=code,
        )


async def begin(turn: Turn, case: Case, given: Given | None) -> None:
    """Begin the draft of an answer, or go on with the one that is open."""
    await check(turn, case, "answer")
    if desk.is_open(turn, case, ANSWER):
        # The open draft of this very case takes what was quoted to its card.
        await conversation.hear(turn)
        return
    await conversation.begin(turn, ANSWER.name, given, case_id=case.id, code=case.code)


def _drafted(_turn: Turn, _answers: Answers, given: Given) -> dict[str, Any]:
    if len(words(given.text)) < SHORTEST:
        raise Again("answering.writing.draft.too_short", least=SHORTEST)
    return {"text": given.text, "media": [msgspec.to_builtins(item) for item in given.media]}


def _media(answers: Answers) -> tuple[Media, ...]:
    return tuple(msgspec.convert(item, Media) for item in answers["draft"]["media"])


def _preview(turn: Turn, answers: Answers) -> dict[str, Any]:
    files = gathering.counted(turn, Given(media=_media(answers)))
    return {
        "code": answers["code"],
        "text": answers["draft"]["text"],
        "files": files or turn.words("intake.no_files"),
    }


def _confirm(_turn: Turn, _answers: Answers, value: str) -> str:
    if value == "change":
        raise Change("draft")
    return value


async def _send(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    text, media = answers["draft"]["text"], _media(answers)
    if await signing.needs(turn, case) or await signing.copies(turn, case, text):
        await signing.hand_in(turn, case, text, media)
        return
    await act(
        turn, case, "answer", handler_id=turn.person.id, publication=publishing.publication_of(case)
    )
    await deliver(turn, case, text, media, author_id=turn.person.id)


async def deliver(
    turn: Turn,
    case: Case,
    text: str,
    media: tuple[Media, ...],
    *,
    author_id: int | None,
    signed_by: int | None = None,
) -> None:
    """The outcome reaches the citizen, who may rate it; the office may publish it."""
    named, text = templates.to_citizen(turn, case, text), templates.to_others(turn, text)
    await cases.answer(turn.db, case, text, author_id, turn.now, signed_by=signed_by)
    await cases.drop_media(turn.db, case, cases.ANSWER)
    await cases.add_media(turn.db, case, cases.ANSWER, media)
    told = {"media": media, "agency": desk.agency_name(turn, case.agency)}
    await _tell(turn, case, code=case.code, text=named, **told)
    await share(turn, case, await cases.followers(turn.db, case))
    turn.say("answering.sent", case=case.code, code=case.code)
    await publishing.offer(turn, case)


async def share(turn: Turn, case: Case, followers: Sequence[Case]) -> None:
    """The answer to a case reaches those who follow it, who may rate it as well."""
    answer = await cases.answer_of(turn.db, case)
    text = desk.to_followers(turn, case, answer.text if answer else "")
    media = await cases.media_of(turn.db, case, cases.ANSWER)
    told = {"media": media, "agency": desk.agency_name(turn, case.agency)}
    for follower in followers:
        code = desk.follower_code(turn, follower, case)
        await _tell(turn, follower, code=code, text=text, **told)


async def _tell(turn: Turn, reader: Case, **values: Any) -> None:
    invited = await rating.invited(turn, reader)
    turn.say(
        "answering.citizen_answered",
        to=reader.address,
        choices=[] if invited else [rating.offer(turn, reader)],
        case=reader.code,
        **values,
    )
    if invited:
        rating.ask(turn, reader)


def _rows(turn: Turn, case: Case) -> Rows:
    rows = [[turn.button("answering.answer", "answer", case.id)]]
    if case.status == FORWARDED:
        rows.insert(0, [turn.button("answering.accept", "accept", case.id)])
    return [*rows, [turn.button("cooperation.more", "more", case.id)]]


async def xem(turn: Turn) -> None:
    """`/xem MÃ`: the card of a case, for those who may see it."""
    await _show(turn, await desk.named(turn, "xem"))


async def open_(turn: Turn, case_id: int, _: str) -> None:
    """Button: the card of a case."""
    await _show(turn, await find(turn, case_id))


async def _show(turn: Turn, case: Case) -> None:
    """What a reader opens a case for: to sign, to sort, or to work on it."""
    if case.sealed and sealed.reads(turn, case):
        sealed.show(turn, case)
        return
    if await signing.waits_for(turn, case):
        await signing.show(turn, case)
        return
    if not await desk.sees(turn, case):
        raise Refused("desk.not_yours")
    if case.status == RECEIVED and conflict.is_office(turn, case):
        await triage.show(turn, case)
        return
    await _card(turn, case)
    if case.status in WITH_AGENCY and turn.known.holds(OFFICE):
        await cooperation.show_extension(turn, case)


async def _card(turn: Turn, case: Case) -> None:
    mine = any(turn.known.holds(role, case.agency) for role in AGENCY_ROLES)
    rows = _rows(turn, case) if mine and case.status in (FORWARDED, IN_PROGRESS) else []
    if not rows and conflict.is_office(turn, case):
        rows = [_of_office(turn, case)]
    if await helping_out.helps(turn, case) and case.status in WITH_AGENCY:
        rows = [*rows, *helping_out.rows(turn, case)]
    await card(turn, "cards.state", case, [turn.event.address], rows)


def _of_office(turn: Turn, case: Case) -> list[Choice]:
    if case.status in WITH_AGENCY:
        return [turn.button("cooperation.more", "more", case.id)]
    return [turn.button("triage.seal", "seal", case.id)]


ANSWER = Flow(
    "answering.writing",
    (
        Ask(
            name="draft",
            accepts=frozenset({TEXT, PHOTO, VOICE, VIDEO, DOCUMENT}),
            gathers=True,
            show=lambda _, answers: {"code": answers["code"]},
            check=_drafted,
        ),
        Ask(name="confirm", choices=("send", "change"), show=_preview, pick=_confirm),
    ),
    then=_send,
)
