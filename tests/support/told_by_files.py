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
MOMENT = b"\xe5\x4a\x1c\x07"


def told_film() -> bytes:
    """An MP4 with the place where Android and iPhones write it."""
    apple = box(b"meta", b"\0" * 4, box(b"ilst", box(b"data", PLACE, PLANTED.encode())))
    android = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE))
    times = box(b"mdia", box(b"mdhd", bytes(4) + MOMENT * 2 + b"\1" * 12))
    track = box(b"trak", box(b"tkhd", b"\1" * 84), times, box(b"udta", PLANTED.encode()))
    return b"".join(
        (
            box(b"ftyp", b"mp42\0\0\0\0mp42isom"),
            box(
                b"moov", box(b"mvhd", b"\1\0\0\0" + MOMENT * 4 + b"\1" * 80), track, android, apple
            ),
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


def told_mp3() -> bytes:
    """With a title before what is heard, and three kinds of tags behind it."""
    frame = b"TPE1" + struct.pack(">IH", len(PLANTED.encode()) + 1, 0) + b"\3" + PLANTED.encode()
    before = b"ID3\4\0\0" + bytes((0, 0, len(frame) >> 7, len(frame) & 127)) + frame
    item = struct.pack("<II", 4, 0) + b"Artist\0Siu "
    head = struct.pack("<IIII", 2000, len(item) + 32, 1, 1 << 31) + bytes(8)
    ape = b"APETAGEX" + head + item + b"APETAGEX" + head
    lyrics = b"LYRICSBEGIN" + PLANTED.encode()
    behind = lyrics + b"%06dLYRICS200" % len(lyrics)
    return before + HEARD_MP3 + ape + behind + b"TAG" + PLANTED.encode().ljust(125, b"\0")


HEARD_MP3 = b"\xff\xfa\x90\x64" + b"heard" * 80


def told_flac() -> bytes:
    def block(kind: int, content: bytes, last: int = 0) -> bytes:
        return bytes([kind | last]) + len(content).to_bytes(3) + content

    words = struct.pack("<I", 0) + struct.pack("<II", 1, 30) + b"ARTIST=" + PLANTED.encode()
    blocks = block(0, b"\1" * 34), block(4, words), block(6, PLANTED.encode(), 0x80)
    return b"".join((b"fLaC", *blocks, b"\xff\xf8", b"heard" * 20))


def told_wav() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)

    artist = b"INFO" + chunk(b"IART", PLANTED.encode())
    parts = chunk(b"fmt ", b"\1" * 16), chunk(b"LIST", artist), chunk(b"data", b"heard" * 20)
    body = b"WAVE" + b"".join((*parts, chunk(b"bext", PLANTED.encode()), chunk(b"data", b"more")))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def ogg_page(number: int, packet: bytes, flags: int = 0) -> bytes:
    """One page with one packet, without its checksum."""
    sizes = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = struct.pack("<BBQIIIB", 0, flags, 0, 7, number, 0, len(sizes))
    return b"OggS" + head + sizes + packet


def told_ogg() -> bytes:
    words = PLANTED.encode() * 40
    comments = b"OpusTags" + struct.pack("<I", 4) + b"Lavf" + struct.pack("<II", 1, len(words))
    pages = (b"OpusHead" + b"\1" * 11, comments + words, b"heard" * 60)
    return b"".join(ogg_page(n, one, 2 if not n else 0) for n, one in enumerate(pages))


def told_webm() -> bytes:
    """As a browser records it: nobody knew how long the whole would be."""

    def element(kind: str, content: bytes) -> bytes:
        return bytes.fromhex(kind) + (1 << 28 | len(content)).to_bytes(4) + content

    unknown = bytes.fromhex("01ffffffffffffff")
    words = element("4d80", PLANTED.encode()) + element("7ba9", PLANTED.encode())
    info = element("1549a966", element("bf", b"\1" * 4) + words)
    track = element("1654ae6b", element("ae", element("536e", PLANTED.encode())))
    cluster = bytes.fromhex("1f43b675") + unknown + element("a3", b"heard" * 20)
    tags = element("1254c367", element("7373", PLANTED.encode()))
    head = element("1a45dfa3", bytes.fromhex("428284") + b"webm")
    return head + bytes.fromhex("18538067") + unknown + info + track + cluster + tags
