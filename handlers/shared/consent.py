"""Consent: asked by purpose, written down with the version of the text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.flow_answers import Leave
from bot.turn import Turn
from storage import cases, consent_records
from storage.models import Person

HANDLE, PUBLISH, INVITE = "handle", "publish", "invite"
LOOKBACK = timedelta(minutes=10)
"""What was said so shortly before a report belongs to it: the message that began it."""
JUST_AFTER = timedelta(microseconds=1)
NOT_NOW = "not_now"
CHOICES = ("agree", "remind", NOT_NOW)
"""`remind` is `agree` and INVITE: two purposes, ticked by one who read that they are two."""
CHANNELS = ("web", "zalo", "telegram")
"""Those whose own part of the notice only their people read."""


async def has_consented(turn: Turn) -> bool:
    """Whether the speaker agreed to today's text for handling reports."""
    return await consent_records.has_consent(turn.db, turn.person, HANDLE, consent_version(turn))


async def wants_reminders(turn: Turn, person: Person) -> bool:
    """Whether this person wants to be reminded, and asked what they think of an answer."""
    return await consent_records.has_consent(turn.db, person, INVITE, consent_version(turn))


async def give_consent(turn: Turn, purpose: str) -> None:
    """Write down that the speaker agreed, to which version, when and where."""
    channel = turn.event.address.partition(":")[0]
    await consent_records.add_consent(
        turn.db, turn.person, purpose, consent_version(turn), channel, turn.now
    )


REMIND = "remind"


async def give_chosen_consent(turn: Turn, answer: str) -> None:
    """Write down what a choice of CHOICES agrees to."""
    await give_consent(turn, HANDLE)
    if answer == REMIND:
        await give_consent(turn, INVITE)


def notice_shown(turn: Turn, _answers: object) -> dict[str, Any]:
    """The whole notice, for a question that shows it."""
    return {"notice": turn.words("consent.notice", **notice_values(turn))}


def notice_values(turn: Turn) -> dict[str, Any]:
    """What fills the whole notice, for the channel it is read on."""
    office, channel = turn.office, turn.event.address.partition(":")[0]
    kept = turn.words(
        f"consent.kept_by.{channel if channel in CHANNELS else 'any'}", office=office.name
    )
    values = {"office": office.name, "desk": office.desk, "keep": office.consent.keep}
    return {**values, "kept_by": kept}


def short_notice(turn: Turn) -> str:
    """The notice in two lines, beside the button that agrees."""
    return turn.words("consent.short", office=turn.office.name)


def _text(turn: Turn) -> str:
    """All that anybody agrees to, on whatever channel."""
    office = turn.office
    values = {"office": office.name, "desk": office.desk, "keep": office.consent.keep}
    kept = [
        turn.words(f"consent.kept_by.{channel}", office=office.name)
        for channel in (*CHANNELS, "any")
    ]
    return "\n".join(
        [short_notice(turn), turn.words("consent.notice", kept_by="", **values), *kept]
    )


def consent_version(turn: Turn) -> str:
    """The office's name for the text and a hash of its very words.

    Whoever changes a word makes a new version, so that what somebody agreed to stays provable
    (Luật 91/2025/QH15, Điều 9).
    """
    words = hashlib.sha256(_text(turn).encode()).hexdigest()[:8]
    return f"{turn.office.consent.version}-{words}"


def agree_or_leave(turn: Turn, answers: Mapping[str, Any], value: str) -> str:
    """Of CHOICES, one; who wants to think about it leaves, and what they said is forgotten."""
    if value == NOT_NOW:
        forget_what_was_said(turn, answers)
        raise Leave("start.declined")
    return value


def forget_what_was_said(turn: Turn, answers: Mapping[str, Any]) -> None:
    """Have what was said since they began stay in no history."""
    turn.forget_since = since_it_began(turn, answers)


async def beginning_now(turn: Turn) -> datetime:
    """From when on what was said belongs to what begins now: not what was filed just before."""
    filed = await cases.last_filed_at(turn.db, turn.person.id)
    since = turn.now - LOOKBACK
    return max(since, filed + JUST_AFTER) if filed else since


def since_it_began(turn: Turn, answers: Mapping[str, Any]) -> datetime:
    """From when on what was said belongs to these answers."""
    if since := answers.get("since"):
        return datetime.fromisoformat(since)
    began = answers.get("began")
    return (datetime.fromisoformat(began) if began else turn.now) - LOOKBACK
