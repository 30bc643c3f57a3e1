"""Which tests run on PostgreSQL too: on each change the fewest that say all SQL there is.

A test that stands on either kind of database says nearly the same statements on both. `record`
runs the PostgreSQL half and writes down the few tests that together say every statement;
`covering` leaves the others out, runs what it has never met, and tells in the summary what the
SQLite half said and nobody said to PostgreSQL. It does not fail by that: stories that stand on
SQLite alone, and a walk by chance, may always say something new.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import Engine
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import TextualSelect

from storage.dialects import AlikePostgres, AlikeSqlite

FILE = Path(__file__).parents[1] / "postgres_half.txt"
HEAD = """\
# The tests that also stand on PostgreSQL. Those marked + say together every SQL statement that all
# of them say, and run on each `make test`. Written by `make postgres-half`.
"""
KINDS = {AlikeSqlite: "sqlite", AlikePostgres: "postgres"}
SQLITE, POSTGRES = SQLiteDialect(paramstyle="format"), PGDialect(paramstyle="format")
SQLITE_ALONE = (
    "UPDATE inbox SET claimed_until=? WHERE inbox.state = ?",
    "UPDATE outbox SET claimed_until=? WHERE outbox.state = ?",
    "SELECT maxpublications.id AS max_1 FROM publications",
)
"""Its one process frees at the start what the last one held; its search walks from the newest."""
FAILED = pytest.ExitCode.TESTS_FAILED
"""Then what passed is written all the same; what failed is unknown, and so runs on both."""
Said = dict[str, set[str]]
"""Statements by the test that said them."""


DATABASES = ("database_url", "empty_url")
"""The fixtures that make a database of either kind."""


def kind_of(item: pytest.Item) -> str:
    """Which half a test belongs to; empty when it has none."""
    callspec = getattr(item, "callspec", None)
    if callspec is None:
        return ""
    return next((str(callspec.params[name]) for name in DATABASES if name in callspec.params), "")


class Ear:
    """Hears what one process says to its databases, in words of no dialect."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._said: set[tuple[str, str]] = set()
        event.listen(Engine, "before_cursor_execute", self._hear)

    def close(self) -> None:
        event.remove(Engine, "before_cursor_execute", self._hear)

    def forget(self) -> None:
        self._said.clear()

    def said_to(self, kind: str) -> list[str]:
        """Since it was last told to forget."""
        return sorted(said for to, said in self._said if to == kind and said)

    def _hear(self, connection: Any, _: Any, text: str, __: Any, context: Any, ___: bool) -> None:
        kind = KINDS.get(type(connection.dialect))
        compiled = context.compiled if context is not None else None
        if kind is None or compiled is None:
            return
        if (kind, text) not in self._known:
            self._known[kind, text] = neutral(compiled)
        self._said.add((kind, self._known[kind, text]))


def neutral(compiled: Any) -> str:
    """The statement in words every database has; empty for SQL by hand and for making tables."""
    statement = compiled.statement
    if not isinstance(compiled, SQLCompiler) or isinstance(statement, TextClause | TextualSelect):
        return ""
    keys = list(compiled.column_keys or ()) or None
    # What to do about a row that is there is said in each dialect, in the same words.
    dialect = SQLITE if isinstance(statement, sqlite.Insert) else POSTGRES
    text = str(statement.compile(dialect=dialect, column_keys=keys))
    # How many rows or values there are, and the how-manieth savepoint it is, is not what it says.
    text = re.sub(r"(%s|%\(\w+\)s)(, (%s|%\(\w+\)s))*", "?", re.sub(r"\s+", " ", text))
    text = re.sub(r"\(\?\)(, \(\?\))*", "(?)", text)
    text = re.sub(r" FOR UPDATE.*|(?<=savepoint_)\d+|[\"()]", "", text)
    if text.startswith("INSERT"):
        return text.partition(" RETURNING ")[0]  # PostgreSQL is asked for the keys of each row
    return re.sub(r"(?<= RETURNING ).*", lambda columns: re.sub(r"\w+\.", "", columns[0]), text)


def fewest(said: Mapping[str, set[str]], cost: Mapping[str, float]) -> list[str]:
    """Tests that together say all, always the one next that says most new for its time."""
    chosen, missing = [], set().union(*said.values())
    while missing:
        best = max(sorted(said), key=lambda test: len(said[test] & missing) / (0.1 + cost[test]))
        chosen.append(best)
        missing -= said[best]
    for test in sorted(chosen, key=lambda test: -cost[test]):
        others = set().union(*(said[other] for other in chosen if other != test))
        if said[test] <= others:
            chosen.remove(test)
    return sorted(chosen)


def recorded() -> dict[str, bool]:
    """The tests of the file, and whether each is one of the few."""
    if not FILE.exists():
        return {}
    lines = (line.partition(" ") for line in FILE.read_text().splitlines() if line[0] in "+-")
    return {test: mark == "+" for mark, _, test in lines}


def write(said: Mapping[str, set[str]], cost: Mapping[str, float]) -> None:
    few = set(fewest(said, cost))
    FILE.write_text(HEAD + "".join(f"{'-+'[test in few]} {test}\n" for test in sorted(said)))


class Half:
    """The plugin: in the run's first process it decides, in the others it reports."""

    def __init__(self, mode: str, *, decides: bool = True) -> None:
        self.mode = mode
        self.decides = decides
        self.ear = Ear()
        self.said: dict[str, Said] = {"sqlite": {}, "postgres": {}}
        self.cost: dict[str, float] = {}
        self.failed: set[str] = set()
        self.unsaid: list[str] = []
        self._told: set[tuple[str, str]] = set()

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        met = recorded()
        out = [item for item in items if not self._wanted(item, met)]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if self._wanted(item, met)]

    def _wanted(self, item: pytest.Item, met: Mapping[str, bool]) -> bool:
        postgres = kind_of(item) == "postgres"
        return postgres if self.mode == "record" else not postgres or met.get(item.nodeid, True)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.ear.forget()
        item.stash[BEGAN] = time.process_time()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        kind = kind_of(item)
        if call.when == "teardown" and kind:
            said = self.ear.said_to(kind)
            if self.mode == "covering":  # the first process needs each only once from each of us
                said = [one for one in said if (kind, one) not in self._told]
                self._told.update((kind, one) for one in said)
            cost = time.process_time() - item.stash[BEGAN]
            item.user_properties.append(("said", [kind, said, cost]))
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)
        for name, value in report.user_properties if report.when == "teardown" else ():
            if name == "said" and self.decides:
                kind, said, self.cost[report.nodeid] = value
                self.said[kind].setdefault(report.nodeid, set()).update(said)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not self.said["postgres"]:
            return
        if self.mode == "record" and session.exitstatus in {pytest.ExitCode.OK, FAILED}:
            said = self.said["postgres"].items()
            write({test: words for test, words in said if test not in self.failed}, self.cost)
        elif self.mode == "covering":
            self._compare()

    def _compare(self) -> None:
        covered = set().union(*self.said["postgres"].values())
        for test, said in sorted(self.said["sqlite"].items()):
            for statement in sorted(said - covered):
                covered.add(statement)  # told once
                if statement not in SQLITE_ALONE:
                    self.unsaid.append(f"{test}: {statement}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.unsaid:
            terminalreporter.write_line(f"not said to PostgreSQL: {line[:160]}", yellow=True)
        if self.unsaid:
            terminalreporter.write_line("`make postgres-half` chooses the tests anew", yellow=True)


BEGAN = pytest.StashKey[float]()
