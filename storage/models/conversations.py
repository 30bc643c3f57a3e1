"""Conversations, and talks with an officer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, EncryptedAddress, unused_row_id


class Conversation(Base):
    """Where a person stands in what they are telling us, sealed: a stack of runs."""

    __tablename__ = "conversations"

    address: Mapped[str] = mapped_column(EncryptedAddress, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    stack: Mapped[bytes | None]
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talks.id"))
    """The talk with an officer, or a citizen, that plain messages go to."""
    updated_at: Mapped[datetime] = mapped_column(index=True)
    """None (IDLE) when nothing is open: see `storage.conversations`."""
    rests_until: Mapped[datetime | None] = mapped_column(index=True)
    """When what was said is taken without a word that this was all, if nothing more comes."""


class LiveChat(Base):
    """A citizen talks with the officer on duty, through us; no case comes of it by itself."""

    __tablename__ = "talks"
    __table_args__ = (Index("ix_talks_state_said_at", "state", "said_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=unused_row_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    address: Mapped[str] = mapped_column(EncryptedAddress)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    officer_address: Mapped[str] = mapped_column(EncryptedAddress, default="")
    state: Mapped[str]
    """`waiting` for an officer, `open`, or `ended`."""
    began_at: Mapped[datetime]
    said_at: Mapped[datetime]
    """When something was last said."""
    ended_by: Mapped[str] = mapped_column(default="")
    """`citizen`, `officer`, or `clock`."""


class LiveChatLine(Base):
    """What was said in a talk, sealed."""

    __tablename__ = "talk_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    said: Mapped[bytes]
