"""Disks fill, locks are held, connections break: what was said waits and is answered after."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import exc

from bot import held_up
from bot.dispatch import Dispatcher
from storage import claims, failed_updates, passing_faults
from tests.support.machine import MONDAY_MORNING, administer
from tests.support.story import OfficeUnderTest

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
MATTER = "Cống trước trạm y tế bị nghẹt, nước tràn ra đường"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_up, "seconds_until_next_try", lambda tries: 0.05)


class Faults:
    """What each next try of handling meets, before anything of it is committed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.next: list[Exception] = []
        run = Dispatcher._run

        async def breaks(dispatcher: Dispatcher, db: Any, event: Any) -> Any:
            turn = await run(dispatcher, db, event)
            if self.next and event.kind != "time":
                raise self.next.pop(0)
            return turn

        monkeypatch.setattr(Dispatcher, "_run", breaks)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    return Faults(monkeypatch)


def of_server(state: str) -> exc.DBAPIError:
    return exc.DBAPIError("UPDATE", {}, SimpleNamespace(sqlstate=state))  # type: ignore[arg-type]


PASSING = [
    OSError(errno.ENOSPC, "no room"),
    PermissionError(errno.EACCES, "not yours"),
    OSError(errno.EIO, "broken"),
    exc.InterfaceError("SELECT", {}, Exception("closed")),
    exc.DBAPIError("SELECT", {}, Exception(), connection_invalidated=True),
    exc.TimeoutError(),
    *map(of_server, ("40001", "40P01", "55P03", "57P01", "53100")),
]


async def test_whatever_passes_is_tried_again_told_once_and_then_answered(
    office: OfficeUnderTest, faults: Faults
) -> None:
    citizen = office.citizen()
    faults.next = list(PASSING)
    await citizen.says("/gopy")
    assert not faults.next
    waiting = office.app.texts("conversation.held_up")
    assert [reply.text for reply in citizen.latest].count(waiting) == 1
    citizen.sees_key("intake.describe.ask")
    async with office.app.db.read() as db:
        assert not await failed_updates.count_failed_updates(db)


async def test_what_does_not_pass_is_kept_shown_to_the_office_and_run_again_by_the_operator(
    office: OfficeUnderTest, faults: Faults
) -> None:
    clerk, citizen = await office.staff("office"), office.citizen()
    faults.next = [
        KeyError("a mistake"),
        of_server("42P01"),
        exc.IntegrityError("", {}, Exception()),
    ]
    for _ in range(3):
        await citizen.says("/gopy")
        citizen.sees_key("conversation.sorry")
    await office.time_passes(MONDAY_MORNING + timedelta(days=2))
    clerk.sees("3 tin nhắn còn giữ")
    async with office.app.db.begin() as db:
        found = await failed_updates.failed_updates(db)
        assert [one.channel for one in found] == ["paper"] * 3
        assert await failed_updates.run_failed_updates_again(db, [found[0].id]) == 1
    await office.quiet()
    citizen.sees_key("intake.describe.ask")


async def test_a_fault_that_never_passes_is_told_at_last_and_kept(
    office: OfficeUnderTest, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_up, "MOST_TRIES", 6)
    citizen = office.citizen()
    faults.next = [OSError(errno.ENOSPC, "no room")] * 6
    await citizen.says(MATTER)
    citizen.sees_key("conversation.held_up")
    citizen.sees_key("conversation.sorry")
    async with office.app.db.read() as db:
        assert await failed_updates.count_failed_updates(db) == 1


async def test_words_nobody_can_read_are_kept_and_their_speaker_is_told(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")

    async def unreadable(*_: object, **__: object) -> None:
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(office.paper, "read", unreadable)
        await citizen.says(MATTER)
    citizen.sees_key("conversation.sorry")


def test_a_locked_or_full_sqlite_passes_and_a_missing_table_does_not(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(path, timeout=0)) as other:
        one.execute("CREATE TABLE t (x)")
        one.execute("PRAGMA max_page_count = 3")
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as locked:
            other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as full:
            one.execute("INSERT INTO t VALUES (zeroblob(1000000))")
        with pytest.raises(sqlite3.OperationalError) as missing:
            one.execute("SELECT * FROM nowhere")
    found = [exc.OperationalError("", {}, error.value) for error in (locked, full, missing)]
    assert [passing_faults.is_passing_fault(error) for error in found] == [True, True, False]


async def test_connections_that_are_cut_lose_nobodys_words(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.app.db.embedded:
        pytest.skip("SQLite has no connections to cut")
    monkeypatch.setattr(claims, "LEASE", 0.6)
    server, _, name = office.app.db.url.render_as_string(hide_password=False).rpartition("/")
    citizens = [office.citizen() for _ in range(8)]
    for citizen in citizens:
        await citizen.sends(text="/gopy", wait=False)
    for _ in range(3):
        await administer(f"{server}/", CUT.format(name=name))
    while True:
        with suppress(exc.DBAPIError):
            await office.quiet()
            break
    for citizen in citizens:
        citizen.sees_key("intake.describe.ask")
        assert not [one for one in citizen.replies() if "trục trặc" in one.text]
