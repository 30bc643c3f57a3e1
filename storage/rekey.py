"""A new PAKN_SECRET_KEY or sealed key: all that an old one opens is encrypted with the new one.

Addresses are looked up by how they are stored, so they change at once, before the work begins; all
else is opened by either key and changes while it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    LargeBinary,
    String,
    Table,
    TableClause,
    and_,
    bindparam,
    column,
    select,
    table,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.models import (
    Base,
    EncryptedAddress,
    EncryptedNumber,
    EncryptedText,
    NumberSequence,
)
from storage.renewal import is_current, is_current_text, renewed, renewed_text
from storage.vault import Vault

AT_ONCE = 500
CLEAR = {"public_keys.key", "rating_salts.salt"}
"""Bytes that are not encrypted."""
REKEYED = "rekeyed"
"""A counter: the mark of the key nothing older than which is left."""


class _Way(NamedTuple):
    """How the values of a column are seen to be old, and encrypted anew."""

    is_current: Callable[[Any], bool]
    anew: Callable[[Any], Any]


async def take_over(database: Database) -> None:
    """Where the database was written with an old key of ours: this one is its key from now on."""
    async with database.begin() as db:
        mark = await db.get(NumberSequence, "vault")
        before = database.vault.old_of_mark(mark.value) if mark else None
        if mark is None or before is None:
            return
        for one in Base.metadata.sorted_tables:
            await _readdress(db, one, before, database.vault)
        mark.value = database.vault.mark


async def _readdress(db: AsyncSession, one: Table, before: Vault, now: Vault) -> None:
    names = [c.name for c in one.columns if isinstance(c.type, EncryptedAddress)]
    way = _Way(lambda _: False, lambda stored: now.encrypt_address(before.decrypt_address(stored)))
    if names:
        for rows in [batch async for batch in _batches(db, one, names)]:
            await _write(db, one, rows, dict.fromkeys(names, way))


async def rewrite_database(database: Database, say: Callable[[str, int], None]) -> None:
    """Encrypt anew what an old key still opens, some rows at a time; stopped, it goes on later.

    `say` hears of each table, and how many values were old.
    """
    for one in Base.metadata.sorted_tables:
        ways = dict(_ways(one, database.vault))
        done = 0
        async with database.read() as db:
            batches = [rows async for rows in _batches(db, one, ways)] if ways else []
        for rows in batches:
            async with database.begin() as db:
                done += await _write(db, one, rows, ways)
        if done:
            say(one.name, done)


async def note_rekeyed(database: Database) -> None:
    """Nothing of an old key is left."""
    async with database.begin() as db:
        await db.merge(NumberSequence(name=REKEYED, value=database.vault.mark))


async def is_rekeyed(db: AsyncSession) -> bool:
    """Whether nothing of a key older than ours is left."""
    vault: Vault = db.info["vault"]
    row = await db.get(NumberSequence, REKEYED)
    return row is not None and row.value == vault.mark


def _ways(one: Table, vault: Vault) -> Iterator[tuple[str, _Way]]:
    for c in one.columns:
        if isinstance(c.type, EncryptedText | EncryptedNumber):
            yield (
                c.name,
                _Way(partial(is_current_text, vault), partial(renewed_text, vault)),
            )
        elif isinstance(c.type, LargeBinary) and f"{one.name}.{c.name}" not in CLEAR:
            yield c.name, _Way(partial(is_current, vault), partial(renewed, vault))


async def _batches(db: AsyncSession, one: Table, names: Any) -> Any:
    """Rows as they are stored: keys and these columns, so many at a time."""
    raw, last = _raw(one), 0
    keys = [key.name for key in one.primary_key]
    wanted = [raw.c[name] for name in dict.fromkeys((*keys, *names))]
    if keys != ["id"]:
        yield (await db.execute(select(*wanted))).all()
        return
    query = select(*wanted).order_by(raw.c.id).limit(AT_ONCE)
    while rows := (await db.execute(query.where(raw.c.id > last))).all():
        last = rows[-1].id
        yield rows


async def _write(db: AsyncSession, one: Table, rows: Sequence[Any], ways: dict[str, _Way]) -> int:
    """Write what is old anew; what changed meanwhile is new already and stays."""
    raw, keys = _raw(one), [key.name for key in one.primary_key]
    done = 0
    for name, way in ways.items():
        found = [row._asdict() for row in rows]
        old = [row for row in found if row[name] and not way.is_current(row[name])]
        values = [
            {f"key_{key}": row[key] for key in keys}
            | {"was": row[name], "anew": way.anew(row[name])}
            for row in old
        ]
        same = [raw.c[key] == bindparam(f"key_{key}") for key in keys if key != name]
        statement = update(raw).where(and_(*same, raw.c[name] == bindparam("was")))
        if values:
            changed = statement.values({name: bindparam("anew")})
            await (await db.connection()).execute(changed, values)
        done += len(values)
    return done


def _raw(one: Table) -> TableClause:
    return table(one.name, *(column(c.name, _stored(c)) for c in one.columns))


def _stored(c: Column[Any]) -> Any:
    hidden = isinstance(c.type, EncryptedAddress | EncryptedNumber | EncryptedText)
    return String() if hidden else c.type
