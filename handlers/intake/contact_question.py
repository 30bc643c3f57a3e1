"""Who reports: name, telephone and home in one message and any order; what is missing again."""

from __future__ import annotations

from itertools import takewhile
from typing import Any, Final

from bot import gathering
from bot.event import Choice, Rows
from bot.flow_answers import Again, Change, Given, NoAnswer
from bot.turn import Turn
from handlers.intake import confirmation, no_answer, summary_changes
from handlers.intake.from_words import is_commune
from handlers.intake.report_answers import ReportAnswers
from handlers.intake.screening import DESCRIBE
from handlers.shared import consent, contact_fields
from rules.contact_in_text import (
    PHONE,
    ContactParts,
    contact_in_answer,
    names_home,
    remark_in_answer,
)
from rules.recognition import recognise_text
from rules.text import fold_text, split_words

SEND_QUESTION: Final = "what=send"
A_STORY: Final = 3
"""From so many words on what holds no name and no number is more of the story."""
A_LONG_STORY: Final = 8
"""The same where somebody's home is asked for, which takes more words."""


def name_told(turn: Turn, answers: ReportAnswers, given: Given) -> str:
    """The name, and whatever else of the contact stands beside it."""
    no_answer.refuse_no_answer(turn, answers, given)
    given = no_answer.without_told(turn, given)
    parts = _contact_of(turn, given)
    if not parts.phone and recognise_text(given.text, turn.office.recognition).papers:
        raise NoAnswer  # what a photo shows, said after it
    if is_commune(turn, parts.name):
        parts = parts._replace(name="", address=parts.address or parts.name)
    if parts.name and not _is_story_of_place(parts):
        name = _take(turn, answers, parts, "name")
        if _tells_besides(turn, given):
            answers["name"] = name
            raise NoAnswer  # answered, and something is told besides
        return name
    said = len(given.text.split())
    home = (names_home(parts.address) or is_commune(turn, parts.address)) and not parts.name
    home = home and said < A_LONG_STORY
    if parts.phone or home:
        answers.update(_checked(turn, answers, parts))  # type: ignore[typeddict-item]
        raise Change  # the name is still missing, and asked for by its name
    if said > 1:
        raise NoAnswer
    return contact_fields.checked_name(turn, answers, given)


def _is_story_of_place(parts: ContactParts) -> bool:
    """One word, a place, and no number: not who somebody is but what is wrong there."""
    return len(parts.name.split()) == 1 and bool(parts.address) and not parts.phone


def contact_after_all(turn: Turn, answers: ReportAnswers, given: Given) -> str:
    """Who wanted to give no name and gives a number now is asked no more whether they will."""
    parts = _contact_of(turn, given)
    if parts.phone:
        answers.update(_checked(turn, answers, parts))  # type: ignore[typeddict-item]
        _lend_commune(turn, answers, parts.address)
        raise Change(wants_anonymous=False)
    if len(given.text.split()) >= gathering.A_STORY:
        raise NoAnswer
    raise Again("intake.anonymous.again")


def phone_told(turn: Turn, answers: ReportAnswers, given: Given) -> str:
    """The number, and the home if it is told with it."""
    no_answer.refuse_no_answer(turn, answers, given)
    given = no_answer.without_told(turn, given)
    parts = _contact_of(turn, given)
    if parts.phone:
        return _take(turn, answers, parts._replace(name=""), "phone")
    if len(given.text.split()) >= A_STORY:
        raise NoAnswer
    return contact_fields.checked_phone(turn, answers, given)


def phone_in_danger(turn: Turn, answers: object, given: Given) -> dict[str, str]:
    """`phone`, `name` and `address` as far as they are told, and as `words` what is none of them.

    Who is in danger is not taught how to answer.
    """
    parts = _contact_of(turn, given)
    try:
        told = Given(contact=given.contact, text=parts.phone)
        phone = contact_fields.checked_phone(turn, answers, told)
    except Again:
        return {"words": given.text}
    home = names_home(parts.address)
    found = {"phone": phone, "name": parts.name, "address": parts.address if home else ""}
    besides = remark_in_answer(given.text)
    found["words"] = besides if home else ", ".join(filter(None, (parts.address, besides)))
    return {name: said for name, said in found.items() if said}


def address_told(turn: Turn, answers: ReportAnswers, given: Given) -> str:
    """Where they live; a place that lacks its commune may take it from here."""
    no_answer.refuse_no_answer(turn, answers, given)
    given = no_answer.without_told(turn, given)
    told = len(given.text.split()) >= A_LONG_STORY and not turn.world.router.find_commune(
        given.text
    )
    if told and not names_home(given.text):
        raise NoAnswer
    address = contact_fields.checked_address(turn, answers, given)
    _lend_commune(turn, answers, address)
    return address


def _take(turn: Turn, answers: ReportAnswers, parts: ContactParts, wanted: str) -> str:
    found = _checked(turn, answers, parts)
    answer = found.pop(wanted)
    answers.update(found)  # type: ignore[typeddict-item]
    _lend_commune(turn, answers, found.get("address", ""))
    return answer


def _lend_commune(turn: Turn, answers: ReportAnswers, address: str) -> None:
    place = answers.get("place")
    ours = not answers.get("outside")
    if ours and place and place.get("text") and not place.get("commune"):
        place["commune"] = turn.world.router.find_commune(address)


def _contact_of(turn: Turn, given: Given) -> ContactParts:
    """Name, number and home, as far as they are told."""
    return contact_in_answer(_without_leads(turn, given.text))._replace(**_vouched(given))


def _tells_besides(turn: Turn, given: Given) -> bool:
    """Whether something is told beside the contact: words of politeness tell nothing."""
    polite = {word for one in turn.office.intents.polite for word in split_words(one)}
    words = split_words(remark_in_answer(_without_leads(turn, given.text)))
    return len([word for word in words if word not in polite]) >= A_STORY


def _without_leads(turn: Turn, text: str) -> str:
    """Before a number nobody is called "thôi để" or "cho"."""
    if PHONE.search(text):
        leads = fold_text(turn.words("intake.contact.leads")).split("|")
        before = list(takewhile(lambda word: fold_text(word).strip(",") in leads, text.split()))
        text = text.split(maxsplit=len(before))[-1]
    return text


def _vouched(given: Given) -> dict[str, str]:
    return {"phone": given.contact} if given.contact else {}


def _checked(turn: Turn, answers: ReportAnswers, parts: ContactParts) -> dict[str, str]:
    """What was found and is not known yet, as it is kept. Raises Again."""
    found = {}
    for name, told in parts._asdict().items():
        if told and (name not in answers or name == "name"):
            given = Given(contact=told) if name == "phone" else Given(text=told)
            found[name] = contact_fields.CHECKS[name](turn, answers, given)
    return found


def contact_shown(turn: Turn, answers: ReportAnswers) -> dict[str, Any]:
    """The placeholders of the question: what is wanted besides, and who reads it."""
    asked = turn.stack[-1].step
    missing = [name for name in ("phone", "address") if name not in answers and name != asked]
    key = "_".join(missing) or "nothing"
    return {
        "only_asks": _only_asks(turn, answers),
        "also": turn.words(f"intake.contact.{key}"),
        **confirmation.readers_shown(turn, answers),
    }


def contact_rows(turn: Turn, answers: ReportAnswers) -> Rows:
    """No name, or none needed because it is but a question."""
    rows = [[Choice(turn.words("intake.name.anonymous"), "anonymous")]]
    if not _may_only_ask(turn, answers):
        return rows
    agreed = "consent" in answers
    send = Choice(turn.words(f"intake.what.{'send' if agreed else 'agree'}"), SEND_QUESTION)
    notice = [] if agreed else [Choice(turn.words("intake.confirm.notice"), summary_changes.NOTICE)]
    return [[send, *notice], *rows]


def _may_only_ask(turn: Turn, answers: ReportAnswers) -> bool:
    """Whether one message asks something; who tells on tells a story, and chooses at its end."""
    told = turn.stack[-1].pieces.get(DESCRIBE, [])
    return bool(answers.get("question")) and "what" not in answers and len(told) < 2


def _only_asks(turn: Turn, answers: ReportAnswers) -> str:
    """That a question needs no name and is sent from here, with what is agreed to by that."""
    if not _may_only_ask(turn, answers):
        return ""
    consented = "consent" in answers
    notice = "" if consented else "\n" + consent.short_notice(turn).strip()
    return turn.words("intake.what.only_asks", consent=notice)


def contact_picked(turn: Turn, _answers: ReportAnswers, value: str) -> str:
    """One of the buttons beside the question."""
    if value == summary_changes.NOTICE:
        raise Again("consent.notice", **consent.notice_values(turn))
    if value == SEND_QUESTION:
        # Its words stand just above: a summary would only repeat them.
        raise Change(what="question", confirm="send")
    raise Change("name", "phone", wants_anonymous=True)
