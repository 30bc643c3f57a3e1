"""How SQLite finds what the clock asks for: it keeps no statistics that would tell it better."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from rules.lifecycle import OPEN
from storage import case_histories, case_lists, personal_data, verdicts
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
        await case_lists.cases_of_person(db, 1, 7)
        await case_lists.cases_with_status(db, OPEN)
        await case_lists.active_cases(db)
        await case_lists.restricted_open_cases(db, 20)
        await case_lists.cases_awaiting_publication(db)
        await verdicts.verdicts_awaited(db)
        lists = len(asked)
        assert [some async for some in case_histories.case_histories_between(db, NOW, NOW)] == []
        plans = []
        for said, values in [one for one in asked if one[0].startswith("SELECT")]:
            connection = await db.connection()
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values)
            plans.append(" / ".join(row[-1] for row in rows))
    await database.close()
    assert "ix_cases_contact_kept" in plans[0]
    # In the order of receipt, by which the whole archive could be read: few are looked up instead.
    assert [plan for plan in plans[:lists] if "ix_cases_received_at" in plan] == []
    whole = [plan.replace("SCAN cases USING", "") for plan in plans[:lists]]
    assert [plan for plan in whole if "SCAN cases" in plan] == []
    touched = plans[-1]
    assert "INDEX ix_cases_status" in touched
    assert touched.count("ix_case_events_at") == 2
