"""A citizen hands a denunciation over: told who alone reads it, words, files, contact, receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NotRequired

from bot import gathering
from bot.flow_answers import (
    CONTACT,
    DOCUMENT,
    PHOTO,
    TEXT,
    VIDEO,
    VOICE,
    Again,
    Change,
    Given,
    Leave,
    Revise,
)
from bot.turn import Ask, Flow, Turn
from handlers.case import labels
from handlers.denunciation.authorised import denunciation_policy, denunciation_terms
from handlers.shared import contact_fields, danger
from handlers.shared.danger import DangerAnswers
from handlers.shared.text_and_files import TextAndFiles, files_of_answer, text_and_files
from storage import denunciations
from storage.denunciations import DenunciationContent
from storage.people import Contact

EVIDENCE = frozenset({TEXT, PHOTO, VOICE, VIDEO, DOCUMENT})


class DenunciationAnswers(DangerAnswers):
    since: str
    """From when on what was said belongs to it, as ISO writes it."""
    offer: NotRequired[str]
    describe: NotRequired[TextAndFiles]
    unnamed: NotRequired[bool]
    name: NotRequired[str]
    phone: NotRequired[str]
    address: NotRequired[str]


def elsewhere_in_words(turn: Turn) -> dict[str, Any]:
    """Where a denunciation may be handed in without us."""
    other = turn.office.redirects["to_cao"]
    return {
        "label": other.label,
        "where": other.where,
        "basis": other.basis,
        **labels.leaders_reception(turn),
    }


def _terms(turn: Turn, received_at: datetime) -> dict[str, Any]:
    policy = denunciation_policy(turn.office)
    terms = denunciation_terms(turn.office, received_at)
    unconfirmed = "" if policy.confirmed else turn.words("denounce.unconfirmed")
    return {
        "reader": policy.reader,
        "forward": terms.forward,
        "answer": terms.answer,
        "unconfirmed": unconfirmed,
        "law": policy.basis,
        "months": turn.office.limits.contact_months,
    }


def _leave_no_trace(turn: Turn, answers: DenunciationAnswers, *_: object) -> None:
    """What is said and asked of it is kept in no chat, and shown on the machine that spoke alone.

    Whoever has the code of the chat, or comes to a shared machine next, has the same history.
    """
    turn.forget_since = datetime.fromisoformat(answers["since"])


def _traceless(turn: Turn, answers: DenunciationAnswers) -> dict[str, Any]:
    _leave_no_trace(turn, answers)
    return {}


def _heard(turn: Turn, answers: DenunciationAnswers, given: Given) -> None:
    _leave_no_trace(turn, answers)
    danger.warn_of_danger(turn, answers, given)


def _offered(turn: Turn, answers: DenunciationAnswers) -> dict[str, Any]:
    _leave_no_trace(turn, answers)
    return {**elsewhere_in_words(turn), **_terms(turn, turn.now)}


def _reader(turn: Turn, answers: DenunciationAnswers) -> dict[str, Any]:
    _leave_no_trace(turn, answers)
    return {"reader": denunciation_policy(turn.office).reader}


def _hand_over_or_forget(turn: Turn, answers: DenunciationAnswers, value: str) -> str:
    if value != "forget":
        return value
    _leave_no_trace(turn, answers)
    raise Leave("intake.stopped", **elsewhere_in_words(turn))


def _confirmed(turn: Turn, answers: DenunciationAnswers, value: str) -> str:
    if value == "describe":
        raise Revise("describe")
    return _hand_over_or_forget(turn, answers, value)


def evidence_given(_turn: Turn, _answers: object, given: Given) -> TextAndFiles:
    """Words or files, or both."""
    if not given.text and not given.media:
        raise Again("denounce.describe.again")
    return text_and_files(given)


def _unnamed(_turn: Turn, _answers: DenunciationAnswers, _value: str) -> str:
    raise Change("name", "phone", "address", unnamed=True)


def _is_named(answers: DenunciationAnswers) -> bool:
    return not answers.get("unnamed")


def _summary(turn: Turn, answers: DenunciationAnswers) -> dict[str, Any]:
    told = answers["describe"]
    contact = _contact(answers)
    return {
        **_reader(turn, answers),
        "text": told["text"] or turn.words("intake.no_text"),
        "files": _files(turn, told),
        "sender": f"{contact.name}, {contact.phone}, {contact.address}"
        if contact
        else turn.words("intake.unnamed"),
    }


def _files(turn: Turn, told: TextAndFiles) -> str:
    given = Given(media=files_of_answer(told))
    return gathering.gathered_in_words(turn, given) or turn.words("intake.no_files")


def _contact(answers: DenunciationAnswers) -> Contact | None:
    if not _is_named(answers):
        return None
    return Contact(answers["name"], answers["phone"], answers["address"])


async def _hand_over(turn: Turn, answers: DenunciationAnswers) -> None:
    told = answers["describe"]
    content = DenunciationContent(
        turn.person.id, told["text"], files_of_answer(told), _contact(answers)
    )
    row = await denunciations.file_denunciation(turn.db, content, turn.now)
    _leave_no_trace(turn, answers)
    turn.say(
        "denounce.filed",
        choices=[[turn.button("denounce.see", "denounced", 0, "see")]],
        code=row.code,
        at=row.received_at,
        files=_files(turn, told),
        **_terms(turn, row.received_at),
    )


HANDOVER = Flow(
    "denounce",
    (
        Ask(
            name="offer",
            choices=("hand_over", "forget"),
            show=_offered,
            pick=_hand_over_or_forget,
            cancel=False,
        ),
        Ask(
            name="describe",
            accepts=EVIDENCE,
            gathers=True,
            check=evidence_given,
            show=_traceless,
            heard=_heard,
            cancel=False,
        ),
        Ask(
            name="name",
            when=_is_named,
            accepts=frozenset({TEXT}),
            choices=("unnamed",),
            show=_reader,
            check=contact_fields.checked_name,
            pick=_unnamed,
            cancel=False,
        ),
        Ask(
            name="phone",
            when=_is_named,
            accepts=frozenset({TEXT, CONTACT}),
            show=_traceless,
            check=contact_fields.checked_phone,
            cancel=False,
        ),
        Ask(
            name="address",
            when=_is_named,
            accepts=frozenset({TEXT}),
            show=_traceless,
            check=contact_fields.checked_address,
            cancel=False,
        ),
        Ask(
            name="confirm",
            choices=("send", "describe", "forget"),
            show=_summary,
            pick=_confirmed,
            cancel=False,
        ),
    ),
    then=_hand_over,
)
