"""The whole bot on Telegram: our process, a Bot API server of paper, people with phones."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from telegram import Bot

from bot.app import App
from bot.event import Reply
from bot.settings import Settings
from bot.walker import Answer
from channels.telegram.calls import bot_api_calls
from channels.telegram.sending import TelegramDelivery
from storage import invitations
from tests.support.bot_api import TOKEN, BotApi, Call, Phone
from tests.support.machine import MONDAY_MORNING
from tests.support.somebody import NOTHING, OnPhone

HELP = "Anh/chị cần giúp việc gì"
FILES = {
    "thumb": b"\xff\xd8\xff\xe0 a small one",
    "photo": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 100,
    "video": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 100,
    "voice": b"OggS\0\x02" + b"\0" * 22 + b"\x01\x13OpusHead" + b"\0" * 60,
    "mp3": b"ID3\x04\0\0\0\0\0\0" + b"\0" * 100,
    "pdf": b"%PDF-1.7\n" + b"\0" * 100,
    "program": b"MZ\x90\0" + b"\0" * 100,
    "empty": b"",
}
WORDS = {
    "share_location": "📍 Chia sẻ vị trí",
    "share_contact": "📱 Gửi số",
    "file_not_sent": "Có tệp chưa gửi được.",
}
CHAT = 5001
SECRET = "only-for-tests_0123456789"


def helps(phone: Phone) -> int:
    return sum(HELP in call.data["text"] for call in phone.api.to(phone.chat_id))


async def said(telegram: OnTelegram, method: str, part: str) -> Call:
    """The call that says it in the channel, as soon as it was made."""
    for _ in range(400):
        for call in telegram.api.to("@ketqua", method):
            if part in call.data["text"]:
                return call
        await asyncio.sleep(0.01)
    raise AssertionError([call.data for call in telegram.api.calls if call.chat_id == "@ketqua"])


class Shelf:
    """Files by a short name instead of a hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, content in FILES.items():
            (folder / name).write_bytes(content)

    def __call__(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


async def sends(bot: Bot, shelf: Shelf, reply: Reply, chat: int | str = CHAT) -> str:
    return await goes_on(TelegramDelivery(reply, bot_api_calls(chat, reply, shelf, WORDS)), bot)


async def goes_on(delivery: TelegramDelivery, bot: Bot) -> str:
    while delivery.next:
        await delivery.step(bot)
    return delivery.ids


class OnTelegram:
    """The running bot and the server it talks to."""

    def __init__(self, app: App, api: BotApi) -> None:
        self.app = app
        self.api = api
        self._next = 5000

    def phone(self, name: str = "Người Thử") -> Phone:
        self._next += 1
        return Phone(self.api, self._next, name)

    async def staff(self, role: str, agency: str = "", name: str = "") -> Phone:
        """Somebody who opened an invitation."""
        person = self.phone(name)
        async with self.app.db.begin() as db:
            _, token = await invitations.create_invitation(
                db, role, agency, name, self.app.clock.now(), 7
            )
        await person.says(f"/start moi-{token}")
        await person.sees("Đã kết nối")
        return person

    async def answers(
        self, person: Phone, flow: str, *, until: str = "", reading: Mapping[str, str] = NOTHING,
        **told: Answer,
    ) -> set[str]:  # fmt: skip
        """Answer a conversation; see `somebody.Walks`."""
        somebody = OnPhone(person)
        somebody.app = self.app
        return await somebody.answers(flow, until=until, reading=reading, **told)


def settings_for(api: BotApi, folder: Path, mode: str, port: int = 0) -> Settings:
    return Settings(
        data_dir=folder,
        port=port,
        public_url=f"http://127.0.0.1:{port}" if port else "",
        secret_key="only for tests",
        now=MONDAY_MORNING,
        telegram_token=TOKEN,
        telegram_api_url=api.url,
        telegram_mode=mode,  # type: ignore[arg-type]
        telegram_webhook_secret=SECRET,
        telegram_channel="@ketqua",
    )


def running(settings: Settings, api: BotApi) -> Running:
    return Running(settings, api)


class Running:
    """Starts the bot and waits until it listens."""

    def __init__(self, settings: Settings, api: BotApi) -> None:
        self._app = App(settings)
        self._api = api
        self._context = self._app.running()

    async def __aenter__(self) -> OnTelegram:
        await self._context.__aenter__()
        await self._listening()
        return OnTelegram(self._app, self._api)

    async def __aexit__(self, *error: object) -> None:
        await self._context.__aexit__(*error)  # type: ignore[arg-type]

    async def _listening(self) -> None:
        ready = "setWebhook" if self._app.settings.telegram_mode == "webhook" else "getUpdates"
        for _ in range(500):
            if any(call.method == ready for call in self._api.calls):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"the bot never called {ready}")
