"""Rows filled to the last column, made of the tables themselves: a new column is filled too."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, insert

from storage.people import Contact
from storage.vault import Vault

FIRST = 710_001
"""Numbers from here on are ours: no story counts that far."""
LONG_AGO = datetime(2026, 3, 2, 1, tzinfo=UTC)
VAULT = Vault("only for tests")


def sealed(value: object) -> bytes:
    return VAULT.encrypt(msgspec.json.encode(value))


CONTACT = Contact("Siu Đầy Đủ", "0987654321", "Làng Cột, xã Ia Phí")
CODES: dict[str, Any] = {
    "cases.field": "datdai",
    "cases.agency": "TNMT",
    "cases.accused": "NOIVU",
    "cases.accused_id": lambda number: number,
    "case_events.data": lambda number: {"filled": f"case_events.data {number}"},
    "cases.kept_out": "YTE",
    "cases.commune": "ia-phi",
    "cases.status": "in_progress",
    "cases.status_before": "forwarded",
    "cases.publication": "withheld",
    "cases.kind": "question",
    "cases.about": "rule",
    "cases.source": "in_person",
    "cases.deadline": "answer_complex",
    "cases.latitude": lambda number: 14 + number / 10_000_000,
    "cases.longitude": lambda number: 107 + number / 10_000_000,
    "case_agencies.agency": "LDTBXH",
}
"""What only some words may stand for."""


class Filler:
    """Adds rows of which every column says something nothing else in the database says.

    `known`: values, or makers of one from a number, for columns that do not take anything.
    `stored`: what of a column's value is written.
    """

    def __init__(
        self,
        connection: Connection,
        known: Mapping[str, Any] = CODES,
        stored: Callable[[str, str, Any], Any] = lambda _table, _column, value: value,
    ) -> None:
        self._connection = connection
        self._stored = stored
        self._known = known
        self._numbers = itertools.count(FIRST)

    def add(self, table: Table, *, whole: bool = True, **fixed: object) -> dict[str, Any]:
        """Add a row, after the rows it refers to; those leave out what need not be known."""
        row = {
            column.name: fixed[column.name] if column.name in fixed else self.value(column, whole)
            for column in table.columns
        }
        stored = {name: self._stored(table.name, name, value) for name, value in row.items()}
        self._connection.execute(insert(table), stored)
        return row

    def value(self, column: Column[Any], whole: bool = True) -> Any:
        """Something for a column; of a reference, the key of a row of its own."""
        if column.nullable and not whole:
            return None
        for key in column.foreign_keys:
            return self.add(key.column.table, whole=False)[key.column.name]
        name, number = f"{column.table.name}.{column.name}", next(self._numbers)
        if name in self._known:
            known = self._known[name]
            return known(number) if callable(known) else known
        # A time of ours is a time inside a coat.
        kind = getattr(column.type, "impl_instance", column.type)
        return _MAKERS[kind.python_type](name, number)


_MAKERS: dict[type, Callable[[str, int], Any]] = {
    str: lambda name, number: f"{name} {number}",
    int: lambda _, number: number,
    float: lambda _, number: 14 + number / 10_000_000,
    bool: lambda *_: True,
    bytes: lambda name, number: sealed(f"{name} {number}"),
    object: lambda name, number: {"filled": f"{name} {number}"},  # JSON
    datetime: lambda _, number: LONG_AGO + timedelta(minutes=number - FIRST),
    type(LONG_AGO.date()): lambda _, number: LONG_AGO.date() + timedelta(days=number - FIRST),
}
