"""Who reported: shown only on request, for a reason; logged, told to the office and the owner."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from bot import conversation
from bot.flow_answers import TEXT, Again, Given
from bot.texts import Texts
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import labels, lookup, notify
from handlers.case.conflict import concerns_speaker, does_office_work, leave_to_chair
from handlers.case.lookup import show_code
from rules.lifecycle import AGENCY_ROLES, OPEN
from rules.office import Office
from storage import case_events, cases, notes
from storage.models import Case
from storage.personal_data import ContactAccess

REASONS = ("call", "visit", "tell")
OTHER = "other"


class DisclosureReason(TypedDict):
    why: str
    words: str


class DisclosureAnswers(TypedDict):
    case_id: int
    code: str
    reason: NotRequired[DisclosureReason]


async def ask_identity(turn: Turn, case_id: int, why: str) -> None:
    """Button: ask for the reason first, unless the button itself says why."""
    case = await _allowed(turn, case_id)
    if why in REASONS:
        await _show(turn, case, why, "")
    else:
        await conversation.begin_flow(turn, WHY.name, case_id=case.id, code=case.code)


async def lienhe(turn: Turn) -> None:
    """`/lienhe MÃ [lý do]`."""
    case = await _allowed(turn, (await lookup.named_case(turn, "lienhe")).id)
    limits, reason = turn.office.limits.characters, turn.args.strip()
    if len(reason) >= limits.identity_reason_least:
        await _show(turn, case, OTHER, reason[: limits.identity_reason_most])
    else:
        await conversation.begin_flow(turn, WHY.name, case_id=case.id, code=case.code)


async def _allowed(turn: Turn, case_id: int) -> Case:
    """The office always; the agency that has it while it is open; nobody whom it is about."""
    case = await lookup.find_case(turn, case_id)
    if not does_office_work(turn, case):
        has_it = any(turn.known.holds(role, case.agency) for role in AGENCY_ROLES)
        if case.sealed or not has_it or case.status not in OPEN:
            raise lookup.case_refused(case, "no_right", "identity")
    if concerns_speaker(turn, case):
        raise lookup.case_refused(case, "accused", "identity")
    leave_to_chair(turn, case)
    if case.contact is None:
        raise UserError("identity.none")
    return case


def _picked(_turn: Turn, _answers: DisclosureAnswers, value: str) -> DisclosureReason:
    return {"why": value, "words": ""}


def _typed(turn: Turn, _answers: DisclosureAnswers, given: Given) -> DisclosureReason:
    limits = turn.office.limits.characters
    if len(given.text) < limits.identity_reason_least:
        raise Again("identity.asking.reason.again")
    return {"why": OTHER, "words": given.text[: limits.identity_reason_most]}


async def _asked(turn: Turn, answers: DisclosureAnswers) -> None:
    case = await _allowed(turn, answers["case_id"])
    await _show(turn, case, answers["reason"]["why"], answers["reason"]["words"])


async def _show(turn: Turn, case: Case, why: str, said: str) -> None:
    contact = cases.contact_of_case(turn.db, case)
    if contact is None:
        raise UserError("identity.none")
    by_office = does_office_work(turn, case)
    agency = "" if by_office else case.agency
    await case_events.add_case_event(
        turn.db, case, "look_at_contact", turn.person.id, turn.now, agency=agency, why=why
    )
    if said:
        await notes.add_note(turn.db, case, notes.LOOK, said, turn.person.id, turn.now)
    turn.say(
        "identity.contact",
        case=case.code,
        code=case.code,
        name=contact.name,
        phone=contact.phone,
        address=contact.address,
    )
    if not by_office:
        await _tell_office(turn, case, said or turn.words(f"identity.why.{why}"))


async def _tell_office(turn: Turn, case: Case, reason: str) -> None:
    for address in await notify.office_addresses(turn, case):
        turn.say(
            "identity.looked",
            to=address,
            case=case.code,
            code=case.code,
            who=turn.person.name or turn.words("desk.somebody"),
            agency=labels.agency_name(turn, case.agency),
            reason=reason,
        )


WHY = Flow(
    "identity.asking",
    (
        Ask(
            name="reason",
            accepts=frozenset({TEXT}),
            choices=REASONS,
            check=_typed,
            pick=_picked,
            show=show_code,
        ),
    ),
    then=_asked,
)


def look_in_words(texts: Texts, office: Office, look: ContactAccess) -> str:
    """What the owner reads of a look at their contact: when, which case, who, why."""
    agency = office.agencies.get(look.agency)
    return texts(
        "identity.look",
        at=look.at,
        code=look.code,
        who=agency.name if agency else office.desk,
        why=texts(f"identity.why.{look.why or OTHER}"),
    )
