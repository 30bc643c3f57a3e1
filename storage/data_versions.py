"""Which version of the office's calendar and terms the open cases' dates were last told by."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.recalculation import OfficeTerms
from storage.models import DataVersion


async def latest_data_version(db: AsyncSession) -> tuple[int, str, OfficeTerms | None] | None:
    """(id, mark, terms) of the latest version; no terms when an older program wrote them."""
    rows = await db.execute(select(DataVersion).order_by(DataVersion.id.desc()).limit(1))
    row = rows.scalar()
    if row is None:
        return None
    return row.id, row.mark, _read(row)


class TermsVersion(NamedTuple):
    """Terms, and since when dates are told by them."""

    since: datetime
    terms: OfficeTerms


async def terms_versions(db: AsyncSession) -> list[TermsVersion]:
    """Every version this program can still read, oldest first."""
    rows = await db.execute(select(DataVersion).order_by(DataVersion.id))
    read = ((row.since, _read(row)) for row in rows.scalars())
    return [TermsVersion(since, terms) for since, terms in read if terms is not None]


def _read(row: DataVersion) -> OfficeTerms | None:
    return _terms(msgspec.json.encode(row.terms))


@lru_cache(maxsize=1000)  # the same terms are one object: what was computed from it is found again
def _terms(kept: bytes) -> OfficeTerms | None:
    with suppress(msgspec.ValidationError):
        return msgspec.json.decode(kept, type=OfficeTerms)
    return None


async def add_data_version(db: AsyncSession, terms: OfficeTerms, now: datetime) -> None:
    """Remember that dates are told by these terms from now on."""
    values = {"mark": terms.mark, "terms": msgspec.to_builtins(terms), "since": now}
    await db.execute(insert(DataVersion).values(**values))
