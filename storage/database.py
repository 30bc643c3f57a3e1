"""Engine and transactions; the one place that knows SQLite from PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from weakref import WeakSet

import msgspec
from sqlalchemy import DDL, Integer, column, event, make_url, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.sql.selectable import TextualSelect

from rules.lifecycle import OPEN
from storage import dialects
from storage.inline_connection import wait_for_connection_threads
from storage.models import Base, NumberSequence
from storage.sqlite_engine import empty_sqlite_log, sqlite_engine
from storage.vault import Vault, WrongKeyError
from storage.write_lock import Urgency, WriteLock

CLOSING_SECONDS = 5
FILES = "files"


class Database:
    """One database. `begin` opens the only kind of transaction that may write."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url = make_url(url)
        self.vault = vault
        self.embedded = self.url.get_backend_name() == "sqlite"
        self.settle_files: Callable[[Collection[str]], Awaitable[None]] | None = None
        """Called after a commit with the files it was about: see `note_files`."""
        self._threads: WeakSet[Thread] = WeakSet()
        if self.embedded:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            # SQLite has one writer: the others queue for the pen, by urgency, instead of
            # sleeping in SQLite's busy handler.
            self._pen = WriteLock()
            engine = partial(sqlite_engine, self.url, self._threads)
            self._writer = engine(size=1, begin="BEGIN IMMEDIATE", near=True)
            self._reader = engine(size=4, begin="BEGIN", near=False)
        else:
            self._writer = self._reader = dialects.engine(
                self.url, pool_size=16, max_overflow=8, json_deserializer=msgspec.json.decode
            )

    @asynccontextmanager
    async def begin(self, urgency: Urgency = Urgency.WORK) -> AsyncIterator[AsyncSession]:
        """Write in one transaction; it commits on leaving, or not at all."""
        turn = self._pen.held(urgency) if self.embedded else nullcontext()
        with self.vault.in_use():
            async with turn, self._session(self._writer) as db, db.begin():
                yield db
        if self.settle_files and (files := db.info.get(FILES)):
            await self.settle_files(files)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Read one consistent picture; what is written here is thrown away."""
        with self.vault.in_use():
            async with self._session(self._reader) as db:
                yield db

    async def check_key(self) -> None:
        """Leave our key's mark in a new database. Raises WrongKeyError where another's stands."""
        async with self.begin() as db:
            mark = insert_or_ignore(db, NumberSequence).values(name="vault", value=self.vault.mark)
            await db.execute(mark)
            found = await db.execute(
                select(NumberSequence.value).where(NumberSequence.name == "vault")
            )
            if found.scalar_one() != self.vault.mark:
                raise WrongKeyError

    def _session(self, engine: AsyncEngine) -> AsyncSession:
        return AsyncSession(engine, expire_on_commit=False, info={"vault": self.vault})

    async def create_all(self) -> None:
        """Make the tables of the models, for tests; real databases are migrated."""
        async with self._writer.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def empty_log(self) -> None:
        """Leave nothing of what was overwritten in SQLite's log; where a reader holds it, later."""
        if self.embedded:
            async with self._pen.held(Urgency.CLAIM):
                await empty_sqlite_log(self._writer)

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        await self._reader.dispose()
        await wait_for_connection_threads(self._threads, CLOSING_SECONDS)


def note_files(db: AsyncSession, names: Iterable[str]) -> None:
    """Whether these files are closed with the sealed key may change with this transaction."""
    db.info.setdefault(FILES, set()).update(names)


def insert_or_ignore(db: AsyncSession, model: type[Base]) -> Any:
    """An INSERT that leaves a row of the same key as it is; rowcount tells whether it did."""
    return dialect_insert(db, model).on_conflict_do_nothing()


def dialect_insert(db: AsyncSession, model: type[Base]) -> Any:
    """The INSERT of this database's dialect, which knows ON CONFLICT."""
    name = db.get_bind().dialect.name
    return (sqlite if name == "sqlite" else postgresql).insert(model)


# Full-text search of publications: SQLite's FTS5 index is a table of its own that triggers keep,
# PostgreSQL's is an index of the table. Both hold the words of `publications.folded`.
SEARCH_DDL = {
    "sqlite": (
        """CREATE VIRTUAL TABLE publication_search
        USING fts5(folded, content='publications', content_rowid='id', detail='none')""",
        """CREATE TRIGGER publication_search_added AFTER INSERT ON publications BEGIN
        INSERT INTO publication_search(rowid, folded) VALUES (new.id, new.folded); END""",
        """CREATE TRIGGER publication_search_changed AFTER UPDATE OF folded ON publications BEGIN
        INSERT INTO publication_search(publication_search, rowid, folded)
        VALUES ('delete', old.id, old.folded);
        INSERT INTO publication_search(rowid, folded) VALUES (new.id, new.folded); END""",
        """CREATE TRIGGER publication_search_removed AFTER DELETE ON publications BEGIN
        INSERT INTO publication_search(publication_search, rowid, folded)
        VALUES ('delete', old.id, old.folded); END""",
    ),
    "postgresql": (
        """CREATE INDEX ix_publication_search ON publications
        USING gin (to_tsvector('simple', folded))""",
    ),
}


for _dialect, _statements in SEARCH_DDL.items():
    for _statement in _statements:
        event.listen(
            Base.metadata.tables["publications"],
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )


# The planner must find the words first: walking the newest rows in search of rare ones takes
# seconds on a million. SQLite's index gives its rows in order, newest first, as they are asked for.
_HITS = {
    "sqlite": """SELECT rowid AS id FROM publication_search
        WHERE publication_search MATCH :words AND rowid BETWEEN :first AND :last
        AND rowid NOT IN ({sealed}){also}
        ORDER BY rowid DESC LIMIT :limit OFFSET :offset""",
    "postgresql": """WITH found AS MATERIALIZED (
            SELECT id AS rowid FROM publications
            WHERE to_tsvector('simple', folded) @@ to_tsquery('simple', :words)
            AND id BETWEEN :first AND :last)
        SELECT rowid AS id FROM found
        WHERE rowid NOT IN ({sealed}){also}
        ORDER BY rowid DESC LIMIT :limit OFFSET :offset""",
}


_PUBLISHED_OF = "SELECT p.id FROM cases c JOIN publications p ON p.case_id = c.id WHERE "


_RESTRICTED = f"{_PUBLISHED_OF}c.sealed"


_OPEN = f"{_PUBLISHED_OF}c.status IN ({', '.join(map(repr, OPEN))})"


_ALSO = {None: "", True: f" AND rowid IN ({_OPEN})", False: f" AND rowid NOT IN ({_OPEN})"}


def search_walks_newest_first(db: AsyncSession) -> bool:
    """Whether a search walks its words from the newest on: it ends early, or walks for long."""
    return db.get_bind().dialect.name == "sqlite"


def publication_search_statement(
    db: AsyncSession,
    words: Sequence[str],
    first: int,
    last: int,
    limit: int,
    offset: int = 0,
    *,
    again: bool | None = None,
    months: Sequence[str] = (),
) -> TextualSelect:
    """The ids of publications from `first` to `last` that hold all words, the newest first.

    Words are folded letters and digits only (rules.text.split_words); anything else is
    left out. What
    was sealed is never found. `again`: only cases that are open again, or only those that are not.
    `months`: words of which one must be there, so that SQLite's walk ends with them; it would go
    on below `first` until the next hit.
    """
    name = db.get_bind().dialect.name
    quoted = [f'"{word}"' if name == "sqlite" else f"'{word}'" for word in words if word.isalnum()]
    if months and name == "sqlite":
        quoted.append(f"({' OR '.join(months)})")
    joined = (" AND " if name == "sqlite" else " & ").join(quoted)
    found = _HITS[name].format(sealed=_RESTRICTED, also=_ALSO[again])
    hits = text(found).columns(column("id", Integer))
    return hits.bindparams(words=joined, first=first, last=last, limit=limit, offset=offset)


IDS_PER_STATEMENT = 900
"""Ids in one statement: below SQLite's old limit of 999 parameters."""
