"""An official document as data: what it says, before any format is chosen.

Layout by Nghị định 30/2020/NĐ-CP, Phụ lục I. It is always a draft for signature: we number
and sign nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

Cell = str | int | float | date | None
Kind = Literal["text", "number", "percent", "date"]
END: Final = "./."
"""What closes the text of a document, behind its last word."""


class Column(NamedTuple):
    """A column; `total` adds up its numbers below the last row."""

    title: str
    kind: Kind = "text"
    total: bool = False
    width: float = 1.0
    """Share of the page's width, relative to the other columns."""


class Table(NamedTuple):
    """A table with the definitions of its numbers beside it."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    sheet: str = ""
    """Name of its sheet in a workbook, at most 31 characters; empty: the title's beginning."""

    @property
    def totals(self) -> list[Cell]:
        """The row below the last: sums of the columns that have one, empty elsewhere."""
        return [
            sum(value for row in self.rows if isinstance(value := row[at], int | float))
            if column.total
            else None
            for at, column in enumerate(self.columns)
        ]

    @property
    def has_totals(self) -> bool:
        """Whether there is anything to add up."""
        return bool(self.rows) and any(column.total for column in self.columns)


class Picture(NamedTuple):
    """A chart as PNG, with the words that say the same."""

    png: bytes
    caption: str


class Document(NamedTuple):
    """A document in the order of its parts on paper."""

    parent: str
    """Cơ quan chủ quản."""
    issuer: str
    """Cơ quan ban hành."""
    number: str
    place_and_date: str
    kind: str
    """Tên loại, e.g. BÁO CÁO."""
    subject: str
    """Trích yếu."""
    addressee: str
    paragraphs: Sequence[str]
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()
    """They stand behind the first table: a table fills the page on which they find no room."""
    notes: Sequence[str] = ()
    signature: Sequence[str] = ()
    """Lines above the signer's name, e.g. TL. CHỦ TỊCH."""
    recipients: Sequence[str] = ()
    draft: str = ""
    """The words that mark it as a draft."""
    landscape: bool = False

    @property
    def ended(self) -> Document:
        """The same, with the mark of the end behind the last word of its text."""
        if self.notes:
            return self._replace(notes=_ended(self.notes))
        return self._replace(paragraphs=_ended(self.paragraphs))


def _ended(texts: Sequence[str]) -> list[str]:
    return [*texts[:-1], *(text.rstrip(". ") + END for text in texts[-1:])]
