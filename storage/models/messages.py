"""Updates that came, replies that leave."""

from __future__ import annotations

import time
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, EncryptedAddress, EncryptedName


class RowClock:
    """Ids in the order they are asked for: the machine's nanoseconds, or one more than the last."""

    def __init__(self) -> None:
        self._last = 0

    def go_on_after(self, row_id: int) -> None:
        self._last = max(self._last, row_id)

    def next_id(self) -> int:
        self._last = max(self._last + 1, time.time_ns())
        return self._last


ROW_CLOCK = RowClock()
ROW_ID = BigInteger().with_variant(Integer, "sqlite")


class Queued:
    """A row waiting for a worker. Rows of one lane are taken one at a time, in order.

    `not_before` and `claimed_until` are seconds of the machine's own clock, not of the
    office's: a demonstration that jumps ahead a week must not expire a claim.
    """

    id: Mapped[int] = mapped_column(
        ROW_ID, primary_key=True, autoincrement=False, default=ROW_CLOCK.next_id
    )
    """Follows the clock: a row that is gone leaves no gap, as a number left out would."""
    lane: Mapped[str] = mapped_column(EncryptedAddress)
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[float] = mapped_column(default=0.0)
    claimed_until: Mapped[float] = mapped_column(default=0.0)
    error: Mapped[str] = mapped_column(default="")


class InboxRow(Queued, Base):
    """One update as it arrived, sealed; kept after handling as the memory of its key."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_waiting", "state", "lane", "id"),)

    key: Mapped[str] = mapped_column(EncryptedName("key"), unique=True)
    """Of the channel and the update, or of what fell due; an address or a hash may be in it."""
    bundle: Mapped[str] = mapped_column(default="")
    payload: Mapped[bytes | None]
    received_at: Mapped[datetime]


class OutboxRow(Queued, Base):
    """One reply to one address (the lane), sealed."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "state", "lane", "id"),
        Index("ix_outbox_sent", "lane", "external_id"),
        Index("ix_outbox_about", "case_code", "lane"),
    )

    reply: Mapped[bytes | None]
    case_code: Mapped[str] = mapped_column(EncryptedName("case"), default="")
    """Of a case or a denunciation; empty: about none."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    external_id: Mapped[str] = mapped_column(default="")
    card: Mapped[bool] = mapped_column(default=False)
    """The card of a case: it takes the place of the one the address has already."""


class OutboxMention(Base):
    """A case that a reply names besides the one it is about: a list names many."""

    __tablename__ = "outbox_mentions"

    case_code: Mapped[str] = mapped_column(EncryptedName("mentioned"), primary_key=True)
    outbox_id: Mapped[int] = mapped_column(
        ROW_ID, ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class AgencyGroup(Base):
    """A group of colleagues in which the cases of their agency are shown."""

    __tablename__ = "agency_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(EncryptedAddress, unique=True)
    agency: Mapped[str] = mapped_column(index=True)
    threads: Mapped[bool]
    """Whether each case has a thread of its own there."""
    joined_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    joined_at: Mapped[datetime]


class GroupThread(Base):
    """The thread of a case in a group, as the messenger has it."""

    __tablename__ = "group_threads"
    __table_args__ = (Index("ix_group_threads_there", "group", "external_id"),)

    address: Mapped[str] = mapped_column(EncryptedAddress, primary_key=True)
    """See bot.event.thread_address."""
    group: Mapped[str] = mapped_column(EncryptedAddress)
    external_id: Mapped[str]
    """The messenger's id; empty: it could not be made, its words stand in the group itself."""
    title: Mapped[str]
    icon: Mapped[str]
    open: Mapped[bool]


class ShownMenu(Base):
    """The choices an address was shown last, sealed."""

    __tablename__ = "shown_menus"

    address: Mapped[str] = mapped_column(EncryptedAddress, primary_key=True)
    choices: Mapped[bytes]
