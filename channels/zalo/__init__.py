"""Zalo: an Official Account by webhook and OpenAPI v3."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog
from aiohttp import web
from cachetools import TTLCache

from bot.channel import (
    Accept,
    ChatClosed,
    Inbound,
    KeepFile,
    Menus,
    NotYet,
    ReadFile,
    SendError,
    Tokens,
    Unreachable,
)
from bot.event import Event, Reply
from bot.rate_limit import LeakyBucket, RateLimit
from bot.settings import Settings
from channels.zalo import reading
from channels.zalo.api import UNTIL_CONNECTED, ZaloApi, ZaloError
from channels.zalo.sending import (
    GROUP,
    ZaloPart,
    ZaloSender,
    is_zalo_group,
    numbered_choices,
    zalo_parts,
)

OVERALL = RateLimit(3600, 60.0)
"""Zalo allows an app 4,000 calls a minute; a message may need two."""
FRESH = 1800.0
"""Seconds between two looks at the token."""
UNFINISHED = 1000
NUDGES = 10_000
A_WEEK = 7 * 86400.0
SIGNATURE = "X-ZEvent-Signature"

GONE = frozenset({-213, -217, -227, -244})
"""Who follows us no longer, is banned, or takes no such messages."""
SILENT = frozenset({-230, -232})
"""Who wrote too long ago: after seven days an account may write no more."""
BROKEN = frozenset(
    {-204, -205, -209, -212, -219, -221, -223, -224, -235, -242, -320, -321, -216, -220}
)
"""The account or the app is not set up, or switched off: a person must mend it."""
TOO_MANY = {-32: 60.0, -211: 3600.0, -218: 3600.0}
"""Seconds to wait, by the limit that was reached."""
WRONG = frozenset({-201, -210, -233, -240, -248})
"""What cannot be sent, now or later."""

log = structlog.get_logger()


def zalo_group_address(group_id: str) -> str:
    """The address of a group of the account's own (GMF)."""
    return f"{ZaloChannel.name}:{GROUP}{group_id}"


class ZaloChannel:
    """The Zalo channel: `zalo:<user id>` is a person, `zalo:group-<id>` a group of ours."""

    name = "zalo"
    keeps_history = False
    edits_messages = False

    def __init__(
        self,
        settings: Settings,
        *,
        accept: Accept,
        keep: KeepFile,
        read_file: ReadFile,
        tokens: Tokens,
        menus: Menus,
        words: Mapping[str, str],
        max_bytes: int,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._accept = accept
        self._keep = keep
        self._menus = menus
        self._words = words
        self._max_bytes = max_bytes
        self._now = now
        self._api = ZaloApi(settings, tokens)
        self._sending = ZaloSender(
            self._api, read_file, words, buttons=settings.zalo_buttons == "template"
        )
        self._pace = LeakyBucket(OVERALL)
        self._unfinished: TTLCache[str, ZaloDelivery] = TTLCache(UNFINISHED, ttl=3600.0)
        self._nudged: TTLCache[str, bool] = TTLCache(NUDGES, ttl=A_WEEK)

    @property
    def url(self) -> str:
        """Where people find the account."""
        return f"https://zalo.me/{self._settings.zalo_oa_id}"

    async def open(self) -> None:
        """Make ready to send."""
        await self._api.open()

    async def close(self) -> None:
        """Give the connections back."""
        await self._api.close()

    async def run(self) -> None:
        """Keep the access token fresh, for ever."""
        while True:
            try:
                await self._api.keep_fresh()
            except SendError as error:
                log.warning("zalo.not_ready", error=str(error)[:200])
                await asyncio.sleep(error.retry_after or 30.0)
            else:
                await asyncio.sleep(FRESH)

    async def hook(self, request: web.Request) -> web.Response:
        """The webhook: 200 when the event is on disk, and for what is none of Zalo's.

        Any other answer makes Zalo's console refuse the address, and later switch it off.
        """
        settings, body = self._settings, await request.read()
        names = (settings.zalo_app_id, settings.zalo_oa_id)
        shown = request.headers.get(SIGNATURE, "")
        if not reading.is_signed_by_zalo(body, shown, names, settings.zalo_oa_secret):
            log.warning("zalo.unsigned", signed=bool(shown))
        elif not reading.is_fresh(body, self._now()):
            log.warning("zalo.stale")
        elif update := reading.zalo_inbound(settings.zalo_oa_id, body):
            await self._accept([update])
        return web.Response()

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:
        """Understand what somebody sent; fetch their files."""
        self._nudged.pop(updates[0].lane, None)
        return await reading.read_zalo_update(
            updates, self._api, self._keep, self._menus, most=self._max_bytes, final=final
        )

    async def send(self, address: str, reply: Reply) -> str:
        """Send one reply; the ids of its messages. Raises SendError."""
        if reply.menu:
            return ""  # the account's menu is made in Zalo's console
        to, delivery = address.partition(":")[2], self._delivery(address, reply)
        if not is_zalo_group(to):
            choices = [choice for row in reply.choices for choice in row]
            await self._menus.keep(address, numbered_choices(choices))
        try:
            while delivery.left:
                if wait := self._pace.wait(1, now := time.monotonic()):
                    raise NotYet(wait)
                self._pace.take(1, now)
                delivery.ids.append(await self._sending.send(to, delivery.left[0]))
                del delivery.left[0]
        except ZaloError as error:
            failed = await self._failed(address, to, reply, error)
            if failed.permanent:
                self._unfinished.pop(address, None)
            raise failed from None
        self._unfinished.pop(address, None)
        return " ".join(name for name in delivery.ids if name)

    def _delivery(self, address: str, reply: Reply) -> ZaloDelivery:
        """What is left of this reply: a retry repeats nothing that arrived."""
        known = self._unfinished.get(address)
        if known is None or known.reply != reply:
            known = ZaloDelivery(reply, self._words)
        self._unfinished[address] = known
        return known

    async def _failed(self, address: str, to: str, reply: Reply, error: ZaloError) -> SendError:
        if error.code in SILENT:
            await self._nudge(address, to, reply)
            return ChatClosed(str(error))
        if error.code in GONE:
            return Unreachable(str(error))
        if error.code in BROKEN:
            log.error("zalo.account", error=str(error))
            return SendError(str(error), retry_after=UNTIL_CONNECTED)
        wait = TOO_MANY.get(error.code)
        return SendError(str(error), permanent=error.code in WRONG, retry_after=wait)

    async def _nudge(self, address: str, to: str, reply: Reply) -> None:
        """Once, until the person writes: the paid template that there is news of their case."""
        template = self._settings.zalo_template
        if not template or not reply.case or address in self._nudged:
            return
        self._nudged[address] = True
        body = {
            "user_id": to,
            "template_id": template,
            "template_data": {"ma_phan_anh": reply.case},
        }
        try:
            await self._api.call("v3.0/oa/message/template", body)
        except (ZaloError, SendError) as error:
            del self._nudged[address]
            log.warning("zalo.template", error=str(error))


class ZaloDelivery:
    """A reply on its way."""

    def __init__(self, reply: Reply, words: Mapping[str, str]) -> None:
        self.reply = reply
        self.left: list[ZaloPart] = list(zalo_parts(reply, words))
        self.ids: list[str] = []
