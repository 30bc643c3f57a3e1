"""The whole bot on Telegram: our process, a Bot API server of paper, people with phones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from bot.rate_limit import RateLimit
from channels.telegram import pace
from channels.telegram.request import AiohttpRequest
from tests.support.bot_api import TOKEN, BotApi
from tests.support.machine import free_port
from tests.support.telegram import FILES, OnTelegram, Shelf, running, settings_for
from tests.support.zalo_api import ZaloApi


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


@pytest.fixture
async def zalo_api() -> AsyncIterator[ZaloApi]:
    async with ZaloApi().serving() as served:
        yield served


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    api.files.update(FILES)
    request = AiohttpRequest()
    await request.initialize()
    yield Bot(
        TOKEN,
        base_url=f"{api.url}/bot",
        base_file_url=f"{api.url}/file/bot",
        request=request,
        get_updates_request=request,
    )
    await request.shutdown()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)
