"""Which version of the office's calendar and terms the open cases' dates were last told by."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.recount import Terms
from storage.models import DataVersion


async def latest(db: AsyncSession) -> tuple[int, str, Terms | None] | None:
    """(id, mark, terms) of the latest version; no terms when an older program wrote them."""
    rows = await db.execute(select(DataVersion).order_by(DataVersion.id.desc()).limit(1))
    row = rows.scalar()
    if row is None:
        return None
    return row.id, row.mark, _read(row)


class Version(NamedTuple):
    """Terms, and since when dates are told by them."""

    since: datetime
    terms: Terms


async def all_of(db: AsyncSession) -> list[Version]:
    """Every version this program can still read, oldest first."""
    rows = await db.execute(select(DataVersion).order_by(DataVersion.id))
    read = ((row.since, _read(row)) for row in rows.scalars())
    return [Version(since, terms) for since, terms in read if terms is not None]


def _read(row: DataVersion) -> Terms | None:
    return _terms(msgspec.json.encode(row.terms))


@lru_cache(maxsize=1000)  # the same terms are one object: what was computed from it is found again
def _terms(kept: bytes) -> Terms | None:
    with suppress(msgspec.ValidationError):
        return msgspec.json.decode(kept, type=Terms)
    return None


async def add(db: AsyncSession, terms: Terms, now: datetime) -> None:
    """Remember that dates are told by these terms from now on."""
    values = {"mark": terms.mark, "terms": msgspec.to_builtins(terms), "since": now}
    await db.execute(insert(DataVersion).values(**values))
