"""Updates of Telegram, by polling or webhook, as they wait in the inbox."""

from __future__ import annotations

from typing import Any

from telegram import Update

from bot.channel import Inbound

POLL_SECONDS = 25


HASTE = 0.2
"""Seconds: an empty answer that comes sooner was no long poll."""


SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


ALLOWED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)


NO_UPDATE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
"""What `inbound` raises for what is no update."""


def telegram_inbound(bot_id: str, raw: dict[str, Any], payload: bytes) -> Inbound:
    """A raw update as it goes to the inbox. Raises one of NO_UPDATE for what is none."""
    number = int(raw["update_id"])
    parts = [part_of_update(raw, name) for name in ("message", "edited_message", "my_chat_member")]
    parts.append(part_of_update(part_of_update(raw, "callback_query"), "message"))
    chats = (part["chat"] for part in parts if isinstance(part.get("chat"), dict))
    chat_id = next(chats, {"id": 0}).get("id")
    return Inbound(
        key=f"telegram:{bot_id}:{number}",
        lane=f"telegram:{chat_id if isinstance(chat_id, int) else 0}",
        payload=payload,
        bundle=str(parts[0].get("media_group_id") or "")[:64],
    )


def part_of_update(raw: dict[str, Any], name: str) -> dict[str, Any]:
    part = raw.get(name)
    return part if isinstance(part, dict) else {}
