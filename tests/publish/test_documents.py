"""The files an office works with open in the programs an office has, and say the same numbers."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from docx import Document as OpenDocx
from docx.oxml.ns import qn
from PIL import Image

from bot.texts import Texts
from publish.documents import docx, pdf, xlsx
from publish.documents.document import Column, Document, Picture, Table
from publish.documents.table_layout import cell_in_words, layout_table
from publish.reports import charts

TEXTS = Texts()
POISON = ['=HYPERLINK("http://x.invalid")', "+84 912", "@SUM(A1)", '#image("/etc/passwd")', "<b>&"]
SKIPPED = "no LibreOffice on this machine: files were not opened in it"


@pytest.fixture(scope="module")
def document() -> Document:
    chart = charts.stacked_bars_png(
        "Theo cơ quan", ["Phòng Ă"], {"Đúng hạn": [3]}, empty="Không có"
    )
    columns = [
        Column("Cơ quan", width=3),
        Column("Mới", "number", total=True),
        Column("Hài lòng", "percent"),
    ]
    rows = [[text, 1000 + at, 95.5] for at, text in enumerate(POISON)]
    return Document(
        parent="UBND tỉnh Gia Lai",
        issuer="UBND huyện Chư Păh",
        number="Số:      /BC-VP",
        place_and_date="Chư Păh, ngày 23 tháng 11 năm 2026",
        kind="BÁO CÁO",
        subject="Kết quả tuần 47",
        addressee="Chủ tịch UBND huyện",
        paragraphs=["Trong tuần có 5 vụ việc mới."],
        tables=[
            Table("Bảng 1. Theo cơ quan", columns, rows),
            Table("Bảng 1. Theo cơ quan", columns, []),
        ],
        pictures=[Picture(chart, "Biểu đồ 1")],
        notes=["Số liệu do hệ thống lập."],
        signature=["TL. CHỦ TỊCH"],
        recipients=["Như trên;"],
        draft="DỰ THẢO, chờ ký",
    )


def libreoffice(content: bytes, name: str, to: str, folder: Path) -> Path:
    """What LibreOffice makes of a file."""
    if shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail(SKIPPED)
        pytest.skip(SKIPPED)
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(folder), name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return folder / f"{Path(name).stem}.{to.partition(':')[0]}"


def text_of(file: bytes) -> str:
    pages = pypdfium2.PdfDocument(file)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def test_the_pdf_says_what_the_document_says(document: Document) -> None:
    text = text_of(pdf.render_pdf(document, TEXTS))
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO", "5.010", "Như trên;", *POISON):
        assert part in text


def test_the_docx_opens_in_libreoffice_with_the_same_words(
    document: Document, tmp_path: Path
) -> None:
    made = libreoffice(docx.render_docx(document, TEXTS), "bao-cao.docx", "pdf", tmp_path)
    text = text_of(made.read_bytes())
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Kính gửi: Chủ tịch", "5.010", *POISON):
        assert part in text


def test_the_docx_keeps_the_margins_of_the_decree(document: Document) -> None:
    section = OpenDocx(io.BytesIO(docx.render_docx(document, TEXTS))).sections[0]
    assert 30 <= section.left_margin.mm <= 35
    assert 15 <= section.right_margin.mm <= 20
    assert 20 <= section.top_margin.mm <= 25


def test_totals_are_formulas_that_agree_and_words_are_never_formulas(document: Document) -> None:
    content = xlsx.render_xlsx(document, TEXTS)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == ["=SUBTOTAL(109,B6:B10)"]
    assert [sheet.cell(6 + at, 1).value for at in range(len(POISON))] == POISON
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    assert values["B11"].value == 5010
    assert sheet.auto_filter.ref == "A5:C10"


def test_libreoffice_computes_the_same_total(document: Document, tmp_path: Path) -> None:
    made = libreoffice(
        xlsx.render_xlsx(document, TEXTS),
        "so-lieu.xlsx",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        tmp_path,
    )
    rows = list(csv.reader(io.StringIO(made.read_text(encoding="utf-8"))))
    total = next(row for row in rows if row and row[0] == "Tổng")
    assert total[1].replace(",", "").replace(".", "") == "5010"


def test_two_tables_of_one_title_get_two_sheets(document: Document) -> None:
    names = openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(document, TEXTS))).sheetnames
    assert len(set(names)) == 2


def test_a_chart_is_a_picture_wide_enough_for_a_phone(document: Document) -> None:
    with Image.open(io.BytesIO(document.pictures[0].png)) as picture:
        assert picture.width >= 1000


def test_a_chart_without_numbers_says_so_instead_of_failing() -> None:
    for png in (
        charts.stacked_bars_png("Tuần", [], {}, empty="Chưa có số liệu"),
        charts.lines_png("Tuần", ["T1"], {"Hài lòng": [None]}, empty="Chưa có số liệu"),
    ):
        assert png.startswith(b"\x89PNG")


def test_a_hash_copied_from_the_pdf_is_the_hash(document: Document) -> None:
    mark = hashlib.sha256(b"").hexdigest()
    words = f"Mã kiểm SHA-256: {mark}"
    noted = document._replace(notes=[words, "Hết."], paragraphs=[f"{'x' * 200} {words}"])
    text = text_of(pdf.render_pdf(noted, TEXTS))
    assert mark in text
    assert "\u200b" not in text


def test_the_text_ends_with_the_mark_of_the_end(document: Document) -> None:
    assert "Số liệu do hệ thống lập./." in text_of(pdf.render_pdf(document, TEXTS))
    paragraphs = OpenDocx(io.BytesIO(docx.render_docx(document, TEXTS))).paragraphs
    assert [one.text for one in paragraphs if one.text][-1] == "Số liệu do hệ thống lập./."
    slip = document._replace(notes=[], tables=[], paragraphs=["Một.", "Hai."])
    assert slip.ended.paragraphs == ["Một.", "Hai./."]


def test_no_word_of_a_table_is_broken_and_no_row_split(document: Document) -> None:
    words = ["Trả lời trong gia hạn", "Không thuộc thẩm quyền (đã chuyển)", "Nghiêng"]
    columns = [Column(word, "number", total=True) for word in words * 4]
    wide = Table("Biểu", columns, [[1000] * len(columns)])
    made = layout_table(wide, TEXTS, 164)
    assert sum(made.widths) == pytest.approx(164)
    assert min(made.widths[1::3]) > min(made.widths[0::3])
    text = text_of(pdf.render_pdf(document._replace(tables=[wide]), TEXTS))
    assert text.split().count("chuyển)") == text.split().count("Nghiêng") == 4
    grid = OpenDocx(io.BytesIO(docx.render_docx(document, TEXTS))).tables[1]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows)


def test_days_are_dates_and_what_is_long_has_room(document: Document) -> None:
    long = "Không về hành vi, không về quy định; " * 6
    columns = [Column("Mã"), Column("Hạn", "date"), Column("Cách tính")]
    table = Table("Quá hạn", columns, [["A", date(2026, 12, 14), long], ["B", None, "ngắn"]], long)
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx.render_xlsx(document._replace(tables=[table]), TEXTS))
    )
    sheet = book.worksheets[0]
    (head,) = [row[0].row for row in sheet.iter_rows() if row[0].value == "Mã"]
    cell = sheet.cell(head + 1, 2)
    assert cell.value.date() == date(2026, 12, 14)
    assert cell.number_format == "dd/mm/yyyy"
    heights = sheet.row_dimensions
    assert heights[head + 1].height > 4 * (heights[head + 2].height or 15)
    assert heights[head + 4].height > 15
    assert cell_in_words(date(2026, 12, 14), "date") == "14/12/2026"


def test_the_first_sheet_says_how_the_numbers_were_made(document: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(document, TEXTS)))
    first, second = ([row[0].value for row in sheet.iter_rows()] for sheet in book)
    assert first[:4] == [
        "Bảng 1. Theo cơ quan",
        "Kết quả tuần 47",
        "DỰ THẢO, chờ ký",
        "Số liệu do hệ thống lập.",
    ]
    assert "DỰ THẢO, chờ ký" not in second


def test_the_name_of_a_sheet_ends_with_a_word(document: Document) -> None:
    table = document.tables[0]._replace(title="6. Vụ việc quá hạn đến cuối kỳ này")
    content = xlsx.render_xlsx(document._replace(tables=[table]), TEXTS)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["6. Vụ việc quá hạn đến cuối"]
