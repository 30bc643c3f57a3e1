"""Pictures, films and sounds without what tells where, when, with what and by whom they were made.

What is seen is copied as it came, never decoded and drawn again, where the kind of file allows;
of all the rest only how the picture is to be turned stays. Slow: call it in `in_picture_thread`.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from PIL import Image, ImageOps

from bot.event import MediaRefused
from bot.pictures import MOST_PIXELS, PictureRefusedError, opened_picture
from storage.box_metadata import without_box_metadata
from storage.matroska_metadata import without_matroska_tags
from storage.sound_metadata import (
    without_flac_tags,
    without_mp3_tags,
    without_ogg_tags,
    without_riff_tags,
)

ORIENTATION: Final = 0x0112
EXIF: Final = b"Exif\0\0"
UPRIGHT: Final = 1
PNG_SEEN: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs cICP mDCV cLLI"
    b" acTL fcTL fdAT".split()
)
"""The parts of a PNG that say how it looks."""
WEBP_SEEN: Final = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
WEBP_HAS_EXIF, WEBP_HAS_XMP = 0x08, 0x04
GIF_REPEATS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The first byte pair in the data of a JPEG that is a marker."""


class _BrokenPictureError(Exception):
    """It is not made as its kind is."""


def without_metadata(content: bytes, mime: str) -> bytes:
    """A picture, film or sound as it came, but without what its maker wrote beside it.

    Byte for byte the same where there is nothing of that; so is what is no picture but only
    begins like one, and a document. Raises MediaRefused for a kind that cannot be cleaned.
    """
    clean = _CLEANERS.get(mime)
    if clean is None and not mime.startswith(("image/", "audio/", "video/")):
        return content
    try:
        if clean is not None:
            return clean(content)
    except (_BrokenPictureError, IndexError, ValueError, struct.error):
        return _drawn_again(content) or content
    if drawn := _drawn_again(content):
        return drawn
    raise MediaRefused("media.forbidden")


def _drawn_again(content: bytes) -> bytes:
    """A picture as a JPEG of its pixels alone; empty for several pages or what is none."""
    out = io.BytesIO()
    try:
        with opened_picture(content, "RGB", MOST_PIXELS) as picture:
            if getattr(picture, "n_frames", 1) > 1:
                return b""
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.info = {}
            upright.save(out, "JPEG", quality=90)
    except PictureRefusedError:
        return b""
    return out.getvalue()


def _turned(orientation: object) -> bytes:
    """An EXIF that says nothing else; empty for a picture that stands upright."""
    if orientation not in range(UPRIGHT + 1, 9):
        return b""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif.tobytes()


def _kept_of_exif(data: bytes) -> bytes:
    exif = Image.Exif()
    try:
        exif.load(data)
        return _turned(exif.get(ORIENTATION))
    except Exception:  # noqa: BLE001 - no library's trouble with what is thrown away may be ours
        return b""


def _jpeg(content: bytes) -> bytes:
    parts, turned = [content[:2]], b""
    for marker, start, end in _jpeg_segments(content):
        segment = content[start:end]
        if marker == 0xE1 and segment[4:10] == EXIF:
            turned = turned or _kept_of_exif(segment[4:])
        elif _is_seen_in_jpeg(marker, segment):
            parts.append(segment)
    if turned:
        after_jfif = 2 if parts[1:2] and parts[1][1] == 0xE0 else 1
        parts.insert(after_jfif, b"\xff\xe1" + struct.pack(">H", len(turned) + 2) + turned)
    return b"".join(parts)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) up to the end of the picture: what stands after it, nobody shows."""
    at = 2
    while at < len(content):
        at = content.find(b"\xff", at)
        while at >= 0 and content[at + 1] == 0xFF:
            at += 1
        if at < 0:
            raise _BrokenPictureError
        marker, end = content[at + 1], at + 2
        if marker not in range(0xD0, 0xDA):
            (size,) = struct.unpack_from(">H", content, at + 2)
            end += size
            if size < 2 or end > len(content):
                raise _BrokenPictureError
        if marker == 0xDA:
            after = _AFTER_SCAN.search(content, end)
            end = after.start() if after else len(content)
        yield marker, at, end
        if marker == 0xD9:
            return
        at = end


def _is_seen_in_jpeg(marker: int, segment: bytes) -> bool:
    if marker == 0xE0:
        return segment[4:9] == b"JFIF\0" and len(segment) == 18  # a longer one has a thumbnail
    if marker == 0xE2:
        return segment[4:16] == b"ICC_PROFILE\0"
    return marker == 0xEE or not (0xE1 <= marker <= 0xEF or marker == 0xFE)


def _png(content: bytes) -> bytes:
    parts, at = [content[:8]], 8
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        if not name.isalpha() or end > len(content):
            raise _BrokenPictureError
        data = content[at + 8 : at + 8 + size]
        if name in PNG_SEEN:
            parts.append(content[at:end])
        elif name == b"eXIf" and (turned := _kept_of_exif(EXIF + data).removeprefix(EXIF)):
            parts.append(_png_chunk(name, turned))
        if name == b"IEND":
            break
        at = end
    return b"".join(parts)


def _png_chunk(name: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)


def _webp(content: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", content, 4)
    parts, turned, at = [], b"", 12
    while at < min(len(content), size + 8):
        name, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        if name == b"EXIF":
            data = content[at + 8 : at + 8 + length]
            turned = _kept_of_exif(EXIF + data.removeprefix(EXIF)).removeprefix(EXIF)
        elif name in WEBP_SEEN:
            parts.append(content[at:end])
        at = end
    if parts and parts[0][:4] == b"VP8X":
        parts[0] = _webp_says(parts[0], has_exif=bool(turned))
        if turned:
            parts.append(
                struct.pack("<4sI", b"EXIF", len(turned)) + turned + b"\0" * (len(turned) % 2)
            )
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _webp_says(header: bytes, *, has_exif: bool) -> bytes:
    said = header[8] & ~(WEBP_HAS_XMP | WEBP_HAS_EXIF) | (WEBP_HAS_EXIF if has_exif else 0)
    return header[:8] + bytes([said]) + header[9:]


def _gif(content: bytes) -> bytes:
    at = _after_colours(content, 13, content[10])
    parts = [content[:at]]
    while content[at] != 0x3B:
        start, kind = at, content[at]
        if kind == 0x2C:
            at = _after_colours(content, at + 10, content[at + 9]) + 1
        elif kind == 0x21:
            at += 2
        else:
            raise _BrokenPictureError
        first, at = content[at + 1 : at + 12], _after_blocks(content, at)
        is_text = kind == 0x21 and content[start + 1] in (0xFE, 0x01)
        is_foreign = kind == 0x21 and content[start + 1] == 0xFF and first not in GIF_REPEATS
        if not (is_text or is_foreign):
            parts.append(content[start:at])
    return b"".join((*parts, b"\x3b"))


def _after_colours(content: bytes, at: int, packed: int) -> int:
    if at > len(content):
        raise _BrokenPictureError
    return at + 3 * (2 << (packed & 7)) if packed & 0x80 else at


def _after_blocks(content: bytes, at: int) -> int:
    while content[at]:
        at += content[at] + 1
    return at + 1


def _same(content: bytes) -> bytes:
    return content


_CLEANERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/apng": _png,
    "image/webp": _webp,
    "image/gif": _gif,
    **dict.fromkeys(("image/bmp", "audio/amr", "video/mpeg"), _same),
    **dict.fromkeys(("audio/mpeg", "audio/aac"), without_mp3_tags),
    "audio/ogg": without_ogg_tags,
    "audio/x-flac": without_flac_tags,
    **dict.fromkeys(("audio/x-wav", "video/x-msvideo"), without_riff_tags),
    **dict.fromkeys(("video/webm", "video/x-matroska"), without_matroska_tags),
    **dict.fromkeys(
        (
            *("image/heic", "image/avif", "audio/mp4", "audio/x-m4a"),
            *("video/mp4", "video/quicktime", "video/x-m4v", "video/3gpp"),
        ),
        without_box_metadata,
    ),
}
