"""What Telegram's errors mean for who sends."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channel import ChatMoved, SendError, Unreachable


def send_error_of(error: TelegramError) -> SendError:
    text = str(error)
    if isinstance(error, RetryAfter):
        return SendError(text, retry_after=seconds_to_wait(error))
    if isinstance(error, Forbidden) or "chat not found" in text.lower():
        return Unreachable(text)
    if isinstance(error, ChatMigrated):
        return ChatMoved(f"telegram:{error.new_chat_id}")
    if isinstance(error, BadRequest):
        return SendError(text, permanent=True)
    if isinstance(error, InvalidToken):
        return SendError("the token is not accepted", retry_after=60.0)
    return SendError(text)


def retry_after(error: TelegramError) -> float | None:
    return seconds_to_wait(error) if isinstance(error, RetryAfter) else None


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram wants us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
