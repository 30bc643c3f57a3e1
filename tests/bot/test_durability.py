"""The process is killed at any moment: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bench.conversation import rehearsed
from storage.database import Database
from storage.models import Case, InboxRow
from storage.vault import Vault
from tests.support.machine import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
MATTER = "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay, chỗ số {n}"
CITIZENS = 6
# After how many messages in all the process dies, and how long after: None before the
# acknowledgement is read, 0 at it, else so many seconds later (handling, replying, sending).
KILLS: list[tuple[int, float | None]] = [
    (2, None), (5, 0), (9, 0.004), (14, 0.012), (18, None), (23, 0.03), (28, 0), (31, 0.006),
    (32, 0.015),
]  # fmt: skip


@pytest.fixture
async def words(tmp_path: Path) -> Sequence[str]:
    """A whole report as it is typed."""
    return await rehearsed(tmp_path / "rehearsal", describe=MATTER)


class Bot:
    """A process that can be killed and comes back on the same data."""

    def __init__(self, folder: Path, kills: Sequence[tuple[int, float | None]] = ()) -> None:
        self.folder, self.port, self.kills = folder, free_port(), list(kills)
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: asyncio.subprocess.Process | None = None
        self.up = asyncio.Event()
        self.messages = self.deaths = 0

    async def start(self) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PAKN_")}
        own = {"PAKN_DATA_DIR": str(self.folder), "PAKN_PORT": str(self.port)}
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=ROOT,
                env=clean | own,
                stdout=log,
                stderr=log,
            )
        async with aiohttp.ClientSession() as client, asyncio.timeout(60):
            while True:
                with suppress(aiohttp.ClientError):
                    async with client.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            break
                await asyncio.sleep(0.02)
        self.up.set()

    async def dies(self) -> None:
        """kill -9, then begin again."""
        assert self.process is not None
        self.up.clear()
        self.deaths += 1
        self.process.kill()
        assert await self.process.wait() == -signal.SIGKILL
        await self.start()

    @asynccontextmanager
    async def running(self) -> Any:
        await self.start()
        try:
            yield self
        finally:
            if self.process is not None and self.process.returncode is None:
                self.process.kill()
                await self.process.wait()


class Page:
    """The web chat's page: keeps its cookie, says again what was not acknowledged."""

    def __init__(self, bot: Bot, number: int, words: Sequence[str]) -> None:
        self.bot, self.number, self.words = bot, number, words
        self.jar = aiohttp.CookieJar(unsafe=True)
        self.replies: dict[str, str] = {}
        self.acknowledged: list[str] = []

    async def tells(self) -> None:
        """The whole report, each next word when the last one was answered."""
        for place, words in enumerate(self.words):
            await self._until_done(f"citizen-{self.number}-{place}", words.format(n=self.number))

    async def _until_done(self, key: str, words: str) -> None:
        answered = len(self.replies)
        while True:
            await self.bot.up.wait()
            with suppress(aiohttp.ClientError, ConnectionError):
                async with aiohttp.ClientSession(cookie_jar=self.jar) as client:
                    if await self._says(client, key, words, answered):
                        return

    async def _says(
        self, client: aiohttp.ClientSession, key: str, words: str, answered: int
    ) -> bool:
        async with client.get(f"{self.bot.url}/chat") as page:
            assert page.status == 200
        socket = await client.ws_connect(f"{self.bot.url}/chat/ws", origin=self.bot.url)
        async with socket, asyncio.timeout(60):
            await socket.send_json({"type": "hello", "after": next(reversed(self.replies), "")})
            if key not in self.acknowledged:
                await socket.send_json({"type": "message", "id": key, "text": words})
                if await self._killed_at_a_bad_moment(None):
                    return False
            return await self._listens(socket, key, answered)

    async def _listens(
        self, socket: aiohttp.ClientWebSocketResponse, key: str, answered: int
    ) -> bool:
        async for message in socket:
            frame = message.json()
            assert frame["type"] != "refused", frame
            if frame["type"] == "ack" and key not in self.acknowledged:
                self.acknowledged.append(frame["id"])
                if await self._killed_at_a_bad_moment(0):
                    return False
            if frame["type"] == "reply":
                self.replies[frame["seq"]] = frame["text"]
            if key in self.acknowledged and len(self.replies) > answered:
                return True
        return False

    async def _killed_at_a_bad_moment(self, phase: float | None) -> bool:
        if phase is None:
            self.bot.messages += 1
        if not self.bot.kills or self.bot.messages < self.bot.kills[0][0]:
            return False
        delay = self.bot.kills[0][1]
        if (delay is None) != (phase is None):
            return False
        self.bot.kills.pop(0)
        if delay:
            await asyncio.sleep(delay)
        await self.bot.dies()
        return True


async def test_killed_at_many_moments_no_report_is_lost_or_doubled(
    tmp_path: Path, words: Sequence[str]
) -> None:
    bot = Bot(tmp_path, KILLS)
    async with bot.running(), asyncio.timeout(200):
        pages = [Page(bot, number, words) for number in range(CITIZENS)]
        await asyncio.gather(*(page.tells() for page in pages))
        await _nothing_waits(tmp_path)
    assert bot.deaths == len(KILLS)
    cases, states = await _kept(tmp_path)
    with closing(sqlite3.connect(tmp_path / "pakn.sqlite3")) as db:
        (number,) = db.execute("SELECT count(*) FROM cases").fetchone()
    assert number == CITIZENS
    assert set(cases) == {MATTER.format(n=page.number) for page in pages}
    assert len(set(cases.values())) == CITIZENS
    for page in pages:
        mine = [state for key, state in states.items() if f":citizen-{page.number}-" in key]
        assert mine == ["done"] * len(words)
        receipts = [text for text in page.replies.values() if "Đã tiếp nhận" in text]
        assert len(receipts) == 1
        assert cases[MATTER.format(n=page.number)] in receipts[0]


async def _kept(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The codes of all cases, by what was told, and the states of updates, by their keys."""
    url = f"sqlite+aiosqlite:///{folder}/pakn.sqlite3"
    database = Database(url, Vault((folder / "secret.key").read_text().strip()))
    async with database.read() as db:
        filed = (await db.execute(select(Case.text, Case.code))).all()
        updates = (await db.execute(select(InboxRow.key, InboxRow.state))).all()
    await database.close()
    return dict(map(tuple, filed)), dict(map(tuple, updates))


async def _nothing_waits(folder: Path) -> None:
    async with asyncio.timeout(60):
        while True:
            with closing(sqlite3.connect(folder / "pakn.sqlite3")) as db:
                query = "SELECT count(*) FROM inbox WHERE state = 'waiting'"
                if not db.execute(query).fetchone()[0]:
                    return
            await asyncio.sleep(0.05)


async def test_a_process_told_to_stop_stops_at_once_even_while_busy(
    tmp_path: Path, words: Sequence[str]
) -> None:
    bot = Bot(tmp_path)
    async with bot.running():
        assert bot.process is not None
        page = Page(bot, 1, words)
        talk = asyncio.create_task(page.tells())
        await asyncio.sleep(0.3)
        bot.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            assert await bot.process.wait() == 0
        talk.cancel()
        with suppress(asyncio.CancelledError):
            await talk


@pytest.mark.parametrize("workers", [3])
async def test_several_workers_on_one_database_do_everything_once_and_in_order(
    postgres_template: str, tmp_path: Path, words: Sequence[str], workers: int
) -> None:
    import uuid
    from contextlib import AsyncExitStack

    from bot.app import App
    from bot.settings import Settings
    from tests.support.machine import administer
    from tests.support.story import OfficeUnderTest, Talker

    name = f"t{uuid.uuid4().hex}"
    await administer(postgres_template, f"CREATE DATABASE {name} TEMPLATE template_pakn")
    settings = Settings(
        data_dir=tmp_path, database_url=f"{postgres_template}{name}", port=0, secret_key="tests"
    )
    async with AsyncExitStack() as stack:
        offices = []
        for _ in range(workers):
            app = App(settings)
            await stack.enter_async_context(app.running())
            offices.append(OfficeUnderTest(app))
        for office in offices:  # one messenger, whoever delivers
            office.paper = app.channels["paper"] = offices[0].paper
            office.app.channels["paper"] = offices[0].paper
        citizens = [f"paper:{number}" for number in range(16)]

        async def tells(place: int, address: str) -> None:
            for step, said in enumerate(words):
                office = offices[(place + step) % workers]
                talker = Talker(office, address)
                await talker.sends(text=said.format(n=place), key=f"{address}:{step}", wait=False)

        await asyncio.gather(*(tells(place, address) for place, address in enumerate(citizens)))
        await offices[0].quiet(60)
        async with offices[0].app.db.read() as db:
            found = (await db.execute(select(Case.code, Case.text))).all()
    assert sorted(int(code[-4:]) for code, _ in found) == list(range(1, len(citizens) + 1))
    assert {text for _, text in found} == {MATTER.format(n=n) for n in range(len(citizens))}
    orders = {tuple(_openings(offices[0].paper.sent, address)) for address in citizens}
    assert len(orders) == 1, orders
    assert len(orders.pop()) == len(words)


def _openings(sent: list[Any], address: str) -> list[str]:
    """How each reply to an address begins, in the order they were delivered."""
    return [reply.text[:12] for to, reply in sent if to == address and not reply.menu]
