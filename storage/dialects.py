"""SQL that is compiled once, for every engine of the process that speaks it.

SQLAlchemy keeps what it compiled by the dialect object, and every engine makes its own: each
office, and the reader and the writer of one SQLite file, would compile the same statements again,
and what the ORM keeps by itself would hold the dialects of engines closed long ago.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

KEPT = 2000
"""Statements kept at most; the whole program has about half as many on each kind of database."""
VALUES = ("22", "23")
"""Classes of errors that are about a value or a row (Appendix A of PostgreSQL's manual)."""
COMPILED: LRUCache[Any, Any] = LRUCache(KEPT)


class _Alike:
    """Equal to each dialect of its kind that met the same version of the database."""

    server_version_info: Any

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._met == getattr(other, "_met", None)

    def __hash__(self) -> int:
        return hash(type(self))

    @property
    def _met(self) -> Any:
        return self.server_version_info


class AlikeSqlite(_Alike, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class AlikePostgres(_Alike, PGDialect_asyncpg):
    supports_statement_cache = True


_ALIKE = {"sqlite+aiosqlite": AlikeSqlite, "postgresql+asyncpg": AlikePostgres}
for _driver, _dialect in _ALIKE.items():
    registry.register(f"{_driver.replace('+', '.')}_alike", __name__, _dialect.__name__)


def engine(url: URL, **options: Any) -> AsyncEngine:
    """An engine that shares its compiled SQL with all others of its kind.

    Its errors hold nothing of what was written, and SQLite overwrites what is deleted.
    """
    if url.drivername in _ALIKE:
        url = url.set(drivername=f"{url.drivername}_alike")
    made = create_async_engine(
        url, execution_options={"compiled_cache": COMPILED}, hide_parameters=True, **options
    )
    if url.get_backend_name() == "sqlite":
        event.listen(made.sync_engine, "connect", _overwrite_what_is_deleted)
    else:
        event.listen(made.sync_engine, "handle_error", _leave_values_out)
    return made


def _overwrite_what_is_deleted(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _leave_values_out(context: ExceptionContext) -> None:
    """PostgreSQL and its driver quote the row or value they refuse: no error may repeat that."""
    state = getattr(context.original_exception, "sqlstate", None) or VALUES[0]
    if not state.startswith(VALUES):
        return
    error: BaseException | None = context.sqlalchemy_exception
    while error is not None:
        constraint = getattr(error, "constraint_name", None) or ""
        error.args = (f"{type(error).__name__} {constraint}".strip(),)
        if not isinstance(error, SQLAlchemyError) and hasattr(error, "detail"):
            error.detail = None
        error = error.__cause__ or getattr(error, "orig", None)
