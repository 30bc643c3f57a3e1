"""Which version of the office's calendar and terms the open cases' dates were last told by."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
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
    try:
        return row.id, row.mark, msgspec.convert(row.terms, Terms)
    except msgspec.ValidationError:
        return row.id, row.mark, None


class Version(NamedTuple):
    """Terms, and since when dates are told by them."""

    since: datetime
    terms: Terms


async def all_of(db: AsyncSession) -> list[Version]:
    """Every version this program can still read, oldest first."""
    rows = await db.execute(select(DataVersion).order_by(DataVersion.id))
    found = []
    for row in rows.scalars():
        with suppress(msgspec.ValidationError):
            found.append(Version(row.since, msgspec.convert(row.terms, Terms)))
    return found


async def add(db: AsyncSession, terms: Terms, now: datetime) -> None:
    """Remember that dates are told by these terms from now on."""
    values = {"mark": terms.mark, "terms": msgspec.to_builtins(terms), "since": now}
    await db.execute(insert(DataVersion).values(**values))
