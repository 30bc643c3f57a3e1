"""How the sessions of one web chat are called: each machine that came back has one of its own."""

from __future__ import annotations

import secrets
from typing import Final

WEB: Final = "web:"
"""What the address of a web chat begins with."""
_BESIDE: Final = "~"
"""Between the chat and the machine; no name of a chat holds it."""


def chat_of_session(session: str) -> str:
    """The chat a session shows: the address where its person is told things."""
    return session.partition(_BESIDE)[0]


def machine_of_session(session: str) -> str:
    """What stands for one machine alone, also for the one on which the chat began."""
    return session if _BESIDE in session else session + _BESIDE


def session_on_another_machine(chat: str) -> str:
    """The chat's session on a machine that came back to it."""
    return f"{chat}{_BESIDE}{secrets.token_urlsafe(8)}"
