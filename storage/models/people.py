"""People, their addresses, roles and consents."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, EncryptedAddress, unused_row_id


class Person(Base):
    """Someone we know, on one or more addresses."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True, default=unused_row_id)
    name: Mapped[str] = mapped_column(default="")
    """What colleagues are shown of an official; a citizen's contact is sealed below."""
    contact: Mapped[bytes | None]
    blocked_at: Mapped[datetime | None]
    """Since when the office takes no new reports of this person but in danger."""
    blocked_for: Mapped[int | None] = mapped_column(ForeignKey("cases.id", use_alter=True))
    """The case that was the reason, in whose log blocking and appeal are written."""
    scolded_at: Mapped[datetime | None]
    """When the person was last asked to stay polite."""
    created_at: Mapped[datetime]
    """The day, while somebody is new, then none (`storage.arrival_days`): a chat of which nothing
    is left from when it began would be a denouncer's."""


class AddressRow(Base):
    """A way to reach a person: `telegram:42`, `web:9f…`."""

    __tablename__ = "addresses"

    address: Mapped[str] = mapped_column(EncryptedAddress, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reachable: Mapped[bool] = mapped_column(default=True)


class RoleAssignment(Base):
    """A role a person holds, for one agency or (empty) the office as a whole."""

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(index=True)
    agency: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="", server_default="")
    """The commune, of an agency that has several: whose low scores come here (`Ratings.places`)."""
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    away_since: Mapped[datetime | None]
    """Still theirs, but what comes in goes to the deputy."""
    absence_id: Mapped[int | None] = mapped_column(ForeignKey("absences.id"), index=True)
    """Held as a deputy, for as long as that absence lasts."""
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Nobody: the operator at the command line, or the absence itself."""


class Absence(Base):
    """Somebody is away from the first to the last day, and a deputy acts for them."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    first: Mapped[date]
    last: Mapped[date]
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)


class WebSession(Base):
    """A web chat session that is over, or that a shared machine lets go on for minutes only."""

    __tablename__ = "web_sessions"

    address: Mapped[str] = mapped_column(EncryptedAddress, primary_key=True)
    shared_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class WayBack(Base):
    """What opens a web chat on another machine; of the secret only the hash is kept."""

    __tablename__ = "ways_back"

    address: Mapped[str] = mapped_column(EncryptedAddress, primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]


class PushSubscription(Base):
    """How one browser is told that there is news in a chat."""

    __tablename__ = "push_subscriptions"

    lane: Mapped[str] = mapped_column(EncryptedAddress, primary_key=True)
    """Of the outbox; it names the machine (`bot.web_session_names`)."""
    address: Mapped[str] = mapped_column(EncryptedAddress, index=True)
    """Of the chat."""
    where: Mapped[bytes]
    """The browser's own address and keys, encrypted."""


class Invitation(Base):
    """A one-time link that grants a role; only the token's hash is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    agency: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="", server_default="")
    name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """Nobody: the operator at the command line."""
    confirmed_at: Mapped[datetime | None]
    """Since when it may be used: some roles want a second person."""
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class KioskDevice(Base):
    """A tablet at a counter on which many people rate; of its code and cookie only hashes.

    One row stands for all links of before (`storage.kiosk_devices.OLD_LINKS`).
    """

    __tablename__ = "kiosk_devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    counter: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    """Where it stands, in a clerk's words."""
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    code_until: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    """Of the cookie; nothing before it is enrolled."""
    enrolled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who made the code; nobody: the operator at the command line."""
    enrolled_at: Mapped[datetime | None]
    last_seen: Mapped[date | None]
    """A day and no hour: it must not tell when somebody rated."""
    ended_at: Mapped[datetime | None]


class Consent(Base):
    """What a person agreed to: which text, when, where (Luật 91/2025/QH15, Điều 9)."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[str]
    version: Mapped[str]
    channel: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class UserFile(Base):
    """A file of one person that belongs to no case, and when it goes: an export, one of a talk."""

    __tablename__ = "own_files"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    goes_at: Mapped[datetime] = mapped_column(index=True)
