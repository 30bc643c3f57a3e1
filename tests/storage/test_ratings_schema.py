"""The tables of ratings: what the migration makes is what the models say."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrations
from storage.models import Base


async def test_the_migrated_database_has_the_tables_of_the_models(database_url: str) -> None:
    await migrations.upgrade_database(database_url)
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(
                    sync, opts={"include_name": migrations.is_of_the_models}
                ),
                Base.metadata,
            )
        )
    await engine.dispose()
    assert found == []
