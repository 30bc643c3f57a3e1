"""Telegram: the Bot API by polling or webhook, with python-telegram-bot for parsing and calling."""

from __future__ import annotations

import asyncio
import os
import warnings
from collections.abc import Callable, Mapping, Sequence

import msgspec
import structlog
from aiohttp import web
from cachetools import TTLCache
from telegram import (
    Bot,
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
    CallbackQuery,
)
from telegram.error import RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.channel import Accept, Inbound, KeepFile, NotYet, ReadFile, SendError, Threads
from bot.event import Event, MenuItem, Reply, Thread, group_of_address
from bot.settings import Settings
from channels.telegram import errors, reading
from channels.telegram.calls import bot_api_calls
from channels.telegram.pace import TelegramPace
from channels.telegram.receiving import TelegramReceiving
from channels.telegram.request import AiohttpRequest
from channels.telegram.sending import TelegramDelivery
from channels.telegram.topics import ForumTopics, is_topic_gone

UNFINISHED = 1000
"""Replies of which a part has arrived, remembered so that a retry does not repeat it."""


log = structlog.get_logger()


# We want some answers as they came. Updates are kept before they are parsed, so that one PTB
# cannot parse does not hold up the others; and a message that was delivered must not count as
# failed, and be sent again, for an odd field in the receipt.
warnings.filterwarnings("ignore", message="Please use 'Bot.", category=PTBUserWarning)


# Times to wait come as timedelta, as they will always in later versions.
os.environ.setdefault("PTB_TIMEDELTA", "1")


class TelegramChannel:
    """The Telegram channel."""

    name = "telegram"
    keeps_history = False
    edits_messages = True

    def __init__(
        self,
        settings: Settings,
        *,
        accept: Accept,
        keep: KeepFile,
        read_file: ReadFile,
        threads: Threads,
        words: Mapping[str, str],
        menu: Sequence[MenuItem],
        group_menu: Sequence[MenuItem],
        on_username: Callable[[str], None],
    ) -> None:
        self._keep = keep
        self._read_file = read_file
        self._words = words
        api = settings.telegram_api_url.rstrip("/")
        self._requests = [AiohttpRequest(proxy=settings.telegram_proxy) for _ in range(2)]
        self._bot = Bot(
            settings.telegram_token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self._receiving = TelegramReceiving(
            settings,
            self._bot,
            accept=accept,
            menus={BotCommandScopeDefault(): menu, BotCommandScopeAllGroupChats(): group_menu},
            on_username=on_username,
        )
        self._topics = ForumTopics(self._bot, threads)
        self._pace = TelegramPace()
        self._unfinished: TTLCache[str, TelegramDelivery] = TTLCache(UNFINISHED, ttl=3600.0)
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Make ready to send."""
        for request in self._requests:
            await request.initialize()

    async def close(self) -> None:
        """Give the connections back."""
        self._receiving.close()
        for task in self._tasks:
            task.cancel()
        for request in self._requests:
            await request.shutdown()

    async def run(self) -> None:
        """Introduce ourselves, then poll, or leave the rest to the webhook."""
        await self._receiving.run()

    async def meet(self) -> None:
        """Ask for our own name once; an answer that does not come is no error here."""
        await self._receiving.meet()

    async def hook(self, request: web.Request) -> web.Response:
        """The webhook: 200 only when the update is on disk."""
        return await self._receiving.hook(request)

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:
        """Parse, fetch files, and stop the spinner of a pressed button."""
        event, query = await reading.read_telegram_update(
            self._bot, updates, self._keep, final=final
        )
        if event is not None and (topic := reading.topic_of_address(event.address)):
            address = await self._topics.address_of(group_of_address(event.address), topic)
            event = msgspec.structs.replace(event, address=address)
        if query is not None:
            task = asyncio.create_task(self._confirm(query))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return event

    async def send(self, address: str, reply: Reply) -> str:
        """Send one reply within Telegram's limits; the ids of its messages. Raises SendError."""
        target = group_of_address(address).partition(":")[2]
        try:
            delivered = await self._deliver(address, target, reply)
        except TelegramError as error:
            if reply.menu and not isinstance(error, RetryAfter):
                log.warning("telegram.menu", error=type(error).__name__)
                return ""
            failed = errors.send_error_of(error)
            if is_topic_gone(error) and target != address.partition(":")[2]:
                await self._topics.forget(address)
                if reply.thread is not None and not reply.thread.open:
                    return ""  # of a case that is over nobody misses the topic
                failed = SendError("the topic was deleted")
            if failed.permanent or is_topic_gone(error):
                self._unfinished.pop(address, None)
            raise failed from None
        self._unfinished.pop(address, None)
        return delivered

    async def _deliver(self, address: str, target: str, reply: Reply) -> str:
        chat_id = int(target) if target.lstrip("-").isdecimal() else target
        topic, made, (_, _, name) = 0, False, address.partition("#")
        if name and isinstance(chat_id, int):
            look = reply.thread or Thread(name)
            topic, made = await self._topics.ready(address, chat_id, look)
        delivery = self._delivery(address, chat_id, reply, topic, fresh=made)
        while call := delivery.next:
            if wait := self._pace.take(target, call.messages):
                raise NotYet(wait)
            await delivery.step(self._bot)
        if topic and reply.thread is not None and isinstance(chat_id, int):
            await self._topics.dress(address, chat_id, reply.thread)
        return delivery.ids

    def _delivery(
        self, address: str, chat_id: int | str, reply: Reply, topic: int, *, fresh: bool
    ) -> TelegramDelivery:
        """What is left of this reply; the chat's replies come one after the other.

        In a `fresh` topic nothing stands yet that could be edited.
        """
        known = self._unfinished.get(address)
        if known is None or known.reply != reply:
            here = msgspec.structs.replace(reply, edits="") if fresh else reply
            made = bot_api_calls(chat_id, here, self._read_file, self._words, topic)
            known = TelegramDelivery(reply, made)
        self._unfinished[address] = known
        return known

    async def _confirm(self, query: CallbackQuery) -> None:
        try:
            await query.answer()
        except TelegramError as error:
            log.info("telegram.answer_callback", error=type(error).__name__)
