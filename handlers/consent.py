"""Consent: asked by purpose, written down with the version of the text."""

from __future__ import annotations

from typing import Any

from bot.flow import Answers, Leave
from bot.turn import Turn
from storage import people
from storage.models import Person

HANDLE, PUBLISH, INVITE = "handle", "publish", "invite"
CHOICES = ("agree", "remind", "not_now")
"""`remind` is `agree` and INVITE: two purposes, ticked by one who read that they are two."""


async def consented(turn: Turn) -> bool:
    """Whether the speaker agreed to today's text for handling reports."""
    return await people.consented(turn.db, turn.person, HANDLE, turn.office.consent.version)


async def invited(turn: Turn, person: Person) -> bool:
    """Whether this person wants to be reminded, and asked what they think of an answer."""
    return await people.consented(turn.db, person, INVITE, turn.office.consent.version)


async def give_consent(turn: Turn, purpose: str) -> None:
    """Write down that the speaker agreed, to which version, when and where."""
    channel = turn.event.address.partition(":")[0]
    version = turn.office.consent.version
    await people.consent(turn.db, turn.person, purpose, version, channel, turn.now)


async def give(turn: Turn, answer: str) -> None:
    """Write down what a choice of CHOICES agrees to."""
    await give_consent(turn, HANDLE)
    if answer == "remind":
        await give_consent(turn, INVITE)


def notice(turn: Turn, _answers: Answers) -> dict[str, Any]:
    """The placeholders of the notice that is agreed to."""
    return {"desk": turn.office.desk, "keep": turn.office.consent.keep}


def agree(_turn: Turn, _answers: Answers, value: str) -> str:
    """Of CHOICES, one; who wants to think about it leaves."""
    if value == "not_now":
        raise Leave("start.declined")
    return value
