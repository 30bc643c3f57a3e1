"""Files with words beside what is seen: who took them, where, with what."""

from __future__ import annotations

import io
import struct

from PIL import Image, PngImagePlugin

PLANTED = "Siu Thợ Ảnh"
"""Who took it: planted wherever a file has room for words."""
GPS_TAG, GPS_LATITUDE, GPS_NORTH = 0x8825, 2, 1
SIDEWAYS = 6
"""EXIF: to be turned to the right by a quarter."""


def planted_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    exif[0x010F], exif[0x0110] = "Samsung", "SM-A055F"
    exif[0x013B] = exif[0x8298] = PLANTED
    exif.get_ifd(GPS_TAG).update({GPS_NORTH: "N", GPS_LATITUDE: (14.0, 9.0, 33.5)})
    return exif


def xmp() -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d>{PLANTED}</d></x:xmpmeta>'.encode()


def told_picture(kind: str) -> bytes:
    """A striped picture, 60 wide and 40 high as it lies in the file, full of words."""
    drawn, out = Image.new("RGB", (60, 40), "white"), io.BytesIO()
    drawn.paste("red", (0, 0, 30, 20))
    how: dict[str, object] = {"exif": planted_exif().tobytes()}
    if kind in ("JPEG", "WEBP"):
        how["xmp"] = xmp()
    if kind == "WEBP":
        how["lossless"] = True
    if kind in ("JPEG", "GIF"):
        how["comment"] = PLANTED.encode()
    if kind == "GIF":
        how["save_all"], how["append_images"] = True, [Image.new("RGB", (60, 40), "blue")]
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", PLANTED)
        words.add_itxt("XML:com.adobe.xmp", xmp().decode())
        words.add_text("Comment", PLANTED * 200, zip=True)
        how["pnginfo"] = words
    drawn.save(out, kind, **how)
    after = b"MotionPhoto " + PLANTED.encode() if kind in ("JPEG", "PNG") else b""
    return out.getvalue() + after


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", len(content) + 8, kind) + content


PLACE = b"+14.1594+107.9706/"


def told_film() -> bytes:
    """An MP4 with the place where Android and iPhones write it."""
    apple = box(b"meta", b"\0" * 4, box(b"ilst", box(b"data", PLACE, PLANTED.encode())))
    android = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE))
    track = box(b"trak", box(b"tkhd", b"\1" * 84), box(b"udta", PLANTED.encode()))
    return b"".join(
        (
            box(b"ftyp", b"mp42\0\0\0\0mp42isom"),
            box(b"moov", box(b"mvhd", b"\1" * 100), track, android, apple),
            box(b"uuid", b"\xbe" * 16, xmp()),
            box(b"mdat", b"film" * 50),
        )
    )


def told_heic() -> bytes:
    """As an iPhone makes it: the EXIF lies among the pixels, named in a table."""
    exif = b"\0\0\0\0" + planted_exif().tobytes() + PLANTED.encode()
    entries = [
        box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), kind, b"\0")
        for number, kind in ((1, b"hvc1"), (2, b"Exif"))
    ]
    iinf = box(b"iinf", b"\0" * 4, struct.pack(">H", 2), *entries)

    def whole(pixels_at: int) -> bytes:
        places = ((1, pixels_at, 40), (2, pixels_at + 40, len(exif)))
        iloc = box(
            b"iloc",
            *(b"\0" * 4, b"\x44\x00", struct.pack(">H", 2)),
            *(struct.pack(">HHHII", item, 0, 1, at, size) for item, at, size in places),
        )
        head = box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0" * 4, iinf, iloc)
        return head + box(b"mdat", b"pixelpixel" * 4, exif)

    return whole(whole(0).index(b"pixel"))
