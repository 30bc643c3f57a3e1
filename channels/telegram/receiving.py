"""Updates of Telegram, by polling or webhook, as they wait in the inbox."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
import structlog
from aiohttp import web
from telegram import Bot, BotCommand, BotCommandScope, Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channel import Accept, Inbound
from bot.event import MenuItem
from bot.half_letters import mended_json, readable_json
from bot.settings import Settings

log = structlog.get_logger()

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
"""What `telegram_inbound` raises for what is no update."""


class TelegramReceiving:
    """Introduces the bot and takes its updates to the inbox."""

    def __init__(
        self,
        settings: Settings,
        bot: Bot,
        *,
        accept: Accept,
        menus: Mapping[BotCommandScope, Sequence[MenuItem]],
        on_username: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._bot = bot
        self._accept = accept
        self._menus = menus
        self._on_username = on_username
        self._bot_id = settings.telegram_token.partition(":")[0]
        self._introduction: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Introduce ourselves, then poll, or leave the rest to the webhook."""
        introducing = self._until_done("getMe", self._introduce)
        self._introduction = asyncio.create_task(introducing)
        if self._settings.telegram_mode == "webhook":
            await self._until_done("setWebhook", self._set_webhook)
        else:
            await self._until_done("deleteWebhook", self._leave_webhook)
            await self._poll()
        await self._introduction

    def close(self) -> None:
        """Stop introducing ourselves; who runs `run` stops that."""
        if self._introduction is not None:
            self._introduction.cancel()

    async def meet(self) -> None:
        """Ask for our own name once; an answer that does not come is no error here."""
        try:
            await self._learn_name()
        except TelegramError as error:
            log.warning("telegram.get_me", error=type(error).__name__)

    async def hook(self, request: web.Request) -> web.Response:
        """The webhook: 200 only when the update is on disk."""
        secret = self._settings.telegram_webhook_secret.encode()
        shown = request.headers.get(SECRET_HEADER, "").encode()
        if not secret or not hmac.compare_digest(shown, secret):
            return web.Response(status=403)
        try:
            body = readable_json(await request.read())
            update = telegram_inbound(self._bot_id, msgspec.json.decode(body), body)
        except (RecursionError, *NO_UPDATE):
            return web.Response(status=400)
        await self._accept([update])
        return web.Response()

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
            allowed_updates=ALLOWED,
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
                arrivals.append(telegram_inbound(self._bot_id, raw, mended_json(raw)))
            except NO_UPDATE:
                log.error("telegram.no_update")
            else:
                following = max(following, int(raw["update_id"]) + 1)
        if following > offset:
            await self._accept(arrivals)
        return following, following > offset

    async def _get_updates(self, offset: int) -> list[dict[str, Any]]:
        found = await self._bot.do_api_request(
            "getUpdates",
            {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED},
            read_timeout=POLL_SECONDS + 10.0,
        )
        return found if isinstance(found, list) else []


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
