"""Denunciations handed over in secret: a world of their own, which no query of cases can meet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, EncryptedName, unused_row_id


class Denunciation(Base):
    """A tố cáo for the one person who may read it; who wrote it stands sealed inside."""

    __tablename__ = "denunciations"
    __table_args__ = (
        Index(
            "ix_denunciations_filed",
            "id",
            sqlite_where=text("state = 'filed'"),
            postgresql_where=text("state = 'filed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=unused_row_id)
    code: Mapped[str] = mapped_column(EncryptedName("denunciation"), unique=True)
    """Drawn by lot: it counts nothing and leaves no gap among the codes of cases. Who copied the
    database may not ask us with it how far it is."""
    owner: Mapped[str] = mapped_column(index=True)
    """A hash of the person, keyed with the sealed key; empty: not known, or forgotten."""
    content: Mapped[bytes | None]
    """Words, files, contact and person, sealed; nothing once forgotten."""
    state: Mapped[str]
    """`filed`, `received`, or `passed` on."""
    received_at: Mapped[datetime]
    """The hour, as all that tells when its writer was there: no moment leads to a chat."""
    answered_at: Mapped[datetime | None]


class DenunciationFile(Base):
    """A file that must stay as long as its denunciation."""

    __tablename__ = "denunciation_files"

    denunciation_id: Mapped[int] = mapped_column(ForeignKey("denunciations.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(EncryptedName("denounced"), primary_key=True, index=True)


class DenunciationStep(Base):
    """What happened to a denunciation; each reading is a step."""

    __tablename__ = "denunciation_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    denunciation_id: Mapped[int] = mapped_column(ForeignKey("denunciations.id"), index=True)
    at: Mapped[datetime]
    """The hour; of a reading the moment, by which it is forgotten in its reader's chat."""
    action: Mapped[str]
    """`file`, `add`, `read`, `receive`, `pass`, `erase`, or `forget`."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The official; of what the owner did nobody."""
    detail: Mapped[bytes | None]
    """Where it was passed on to, sealed."""
