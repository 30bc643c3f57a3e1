"""How SQLite finds what the clock asks for: it keeps no statistics that would tell it better."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from storage import case_histories, personal_data
from storage.database import Database
from storage.vault import Vault

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


async def test_neither_what_may_be_forgotten_nor_a_reports_cases_are_sought_in_the_whole_archive(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/plans.sqlite3", Vault("only for tests"))
    await database.create_all()
    asked: list[tuple[str, Any]] = []

    @event.listens_for(database._reader.sync_engine, "before_cursor_execute")
    def noted(_c: object, _cursor: object, said: str, values: Any, *_rest: object) -> None:
        asked.append((said, values))

    async with database.read() as db:
        await personal_data.outdated_contacts(db, NOW)
        assert [some async for some in case_histories.case_histories_between(db, NOW, NOW)] == []
        plans = []
        for said, values in [one for one in asked if one[0].startswith("SELECT")]:
            connection = await db.connection()
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values)
            plans.append(" / ".join(row[-1] for row in rows))
    await database.close()
    assert "ix_cases_contact_kept" in plans[0]
    touched = plans[-1]
    assert "INDEX ix_cases_status" in touched
    assert touched.count("ix_case_events_at") == 2
