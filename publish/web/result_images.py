"""Pictures for strangers: the card of a result, and photos without anything but their pixels."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from bot.pictures import PictureRefusedError, opened_picture
from publish.documents import typesetting
from publish.web.portal import Portal
from publish.web.published_case import PublishedResult
from rules.excerpts import excerpt_of
from rules.timeline import LATE

WIDEST, SMALL = 1600, 192
"""Pixels: on the page of a result, and in a list at twice its size there."""
QUESTION, ANSWER = 150, 230
"""Characters that fit on a card."""


def stripped_photo(content: bytes, widest: int = WIDEST) -> bytes:
    """A photo re-drawn as JPEG: no EXIF, no GPS, no thumbnail; empty for what cannot be opened.

    Call it in `in_picture_thread`.
    """
    try:
        with opened_picture(content, "RGB", widest) as picture:
            picture.thumbnail((widest, widest))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except PictureRefusedError:
        return b""
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def result_card_png(portal: Portal, result: PublishedResult) -> bytes:
    """1200 x 630 PNG of a result; call it in a thread."""
    texts = portal.texts
    data = {
        "office": portal.office.name,
        "heading": result.field,
        "code": result.code,
        "question": excerpt_of(result.question, QUESTION),
        "agency": texts("site.result.answer", agency=result.agency),
        "answer": excerpt_of(result.answer, ANSWER),
        "badge": texts(f"site.results.{result.punctuality}"),
        "good": result.punctuality != LATE,
        "date": texts("site.card.answered", date=result.answered_on),
        "url": result.url.partition("://")[2],
    }
    return typesetting.typeset_png("card", data)
