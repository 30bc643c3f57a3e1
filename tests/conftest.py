"""A running bot on a real database: SQLite always, PostgreSQL where its server is installed."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest
import structlog
from playwright.async_api import Browser, async_playwright, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

import offices
from bot.app import App
from bot.settings import Settings
from rules.office import Office
from rules.routing import Router
from storage import migrations
from tests.story import OfficeUnderTest

# The default renders tracebacks with every variable, which takes seconds.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
)

MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""9:00 in Vietnam."""
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
NO_POSTGRES = "no PostgreSQL server on this machine: the PostgreSQL half was skipped"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "no Chromium on this machine: the browser tests were skipped"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


read, compiled = offices.load_office, Router


@cache
def shipped() -> tuple[Office, Router]:
    """Read once a run: it is frozen, and reading it costs more than a test."""
    office = read()
    return office, compiled(office)


@pytest.fixture(autouse=True)
def quick_office(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that was read already, and sends no weekly summaries unless a test is about them.

    Their files take a second of two processors, for every reader and every week a story skips.
    Each process still has an office of its own: what it remembers, it remembers by that.
    """
    office, router = shipped()
    silent = msgspec.structs.replace(office.reports, catch_up_weeks=0)
    reports = office.reports if request.node.get_closest_marker("summaries") else silent

    def load(folder: Path = offices.SHIPPED, instead: Path | None = None) -> Office:
        if (folder, instead) == (offices.SHIPPED, None):
            return msgspec.structs.replace(office, reports=reports)
        return read(folder, instead)

    def compile_once(other: Office) -> Router:
        return router if other.fields is office.fields else compiled(other)

    monkeypatch.setattr(offices, "load_office", load)
    monkeypatch.setattr("bot.app.Router", compile_once)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server of this run's own; its URL ends in a slash."""
    if not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail(NO_POSTGRES)
        pytest.skip(NO_POSTGRES)
    folder, port = tmp_path_factory.mktemp("postgres"), free_port()
    folder.chmod(0o755)
    for parent in folder.parents:
        if parent != parent.parent and os.access(parent, os.W_OK):
            parent.chmod(parent.stat().st_mode | 0o055)
    as_user = _as_postgres(folder)
    binaries, data = POSTGRES[0], folder / "data"
    _run(
        [*as_user, f"{binaries}/initdb", "-D", str(data), "-U", "app", "--auth=trust", "-E", "UTF8"]
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [*as_user, f"{binaries}/pg_ctl", "-D", str(data)]
    _run([*control, "-o", options, "-l", str(folder / "log"), "-w", "start"])
    yield f"postgresql+asyncpg://app@127.0.0.1:{port}/"
    # Its work is done: that a crowded machine stops it slowly is no failure of a test.
    subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")


def _as_postgres(folder: Path) -> list[str]:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd="/")


def free_port() -> int:
    """A port of this machine nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """A migrated database every test's own is copied from."""

    async def prepare() -> None:
        await _sql(postgres, "CREATE DATABASE template_pakn")
        await migrations.upgrade_database(f"{postgres}template_pakn")

    asyncio.run(prepare())
    return postgres


async def _sql(server: str, statement: str) -> None:
    engine = create_async_engine(f"{server}postgres", isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file every test's own is copied from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    asyncio.run(migrations.upgrade_database(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the newest schema, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "pakn.sqlite3")
        return f"sqlite+aiosqlite:///{tmp_path}/pakn.sqlite3"
    server: str = request.getfixturevalue("postgres_template")
    name = f"t{uuid.uuid4().hex}"
    asyncio.run(_sql(server, f"CREATE DATABASE {name} TEMPLATE template_pakn"))
    return f"{server}{name}"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        port=0,
        secret_key="only for tests",
        now=MONDAY_MORNING,
    )


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[OfficeUnderTest]:
    """The whole bot, running."""
    app = App(settings)
    async with app.running():
        yield OfficeUnderTest(app)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not POSTGRES:
        terminalreporter.write_line(NO_POSTGRES, yellow=True)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium, without a window."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    expect.set_options(timeout=30_000)  # a crowded machine is slow, not broken
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        await chromium.close()
