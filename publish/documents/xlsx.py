"""A document's tables as a workbook: totals are formulas, text is never one."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from bot.texts import Texts
from publish.documents.document import Document, Table

SHEET_NAME_MAX = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
FONT = {"font_name": "Times New Roman", "font_size": 11}
"""What documents have too; its letters are as wide in every program."""
LINE: Final = 15
"""Points of a line. Nobody fits the heights of rows to what is in them but us."""
WIDEST, NARROWEST, DATE_WIDTH = 48, 8, 12
"""Of a column, in letters."""
BEFORE_DAY_ONE: Final = date(1899, 12, 30).toordinal()
CELL = {"border": 1, "valign": "top"}
HEAD = {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DCE9EE", "valign": "top"}
FORMATS = {
    "head": HEAD,
    "text": {"text_wrap": True, **CELL},
    "number": {"num_format": "#,##0", **CELL},
    "fraction": {"num_format": "#,##0.0", **CELL},
    "percent": {"num_format": '0.0"%"', **CELL},
    "date": {"num_format": "dd/mm/yyyy", "align": "left", **CELL},
    "total": {"bold": True, "num_format": "#,##0", "border": 1, "bg_color": "#F2F2F2"},
    "title": {"bold": True, "font_size": 13, "text_wrap": True, "valign": "top"},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
}


def render_xlsx(document: Document, texts: Texts) -> bytes:
    """The workbook: a sheet for each table, ready to filter and to print, without macros.

    The first sheet says also how and when the numbers were made.
    """
    file = io.BytesIO()
    options = {
        # Citizens' words stand in cells: they are never a formula, a link or a number.
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": FONT,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": document.subject, "author": document.issuer})
        formats = {name: book.add_format(values) for name, values in FORMATS.items()}
        names: set[str] = set()
        notes = [text for text in (document.draft, *document.notes) if text]
        for table in document.tables:
            sheet = book.add_worksheet(_sheet_name(table, names))
            _write(sheet, document, table, notes, formats, texts)
            notes = []
    for sheet in book.worksheets():
        # Book and sheets know each other: all their cells would stay until memory is swept.
        sheet.table.clear()
    return file.getvalue()


def single_table_document(
    issuer: str, subject: str, table: Table, notes: Sequence[str]
) -> Document:
    """A workbook of one table, with what must be known about it."""
    return Document(
        parent="",
        issuer=issuer,
        number="",
        place_and_date="",
        kind="",
        subject=subject,
        addressee="",
        paragraphs=(),
        tables=(table,),
        notes=notes,
    )


def _sheet_name(table: Table, names: set[str]) -> str:
    wanted = (table.sheet or table.title).translate(FORBIDDEN).strip("' ")
    most = SHEET_NAME_MAX - 3
    base = textwrap.shorten(wanted, most, placeholder="") or wanted[:most]
    name, number = base, 1
    while name.casefold() in names:
        number += 1
        name = f"{base} {number}"
    names.add(name.casefold())
    return name


def _write(
    sheet: Any,
    document: Document,
    table: Table,
    notes: Sequence[str],
    formats: dict[str, Any],
    texts: Texts,
) -> None:
    widths = _widths(table)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    _across(sheet, 0, widths, table.title, formats["title"])
    _across(sheet, 1, widths, document.subject, formats["note"])
    for row, note in enumerate(notes, start=2):
        _across(sheet, row, widths, note, formats["note"])
    head = 2 + len(notes)
    _print_setup(sheet, document, head)
    titles = [column.title for column in table.columns]
    for at, title in enumerate(titles):
        sheet.write_string(head, at, title, formats["head"])
    sheet.set_row(head, LINE * _lines(titles, widths))
    last = head + len(table.rows)
    _rows(sheet, head + 1, table, widths, formats)
    sheet.freeze_panes(head + 1, 1)
    if table.rows:
        sheet.autofilter(head, 0, last, len(table.columns) - 1)
    if table.has_totals:
        last += 1
        _totals(sheet, last, head + 1, table, formats["total"], texts)
    if table.note:
        _across(sheet, last + 2, widths, table.note, formats["note"])


def _print_setup(sheet: Any, document: Document, head: int) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer(f"&L{document.issuer.replace('&', '&&')}&R&P/&N")


def _widths(table: Table) -> list[int]:
    """Letters each column needs, up to WIDEST; beyond that its rows are higher."""
    found = []
    for at, column in enumerate(table.columns):
        word = max((len(word) for word in column.title.split()), default=0) + 3  # and the filter
        longest = max((len(c) for row in table.rows if isinstance(c := row[at], str)), default=0)
        least = DATE_WIDTH if column.kind == "date" else NARROWEST
        found.append(max(word, least, min(longest + 1, WIDEST)))
    return found


def _lines(texts: Sequence[str], widths: Sequence[int]) -> int:
    """How many lines the highest of these cells takes."""
    pairs = zip(texts, widths, strict=True)
    return max((len(textwrap.wrap(text, width)) for text, width in pairs), default=1) or 1


def _across(sheet: Any, row: int, widths: Sequence[int], text: str, style: Any) -> None:
    """A text over all columns, as many lines high as it needs."""
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", style)
    sheet.write_string(row, 0, text, style)
    height = LINE * style.font_size / FONT["font_size"]
    sheet.set_row(row, height * _lines([text], [sum(widths)]))


def _rows(
    sheet: Any, first: int, table: Table, widths: Sequence[int], formats: dict[str, Any]
) -> None:
    styles = [formats[column.kind] for column in table.columns]
    number, fraction = formats["number"], formats["fraction"]
    for at_row, row in enumerate(table.rows, start=first):
        high = False
        for at, (value, style) in enumerate(zip(row, styles, strict=True)):
            if isinstance(value, str):
                sheet.write_string(at_row, at, value, style)
                high = high or len(value) > widths[at]
            elif value is None:
                sheet.write_blank(at_row, at, None, style)
            elif isinstance(value, date):
                sheet.write_number(at_row, at, value.toordinal() - BEFORE_DAY_ONE, style)
            else:
                broken = isinstance(value, float) and style is number
                sheet.write_number(at_row, at, value, fraction if broken else style)
        if high:
            words = [value if isinstance(value, str) else "" for value in row]
            sheet.set_row(at_row, LINE * _lines(words, widths))


def _totals(sheet: Any, row: int, first: int, table: Table, style: Any, texts: Texts) -> None:
    """Sums as formulas over what the filter shows, with their values for readers without one."""
    for at, (column, value) in enumerate(zip(table.columns, table.totals, strict=True)):
        if column.total:
            letter = xl_col_to_name(at)
            formula = f"=SUBTOTAL(109,{letter}{first + 1}:{letter}{row})"
            sheet.write_formula(row, at, formula, style, value)
        else:
            sheet.write_string(row, at, texts("document.total") if at == 0 else "", style)
