"""Pictures of few bytes and very many pixels."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG whose header says its size and that has not one pixel: opening it decodes nothing."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + header
        + struct.pack(">I", zlib.crc32(header))
        + b"\0\0\0\0IEND\xaeB\x60\x82"
    )


def plain_picture(width: int, height: int, kind: str = "PNG", **how: object) -> bytes:
    """One colour: it takes next to nothing on the wire."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, kind, **how)
    return out.getvalue()
