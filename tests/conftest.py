"""A running bot on a real database: SQLite always, PostgreSQL where its server is installed."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Generator
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import msgspec
import pytest
import structlog
from playwright.async_api import Browser, async_playwright, expect
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

import offices
from bot.app import App
from bot.settings import Settings
from rules.office import Office
from rules.routing import Router
from storage import migrations
from storage.sqlite_engine import sqlite_engine
from storage.vault import Vault
from tests.support.machine import MONDAY_MORNING
from tests.support.postgres import BINARIES, Server, room
from tests.support.postgres import kept as postgres_kept
from tests.support.postgres_half import Half
from tests.support.story import OfficeUnderTest

# How long an example takes is measured in bench/, and never asserted on a crowded machine.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# The default renders tracebacks with every variable, which takes seconds.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
)

SERVER = pytest.StashKey[Server]()
FOLDER = "PAKN_TEST_POSTGRES"
"""The variable that tells all processes of a run where its server lives."""
LONG = (
    "tests/browser/",
    "tests/bot/test_durability.py",
    "tests/handlers/test_every_path.py",
    "tests/handlers/test_reporting.py",
    "tests/publish/test_access.py",
    "tests/publish/test_openapi.py",
    "tests/test_poison_exits.py",
)
"""Where tests stand that take ten seconds and more."""
MOST_WORKERS = 16
NO_POSTGRES = "no PostgreSQL server on this machine: the PostgreSQL half was skipped"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "no Chromium on this machine: the browser tests were skipped"
NO_LIBREOFFICE = "no LibreOffice on this machine: documents were not opened in it"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    modes = ["all", "covering", "record"]
    text = "which tests run on PostgreSQL too: tests/support/postgres_half.py"
    parser.addoption("--postgres-half", choices=modes, default="all", help=text)
    parser.addoption("--thorough", action="store_true", help="try every door of a matrix")


def pytest_configure(config: pytest.Config) -> None:
    first = not hasattr(config, "workerinput")
    if (mode := config.getoption("postgres_half")) != "all":
        config.pluginmanager.register(Half(mode, decides=first))
    if not first:
        return
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(room()))
    # Each of a bot's threads would have a heap of its own, and keep what it once needed.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    run = ExitStack()
    os.environ[FOLDER] = str(run.enter_context(postgres_kept()))
    config.add_cleanup(run.close)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is imported by now stays: nobody need look through it for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()  # libraries count at the end what was never given back


def pytest_xdist_auto_num_workers() -> int:
    """Half of a story's time is waiting, for a database or a browser."""
    if hasattr(os, "sched_getaffinity"):
        return min(2 * len(os.sched_getaffinity(0)), MOST_WORKERS)
    return min(2 * (os.cpu_count() or 1), MOST_WORKERS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: begun last, one of them keeps one worker busy and the others idle."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """When the database server died, say that once: thousands of tracebacks say it worse."""
    report = yield
    server = item.config.stash.get(SERVER, None)
    if report.failed and server is not None and (fault := server.fault()):
        report.longrepr, report.sections = fault, []
        item.session.shouldstop = "PostgreSQL is gone"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    here = {NO_POSTGRES: BINARIES, NO_CHROMIUM: CHROMIUM, NO_LIBREOFFICE: shutil.which("soffice")}
    for sentence in (sentence for sentence, found in here.items() if not found):
        terminalreporter.write_line(sentence, yellow=True)


read, compiled, upgraded = offices.load_office, Router, migrations.upgrade_database


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


@pytest.fixture(autouse=True)
def migrated_once(sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new SQLite file is copied from one that all migrations made: they take half a second."""

    async def upgrade(url: str, vault: Vault | None = None) -> None:
        path = Path(make_url(url).database or "")
        if url.startswith("sqlite") and not path.exists():
            shutil.copy(sqlite_template, path)
        await upgraded(url, vault)

    monkeypatch.setattr(migrations, "upgrade_database", upgrade)


@pytest.fixture(autouse=True)
def small_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A story's SQLite file is small: who reads it is answered at once, without a thread."""

    def at_once(*args: Any, **options: Any) -> AsyncEngine:
        return sqlite_engine(*args, **{**options, "near": True})

    monkeypatch.setattr("storage.database.sqlite_engine", at_once)


@pytest.fixture(autouse=True)
def codes_in_order(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes and ids are drawn by lot; in a story the first case of a day has number 1."""
    if request.node.get_closest_marker("codes_by_lot") is None:
        ids: defaultdict[str, count[int]] = defaultdict(lambda: count(1))
        monkeypatch.setattr("storage.cases.draw_number", lambda n: n)
        monkeypatch.setattr("storage.models.base.draw_row_id", lambda table: next(ids[table]))


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Server:
    """The PostgreSQL server of this run; every other fixture of it stands on this one."""
    if not BINARIES:
        _without(NO_POSTGRES)
    server = request.config.stash[SERVER] = Server(Path(os.environ[FOLDER]))
    return server


@pytest.fixture(scope="session")
def postgres(postgres_server: Server) -> str:
    """A real PostgreSQL server of this run's own; its URL ends in a slash."""
    return postgres_server.url()


def _without(what: str) -> NoReturn:
    """Where changes are judged, nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server) -> str:
    """The same server; a migrated database stands in it that every test's own is copied from."""
    return postgres_server.template()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file every test's own is copied from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    asyncio.run(upgraded(f"sqlite+aiosqlite:///{path}"))
    path.chmod(0o600)
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the newest schema, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "pakn.sqlite3")
        return f"sqlite+aiosqlite:///{tmp_path}/pakn.sqlite3"
    template: str = request.getfixturevalue("postgres_template")
    server: Server = request.getfixturevalue("postgres_server")
    return f"{template}{server.new_database()}"


@pytest.fixture
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether all was asked for (`make test-all`); else a matrix may try its share of doors."""
    return bool(request.config.getoption("thorough"))


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


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium, without a window."""
    if CHROMIUM is None:
        _without(NO_CHROMIUM)
    expect.set_options(timeout=30_000)  # a crowded machine is slow, not broken
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        await chromium.close()
