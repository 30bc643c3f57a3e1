"""A document's tables as a workbook: totals are formulas, text is never one."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from bot.texts import Texts
from publish.document import Document, Table

SHEET_NAME_MAX = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
FORMATS = {
    "head": {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DCE9EE", "valign": "top"},
    "text": {"text_wrap": True, "border": 1, "valign": "top"},
    "number": {"num_format": "#,##0", "border": 1, "valign": "top"},
    "fraction": {"num_format": "#,##0.00", "border": 1, "valign": "top"},
    "percent": {"num_format": '0.0"%"', "border": 1, "valign": "top"},
    "total": {"bold": True, "num_format": "#,##0", "border": 1, "bg_color": "#F2F2F2"},
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
}


def render(document: Document, texts: Texts) -> bytes:
    """The workbook: a sheet for each table, ready to filter and to print, without macros."""
    file = io.BytesIO()
    options = {
        # Citizens' words stand in cells: they are never a formula, a link or a number.
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": document.subject, "author": document.issuer})
        formats = {name: book.add_format(values) for name, values in FORMATS.items()}
        names: set[str] = set()
        for table in document.tables:
            sheet = book.add_worksheet(_sheet_name(table, names))
            _print_setup(sheet, document, table)
            _write(sheet, document, table, formats, texts)
    for sheet in book.worksheets():
        # Book and sheets know each other: all their cells would stay until memory is swept.
        sheet.table.clear()
    return file.getvalue()


def sheet(issuer: str, table: Table) -> Document:
    """A workbook of one table, nothing around it."""
    return Document(
        parent="",
        issuer=issuer,
        number="",
        place_and_date="",
        kind="",
        subject=issuer,
        addressee="",
        paragraphs=(),
        tables=(table,),
    )


def _sheet_name(table: Table, names: set[str]) -> str:
    base = (table.sheet or table.title).translate(FORBIDDEN).strip("' ")[: SHEET_NAME_MAX - 3]
    name, number = base, 1
    while name.casefold() in names:
        number += 1
        name = f"{base} {number}"
    names.add(name.casefold())
    return name


def _print_setup(sheet: Any, document: Document, table: Table) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer(f"&L{document.issuer.replace('&', '&&')}&R&P/&N")
    for at, column in enumerate(table.columns):
        letters = 14 * column.width if column.kind == "text" else 9
        sheet.set_column(at, at, letters)


def _write(
    sheet: Any, document: Document, table: Table, formats: dict[str, Any], texts: Texts
) -> None:
    sheet.write_string(0, 0, f"{table.title}. {document.subject}", formats["title"])
    head = 2
    for at, column in enumerate(table.columns):
        sheet.write_string(head, at, column.title, formats["head"])
    styles = [formats[column.kind] for column in table.columns]
    for number, row in enumerate(table.rows, start=head + 1):
        for at, (value, style) in enumerate(zip(row, styles, strict=True)):
            if isinstance(value, str):
                sheet.write_string(number, at, value, style)
            elif value is None:
                sheet.write_blank(number, at, None, style)
            else:
                broken = isinstance(value, float) and style is formats["number"]
                sheet.write_number(number, at, value, formats["fraction"] if broken else style)
    last = head + len(table.rows)
    sheet.freeze_panes(head + 1, 1)
    if table.rows:
        sheet.autofilter(head, 0, last, len(table.columns) - 1)
    if table.has_totals:
        last += 1
        _totals(sheet, last, head + 1, table, formats["total"], texts)
    if table.note:
        sheet.write_string(last + 2, 0, table.note, formats["note"])


def _totals(sheet: Any, row: int, first: int, table: Table, style: Any, texts: Texts) -> None:
    """Sums as formulas over what the filter shows, with their values for readers without one."""
    for at, (column, value) in enumerate(zip(table.columns, table.totals, strict=True)):
        if column.total:
            letter = xl_col_to_name(at)
            formula = f"=SUBTOTAL(109,{letter}{first + 1}:{letter}{row})"
            sheet.write_formula(row, at, formula, style, value)
        else:
            sheet.write_string(row, at, texts("document.total") if at == 0 else "", style)
