"""A document as PDF, the same in words and numbers as its DOCX."""

from __future__ import annotations

from typing import Any

from bot.texts import Texts
from publish import typesetting
from publish.document import Document, Table
from publish.docx import shown


def render(document: Document, texts: Texts) -> bytes:
    """The document as PDF; call it in a thread."""
    names = [f"picture{at}.png" for at in range(len(document.pictures))]
    addressee = document.addressee and texts("document.to", addressee=document.addressee)
    data = {
        **document._asdict(),
        "addressee": addressee,
        "country": texts("document.country"),
        "motto": texts("document.motto"),
        "recipients_label": texts("document.recipients"),
        "tables": [_table(table, texts) for table in document.tables],
        "pictures": [
            {"file": name, "caption": picture.caption}
            for name, picture in zip(names, document.pictures, strict=True)
        ],
    }
    files = {name: picture.png for name, picture in zip(names, document.pictures, strict=True)}
    return typesetting.pdf("document", data, files)


def _table(table: Table, texts: Texts) -> dict[str, Any]:
    kinds = [column.kind for column in table.columns]
    totals: list[str] = []
    if table.has_totals:
        rest = zip(table.totals[1:], kinds[1:], strict=True)
        totals = [texts("document.total"), *(shown(value, kind) for value, kind in rest)]
    return {
        "title": table.title,
        "note": table.note,
        "widths": [column.width for column in table.columns],
        "numeric": [kind != "text" for kind in kinds],
        "head": [column.title for column in table.columns],
        "rows": [
            [shown(value, kind) for value, kind in zip(row, kinds, strict=True)]
            for row in table.rows
        ],
        "totals": totals,
    }
