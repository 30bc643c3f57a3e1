"""What one engine compiled, every other of its kind uses, and none is held for it."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

from storage import dialects
from storage.database import Database
from storage.models import NumberSequence
from storage.vault import Vault

VAULT = Vault("only for tests")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> LRUCache:
    """What is compiled from now on."""
    kept: LRUCache = LRUCache(100)
    monkeypatch.setattr(dialects, "COMPILED", kept)
    inspect(NumberSequence)._compiled_cache.clear()
    return kept


async def _counts(database: Database, name: str) -> None:
    async with database.begin() as db:
        db.add(NumberSequence(name=name, value=1))
        assert await db.scalar(select(NumberSequence.value).where(NumberSequence.name == name)) == 1
    async with database.read() as db:
        assert await db.scalar(select(NumberSequence.value).where(NumberSequence.name == name)) == 1


async def test_a_second_engine_compiles_nothing_again(
    database_url: str, compiled: LRUCache
) -> None:
    for name in ("first", "second"):
        database = Database(database_url, VAULT)
        await _counts(database, name)
        await database.close()
        assert len(compiled) == 1
        assert len(inspect(NumberSequence)._compiled_cache) == 1


async def test_two_kinds_of_database_never_share(
    database_url: str, tmp_path: Path, compiled: LRUCache
) -> None:
    for database in (Database(database_url, VAULT), _new(tmp_path)):
        if database.embedded:
            await database.create_all()
        await _counts(database, "both")
        await database.close()
    assert len(compiled) == 1 + (not database_url.startswith("sqlite"))


def _new(folder: Path) -> Database:
    return Database(f"sqlite+aiosqlite:///{folder}/other.sqlite3", VAULT)


async def test_a_closed_engine_is_forgotten(database_url: str, compiled: LRUCache) -> None:
    first = Database(database_url, VAULT)
    await _counts(first, "first")
    second = Database(database_url, VAULT)
    await _counts(second, "second")
    held = weakref.ref(second._reader.dialect)
    await second.close()
    del second
    gc.collect()
    assert held() is None
    await first.close()


def test_dialects_of_other_versions_are_not_alike() -> None:
    old, new, same = dialects.AlikeSqlite(), dialects.AlikeSqlite(), dialects.AlikeSqlite()
    old.server_version_info, new.server_version_info = (3, 34), (3, 35)
    same.server_version_info = (3, 35)
    assert old != new
    assert new == same
    assert hash(new) == hash(same)
    assert new not in (SQLiteDialect_aiosqlite(), dialects.AlikePostgres())
