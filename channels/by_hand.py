"""People without a chat: what is said to them a person must tell, by phone or on paper."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channel import Inbound, SendError
from bot.event import Event, Reply


class ByHandChannel:
    """Delivers nothing, at once: the sender makes a task for a person of it."""

    name = "none"
    keeps_history = False
    edits_messages = False

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:  # noqa: ARG002 - nobody writes from here
        """Nothing comes from here."""
        return None

    async def send(self, address: str, reply: Reply) -> str:  # noqa: ARG002 - nobody is there
        """Give up, so that a person is asked."""
        raise SendError("no chat", permanent=True)
