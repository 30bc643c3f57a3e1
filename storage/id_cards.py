"""Knows a chip ID card in a picture by its QR code; what the code says is forgotten at once."""

from __future__ import annotations

import io
import re
from typing import Final

import zxingcpp
from PIL import Image

SHORT_SIDE = 3000
"""A JPEG is opened at a fraction of its size, but no smaller than this."""
MOST_PIXELS = 50_000_000
QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CARD: Final = re.compile(
    r"\d{12}\|(\d{9}|\d{12})?\|[^|\n]+\|\d{4,8}\|[^|\n]{1,10}\|[^|\n]*\|\d{8}"
)
"""Number, older number, name, birth, sex, address, day of issue; newer cards go on after it."""


def shows_id_card(content: bytes) -> bool:
    """Whether a picture shows the QR code of an ID card, turned as it may be; call it in a thread.

    False for what is no picture, is too large to look at, or cannot be made out.
    """
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.draft("L", (SHORT_SIDE, SHORT_SIDE))
            if picture.width * picture.height > MOST_PIXELS:
                return False
            codes = zxingcpp.read_barcodes(picture.convert("L"), formats=QR)
    except Exception:  # noqa: BLE001 - no library's trouble with a picture may cost us the file
        return False
    return any(_CARD.match(code.text) for code in codes)
