"""What everything stands on: schema, lanes, outbox, inbox, vault, group commit."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from bot.event import Reply
from bot.group_commit import GroupCommit, write_each
from storage import claims, inbox, migrations, outbox
from storage.database import Database
from storage.inbox import UpdateArrival
from storage.models import Base, InboxRow, NumberSequence, OutboxRow
from storage.vault import Vault, WrongKeyError
from storage.write_lock import Urgency, WriteLock
from tests.support.machine import administer

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, Vault("only for tests"))
    yield database
    await database.close()


def _differences(connection: Connection) -> list[object]:
    return list(
        compare_metadata(
            MigrationContext.configure(
                connection, opts={"include_name": migrations.is_of_the_models}
            ),
            Base.metadata,
        )
    )


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_migrations_from_nothing_make_exactly_the_models(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new.sqlite3"
    if kind == "postgres":
        server, name = request.getfixturevalue("postgres"), f"m{uuid.uuid4().hex}"
        await administer(server, f"CREATE DATABASE {name}")
        url = f"{server}{name}"
    assert await migrations.revision_of_database(url) == ""
    await migrations.upgrade_database(url)
    assert await migrations.revision_of_database(url) == migrations.needed_revision()
    await migrations.upgrade_database(url)  # again: nothing to do
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def _arrive(database: Database, *keys: str, lane: str = "paper:1") -> None:
    async with database.begin() as db:
        await inbox.add_updates(db, [UpdateArrival(key, lane, b"said", "", NOW) for key in keys])


async def _claim(database: Database, limit: int = 10) -> list[InboxRow]:
    async with database.begin() as db:
        return await claims.claim_rows(db, InboxRow, limit)


async def test_a_lane_is_worked_on_by_one_at_a_time_and_in_order(database: Database) -> None:
    await _arrive(database, "a1", "a2")
    await _arrive(database, "b1", lane="paper:2")
    first = await _claim(database)
    assert [row.key for row in first] == ["a1", "b1"]
    assert await _claim(database) == []
    async with database.begin() as db:
        await inbox.mark_updates_done(db, [first[0]], keep=False)
    assert [row.key for row in await _claim(database)] == ["a2"]


async def test_two_who_claim_at_once_never_get_the_same(database: Database) -> None:
    for number in range(12):
        await _arrive(database, f"k{number}", lane=f"paper:{number}")
    found = await asyncio.gather(*(_claim(database, 5) for _ in range(6)))
    keys = [row.key for rows in found for row in rows]
    assert len(keys) == len(set(keys))


async def test_a_dead_workers_row_is_free_after_its_lease_and_the_late_one_has_lost(
    database: Database,
) -> None:
    await _arrive(database, "a1")
    (late,) = await _claim(database)
    async with database.begin() as db:
        await db.execute(update(InboxRow).values(claimed_until=claims.machine_seconds() - 1))
    (again,) = await _claim(database)
    assert again.attempts == 2
    async with database.begin() as db:
        await inbox.mark_updates_done(db, [again], keep=False)
    with pytest.raises(claims.ClaimLostError):
        async with database.begin() as db:
            await inbox.mark_updates_done(db, [late], keep=False)


async def test_what_was_put_back_waits_and_holds_up_its_lane_only(database: Database) -> None:
    await _arrive(database, "a1", "a2")
    await _arrive(database, "b1", lane="paper:2")
    first, _ = await _claim(database)
    async with database.begin() as db:
        await claims.put_row_back(db, InboxRow, first, 60)
        await claims.release_all_claims(db, InboxRow)
    assert [row.key for row in await _claim(database)] == ["b1"]


async def test_an_update_that_comes_again_changes_nothing_even_among_new_ones(
    database: Database,
) -> None:
    await _arrive(database, "a1")
    (row,) = await _claim(database)
    async with database.begin() as db:
        await inbox.mark_updates_done(db, [row], keep=False)
    await _arrive(database, "a1", "a2", "a1")
    async with database.read() as db:
        rows = dict((await db.execute(select(InboxRow.key, InboxRow.state))).all())
    assert rows == {"a1": "done", "a2": "waiting"}


async def test_what_waits_is_sealed_and_forgotten_once_handled(database: Database) -> None:
    await _arrive(database, "a1")
    (row,) = await _claim(database)
    assert b"said" not in (row.payload or b"")
    async with database.begin() as db:
        await inbox.mark_updates_done(db, [row], keep=False)
        payload = select(InboxRow.payload).where(InboxRow.key == "a1")
        assert (await db.execute(payload)).scalar() is None


async def test_replies_leave_in_order_for_each_address_whoever_sends(database: Database) -> None:
    people = [f"paper:{number}" for number in range(4)]
    async with database.begin() as db:
        for number in range(5):
            await outbox.add_replies(db, [(to, Reply(text=str(number))) for to in people], NOW)
    sent: list[tuple[str, str]] = []

    async def sender() -> None:
        while True:
            async with database.begin() as db:
                rows = await claims.claim_rows(db, OutboxRow, 3)
            async with database.read() as db:
                left = select(OutboxRow.id).where(OutboxRow.state == claims.WAITING).limit(1)
                if not rows and (await db.execute(left)).first() is None:
                    return
            for row in rows:
                async with database.read() as db:
                    sent.append((row.lane, outbox.reply_of_row(db, row).text))
                await asyncio.sleep(0)
                async with database.begin() as db:
                    await outbox.mark_reply_sent(db, row, "", NOW, keep=False)

    async with asyncio.timeout(60):
        await asyncio.gather(*(sender() for _ in range(3)))
    for address in people:
        assert [text for to, text in sent if to == address] == ["0", "1", "2", "3", "4"]


async def test_one_bad_write_does_not_fail_its_neighbours(database: Database) -> None:
    commit = GroupCommit(database, Urgency.ARRIVAL, write_each)

    def adds(name: str) -> object:
        return lambda db: db.execute(insert(NumberSequence).values(name=name, value=1))

    writing = [asyncio.create_task(commit(adds(name))) for name in ("a", "b", "a", "c")]
    await asyncio.sleep(0)
    loop = asyncio.create_task(commit.run())
    done = await asyncio.gather(*writing, return_exceptions=True)
    assert [type(one).__name__ == "IntegrityError" for one in done] == [False, False, True, False]
    async with database.read() as db:
        assert (await db.execute(select(func.count()).select_from(NumberSequence))).scalar() == 3
    loop.cancel()


async def test_another_key_opens_nothing_and_is_named_before_anything_is_read(
    database: Database,
) -> None:
    sealed = Vault("one").encrypt(b"secret")
    assert Vault("one").decrypt(sealed) == b"secret"
    with pytest.raises(WrongKeyError):
        Vault("two").decrypt(sealed)
    await asyncio.gather(*(database.check_key() for _ in range(3)))
    database.vault = Vault("two")
    with pytest.raises(WrongKeyError):
        await database.check_key()


async def test_the_pen_goes_to_the_most_urgent_and_survives_who_gives_up() -> None:
    pen, order, queued = WriteLock(), [], asyncio.Event()

    async def writes(name: str, urgency: Urgency) -> None:
        async with pen.held(urgency):
            await queued.wait()
            order.append(name)

    first = asyncio.create_task(writes("first", Urgency.CLAIM))
    await asyncio.sleep(0)
    wanted = [("claim", Urgency.CLAIM), ("work", Urgency.WORK), ("gone", Urgency.NOTE),
              ("work too", Urgency.WORK), ("arrival", Urgency.ARRIVAL)]  # fmt: skip
    rest = [asyncio.create_task(writes(name, urgency)) for name, urgency in wanted]
    await asyncio.sleep(0)
    rest[2].cancel()
    queued.set()
    await asyncio.gather(first, *rest, return_exceptions=True)
    assert order == ["first", "arrival", "work", "work too", "claim"]
    await writes("again", Urgency.CLAIM)


async def _breaks_while_writing(database: Database) -> None:
    async with database.begin() as db:
        await db.execute(insert(NumberSequence).values(name="x", value=1))
        raise RuntimeError


async def test_a_writer_that_breaks_gives_everything_back(database: Database) -> None:
    for _ in range(3):
        with pytest.raises(RuntimeError):
            await _breaks_while_writing(database)
    async with database.begin() as db:
        await db.execute(insert(NumberSequence).values(name="x", value=1))


@pytest.mark.parametrize("kind", ["read", "begin"])
async def test_closing_waits_for_the_thread_of_who_was_cut_short_while_connecting(
    tmp_path: Path, kind: str
) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/cut.sqlite3", Vault("only for tests"))

    async def works() -> None:
        async with getattr(database, kind)() as db:
            await db.execute(text("SELECT 1"))

    left: list[str] = []
    for moment in range(20):
        before = set(threading.enumerate())
        work = asyncio.create_task(works())
        await asyncio.sleep(moment / 10_000)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await database.close()
        left += [one.name for one in threading.enumerate() if one not in before]

    assert [name for name in left if "connection" in name] == []
