"""Telegram: the Bot API by polling or webhook, with python-telegram-bot for parsing and calling."""

from __future__ import annotations

import asyncio
import hmac
import os
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
import structlog
from aiohttp import web
from cachetools import TTLCache
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
    CallbackQuery,
)
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.channel import Accept, Inbound, KeepFile, NotYet, ReadFile, SendError, Threads
from bot.event import Event, MenuItem, Reply, Thread, group_of_address
from bot.settings import Settings
from channels.telegram import errors, reading, receiving
from channels.telegram.calls import bot_api_calls
from channels.telegram.pace import TelegramPace
from channels.telegram.receiving import HASTE, POLL_SECONDS, SECRET_HEADER
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
        self._settings = settings
        self._accept = accept
        self._keep = keep
        self._read_file = read_file
        self._words = words
        self._menus: Mapping[BotCommandScope, Sequence[MenuItem]] = {
            BotCommandScopeDefault(): menu,
            BotCommandScopeAllGroupChats(): group_menu,
        }
        self._on_username = on_username
        self._bot_id = settings.telegram_token.partition(":")[0]
        api = settings.telegram_api_url.rstrip("/")
        self._requests = [AiohttpRequest(proxy=settings.telegram_proxy) for _ in range(2)]
        self._bot = Bot(
            settings.telegram_token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
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
        for task in self._tasks:
            task.cancel()
        for request in self._requests:
            await request.shutdown()

    async def run(self) -> None:
        """Introduce ourselves, then poll, or leave the rest to the webhook."""
        introduction = asyncio.create_task(self._until_done("getMe", self._introduce))
        self._tasks.add(introduction)
        introduction.add_done_callback(self._tasks.discard)
        if self._settings.telegram_mode == "webhook":
            await self._until_done("setWebhook", self._set_webhook)
        else:
            await self._until_done("deleteWebhook", self._leave_webhook)
            await self._poll()
        await introduction

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

    async def hook(self, request: web.Request) -> web.Response:
        """The webhook: 200 only when the update is on disk."""
        secret = self._settings.telegram_webhook_secret.encode()
        shown = request.headers.get(SECRET_HEADER, "").encode()
        if not secret or not hmac.compare_digest(shown, secret):
            return web.Response(status=403)
        body = await request.read()
        try:
            update = receiving.telegram_inbound(self._bot_id, msgspec.json.decode(body), body)
        except (msgspec.DecodeError, RecursionError, *receiving.NO_UPDATE):
            return web.Response(status=400)
        await self._accept([update])
        return web.Response()

    async def _confirm(self, query: CallbackQuery) -> None:
        try:
            await query.answer()
        except TelegramError as error:
            log.info("telegram.answer_callback", error=type(error).__name__)

    async def _until_done(self, name: str, call: Callable[[], Awaitable[None]]) -> None:
        wait = 1.0
        while True:
            try:
                await call()
            except TelegramError as error:
                log.warning("telegram.not_ready", call=name, error=str(error)[:200])
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60.0)
            else:
                return

    async def meet(self) -> None:
        """Ask for our own name once; an answer that does not come is no error here."""
        try:
            await self._learn_name()
        except TelegramError as error:
            log.warning("telegram.get_me", error=type(error).__name__)

    async def _learn_name(self) -> None:
        me = await self._bot.do_api_request("getMe")
        if isinstance(me, dict):
            self._on_username(str(me.get("username") or ""))

    async def _introduce(self) -> None:
        await self._learn_name()
        for scope, menu in self._menus.items():
            commands = [BotCommand(item.command, item.label) for item in menu]
            try:
                await self._bot.set_my_commands(commands, scope=scope)
            except TelegramError as error:
                log.warning("telegram.menu", error=type(error).__name__)

    async def _set_webhook(self) -> None:
        await self._bot.set_webhook(
            f"{self._settings.base_url}/hook/telegram",
            secret_token=self._settings.telegram_webhook_secret,
            allowed_updates=receiving.ALLOWED,
            max_connections=40,
        )

    async def _leave_webhook(self) -> None:
        await self._bot.delete_webhook(drop_pending_updates=False)

    async def _poll(self) -> None:
        """Ask for updates; asking for the next ones confirms those that are on disk."""
        offset, wait = 0, 1.0
        while True:
            asked = asyncio.get_running_loop().time()
            try:
                offset, new = await self._take_updates(offset)
                if not new and asyncio.get_running_loop().time() - asked < HASTE:
                    # A server that answers at once with nothing new must not make us spin.
                    await asyncio.sleep(HASTE)
                wait = 1.0
            except Conflict:
                log.error("telegram.conflict", hint="another process reads this bot's updates")
                await asyncio.sleep(5.0)
            except InvalidToken:
                log.error("telegram.token", hint="PAKN_TELEGRAM_TOKEN is not accepted")
                await asyncio.sleep(60.0)
            except TelegramError as error:
                log.warning("telegram.poll", error=str(error)[:200])
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)

    async def _take_updates(self, offset: int) -> tuple[int, bool]:
        """Accept what waits; the next offset, and whether anything was new."""
        arrivals, following = [], offset
        for raw in await self._get_updates(offset):
            try:
                arrivals.append(
                    receiving.telegram_inbound(self._bot_id, raw, msgspec.json.encode(raw))
                )
            except receiving.NO_UPDATE:
                log.error("telegram.no_update")
            else:
                following = max(following, int(raw["update_id"]) + 1)
        if following > offset:
            await self._accept(arrivals)
        return following, following > offset

    async def _get_updates(self, offset: int) -> list[dict[str, Any]]:
        found = await self._bot.do_api_request(
            "getUpdates",
            {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": receiving.ALLOWED},
            read_timeout=POLL_SECONDS + 10.0,
        )
        return found if isinstance(found, list) else []
