"""Which faults of disk, connection or lock pass by themselves: what met one is tried again."""

from __future__ import annotations

import sqlite3

from sqlalchemy import exc

SERVER_STATES = ("08", "25006", "25P03", "40001", "40003", "40P01", "53", "55", "57", "58")
"""How a passing SQLSTATE begins: connection, standby, deadlock, resources, locks, timeouts, disk
(Appendix A of PostgreSQL's manual)."""
PASSING = (exc.OperationalError, exc.InterfaceError, exc.InternalError)
"""What a driver says of a connection that broke under it, where it has no code for it."""
SQLITE_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)


def is_passing_fault(error: BaseException | None) -> bool:
    """Whether an error, or the one it came of, may be gone when the same is tried later."""
    while error is not None:
        if isinstance(error, BaseExceptionGroup):
            return all(map(is_passing_fault, error.exceptions))
        if _passes(error):
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


def _passes(error: BaseException) -> bool:
    if isinstance(error, OSError | exc.TimeoutError):
        return True
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return True
    of_driver = getattr(error, "orig", None) or error
    code = getattr(of_driver, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_CODES  # the rest of it says which kind of busy or full
    if state := getattr(of_driver, "sqlstate", None):
        return str(state).startswith(SERVER_STATES)
    return isinstance(error, PASSING)
