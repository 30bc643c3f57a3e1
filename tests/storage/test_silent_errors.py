"""An error of the database tells what went wrong, and nothing of what a citizen wrote."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest
import structlog
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.cli.running import configure_logging
from storage.database import Database
from storage.models import AddressRow, Answer, Case, Person
from storage.vault import Vault
from tests.support.machine import MONDAY_MORNING

ROOT = Path(__file__).resolve().parent.parent.parent
WORDS = "Khuất Duy Nguyệt 0987 123 456"


@pytest.fixture
def database(database_url: str) -> Database:
    return Database(database_url, Vault("only for tests"))


async def _breaks(database: Database, statement: object, values: object = None) -> DBAPIError:
    with pytest.raises(DBAPIError) as refused:
        async with database.begin() as db:
            await db.execute(statement, values)  # type: ignore[call-overload]
    return refused.value


async def test_a_refused_row_is_not_written_into_the_log(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"text": WORDS, "place": WORDS, "code": "1", "person_id": 1, "status": None}
    twice: dict[str, object] = {"address": WORDS}
    async with database.begin() as db:
        person = Person(created_at=MONDAY_MORNING)
        db.add(person)
        await db.flush()
        twice["person_id"] = person.id
        await db.execute(insert(AddressRow).values(**twice))
    errors = [
        await _breaks(database, insert(Case).values(**row)),
        await _breaks(database, insert(AddressRow).values(**twice)),
        await _breaks(database, insert(Answer).values(case_id=1, text=WORDS, at=MONDAY_MORNING)),
    ]
    if not database.embedded:
        errors.append(await _breaks(database, select(Case).where(Case.id == WORDS)))  # type: ignore[arg-type]
        errors.append(await _breaks(database, text("SELECT CAST(:x AS integer)"), {"x": WORDS}))
        errors.append(
            await _breaks(database, text("SELECT CAST(CAST(:x AS text) AS integer)"), {"x": WORDS})
        )
    await database.close()
    configure_logging()
    try:
        for error in errors:
            structlog.get_logger().error("http.failed", exc_info=error)
            logging.getLogger("somebody else's").error("broken", exc_info=error)
    finally:
        structlog.reset_defaults()
        logging.basicConfig(force=True)
    said = capsys.readouterr()
    whole = said.out + said.err + "".join("".join(traceback.format_exception(e)) for e in errors)
    assert "str() failed" not in whole
    for error in errors:
        assert type(error).__name__ in str(error)
    for word in WORDS.split():
        assert word not in whole


def test_every_engine_is_made_where_its_errors_are_silenced() -> None:
    folders = ("bot", "channels", "handlers", "publish", "rules", "storage")
    makers = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "create_async_engine(" in path.read_text() or "create_engine(" in path.read_text()
    }
    assert makers == {"storage/dialects.py"}


async def test_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/pakn.sqlite3", Vault("only for tests"))
    for opened in (database.begin, database.read):
        async with opened() as db:
            assert (await db.execute(text("PRAGMA secure_delete"))).scalar_one() == 1
    await database.close()
