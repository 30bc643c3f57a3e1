"""Open311 as a channel: nothing is pushed, the system that filed a case asks for its state."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channel import Inbound
from bot.event import Event, Reply


class Open311Channel:
    """What a reporter is told waits in the case, until their system reads it."""

    name = "open311"
    keeps_history = False
    edits_messages = False

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:
        """What is filed comes in by `handlers.intake.open311.take_in_submission`."""
        raise NotImplementedError

    async def send(self, address: str, reply: Reply) -> str:  # noqa: ARG002 - see above
        """There to be read already."""
        return ""
