"""How a browser is reached that wants to hear of news while its page is closed."""

from __future__ import annotations

import msgspec

from bot.web_session_names import machine_of_session

PUSH = "push"
"""The channel that tells it."""


class PushTarget(msgspec.Struct, frozen=True):
    """What a browser gives to whoever may wake it (RFC 8030, RFC 8291); keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


def push_lane_of_session(session: str) -> str:
    """The address at which the browser of a web chat session is told."""
    return f"{PUSH}:{machine_of_session(session)}"
