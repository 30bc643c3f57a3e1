"""Cases and what hangs on them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, or_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from rules.citizen_verdict import NOT_ASKED
from rules.lifecycle import NO_PUBLICATION
from storage.models.base import (
    Base,
    EncryptedAddress,
    EncryptedId,
    EncryptedName,
    EncryptedNumber,
    EncryptedText,
    unused_row_id,
)
from storage.vault import LOCKED

CONDUCT = "conduct"
"""What `Case.about` says of a case about the conduct of officials."""
FILED_FOR_SOMEBODY = ("paper", "phone", "in_person")
"""Sources of cases that an officer wrote down; in a chat the owner is known already."""


def names_somebody(about: str, accused: str, accused_id: int | None) -> bool:
    """Whether a case with these columns is, or until a person decides may be, about officials."""
    return bool(about == CONDUCT or accused or accused_id)


class Case(Base):
    """A phản ánh, kiến nghị. Its dates are in its events."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_agency_status", "agency", "status"),
        Index("ix_cases_person_id", "person_id", "received_at"),
        Index("ix_cases_received_at", "received_at"),
        Index(
            "ix_cases_sealed",
            "received_at",
            sqlite_where=text("sealed"),
            postgresql_where=text("sealed"),
        ),
        Index(
            "ix_cases_awaiting_publication",
            "received_at",
            sqlite_where=text("publication = 'waiting'"),
            postgresql_where=text("publication = 'waiting'"),
        ),
        Index(
            "ix_cases_contact_kept",
            "received_at",
            sqlite_where=text("contact IS NOT NULL"),
            postgresql_where=text("contact IS NOT NULL"),
        ),
        Index(
            "ix_cases_awaiting_verdict",
            "received_at",
            sqlite_where=text("verdict = 'waiting'"),
            postgresql_where=text("verdict = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=unused_row_id)
    code: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(index=True)
    publication: Mapped[str] = mapped_column(default=NO_PUBLICATION)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    address: Mapped[str] = mapped_column(EncryptedAddress)
    contact: Mapped[bytes | None]
    """The reporter's name, phone and address as given for this case, sealed."""
    field: Mapped[str] = mapped_column(default="")
    agency: Mapped[str] = mapped_column(default="")
    """Who has it, or (before forwarding) who is proposed."""
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    commune: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(EncryptedText, default="")
    latitude: Mapped[float | None] = mapped_column(EncryptedNumber)
    longitude: Mapped[float | None] = mapped_column(EncryptedNumber)
    text: Mapped[str] = mapped_column(EncryptedText)
    may_publish: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(default="report")
    """`report` (phản ánh, kiến nghị), `question` (hỏi đáp), or `reference` (no contact given)."""
    about: Mapped[str] = mapped_column(EncryptedName("about"), default="")
    """`conduct` of officials, a `rule`, or empty: neither."""
    proposal: Mapped[bool] = mapped_column(default=False)
    """A kiến nghị (a remedy, a better rule is proposed); else a phản ánh."""
    source: Mapped[str] = mapped_column(default="chat")
    """How it came: `chat`, `paper`, `phone`, `in_person`, `open311`."""
    urgent: Mapped[bool] = mapped_column(default=False)
    deadline: Mapped[str] = mapped_column(default="")
    """The office's deadline row for the answer; empty: the field's."""
    status_before: Mapped[str] = mapped_column(default="")
    """The status from before a pause or a merge, to go back to."""
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    accused: Mapped[str] = mapped_column(EncryptedName("accused"), default="")
    """The agency whose people the case is about: it never handles the case alone."""
    level: Mapped[int] = mapped_column(default=0)
    """0: the agency answers; 1: the citizen asked for the level above."""
    sealed: Mapped[bool] = mapped_column(default=False)
    """Out of search, cards, exports and figures but for a count."""
    accused_id: Mapped[int | None] = mapped_column(EncryptedId("accused person"))
    """The official the case is about, when it is one of ours."""
    kept_out: Mapped[str] = mapped_column(EncryptedName("kept out"), default="")
    """Who else stays out until two say that they may read: see rules.conflict.KeptOut."""
    receipt_secret: Mapped[str] = mapped_column(EncryptedText, default="")
    """The secret part of the receipt, shown to its owner; empty before there were any."""
    verdict: Mapped[str] = mapped_column(default=NOT_ASKED)
    """Resolved or not by its owner's word, or whether they were asked: rules.citizen_verdict."""
    verdict_at: Mapped[datetime | None]
    """When they said so, or since when they may."""

    @hybrid_property
    def apart(self) -> bool:
        """Whether its words are closed with the sealed key: about somebody, or restricted."""
        return self.about_somebody or self.sealed

    @apart.inplace.expression
    @classmethod
    def _apart(cls) -> ColumnElement[bool]:
        about_somebody = or_(cls.about == CONDUCT, cls.accused != "", cls.accused_id.is_not(None))
        return or_(about_somebody, cls.sealed)

    @property
    def about_somebody(self) -> bool:
        """Whether it is, or until a person decides may be, about the conduct of officials."""
        return names_somebody(self.about, self.accused, self.accused_id)

    @property
    def filed_for_somebody(self) -> bool:
        """Whether an officer wrote it down: whoever holds its receipt need not be who spoke."""
        return self.source in FILED_FOR_SOMEBODY

    @property
    def words_in_lists(self) -> str:
        """What lists may show: a list tells of many cases, and chats keep it without a seal."""
        return "" if self.apart else self.text

    @property
    def is_locked(self) -> bool:
        """Whether its words are closed and the key is not here."""
        return self.text == LOCKED


AS_RECEIVED = (Case.received_at, Case.id)
"""The order cases came in; their ids are drawn by lot and tell none."""


class CaseMedia(Base):
    """A file of a case: with the report or with an answer."""

    __tablename__ = "case_media"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    part: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str]
    """The name of the file, drawn by lot: see `bot.event.Media`."""
    mime: Mapped[str]
    size: Mapped[float | None] = mapped_column(EncryptedNumber)
    """Of a file from before this was encrypted none."""
    name: Mapped[str] = mapped_column(EncryptedText)


class CaseNote(Base):
    """Words that belong to a case but are neither report nor answer, sealed.

    `kind`: `question` (we ask), `supplement` (the citizen's answer), `addition`, `remark`,
    `return`, `extension`, `reopen`, `withdrawal`, `apology`, `transcript`, `block` (why the
    office takes no new reports), `block_appeal`, `hold` (why data stays), `look` (why a contact
    was looked at), `contribution` (of a co-operating agency). Files of a note are CaseMedia with
    part `note:<id>`.
    """

    __tablename__ = "case_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    text: Mapped[bytes]


class CaseLink(Base):
    """A one-time link that makes whoever opens it the owner of a case; only its hash is kept."""

    __tablename__ = "case_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class CaseAgency(Base):
    """An agency that works on a case besides the one that leads."""

    __tablename__ = "case_agencies"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    agency: Mapped[str] = mapped_column(primary_key=True)
    added_at: Mapped[datetime]


class ReceiptTries(Base):
    """How often the secret part of a receipt was guessed wrong on a day; `key` is a keyed hash."""

    __tablename__ = "receipt_tries"

    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]


class NumberSequence(Base):
    """A number that only grows, such as the cases of one day."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
