"""A document as DOCX, in the layout of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document as new_docx  # noqa: N813 - it is a function
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from bot.texts import Texts
from publish.documents.document import Document, Picture, Table
from publish.documents.table_layout import PADDING, TableLayout, layout_table

FONT = "Times New Roman"
HEAD_WIDTHS = (Cm(6.6), Cm(10.4))
"""The issuer's side and the nation's: the nation's motto must fit on one line."""
PICTURE_WIDTH = Mm(110)
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def render_docx(document: Document, texts: Texts) -> bytes:
    """The document as a file Word and LibreOffice open."""
    document = document.ended
    docx = new_docx()
    _page(docx, landscape=document.landscape)
    _head(docx, document, texts)
    for text in document.paragraphs:
        _paragraph(docx, text)
    for table in document.tables[:1]:
        _table(docx, table, texts)
    for picture in document.pictures:
        _picture(docx, picture)
    for table in document.tables[1:]:
        _table(docx, table, texts)
    for note in document.notes:
        shown = _spaced(_line(docx, note, size=11, italic=True), before=6)
        shown.paragraph_format.keep_with_next = True  # nobody signs a page with nothing on it
    _foot(docx, document, texts)
    file = io.BytesIO()
    docx.save(file)
    return file.getvalue()


def _page(docx: Any, *, landscape: bool) -> None:
    section = docx.sections[0]
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(16)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    _field(number.add_run(), "PAGE")
    style = docx.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)


def _field(run: Any, name: str) -> None:
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - python-docx has no fields of its own


def _head(docx: Any, document: Document, texts: Texts) -> None:
    table = docx.add_table(rows=2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _fixed(table, HEAD_WIDTHS)
    for row in table.rows:
        for cell, width in zip(row.cells, HEAD_WIDTHS, strict=True):
            cell.width = width
    left, right = table.rows[0].cells
    _line(left, document.parent.upper(), size=12, align=CENTER, first=True)
    _line(left, document.issuer.upper(), size=12, bold=True, align=CENTER)
    _rule(left, Cm(1.9))
    _line(right, texts("document.country"), size=12, bold=True, align=CENTER, first=True)
    _line(right, texts("document.motto"), size=13, bold=True, align=CENTER)
    _rule(right, Cm(2.2))
    left, right = table.rows[1].cells
    _line(left, document.number, size=13, align=CENTER, first=True)
    _line(right, document.place_and_date, size=13, italic=True, align=CENTER, first=True)
    if document.draft:
        _line(left, document.draft, size=11, bold=True, align=CENTER)
    _spaced(_line(docx, document.kind, size=14, bold=True, align=CENTER), before=12)
    unbroken = document.subject.replace(" - ", "\u00a0-\u00a0")  # no line ends within its dates
    _line(docx, unbroken, size=14, bold=True, align=CENTER)
    _rule(docx, Cm(6.5))
    if document.addressee:
        to = texts("document.to", addressee=document.addressee)
        _spaced(_line(docx, to, size=13, align=CENTER), before=6, after=6)


def _line(
    where: Any,
    text: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    align: Any = None,
    first: bool = False,
) -> Any:
    paragraph = where.paragraphs[0] if first else where.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _spaced(paragraph: Any, before: int = 0, after: int = 0) -> Any:
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def _rule(where: Any, indent: Any) -> None:
    """A short rule, as below the issuer and the motto."""
    paragraph = _line(where, "", size=2)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - no borders of its own either
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.line_spacing = Pt(6)


def _fixed(table: Any, widths: Sequence[Any]) -> None:
    """Fix the columns of a table's grid; each cell has its width once more."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _paragraph(docx: Any, text: str) -> None:
    paragraph = _spaced(docx.add_paragraph(text), after=6)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Cm(1)
    paragraph.paragraph_format.line_spacing = 1.15


def _picture(docx: Any, picture: Picture) -> None:
    docx.add_picture(io.BytesIO(picture.png), width=PICTURE_WIDTH)
    shown = _spaced(docx.paragraphs[-1], before=12)
    shown.alignment, shown.paragraph_format.keep_with_next = CENTER, True
    _line(docx, picture.caption, size=12, italic=True, align=CENTER)


def _table(docx: Any, table: Table, texts: Texts) -> None:
    title = _spaced(_line(docx, table.title, size=13, bold=True), before=10, after=4)
    title.paragraph_format.keep_with_next = True
    made = layout_table(table, texts, _text_width(docx))
    values = [made.head, *made.rows, *([made.totals] if made.totals else [])]
    # All rows at once: added one by one they take twice as long.
    grid = docx.add_table(rows=len(values), cols=len(table.columns), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    _padded(grid)
    widths = [Mm(width) for width in made.widths]
    _fixed(grid, widths)
    last = len(table.rows)
    for at, (row, cells) in enumerate(zip(grid.rows, values, strict=True)):
        _mark(row, "cantSplit")
        _row(row.cells, cells, made, widths, bold=not 0 < at <= last, head=at == 0)
    _mark(grid.rows[0], "tblHeader")  # shown again on each page of a long table
    if table.note:
        _spaced(_line(docx, table.note, size=11, italic=True), before=4, after=4)


def _text_width(docx: Any) -> float:
    """Millimetres between the margins."""
    section = docx.sections[0]
    return float(section.page_width.mm - section.left_margin.mm - section.right_margin.mm)


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(f"w:{name}")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no word for it


def _padded(table: Any) -> None:
    """Less room beside the words than Word leaves by itself: headings are long."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(PADDING).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001 - nor for this
    look.addprevious(margins)


def _row(
    cells: Sequence[Any],
    row: Sequence[str],
    made: TableLayout,
    widths: Sequence[int],
    *,
    bold: bool,
    head: bool,
) -> None:
    for cell, text, numeric, width in zip(cells, row, made.numeric, widths, strict=True):
        cell.width = width  # Word reads the cells, LibreOffice the grid
        align = CENTER if head else RIGHT if numeric else None
        _line(cell, text, size=made.size, bold=bold, align=align, first=True)


def _foot(docx: Any, document: Document, texts: Texts) -> None:
    table = docx.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _spaced(left.paragraphs[0], before=12)
    if document.recipients:
        _line(left, texts("document.recipients"), size=12, bold=True, italic=True, first=True)
    for line in document.recipients:
        _line(left, f"- {line}", size=11)
    for at, line in enumerate(document.signature):
        _line(right, line, size=13, bold=True, align=CENTER, first=at == 0)
