"""The log of cases, the log of who works here, and their anchors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, EncryptedJson


class CaseEvent(Base):
    """What happened to a case, in order; never changed. Holds no personal text.

    `position` and `chain` are filled once, a little later: see rules.log_chain.
    """

    __tablename__ = "case_events"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_case_events_position", "position", unique=True),
        Index(
            "ix_case_events_unsealed",
            "id",
            sqlite_where=text("position IS NULL"),
            postgresql_where=text("position IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    action: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(EncryptedJson, default=dict)
    """Whom a case is about, among others: only we may read it."""
    number: Mapped[int]
    """Its place in the log of its case, from 1."""
    hash: Mapped[str]
    position: Mapped[int | None]
    chain: Mapped[str | None]


class LogAnchorRow(Base):
    """Where the log of all cases stood at the end of a day."""

    __tablename__ = "log_heads"

    day: Mapped[date] = mapped_column(primary_key=True)
    position: Mapped[int]
    hash: Mapped[str]


class StaffEvent(Base):
    """What happened to somebody's role, in order; never changed. Ids and codes, no words."""

    __tablename__ = "staff_events"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Its place in the log, from 1."""
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Nobody: the operator at the command line, or time."""
    action: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hash: Mapped[str]
    chain: Mapped[str]


class StaffLogAnchorRow(Base):
    """Where the log of who works here stood at the end of a day."""

    __tablename__ = "staff_log_heads"

    day: Mapped[date] = mapped_column(primary_key=True)
    position: Mapped[int]
    hash: Mapped[str]
