"""Who reported: shown only on request, for a reason; logged, told to the office and the owner."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from bot import conversation
from bot.flow_answers import TEXT, Given
from bot.texts import Texts
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import access, labels, lookup, notify
from handlers.case.conflict import does_office_work, is_about_somebody, refused_to_speaker
from handlers.case.lookup import show_code
from handlers.office import contact_consent, second_person
from handlers.shared.reasons import reason_within
from rules.lifecycle import OPEN
from rules.office import Office
from storage import notes, people
from storage.known_person import KnownPerson
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


async def call_reporter(turn: Turn, case_id: int, _: str) -> None:
    """Button of an urgent card: whom to call, at one tap; the look is logged as any other."""
    await ask_identity(turn, case_id, "call")


async def lienhe(turn: Turn) -> None:
    """`/lienhe MÃ [lý do]`."""
    case = await _allowed(turn, (await lookup.named_case(turn, "lienhe")).id)
    limits, reason = turn.office.limits.characters, turn.args.strip()
    if len(reason) >= limits.identity_reason_least:
        await _show(turn, case, OTHER, reason[: limits.identity_reason_most])
    else:
        await conversation.begin_flow(turn, WHY.name, case_id=case.id, code=case.code)


async def _allowed(turn: Turn, case_id: int) -> Case:
    case = await lookup.find_case(turn, case_id)
    await _check_allowed(turn, case)
    return case


async def _check_allowed(turn: Turn, case: Case) -> None:
    if not may_ask_contact(turn, turn.known, case):
        if case.status in OPEN and access.may_see(turn, case):
            raise UserError("identity.take_it_first", code=case.code)
        raise refused_to_speaker(turn, case, "identity")
    if case.contact is None:
        raise UserError("identity.none")


def may_ask_contact(turn: Turn, reader: KnownPerson, case: Case) -> bool:
    """Whether a reader may learn who reported: the office, and whoever has an open case in hand.

    Never whom it is about.
    """
    if does_office_work(turn, case, reader):
        return True
    hands = {reader.person.id, *reader.acts_for}
    return (
        case.status in OPEN and case.handler_id in hands and access.is_open_to(turn, reader, case)
    )


def _picked(_turn: Turn, _answers: DisclosureAnswers, value: str) -> DisclosureReason:
    return {"why": value, "words": ""}


def _typed(turn: Turn, _answers: DisclosureAnswers, given: Given) -> DisclosureReason:
    limits = turn.office.limits.characters
    least, most = limits.identity_reason_least, limits.identity_reason_most
    return {
        "why": OTHER,
        "words": reason_within(given, least, most, "identity.asking.reason.again"),
    }


async def _asked(turn: Turn, answers: DisclosureAnswers) -> None:
    case = await _allowed(turn, answers["case_id"])
    await _show(turn, case, answers["reason"]["why"], answers["reason"]["words"])


async def _show(turn: Turn, case: Case, why: str, said: str) -> None:
    """Show the contact at once; of a case about somebody, or restricted, when a second agrees."""
    if said:
        await notes.add_note(turn.db, case, notes.LOOK, said, turn.person.id, turn.now)
    reason = said or turn.words(f"identity.why.{why}")
    if is_about_somebody(case) or case.sealed:
        await contact_consent.ask_for_contact(turn, case, why, reason)
        return
    by_office = does_office_work(turn, case)
    await contact_consent.disclose_contact(
        turn,
        case,
        turn.known,
        [turn.event.address],
        agency="" if by_office else case.agency,
        why=why,
    )
    if not by_office:
        await _tell_office(turn, case, reason)


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


async def agree_to_contact(turn: Turn, case_id: int, asker: str) -> None:
    """Button: the second person agrees that the asker sees who reported."""
    case = await lookup.find_case(turn, case_id)
    await second_person.check_asked(turn, case, contact_consent.CONTACT)
    number = int(asker) if asker.isdecimal() else 0
    asked = await second_person.pending_request(
        turn, case, number, contact_consent.CONTACT.asked, contact_consent.LOOKED
    )
    known = await people.known_person_by_id(turn.db, number) if asked else None
    if asked is None or known is None or not may_ask_contact(turn, known, case):
        raise UserError("identity.request_over", code=case.code)
    to = await people.addresses_of_person(turn.db, known.person.id)
    await contact_consent.disclose_contact(
        *(turn, case, known, to),
        agency=asked.data["agency"],
        why=asked.data["why"],
        agreed_by=turn.person.id,
    )
    name = known.person.name or turn.words("desk.somebody")
    turn.say("identity.agreed", case=case.code, code=case.code, name=name)


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
    possible=access.possible_if(lambda turn, case, _: _check_allowed(turn, case)),
)


def look_in_words(texts: Texts, office: Office, look: ContactAccess) -> str:
    """What the owner reads of a look at their contact: when, which case, who, why."""
    agency = office.agencies.get(look.agency)
    return texts(
        "identity.look",
        at=look.at,
        code=look.code,
        who=agency.name if agency else office.desk,
        why=texts(f"identity.why.{look.why or OTHER}")
        + (texts("identity.by_two") if look.by_two else ""),
    )
