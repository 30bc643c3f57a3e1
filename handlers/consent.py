"""Consent: asked by purpose, written down with the version of the text."""

from __future__ import annotations

from bot.turn import Turn
from storage import people

HANDLE, PUBLISH, INVITE = "handle", "publish", "invite"


async def consented(turn: Turn) -> bool:
    """Whether the speaker agreed to today's text for handling reports."""
    return await people.consented(turn.db, turn.person, HANDLE, turn.office.consent.version)


async def give_consent(turn: Turn, purpose: str) -> None:
    """Write down that the speaker agreed, to which version, when and where."""
    channel = turn.event.address.partition(":")[0]
    version = turn.office.consent.version
    await people.consent(turn.db, turn.person, purpose, version, channel, turn.now)
