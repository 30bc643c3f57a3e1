"""Telegram: the Bot API by polling or webhook, with python-telegram-bot for parsing and calling."""

from __future__ import annotations

import asyncio
import hmac
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import structlog
from aiohttp import web
from aiolimiter import AsyncLimiter
from cachetools import TTLCache
from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, CallbackQuery
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBUserWarning

from bot.event import Event, MenuItem, Reply
from bot.settings import Settings
from channels import Accept, Inbound, Keep, SendError, Unreachable
from channels.telegram import reading, sending
from channels.telegram.request import AiohttpRequest
from channels.telegram.sending import PathOf

POLL_SECONDS = 25
HASTE = 0.2
"""Seconds: an empty answer that comes sooner was no long poll."""
OVERALL = (25, 1.0)
"""Messages a second to all chats together (the Bot FAQ allows about 30)."""
TO_PERSON = (5, 5.0)
TO_GROUP = (20, 60.0)
REMEMBERED = 5000
IN_GROUP = ("trogiup",)
"""Commands a group is shown."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

log = structlog.get_logger()

# We want some answers as they came. Updates are kept before they are parsed, so that one PTB
# cannot parse does not hold up the others; and a message that was delivered must not count as
# failed, and be sent again, for an odd field in the receipt.
warnings.filterwarnings("ignore", message="Please use 'Bot.", category=PTBUserWarning)


class Telegram:
    """The Telegram channel."""

    name = "telegram"
    keeps_history = False

    def __init__(
        self,
        settings: Settings,
        *,
        accept: Accept,
        keep: Keep,
        path_of: PathOf,
        words: Mapping[str, str],
        menu: Sequence[MenuItem],
        on_username: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._accept = accept
        self._keep = keep
        self._path_of = path_of
        self._words = words
        self._menu = menu
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
        self._overall = AsyncLimiter(*OVERALL)
        self._chats: TTLCache[str, AsyncLimiter] = TTLCache(REMEMBERED, ttl=TO_GROUP[1] * 2)
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
        event, query = await reading.read(self._bot, updates, self._keep, final=final)
        if query is not None:
            task = asyncio.create_task(self._confirm(query))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return event

    async def send(self, address: str, reply: Reply) -> str:
        """Send one reply within Telegram's limits. Raises SendError."""
        target = address.partition(":")[2]
        chat_id = int(target) if target.lstrip("-").isdecimal() else target
        await self._pace(target)
        try:
            return await sending.send(self._bot, chat_id, reply, self._path_of, self._words)
        except TelegramError as error:
            if reply.menu:
                log.warning("telegram.menu", error=type(error).__name__)
                return ""
            raise _send_error(error) from None

    async def hook(self, request: web.Request) -> web.Response:
        """The webhook: 200 only when the update is on disk."""
        secret = self._settings.telegram_webhook_secret.encode()
        shown = request.headers.get(SECRET_HEADER, "").encode()
        if not secret or not hmac.compare_digest(shown, secret):
            return web.Response(status=403)
        body = await request.read()
        try:
            update = reading.inbound(self._bot_id, msgspec.json.decode(body), body)
        except (msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError):
            return web.Response(status=400)
        await self._accept([update])
        return web.Response()

    async def _pace(self, target: str) -> None:
        limits = TO_GROUP if target.startswith(("-", "@")) else TO_PERSON
        chat = self._chats.setdefault(target, AsyncLimiter(*limits))
        if not chat.has_capacity():
            raise SendError("pace", retry_after=limits[1] / limits[0])
        await chat.acquire()
        await self._overall.acquire()

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
        self._on_username(str(me.get("username") or ""))

    async def _introduce(self) -> None:
        await self._learn_name()
        try:
            commands = [BotCommand(item.command, item.label) for item in self._menu]
            await self._bot.set_my_commands(commands)
            # In a group there is nothing to do but to learn the way into a private chat.
            ways = [one for one in commands if one.command in IN_GROUP]
            await self._bot.set_my_commands(ways, scope=BotCommandScopeAllGroupChats())
        except TelegramError as error:
            log.warning("telegram.menu", error=type(error).__name__)

    async def _set_webhook(self) -> None:
        await self._bot.set_webhook(
            f"{self._settings.base_url}/hook/telegram",
            secret_token=self._settings.telegram_webhook_secret,
            allowed_updates=reading.ALLOWED,
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
                updates = await self._get_updates(offset)
                arrivals = [
                    reading.inbound(self._bot_id, raw, msgspec.json.encode(raw)) for raw in updates
                ]
                if arrivals:
                    await self._accept(arrivals)
                    offset = int(updates[-1]["update_id"]) + 1
                elif asyncio.get_running_loop().time() - asked < HASTE:
                    # A server that answers at once with nothing must not make us spin.
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

    async def _get_updates(self, offset: int) -> list[dict[str, Any]]:
        found = await self._bot.do_api_request(
            "getUpdates",
            {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": reading.ALLOWED},
            read_timeout=POLL_SECONDS + 10.0,
        )
        return list(found)


def _send_error(error: TelegramError) -> SendError:
    text = str(error)
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return SendError(text, retry_after=seconds)
    if isinstance(error, Forbidden) or "chat not found" in text.lower():
        return Unreachable(text)
    if isinstance(error, BadRequest | ChatMigrated):
        return SendError(text, permanent=True)
    if isinstance(error, InvalidToken):
        return SendError("the token is not accepted", retry_after=60.0)
    return SendError(text)
