"""What all tables share."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    select,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase

from storage.vault import IN_USE, LOCKED, ApartNumber, ApartText

PADDED = 32
"""Characters; names are stored as so many, or a multiple of it."""
FILLER = "\0"
LARGEST_ID = 999_999_999


EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class UtcTime(TypeDecorator[datetime]):
    """An aware time, stored as UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone may not be stored")
        try:
            value = value.astimezone(UTC)
        except OverflowError:  # of a stranger's frame: beyond the first or last moment there is
            value = EARLIEST if value.year == EARLIEST.year else LATEST
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> Callable[[Any], datetime | None] | None:
        """SQLite keeps text without a zone; of the thousands a report reads each takes its time."""
        if dialect.name != "sqlite":
            return None
        return lambda value: datetime.fromisoformat(value + "+00:00") if value else None


class EncryptedAddress(TypeDecorator[str]):
    """An address, of which only the channel can be read; the same one is always stored the same."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value and IN_USE.get().encrypt_address(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value and IN_USE.get().decrypt_address(value)


def padded(name: str) -> str:
    """A name as long as others, so that its length does not tell what it names."""
    return name.ljust(-(-len(name) // PADDED) * PADDED, FILLER)


class EncryptedName(EncryptedAddress):
    """What names something elsewhere, a case or a file: none of it can be read, nor how long it is.

    `label`: of the column; what has the same name in two columns is stored in two ways.
    """

    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value and super().process_bind_param(f"{self.label}:{padded(value)}", dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        opened = super().process_result_value(value, dialect)
        return opened and opened.partition(":")[2].rstrip(FILLER)


class EncryptedId(EncryptedName):
    """The id of a row elsewhere, which only we may follow."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else super().process_bind_param(str(value), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else int(super().process_result_value(value, dialect) or 0)


class EncryptedText(TypeDecorator[str]):
    """Words somebody wrote; empty ones can be told by the database, others only be read by us."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value and IN_USE.get().encrypt_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value and IN_USE.get().decrypt_text(value)


class EncryptedJson(EncryptedText):
    """Ids and codes as a line of a log holds them; that there are none can be told."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        written = msgspec.json.encode(value).decode() if value else ""
        return super().process_bind_param(written, dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        opened = super().process_result_value(value, dialect)
        return msgspec.json.decode(opened) if opened else {}


class EncryptedNumber(TypeDecorator[float]):
    """A number that tells where somebody is; nothing without the sealed key it may need."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        text = repr(float(value))
        apart = isinstance(value, ApartNumber)
        return IN_USE.get().encrypt_text(ApartText(text) if apart else text)

    def process_result_value(self, value: str | None, dialect: Dialect) -> float | None:  # noqa: ARG002
        found = value and IN_USE.get().decrypt_text(value)
        return float(found) if found and found != LOCKED else None


def draw_row_id(_table: str) -> int:
    """Of so many that what is taken tells nothing, and as short as a button and a link take."""
    return secrets.randbelow(LARGEST_ID) + 1


def unused_row_id(context: DefaultExecutionContext) -> int:
    """An id drawn by lot: ids travel in buttons and links, and who reads some counts none by them.

    For a column's `default`. Nothing is ordered by such an id.
    """
    table = context.current_column.table
    while True:
        drawn = draw_row_id(table.name)
        taken = select(table.c.id).where(table.c.id == drawn)
        if context.connection.execute(taken).first() is None:
            return drawn


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can find it again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        datetime: UtcTime,
        str: String,
        dict[str, Any]: JSON,
        list[str]: JSON,
        bytes: LargeBinary,
    }
