"""What the office keeps besides cases: groups, periods, versions of its data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class DataVersion(Base):
    """A version of the office's calendar and terms; the latest is the one dates are told by."""

    __tablename__ = "data_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str]
    terms: Mapped[dict[str, Any]]
    """See rules.recalculation.OfficeTerms."""
    since: Mapped[datetime]


class Heartbeat(Base):
    """When somebody of us was last there, in seconds of the machine's clock; one row."""

    __tablename__ = "heartbeats"

    id: Mapped[int] = mapped_column(primary_key=True)
    beat: Mapped[float]


class OutageRow(Base):
    """A time in which nobody was there, by the office's clock."""

    __tablename__ = "outages"

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[datetime]
    last: Mapped[datetime]


class IntakeTally(Base):
    """How many chats of a day began a report, or had their receipt after so many minutes.

    Counts alone: nothing here leads to anybody.
    """

    __tablename__ = "intake_tallies"

    day: Mapped[date] = mapped_column(primary_key=True)
    minutes: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From the first word to the receipt; see storage.intake_tallies.BEGAN."""
    n: Mapped[int]


class ClosedPeriod(Base):
    """The figures of a period of the whole office, as they were closed."""

    __tablename__ = "closed_periods"
    __table_args__ = (UniqueConstraint("span", "first"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    span: Mapped[str]
    first: Mapped[date]
    figures: Mapped[dict[str, Any]]
    """See rules.closed_period."""
    hash: Mapped[str]
    closed_at: Mapped[datetime]
    closed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
