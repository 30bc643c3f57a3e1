"""Phiếu xin lỗi và hẹn lại: the paper a citizen gets when an answer is late."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from bot.texts import Texts
from publish.documents.document import Document
from publish.documents.expected_dates import date_or_expected
from rules.office import Office

SPACE_TO_SIGN = ("", "", "")
"""Lines between the capacity and the name."""


class ApologySlip(NamedTuple):
    """What the paper says."""

    code: str
    issuer: str
    """The agency that signs; the office signs where an agency has no leader."""
    agency: str
    received: date
    due: date
    reason: str
    promised: date
    expected: bool
    """Whether the days until then are not decided yet."""
    signed_on: date
    signer: str
    capacity: str
    """How the signer signs: a key below `apologies.paper.as` (NĐ 30/2020/NĐ-CP, Điều 13)."""


def apology_document(slip: ApologySlip, office: Office, texts: Texts) -> Document:
    """The paper as a document; it names no citizen, for it may be shown at the desk."""
    issuer = office.agencies[slip.issuer]
    values = {
        "due": slip.due,
        "received": slip.received,
        "code": slip.code,
        "reason": slip.reason,
        "promised": date_or_expected(texts, slip.promised, expected=slip.expected),
        "agency": office.agencies[slip.agency].name,
        "office": office.desk,
    }
    return Document(
        parent=office.name,
        issuer=issuer.name,
        number=texts("document.number", sign=texts("apologies.paper.sign", agency=issuer.code)),
        place_and_date=place_and_date(slip.signed_on, office, texts),
        kind=texts("apologies.paper.kind"),
        subject=texts("apologies.paper.subject", code=slip.code),
        addressee=texts("apologies.paper.addressee", code=slip.code),
        paragraphs=[
            texts(f"apologies.paper.{name}", **values) for name in ("late", "reason", "promise")
        ],
        signature=[texts(f"apologies.paper.as.{slip.capacity}"), *SPACE_TO_SIGN, slip.signer],
        recipients=[texts("apologies.paper.recipient"), texts("apologies.paper.archive")],
    )


def place_and_date(day: date, office: Office, texts: Texts) -> str:
    """Place and date; NĐ 30/2020 wants a zero before days below 10 and months 1 and 2."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return texts(
        "document.dated", place=office.place, day=f"{day.day:02d}", month=month, year=str(day.year)
    )
