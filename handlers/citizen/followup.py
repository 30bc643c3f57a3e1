"""A citizen's own case after it was filed: answer, add, withdraw, not satisfied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import msgspec

from bot import conversation
from bot.event import Media
from bot.flow_answers import DOCUMENT, PHOTO, TEXT, VIDEO, VOICE, Again, Given, Leave
from bot.turn import Ask, Flow, Turn
from handlers.case import conflict, looks, notify
from handlers.case.access import check_move
from handlers.case.lookup import find_case
from handlers.case.transitions import act
from handlers.citizen.own_case_options import (
    AGAIN,
    case_looked_at_again,
    own_case_for,
    taken_up_in_vain,
    where_to_go_instead,
)
from handlers.office import redirect_merge, restricted
from handlers.shared import danger
from rules import lifecycle
from rules.lifecycle import CHAIR, LEADER, NO_PUBLICATION
from rules.text import split_words
from storage import cases, notes, role_assignments
from storage.models import Case


class SaidInFollowup(TypedDict):
    text: str
    media: list[object]
    """As plain data."""


class FollowupAnswers(TypedDict):
    action: str
    case_id: int
    code: str
    question: str
    """Of the office, which this answers; else empty."""
    words: NotRequired[SaidInFollowup]
    danger: NotRequired[bool]


class WithdrawalAnswers(TypedDict):
    case_id: int
    code: str
    sure: NotRequired[str]


async def begin_reopening(turn: Turn, case_id: int, _: str) -> None:
    """Button: the answer does not settle it; the agency must look again."""
    await begin_words(turn, "reopen", await own_case_for(turn, case_id, "reopen"))


async def begin_appeal(turn: Turn, case_id: int, _: str) -> None:
    """Button: one level up."""
    await begin_words(turn, "appeal", await own_case_for(turn, case_id, "appeal"))


async def take_as_belonging(turn: Turn, case: Case, given: Given) -> None:
    """What was sent belongs to this open case: it answers our question, or it adds."""
    action = "supplement" if case.status == lifecycle.NEEDS_INFO else "add"
    await check_move(turn, case, action)
    await begin_words(turn, action, case, given)


async def begin_words(turn: Turn, action: str, case: Case, given: Given | None = None) -> None:
    """Ask the owner of a case for the words of `action`, some given already; who may was asked."""
    question = ""
    if action == "supplement":
        question = (await notes.notes_of_case(turn.db, case, notes.QUESTION))[-1].text
    answers: FollowupAnswers = {
        "action": action,
        "case_id": case.id,
        "code": case.code,
        "question": question,
    }
    await conversation.begin_flow(turn, f"followup.{action}ing", given, **answers)


async def begin_withdrawal(turn: Turn, case_id: int, _: str) -> None:
    """Button: take the case back; asked once more."""
    case = await own_case_for(turn, case_id, "withdraw")
    await conversation.begin_flow(turn, WITHDRAW.name, case_id=case.id, code=case.code)


def _said(turn: Turn, _answers: FollowupAnswers, given: Given) -> SaidInFollowup:
    if len(given.text.split()) < turn.office.limits.words.addition_least and not given.media:
        raise Again("followup.too_short")
    return {"text": given.text, "media": [msgspec.to_builtins(item) for item in given.media]}


def _shown(_turn: Turn, answers: FollowupAnswers) -> dict[str, str]:
    return {"code": answers["code"], "question": answers.get("question", "")}


KINDS = {
    "supplement": notes.SUPPLEMENT,
    "add": notes.ADDITION,
    "reopen": notes.REOPEN,
    "appeal": notes.REOPEN,
}


async def _done(turn: Turn, answers: FollowupAnswers) -> None:
    action, own = answers["action"], await find_case(turn, answers["case_id"])
    case = await case_looked_at_again(turn, own, action)
    if taken_up_in_vain(turn, own, case, action):
        # Said, not refused: a refusal would put the question once more.
        turn.say("sealed.not_again", case=own.code, **where_to_go_instead(turn, own))
        return
    await own_case_for(turn, own.id, action)
    if await _said_before(turn, case, action, answers["words"]):
        turn.say("followup.same_again", case=case.code, code=case.code)
        return
    changes: dict[str, Any] = {}
    if action in AGAIN:
        changes = {"handler_id": None, "publication": NO_PUBLICATION}
    if action == "appeal":
        changes["level"] = 1
    if answers.get("danger"):
        changes["urgent"] = True
    await act(turn, case, action, **changes)
    text = answers["words"]["text"]
    media = tuple(msgspec.convert(item, Media) for item in answers["words"]["media"])
    # The words are the speaker's: they go with their own case when that is erased.
    await notes.add_note(turn.db, own, KINDS[action], text, turn.person.id, turn.now, media)
    turn.say(f"followup.{action}_done", case=own.code, code=own.code)
    if case.sealed:
        await restricted.tell_restricted_added(turn, case)
        return
    told = await _who(turn, case, action)
    await looks.log_text_sent(turn, case, told)
    for address in told:
        turn.say(
            f"followup.{action}_told",
            to=address,
            media=media,
            choices=[[turn.button("desk.open", "open", case.id)]],
            case=own.code,
            code=case.code if own is case else notify.follower_code(turn, own, case),
            text=text,
        )
    if action in AGAIN:
        await _tell_others(turn, own, case, action)


async def _tell_others(turn: Turn, own: Case, case: Case, action: str) -> None:
    """Those who wait for the same answer hear that it is looked at again."""
    for one in [case, *await cases.followers_of_case(turn.db, case)]:
        if one.id != own.id:
            code = one.code if one is case else notify.follower_code(turn, one, case)
            turn.say(f"followup.{action}_others", to=one.address, case=one.code, code=code)


async def _said_before(turn: Turn, case: Case, action: str, given: SaidInFollowup) -> bool:
    """The very words added last, without a new file, are no second addition."""
    if action != "add" or given["media"]:
        return False
    added = await notes.notes_of_case(turn.db, case, notes.ADDITION)
    return bool(added) and split_words(added[-1].text) == split_words(given["text"])


async def _who(turn: Turn, case: Case, action: str) -> Sequence[str]:
    """Who must know: who asked or has the case; the leader too when the citizen is not content."""
    if case.sealed:
        return await restricted.restricted_readers(turn, case)
    if action == "appeal" or not case.agency or case.status == lifecycle.RECEIVED:
        found = await notify.office_addresses(turn, case)
        if action == "appeal":
            found += await role_assignments.addresses_of_role(turn.db, CHAIR)
    else:
        found = await notify.agency_addresses(turn, case)
        if action == "reopen":
            found += await role_assignments.addresses_of_role(turn.db, LEADER, case.agency)
    return sorted(set(await conflict.without_accused(turn.db, turn.office, case, found)))


def _sure(_turn: Turn, _answers: WithdrawalAnswers, value: str) -> str:
    if value == "no":
        raise Leave("followup.withdrawing.cancelled")
    return value


async def _withdrawn(turn: Turn, answers: WithdrawalAnswers) -> None:
    case = await own_case_for(turn, answers["case_id"], "withdraw")
    told = await _who(turn, case, "withdraw")
    await act(turn, case, "withdraw")
    turn.say("followup.withdrawn", case=case.code, code=case.code)
    for address in told:
        turn.say("followup.withdrawn_told", to=address, case=case.code, code=case.code)
    await redirect_merge.release_followers(turn, case)


def _words() -> Ask:
    return Ask(
        name="words",
        accepts=frozenset({TEXT, PHOTO, VOICE, VIDEO, DOCUMENT}),
        gathers=True,
        check=_said,
        show=_shown,
        heard=danger.warn_of_danger,
    )


FLOWS = tuple(Flow(f"followup.{action}ing", (_words(),), then=_done) for action in KINDS)

WITHDRAW = Flow(
    "followup.withdrawing",
    (Ask(name="sure", choices=("yes", "no"), show=_shown, pick=_sure, cancel=False),),
    then=_withdrawn,
)
