"""The schema's history, applied by alembic."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import dialects
from storage.vault import Vault

FOLDER = Path(__file__).parent


def _config(connection: Connection | None = None, vault: Vault | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    config.attributes["vault"] = vault
    return config


def is_of_the_models(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether the models speak of it; the search index is SQL of its own (storage.database)."""
    return not (name or "").startswith(("publication_search", "ix_publication_search"))


@cache
def needed_revision() -> str:
    """The revision this version of the program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


async def revision_of_database(url: str) -> str:
    """The revision a database stands at; empty for a new one, which asking does not make."""
    if _is_new(url):
        return ""
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(
                lambda sync: MigrationContext.configure(sync).get_current_revision() or ""
            )
    finally:
        await engine.dispose()


def _is_new(url: str) -> bool:
    place = make_url(url)
    return place.get_backend_name() == "sqlite" and not Path(place.database or "").exists()


def _engine(url: str) -> AsyncEngine:
    """One that says BEGIN itself: SQLite's driver does not before it changes a table."""
    engine = dialects.engine(make_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _say_nothing)
        event.listen(engine.sync_engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN"))
    return engine


def _say_nothing(connection: Any, _record: object) -> None:
    connection.isolation_level = None


async def upgrade_database(url: str, vault: Vault | None = None) -> None:
    """Bring a database to the newest schema, in one transaction; what is in it wants its vault."""
    engine = _engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: command.upgrade(_config(sync, vault), "head"))
    finally:
        await engine.dispose()
