"""The whole bot on Telegram: our process, a Bot API server of paper, people with phones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from bot.settings import Settings
from channels.rate_limit import RateLimit
from channels.telegram import pace
from storage import invitations
from tests.bot_api import TOKEN, BotApi, Phone
from tests.conftest import MONDAY_MORNING, free_port
from tests.zalo_api import ACCOUNT, ACCOUNT_SECRET, APP, APP_SECRET, FIRST_REFRESH, ZaloApi

SECRET = "only-for-tests_0123456789"


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


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi().serving() as served:
        yield served


@pytest.fixture(params=["polling", "webhook"])
def mode(request: pytest.FixtureRequest) -> str:
    """Once by each way Telegram delivers updates."""
    return str(request.param)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for Telegram's pace but the tests of the pace."""
    monkeypatch.setattr(pace, "TO_PERSON", RateLimit(1000, 1.0))
    monkeypatch.setattr(pace, "OVERALL", RateLimit(1000, 1.0))


@pytest.fixture
async def telegram(api: BotApi, tmp_path: Path, mode: str) -> AsyncIterator[OnTelegram]:
    settings = settings_for(api, tmp_path, mode, free_port())
    async with running(settings, api) as found:
        yield found


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


def zalo_settings(api: ZaloApi) -> dict[str, str]:
    """What turns Zalo on."""
    return {
        "zalo_app_id": APP,
        "zalo_app_secret": APP_SECRET,
        "zalo_oa_id": ACCOUNT,
        "zalo_oa_secret": ACCOUNT_SECRET,
        "zalo_refresh_token": FIRST_REFRESH,
        "zalo_api_url": api.url,
        "zalo_oauth_url": api.url,
    }


@pytest.fixture
async def zalo_api() -> AsyncIterator[ZaloApi]:
    async with ZaloApi().serving() as served:
        yield served
