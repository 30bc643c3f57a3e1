"""Which tests stand on PostgreSQL too: the fewest that say everything, and whatever is new."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.dialects import AlikePostgres, AlikeSqlite
from storage.models import NumberSequence
from tests.support import postgres_half
from tests.support.postgres_half import Half, fewest, neutral

SAID = {"short": {"a", "b"}, "long": {"a", "b", "c"}, "other": {"c"}, "again": {"a"}}


def test_the_fewest_say_everything_in_the_least_time() -> None:
    assert fewest(SAID, {"short": 1, "long": 9, "other": 1, "again": 1}) == ["other", "short"]
    assert fewest(SAID, {"short": 1, "long": 1, "other": 1, "again": 1}) == ["long"]


def test_one_statement_reads_the_same_on_both_kinds() -> None:
    some = select(NumberSequence).where(NumberSequence.name.in_(["a", "b"])).limit(3)
    rows = insert(NumberSequence).values([{"name": "a", "value": 1}, {"name": "b", "value": 2}])
    locked = select(NumberSequence.value).with_for_update(skip_locked=True)
    more = (
        update(NumberSequence)
        .values(value=NumberSequence.value + 1)
        .returning(NumberSequence.value)
    )
    for statement in (some, rows, locked, more):
        here, there = (statement.compile(dialect=one()) for one in (AlikeSqlite, AlikePostgres))
        assert neutral(here) == neutral(there)
        assert "Counter" not in neutral(here)
        assert "counters" in neutral(here)
    more = select(NumberSequence).where(NumberSequence.name.in_(["a", "b", "c"])).limit(4)
    assert neutral(more.compile()) == neutral(some.compile())
    one = insert(NumberSequence).values(name="a", value=1)
    assert neutral(one.compile()) != neutral(more.compile())
    assert _counted_up(sqlite, AlikeSqlite()) == _counted_up(postgresql, AlikePostgres())
    assert neutral(select(literal_column("1")).compile()) != neutral(some.compile())


def _counted_up(kind: Any, dialect: Any) -> str:
    adding = kind.insert(NumberSequence).values(name="a", value=1)
    more = {"value": NumberSequence.value + adding.excluded.value}
    told = adding.on_conflict_do_update(index_elements=["name"], set_=more)
    return neutral(told.returning(NumberSequence.value).compile(dialect=dialect))


def test_a_test_that_was_never_recorded_stands_on_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgres_half, "FILE", tmp_path / "half.txt")
    assert postgres_half.recorded() == {}
    postgres_half.write(
        {"one[postgres]": {"a", "b"}, "two[postgres]": {"a"}},
        {"one[postgres]": 1, "two[postgres]": 1},
    )
    half = Half("covering")
    try:
        items = [_item(f"{name}[{kind}]", kind) for name in ("one", "two", "new") for kind in KINDS]
        out: list[object] = []
        hook = SimpleNamespace(pytest_deselected=lambda *, items: out.extend(items))
        half.pytest_collection_modifyitems(SimpleNamespace(hook=hook), items)
        assert [item.nodeid for item in out] == ["two[postgres]"]
        assert len(items) == 5
    finally:
        half.ear.close()


KINDS = ("sqlite", "postgres")


def _item(nodeid: str, kind: str) -> SimpleNamespace:
    return SimpleNamespace(nodeid=nodeid, callspec=SimpleNamespace(params={"database_url": kind}))


async def test_what_was_said_to_sqlite_alone_is_told_and_fails_nothing() -> None:
    half = Half("covering")
    half.ear.close()
    session = SimpleNamespace(config=SimpleNamespace(), exitstatus=0)
    half.said = {"sqlite": {"t[sqlite]": {"a"}}, "postgres": {"t[postgres]": {"a", "b"}}}
    half.pytest_sessionfinish(session)
    assert (session.exitstatus, half.unsaid) == (0, [])
    freed = "UPDATE inbox SET claimed_until=? WHERE inbox.state = ?"
    half.said["sqlite"] |= {"u[sqlite]": {"a", "c", freed}, "v[sqlite]": {"c"}}
    half.pytest_sessionfinish(session)
    assert (session.exitstatus, half.unsaid) == (0, ["u[sqlite]: c"])
