"""A reply on its way: its calls one after the other, going on where an earlier try broke off."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import structlog
from telegram import Bot, InputFile
from telegram.error import BadRequest

from bot.event import Reply
from channels.telegram.calls import BotApiCall

log = structlog.get_logger()


class TelegramDelivery:
    """What of a reply has still to be sent, so that a retry repeats nothing that arrived."""

    def __init__(self, reply: Reply, calls: Iterable[BotApiCall]) -> None:
        self.reply = reply
        self._calls = deque(calls)
        self._ids: list[str] = []

    @property
    def next(self) -> BotApiCall | None:
        """The call to make next, if any is left."""
        return self._calls[0] if self._calls else None

    @property
    def ids(self) -> str:
        """The ids of the messages that arrived, with blanks between."""
        return " ".join(self._ids)

    async def step(self, bot: Bot) -> None:
        """Make the next call. Raises TelegramError when it must be made again, or never can."""
        call = self._calls[0]
        try:
            receipt = await _make(bot, call)
        except (BadRequest, FileNotFoundError) as error:
            if "not modified" in str(error):  # it stands there already
                self._arrived(call, None)
                return
            if call.instead is None:
                raise
            log.warning("telegram.instead", method=call.method, error=type(error).__name__)
            self._calls.popleft()
            self._calls.extendleft(reversed(call.instead))
        else:
            self._arrived(call, receipt)

    def _arrived(self, call: BotApiCall, receipt: Any) -> None:
        self._calls.popleft()
        edited = call.data.get("message_id")
        self._ids += [str(edited)] if edited else _ids(receipt)


async def _make(bot: Bot, call: BotApiCall) -> Any:
    """The answer as it came: an odd field in a receipt must not make a sent message unsent."""
    contents = await asyncio.to_thread(_read, call) if call.files else {}
    return await bot.do_api_request(call.method, {**call.data, **contents})


def _read(call: BotApiCall) -> dict[str, InputFile]:
    return {field: InputFile(file.read(), filename=file.name) for field, file in call.files.items()}


def _ids(receipt: Any) -> Iterator[str]:
    """A call makes one message or several, or answers that all is well."""
    for message in receipt if isinstance(receipt, list) else [receipt]:
        if isinstance(message, dict) and "message_id" in message:
            yield str(message["message_id"])
