"""Ratings of counters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, EncryptedName, EncryptedText


class Rating(Base):
    """One citizen's rating of one answer: 5 (very satisfied) to 1."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    score: Mapped[int]
    words: Mapped[str] = mapped_column(EncryptedText, default="")
    rated_at: Mapped[datetime]


class SurveyResponse(Base):
    """One filled form about a one-stop counter, or (counter empty) about an answer.

    Nothing leads to a person: `key` and `device` are keyed hashes, and when the slip can no
    longer be changed the salt of the device's, the device and the hour are thrown away.
    """

    __tablename__ = "rating_slips"
    __table_args__ = (
        Index("ix_rating_slips_counter_rated_at", "counter", "rated_at"),
        Index("ix_rating_slips_day_overall", "day", "overall"),
        Index(
            "ix_rating_slips_words",
            "counted_on",
            sqlite_where=text("words <> ''"),
            postgresql_where=text("words <> ''"),
        ),
        Index(
            "ix_rating_slips_waiting",
            "day",
            sqlite_where=text("counted_on IS NULL"),
            postgresql_where=text("counted_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str] = mapped_column(default="", index=True)
    crowd: Mapped[str] = mapped_column(default="", server_default="")
    """Which network or tablet it came from, see `survey_devices`; empty: never marked."""
    counter: Mapped[str]
    agency: Mapped[str]
    commune: Mapped[str]
    day: Mapped[date]
    via: Mapped[str]
    overall: Mapped[int]
    answers: Mapped[dict[str, Any]]
    """Question code: value; for a form with bands answered to the end, form code: band."""
    words: Mapped[str] = mapped_column(EncryptedText, default="")
    """What was added freely, with names and numbers already masked."""
    meant: Mapped[str] = mapped_column(EncryptedName("meant in a rating"), default="")
    """Who of those who work here it named before, by number: what masked words tell no more."""
    media: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    mark: Mapped[str] = mapped_column(default="")
    """Why it is set apart, see `storage.survey_marks`; counted, but by itself."""
    rated_at: Mapped[datetime]
    counted_on: Mapped[date | None]
    """The day in whose figures it is; none while it waits for others of its place."""
    counted_as: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the figures have of it, while what was changed since waits for others."""
    task_id: Mapped[int | None] = mapped_column(ForeignKey("rating_tasks.id"), index=True)
    """With which others its low score was told; none while it waits, also to be told anew."""
    told_on: Mapped[date | None]
    """When its low score was first told."""
    words_told_on: Mapped[date | None]
    """When its words were told to those they are for; none while they wait, also added ones."""


class RatingDay(Base):
    """How many of each answer (n0 … n5) were counted on a day: what every figure is made of."""

    __tablename__ = "rating_days"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own protocol

    day: Mapped[date] = mapped_column(primary_key=True)
    counter: Mapped[str] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(primary_key=True)
    commune: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    marked: Mapped[bool] = mapped_column(primary_key=True)
    n0: Mapped[int] = mapped_column(default=0)
    n1: Mapped[int] = mapped_column(default=0)
    n2: Mapped[int] = mapped_column(default=0)
    n3: Mapped[int] = mapped_column(default=0)
    n4: Mapped[int] = mapped_column(default=0)
    n5: Mapped[int] = mapped_column(default=0)


class RatingSalt(Base):
    """What a day's device hashes are salted with, for as long as a slip can be changed."""

    __tablename__ = "rating_salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes]


class RatingTask(Base):
    """The low scores of one counter until a day, and what its leader did about them."""

    __tablename__ = "rating_tasks"
    __table_args__ = (UniqueConstraint("counter", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    counter: Mapped[str]
    agency: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    low: Mapped[int]
    told_at: Mapped[datetime]
    done: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class VisitorCount(Base):
    """How many visitors a rated place had in a week, as the office counted them."""

    __tablename__ = "visitor_counts"

    week: Mapped[date] = mapped_column(primary_key=True)
    """Its Monday."""
    counter: Mapped[str] = mapped_column(primary_key=True)
    visitors: Mapped[int]
    told_at: Mapped[datetime]
