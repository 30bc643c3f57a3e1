"""Knows a chip ID card in a picture by its QR code; what the code says is forgotten at once."""

from __future__ import annotations

import re
from typing import Final

import zxingcpp

from bot.pictures import PictureRefusedError, opened_picture

SHORT_SIDE = 3000
"""A JPEG is opened at a fraction of its size, but no smaller than this."""
QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CARD: Final = re.compile(
    r"\d{12}\|(\d{9}|\d{12})?\|[^|\n]+\|\d{4,8}\|[^|\n]{1,10}\|[^|\n]*\|\d{8}"
)
"""Number, older number, name, birth, sex, address, day of issue; newer cards go on after it."""


def shows_id_card(content: bytes) -> bool:
    """Whether a picture shows the QR code of an ID card, turned as it may be.

    Call it in `in_picture_thread`.
    False for what is no picture, is too large to look at, or cannot be made out.
    """
    try:
        with opened_picture(content, "L", SHORT_SIDE) as picture:
            codes = zxingcpp.read_barcodes(picture.convert("L"), formats=QR)
    except PictureRefusedError:
        return False
    return any(_CARD.match(code.text) for code in codes)
