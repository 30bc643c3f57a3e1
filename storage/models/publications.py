"""What strangers read, and drafts of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Publication(Base):
    """What strangers read of a case: text a person checked, and facts as they were published.

    `id` grows in the order of publishing. What was taken down keeps its row without words.
    """

    __tablename__ = "publications"
    __table_args__ = (
        Index("ix_publications_state_id", "state", "id"),
        Index("ix_publications_state_agency", "state", "agency", "id"),
        Index("ix_publications_published_at", "published_at"),
        Index("ix_publications_received_at", "received_at"),
        Index("ix_publications_changed_at", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    """`published` or `taken_down`."""
    field: Mapped[str]
    agency: Mapped[str]
    commune: Mapped[str]
    """Empty where too few people reported for it to be named."""
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    """The words a search finds it by, and words for its facts; see
    publications.search_words_of_facts."""
    photos: Mapped[list[str]] = mapped_column(default=list)
    """Copies without any data about them, by hash in the media store."""
    received_at: Mapped[datetime]
    forwarded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime]
    due_on: Mapped[date]
    """As it was counted on publishing: what was said in public stays as it was said."""
    on_time: Mapped[bool]
    """By that day, whether or not it had been moved."""
    extended: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Of these: by a day that had been moved; neither on time nor late."""
    opened_on: Mapped[date | None]
    """From when its term ran; None where few reported, and of what was published before."""
    reopened: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether that was because its answer was asked for anew."""
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    """When it was last published, corrected or taken down."""
    note: Mapped[str] = mapped_column(Text, default="")
    """Why it was corrected or taken down, for everybody to read."""


class PublicationDraftRow(Base):
    """What the office is about to publish of a case, sealed; see publications.PublicationDraft."""

    __tablename__ = "publication_drafts"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    """Of the token in the preview's address."""
    proposal: Mapped[bytes]
    changed_at: Mapped[datetime]
