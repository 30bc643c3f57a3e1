"""A table as it stands on paper: every cell in words, no word broken, for any format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from bot.texts import Texts
from messages_vi import written
from publish.documents.document import Cell, Table

SIZES: Final = (11, 10, 9, 8)
"""Points; the largest in which every word has room."""
PADDING: Final = 1.1
"""Millimetres between a word and the line beside it."""
_POINT: Final = 25.4 / 72
_COUNT: Final = re.compile(r"\b(n) = (?=\d)")
"""What belongs together: n = 17."""
_NARROW: Final = frozenset("fijlrtI.,:;()'!/-")
_BROAD: Final = frozenset("mwMW%")


class TableLayout(NamedTuple):
    """A table's words and measures."""

    head: list[str]
    rows: list[list[str]]
    totals: list[str]
    """The row of sums; empty when there is none."""
    numeric: list[bool]
    widths: list[float]
    """Millimetres."""
    size: int
    """Points."""


def layout_table(table: Table, texts: Texts, width: float) -> TableLayout:
    """Lay a table out on so many millimetres: each column as wide as its longest word at least."""
    kinds = [column.kind for column in table.columns]
    head = [column.title for column in table.columns]
    rows = [
        [cell_in_words(cell, kind) for cell, kind in zip(row, kinds, strict=True)]
        for row in table.rows
    ]
    totals: list[str] = []
    if table.has_totals:
        rest = zip(table.totals[1:], kinds[1:], strict=True)
        totals = [texts("document.total"), *(cell_in_words(value, kind) for value, kind in rest)]
    lines = [head, *rows, *([totals] if totals else [])]
    ems = [max(_longest(cell) for cell in column) for column in zip(*lines, strict=True)]
    for size in SIZES:
        needs = [min(em * size * _POINT, width / 3) + 2 * PADDING + 0.4 for em in ems]
        if sum(needs) <= width:
            break
    widths = _shared(width, needs, [column.width for column in table.columns])
    return TableLayout(head, rows, totals, [_is_number(kind) for kind in kinds], widths, size)


def cell_in_words(value: Cell, kind: str) -> str:
    """A cell in words: numbers as Vietnamese writes them; a dash for what does not exist."""
    if value is None:
        return "–"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if kind == "percent" and isinstance(value, int | float):
        return f"{written(value)}%"
    if isinstance(value, int | float):
        return written(value)
    return _COUNT.sub("\\1\u00a0=\u00a0", value)


def _is_number(kind: str) -> bool:
    return kind in {"number", "percent"}


def _longest(text: str) -> float:
    """The longest word in ems of a bold serif, a little generous."""
    return max((sum(map(_em, word)) for word in re.split(r"[ \n]", text)), default=0.0)


def _em(letter: str) -> float:
    if letter in _NARROW:
        return 0.36
    if letter in _BROAD:
        return 0.95
    return 0.74 if letter.isupper() else 0.56


def _shared(whole: float, needs: Sequence[float], shares: Sequence[float]) -> list[float]:
    """Widths by shares, but for columns that need more; those take what they need."""
    tight: set[int] = set()
    while True:
        loose = [at for at in range(len(needs)) if at not in tight]
        rest = whole - sum(needs[at] for at in tight)
        each = rest / sum(shares[at] for at in loose) if loose else 0.0
        short = {at for at in loose if each * shares[at] < needs[at]}
        if not short:
            wide = [needs[at] if at in tight else each * shares[at] for at in range(len(needs))]
            return [width * whole / sum(wide) for width in wide]
        tight |= short
