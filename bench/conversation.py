"""What a citizen says from the first word to the receipt, and Telegram's form of it."""

from __future__ import annotations

from typing import Any

FIRST = (
    "/gopy",
    "Đồng ý",
    "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay, tối rất nguy hiểm",
    "Xong",
    "chợ Phú Hòa",
    "Rơ Châm Thử",
    "0912 345 678",
    "Làng Mẫu, xã Ia Mơ Nông",
    "1",
    "Không đăng",
    "Gửi",
)
"""Ends with a receipt whoever says it, button by button typed."""


def update(number: int, chat: int, text: str) -> dict[str, Any]:
    """One message as the Bot API delivers it."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "Thử"},
            "from": {"id": chat, "is_bot": False, "first_name": "Thử"},
            "text": text,
        },
    }
