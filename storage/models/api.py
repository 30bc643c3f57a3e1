"""Other systems: their keys and what they filed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class ApiKey(Base):
    """What lets another system file cases through Open311; only the key's hash is kept."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key_hash: Mapped[str] = mapped_column(unique=True)
    per_day: Mapped[int]
    """Cases the system may file a day; what is urgent always gets through."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiSubmission(Base):
    """What became of one thing another system filed: a case, or the words why there is none."""

    __tablename__ = "filings"
    __table_args__ = (Index("ix_filings_key_at", "key_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    notice: Mapped[str] = mapped_column(Text)
    """What the other system is told; nothing personal."""
    at: Mapped[datetime]


class OAuthTokens(Base):
    """The token pair a channel shows its platform (Zalo: access and refresh token)."""

    __tablename__ = "oauth_tokens"

    channel: Mapped[str] = mapped_column(primary_key=True)
    seed: Mapped[str]
    """A keyed hash of the refresh token all this began with."""
    pair: Mapped[bytes]
    """Sealed; see bot.tokens.TokenPair."""
    generation: Mapped[int]
    renewing_until: Mapped[float]
    """Until when the worker that renews the pair has time for it."""
    refused: Mapped[bool]


class PublicKey(Base):
    """The half of a key that closes; the one that opens lies elsewhere."""

    __tablename__ = "public_keys"

    name: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[bytes]
