"""A refusal is read by two: who proposes it, and a second person of the office or the chair."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NotRequired, TypedDict

from sqlalchemy.ext.asyncio import AsyncSession

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import conflict, lookup, notify
from handlers.case.access import check_move, possible_if, possible_while
from handlers.case.buttons import case_button
from handlers.case.lookup import find_case, show_code
from handlers.case.transitions import act
from handlers.office import agreed_change, refusal_card, second_person
from handlers.shared.reasons import reason_given
from rules.lifecycle import CHAIR, DRAFT_REJECTED, OFFICE, REFUSAL_DRAFT
from rules.office import Office
from storage import absences, case_answers, notes, people, role_assignments
from storage.case_lists import ActiveCase
from storage.models import Answer, Case
from storage.same_person import are_known_as_one


async def propose_refusal(turn: Turn, case: Case, outcome: str) -> None:
    """Have a refusal approved by somebody else; where nobody else exists it goes out, logged so.

    One about somebody does not: only the chair refuses alone what is about the office.
    """
    about = conflict.is_about_somebody(case)
    asked = turn.office.signatures.refusal or about
    reviewers = await _reviewers(turn.db, turn.office, case, turn.person.id) if asked else []
    if about and not reviewers and not agreed_change.decides_alone(turn, case):
        raise UserError(agreed_change.CHANGE.nobody, code=case.code)
    if not reviewers:
        await act(turn, case, "refuse", noted={"alone": True} if asked else {})
        await _deliver(turn, case, outcome, turn.person.id)
        turn.say("triage.done_refuse", case=case.code, code=case.code)
        return
    await act(turn, case, "propose_refusal")
    if await case_answers.answer_of_case(turn.db, case, REFUSAL_DRAFT) is not None:
        raise UserError("refusing.waits_already", code=case.code)
    await case_answers.add_answer(turn.db, case, outcome, turn.person.id, turn.now, REFUSAL_DRAFT)
    turn.say("refusing.proposed", case=case.code, code=case.code)
    await refusal_card.show_refusal_to(turn, case, turn.person.id, outcome, reviewers)


async def show_refusal(turn: Turn, case_id: int, _: str) -> None:
    """Button: what was proposed, with the buttons to decide, once more."""
    case = await find_case(turn, case_id)
    draft = await _proposed(turn, case, "refuse")
    here = [turn.event.address]
    await refusal_card.show_refusal_to(turn, case, draft.author_id, draft.text, here)


async def refusals_to_review(
    db: AsyncSession, office: Office, opened: Iterable[ActiveCase], addresses: Collection[str]
) -> list[ActiveCase]:
    """Those of the cases whose refusal waits for a second person with one of these addresses."""
    proposed = [case for case in opened if case.pending_requests.refusal]
    authors = await case_answers.proposers_of_refusals(db, [case.id for case in proposed])
    return [
        case
        for case in proposed
        if case.id in authors
        and not set(addresses).isdisjoint(await _reviewers(db, office, case, authors[case.id]))
    ]


async def _reviewers(
    db: AsyncSession, office: Office, case: Case | ActiveCase, author_id: int | None
) -> list[str]:
    """Others of the office, else the chair; about the office itself the chair alone, if any."""
    own = await people.addresses_of_person(db, author_id) if author_id else []
    about_office = conflict.is_about_office(office, case)
    chair_alone = about_office and await role_assignments.is_anyone_of(db, (CHAIR,))
    roles = (CHAIR,) if chair_alone else (OFFICE, CHAIR)
    for role in roles:
        found = await role_assignments.addresses_of_role(db, role)
        others = await conflict.without_accused(db, office, case, found)
        if others := [address for address in others if address not in own]:
            return others
    return []


async def _deliver(
    turn: Turn, case: Case, outcome: str, author_id: int | None, signed_by: int | None = None
) -> None:
    await case_answers.add_answer(turn.db, case, outcome, author_id, turn.now, signed_by=signed_by)
    await notify.tell_all(
        turn, case, "triage.citizen_refused", reason=outcome, desk=turn.office.desk
    )


async def _proposed(turn: Turn, case: Case, action: str) -> Answer:
    """What waits for a second person, for who does the office's work here or is asked to decide.

    To anybody else, the chair of any other case included, not even that nothing waits is said.
    """
    draft = await case_answers.answer_of_case(turn.db, case, REFUSAL_DRAFT)
    if not (conflict.does_office_work(turn, case) or await _is_asked(turn, case, draft)):
        raise conflict.refused_to_speaker(turn, case, action)
    await check_move(turn, case, action)
    if draft is None:
        raise UserError("refusing.none", code=case.code)
    return draft


async def _is_asked(turn: Turn, case: Case, draft: Answer | None) -> bool:
    """Whether the speaker is among those who are asked to decide on a proposal."""
    mine = await people.addresses_of_person(turn.db, turn.person.id)
    asked = await _reviewers(turn.db, turn.office, case, draft.author_id) if draft else []
    return not set(asked).isdisjoint(mine)


async def approve_refusal(turn: Turn, case_id: int, _: str) -> None:
    """Button: the refusal goes to the citizen; never by whom proposed it."""
    case = await find_case(turn, case_id)
    draft = await _proposed(turn, case, "refuse")
    if await are_known_as_one(turn.db, draft.author_id, turn.person.id):
        raise UserError("refusing.own", code=case.code)
    if conflict.is_about_somebody(case) and not await second_person.may_agree(turn, case):
        raise conflict.refused_to_speaker(turn, case, "refuse")
    await act(turn, case, "refuse")
    await _deliver(turn, case, draft.text, draft.author_id, turn.person.id)
    turn.say("triage.done_refuse", case=case.code, code=case.code)
    signer = turn.person.name or turn.words("desk.somebody")
    for address in await _author(turn, case, draft):
        turn.say("refusing.approved", to=address, case=case.code, code=case.code, signer=signer)


async def _author(turn: Turn, case: Case, draft: Answer) -> list[str]:
    found = await absences.addresses_acting_for(turn.db, draft.author_id)
    kept = await conflict.without_accused(turn.db, turn.office, case, found)
    return [address for address in kept if address != turn.event.address]


class ReturnedRefusalAnswers(TypedDict):
    case_id: int
    code: str
    words: NotRequired[str]


async def return_refusal(turn: Turn, case_id: int, _: str) -> None:
    """Button: the case is not to be refused so; say why."""
    case = await find_case(turn, case_id)
    await _proposed(turn, case, "reject_refusal")
    await conversation.begin_flow(turn, REJECT.name, case_id=case.id, code=case.code)


async def _rejected(turn: Turn, answers: ReturnedRefusalAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    draft = await _proposed(turn, case, "reject_refusal")
    await act(turn, case, "reject_refusal")
    await case_answers.settle_answer_drafts(turn.db, case, DRAFT_REJECTED, REFUSAL_DRAFT)
    await notes.add_note(turn.db, case, notes.REMARK, answers["words"], turn.person.id, turn.now)
    turn.say("refusing.rejected", case=case.code, code=case.code)
    told = {"remark": answers["words"], "reason": draft.text}
    author = await _author(turn, case, draft)
    notify.tell_to_open(turn, case, "refusing.sent_back", author, **told)


REJECT = Flow(
    "refusing.rejecting",
    (Ask(name="words", accepts=frozenset({TEXT}), show=lambda _, a: {"code": a["code"]}),),
    then=_rejected,
    possible=possible_if(lambda turn, case, _: _proposed(turn, case, "reject_refusal")),
)


class RefusalAnswers(TypedDict):
    case_id: int
    code: str
    reason: NotRequired[str]
    words: NotRequired[str | None]


async def begin_refusal(turn: Turn, case_id: int, _: str) -> None:
    """Button: refuse, with a reason."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "propose_refusal")
    await conversation.begin_flow(turn, REFUSE.name, case_id=case.id, code=case.code)


async def tuchoi(turn: Turn) -> None:
    """`/tuchoi MÃ`: the office refuses; an agency is told that it gives a case back instead."""
    case = await lookup.named_case(turn, "tuchoi")
    if turn.known.holds(OFFICE):
        await begin_refusal(turn, case.id, "")
        return
    await check_move(turn, case, "return")
    button = case_button(turn, case, "return")
    turn.say("refusing.by_office", choices=[[button]], case=case.code, code=case.code)


def _reasons(turn: Turn, _answers: RefusalAnswers) -> Rows:
    found = turn.office.refusals.items()
    return [[Choice(reason.label, code)] for code, reason in found if reason.offered]


def _reason_text(turn: Turn, _answers: RefusalAnswers, given: Given) -> str:
    return reason_given(turn, given, "triage.refusing.words.again")


async def _refused(turn: Turn, answers: RefusalAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    reason = turn.office.refusals[answers["reason"]]
    outcome = turn.words(
        "triage.reason", label=reason.label, basis=reason.basis, words=answers["words"] or ""
    ).strip()
    await propose_refusal(turn, case, outcome)


REFUSE = Flow(
    "triage.refusing",
    (
        Ask(name="reason", choices=_reasons, show=show_code),
        Ask(name="words", accepts=frozenset({TEXT}), check=_reason_text, optional=True),
    ),
    then=_refused,
    possible=possible_while("propose_refusal"),
)
