"""A document as PDF, the same in words and numbers as its DOCX."""

from __future__ import annotations

from typing import Any

from bot.texts import Texts
from publish.documents import typesetting
from publish.documents.document import Document, Table
from publish.documents.table_layout import PADDING, layout_table

WIDTHS = {False: 164, True: 251}
"""Millimetres between the margins of the template, upright and landscape."""


def render_pdf(document: Document, texts: Texts) -> bytes:
    """The document as PDF; call it in a thread."""
    document, width = document.ended, WIDTHS[document.landscape]
    names = [f"picture{at}.png" for at in range(len(document.pictures))]
    addressee = document.addressee and texts("document.to", addressee=document.addressee)
    data = {
        **document._asdict(),
        "addressee": addressee,
        "country": texts("document.country"),
        "motto": texts("document.motto"),
        "recipients_label": texts("document.recipients"),
        "tables": [_table(table, texts, width) for table in document.tables],
        "pictures": [
            {"file": name, "caption": picture.caption}
            for name, picture in zip(names, document.pictures, strict=True)
        ],
    }
    files = {name: picture.png for name, picture in zip(names, document.pictures, strict=True)}
    return typesetting.typeset_pdf("document", data, files)


def _table(table: Table, texts: Texts, width: float) -> dict[str, Any]:
    made = layout_table(table, texts, width)
    return {"title": table.title, "note": table.note, "padding": PADDING, **made._asdict()}
