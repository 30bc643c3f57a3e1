"""The receipt of a case filed on paper or by phone: its code, its date, the way to one's chat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from bot.texts import Texts
from messages_vi import written
from publish.documents import typesetting
from publish.documents.expected_dates import date_or_expected
from publish.documents.poster import qr_code_svg
from rules.office import Office

MOST = 900
"""Characters of the report that are printed."""


class ReceiptSlip(NamedTuple):
    """What the receipt says; `links` by channel are one-time addresses."""

    code: str
    received: datetime
    due: date
    expected: bool
    """Whether the days until the due date are not decided yet."""
    field: str
    text: str
    links: Mapping[str, str]
    valid_days: int


def receipt_pdf(slip: ReceiptSlip, office: Office, texts: Texts) -> bytes:
    """One A5 page as PDF; it names nobody, for it may lie on a counter."""
    text = slip.text if len(slip.text) <= MOST else slip.text[:MOST].rstrip() + " …"
    due = date_or_expected(texts, slip.due, expected=slip.expected)
    rows = {"code": slip.code, "received": slip.received, "due": due, "field": slip.field}
    data = {
        "parent": office.parent,
        "office": office.name,
        "title": texts("paper.slip.title"),
        "rows": [
            [texts(f"paper.slip.{name}"), written(value)] for name, value in rows.items() if value
        ],
        "text_title": texts("paper.slip.text"),
        "text": text,
        "codes": [
            {"file": f"{name}.svg", "name": texts(f"posters.channel.{name}")} for name in slip.links
        ],
        "scan": texts("paper.slip.scan"),
        "once": texts("paper.slip.once", n=slip.valid_days),
        "follow": texts("paper.slip.follow", desk=office.desk, address=office.address),
        "officer": texts("paper.slip.officer"),
        "sender": texts("paper.slip.sender"),
        "agreed": texts("paper.slip.agreed"),
    }
    files = {f"{name}.svg": qr_code_svg(link) for name, link in slip.links.items()}
    return typesetting.typeset_pdf("receipt", data, files)
