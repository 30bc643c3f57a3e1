"""`/dulieu`: what is kept about me, corrected, or no longer allowed (Luật 91/2025/QH15, Điều 4)."""

from __future__ import annotations

from typing import Any, TypedDict

from bot import conversation
from bot.event import Rows
from bot.flow_answers import CONTACT, TEXT, Leave
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import notify, transitions
from handlers.denunciation.own import denunciation_button
from handlers.office.identity_disclosure import look_in_words
from handlers.privacy import erasure
from handlers.publication import announcement
from handlers.shared import contact_fields
from handlers.shared.consent import HANDLE, INVITE, PUBLISH
from rules.lifecycle import (
    CASE_PUBLISHED,
    NO_PUBLICATION,
    OPEN,
    PUBLICATION_WAITING,
    PUBLICATION_WITHHELD,
)
from storage import case_events, consent_records, people, personal_data, publications
from storage.models import Case, Consent
from storage.people import Contact

PURPOSES = (HANDLE, PUBLISH, INVITE)
TERMS = ("data_reply", "data_see", "data_withdraw", "data_erase")
MOST_LOOKS = 20
"""Looks shown in chat, the newest; the exported file has them all."""


async def dulieu(turn: Turn) -> None:
    """`/dulieu`: everything kept about the speaker, and what can be done about it."""
    contact = people.contact_of_person(turn.db, turn.person)
    consents = await consent_records.consents_of_person(turn.db, turn.person)
    mine = await personal_data.all_cases_of_person(turn.db, turn.person)
    looks = await personal_data.contact_accesses_of_person(turn.db, turn.person)
    turn.say(
        "mydata.all",
        choices=[*_choices(turn, contact, consents), *denunciation_button(turn)],
        contact=_contact(turn, contact),
        consents=_lines([_consent(turn, row) for row in consents]) or turn.words("mydata.nothing"),
        addresses=_lines(await personal_data.all_addresses_of_person(turn.db, turn.person)),
        cases=len(mine),
        opened=sum(case.status in OPEN for case in mine),
        looked=len(looks),
        looks=_lines(
            [look_in_words(turn.world.texts, turn.office, look) for look in looks[-MOST_LOOKS:]]
        ),
        months=turn.office.limits.contact_months,
        terms=_lines([_term(turn, code) for code in TERMS]),
    )


def _lines(lines: list[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)


def _contact(turn: Turn, contact: Contact | None) -> str:
    if contact is None:
        locked = people.is_contact_locked(turn.db, turn.person)
        return turn.words("mydata.contact_locked" if locked else "mydata.no_contact")
    return contact.line


def _consent(turn: Turn, row: Consent) -> str:
    key = "mydata.consent_withdrawn" if row.withdrawn_at else "mydata.consent"
    values: dict[str, Any] = {"withdrawn": row.withdrawn_at} if row.withdrawn_at else {}
    return turn.words(
        key,
        purpose=turn.words(f"mydata.purpose.{row.purpose}"),
        version=row.version,
        given=row.given_at,
        channel=row.channel,
        **values,
    )


def _term(turn: Turn, code: str) -> str:
    """A right and its time; a number nobody of the office confirmed says so."""
    row = turn.office.deadlines[code]
    term = turn.words(f"mydata.term.{code}", days=row.days)
    return term if row.confirmed else f"{term} {turn.words('mydata.unconfirmed')}"


def _choices(turn: Turn, contact: Contact | None, consents: list[Consent]) -> Rows:
    given = {row.purpose for row in consents if row.withdrawn_at is None}
    whats = ["correct"] if contact else []
    whats += ["export", *(f"withdraw_{purpose}" for purpose in PURPOSES if purpose in given)]
    return [[turn.button(f"mydata.{what}", "mydata", 0, what)] for what in (*whats, "erase")]


async def press_my_data(turn: Turn, _: int, what: str) -> None:
    """A button of `/dulieu`: always about the speaker, whatever the button says."""
    verb, _sep, purpose = what.partition("_")
    if verb == "correct" and people.contact_of_person(turn.db, turn.person):
        await conversation.begin_flow(turn, CORRECT.name)
    elif verb == "export":
        turn.later("mydata", turn.person.id, turn.event.address)
        turn.say("mydata.making")
    elif verb == "withdraw" and purpose in PURPOSES:
        await conversation.begin_flow(turn, WITHDRAW.name, purpose=purpose)
    elif verb == "erase":
        await erasure.begin_erasure(turn)
    else:
        raise UserError("conversation.old_button")


async def _correct(turn: Turn, answers: CorrectContactAnswers) -> None:
    contact = Contact(answers["name"], answers["phone"], answers["address"])
    changed = await personal_data.correct_contact_of_person(turn.db, turn.person, contact)
    for case in changed:
        await case_events.add_case_event(turn.db, case, "correct_contact", turn.person.id, turn.now)
    turn.say("mydata.corrected", contact=_contact(turn, contact), n=len(changed))


class CorrectContactAnswers(TypedDict):
    name: str
    phone: str
    address: str


CORRECT = Flow(
    "mydata.correcting",
    (
        Ask(name="name", accepts=frozenset({TEXT}), check=contact_fields.checked_name),
        Ask(name="phone", accepts=frozenset({TEXT, CONTACT}), check=contact_fields.checked_phone),
        Ask(name="address", accepts=frozenset({TEXT}), check=contact_fields.checked_address),
    ),
    then=_correct,
)


def _sure(_turn: Turn, _answers: WithdrawConsentAnswers, value: str) -> str:
    if value == "no":
        raise Leave("mydata.withdrawing.cancelled")
    return value


def _means(turn: Turn, answers: WithdrawConsentAnswers) -> dict[str, Any]:
    purpose = answers["purpose"]
    return {
        "purpose": turn.words(f"mydata.purpose.{purpose}"),
        "means": turn.words(f"mydata.means.{purpose}"),
    }


async def _withdraw(turn: Turn, answers: WithdrawConsentAnswers) -> None:
    purpose = answers["purpose"]
    if not await consent_records.withdraw_consent(turn.db, turn.person, purpose, turn.now):
        raise UserError("conversation.old_button")
    gone = await _unpublish(turn) if purpose == PUBLISH else []
    turn.say("mydata.withdrawn", purpose=turn.words(f"mydata.purpose.{purpose}"))
    if gone:
        turn.say("mydata.taken_down", codes=", ".join(gone))


async def _unpublish(turn: Turn) -> list[str]:
    """Nothing of mine is public any more, nor will be; returns the codes of what was."""
    mine = await personal_data.all_cases_of_person(turn.db, turn.person)
    reason = turn.words("mydata.why_taken_down")
    gone = []
    for case in mine:
        noted = transitions.replaced_values(case, may_publish=False)
        case.may_publish = False
        await publications.remove_publication_draft(turn.db, case)
        if await publications.take_down_publication(turn.db, case, reason, turn.now):
            await _taken_down(turn, case, reason, noted)
            gone.append(case.code)
            continue
        if case.publication == PUBLICATION_WAITING:
            case.publication = NO_PUBLICATION
        if noted:
            await case_events.add_case_event(
                turn.db, case, "keep_private", turn.person.id, turn.now, **noted
            )
    return gone


async def _taken_down(turn: Turn, case: Case, reason: str, noted: dict[str, Any]) -> None:
    # A case reopened since is not "published" any more, though its page was still there.
    if case.publication == CASE_PUBLISHED:
        case.publication = PUBLICATION_WITHHELD
    await case_events.add_case_event(turn.db, case, "unpublish", turn.person.id, turn.now, **noted)
    await announcement.empty_channel_post(turn, case, reason)
    for address in await notify.office_addresses(turn, case):
        turn.say("mydata.office_told", to=address, case=case.code, code=case.code)


class WithdrawConsentAnswers(TypedDict):
    purpose: str
    sure: str


WITHDRAW = Flow(
    "mydata.withdrawing",
    (Ask(name="sure", choices=("yes", "no"), show=_means, pick=_sure, cancel=False),),
    then=_withdraw,
)
