"""Sounds, and films of chunks (AVI), without title, artist, comment, cover, place and device.

What is heard and seen is copied as it came.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

ID3_HEAD: Final = 10
NO_ID3: Final = b"ID3\4" + bytes(6)
"""An empty one: by it some such files are known for what they are."""
ID3_HAS_FOOTER: Final = 0x10
ID3V1: Final = 128
APE_FOOTER: Final = 32
LYRICS: Final = re.compile(rb"(\d{6})LYRICS200\Z")
FLAC_HEARD: Final = (0, 3)
"""Blocks of a FLAC by which it is played: how it is made, and where in it what is."""
FLAC_LAST: Final = 0x80
RIFF_HOLDERS: Final = (b"hdrl", b"strl")
RIFF_TELLING: Final = frozenset(
    b"id3 |ID3 |bext|iXML|axml|aXML|_PMX|cart|DISP|IDIT|ISFT|strd|strn|JUNK".split(b"|")
)
OGG_PAGE: Final = 27
OGG_CRC_AT: Final = 22
OGG_BEGINS: Final = 2
OGG_COMMENTS: Final = ((b"\x03vorbis", b"\1"), (b"OpusTags", b""), (b"\x81theora", b""))
"""How the packet of comments begins, and what it ends with."""


def without_mp3_tags(content: bytes) -> bytes:
    """No words in the ID3 before what is heard; no ID3, APE or lyrics behind it."""
    start, end = 0, len(content)
    while content.startswith(b"ID3", start) and start + ID3_HEAD <= end:
        flags, *sizes = content[start + 5 : start + ID3_HEAD]
        size = sum(part << 7 * (3 - at) for at, part in enumerate(sizes))
        start += ID3_HEAD * (2 if flags & ID3_HAS_FOOTER else 1) + size
    while size := _tag_behind(content, end):
        end -= size
    return (NO_ID3 if start else b"") + content[start:end]


def _tag_behind(content: bytes, end: int) -> int:
    """How long the tag is that ends there; 0 for none."""
    if content.startswith(b"TAG", end - ID3V1) and end >= ID3V1:
        return ID3V1
    if content.startswith(b"APETAGEX", end - APE_FOOTER) and end >= APE_FOOTER:
        size, _, flags = struct.unpack_from("<III", content, end - APE_FOOTER + 12)
        return int(max(size, APE_FOOTER)) + (APE_FOOTER if flags >> 31 else 0)
    lyrics = LYRICS.search(content, max(0, end - 15), end)
    return int(lyrics[1]) + 15 if lyrics else 0


def without_flac_tags(content: bytes) -> bytes:
    """Its blocks of words, pictures and of other programs go."""
    blocks, at, last = [], 4, 0
    while not last:
        last, kind = content[at] & FLAC_LAST, content[at] & ~FLAC_LAST
        end = at + 4 + int.from_bytes(content[at + 1 : at + 4])
        if kind in FLAC_HEARD:
            blocks.append((kind, content[at + 1 : end]))
        at = end
    lasts = [0] * (len(blocks) - 1) + [FLAC_LAST]
    heads = [bytes([kind | last]) + rest for (kind, rest), last in zip(blocks, lasts, strict=True)]
    return b"".join((b"fLaC", *heads, content[at:]))


def without_riff_tags(content: bytes) -> bytes:
    """WAV and AVI: what tells of the maker becomes JUNK of zeros."""
    made = bytearray(content)
    for at, end in _telling_chunks(content, 12, len(content)):
        made[at : at + 4] = b"JUNK"
        made[at + 8 : end] = bytes(end - at - 8)
    return bytes(made)


def _telling_chunks(content: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    while at + 8 <= end:
        kind, size = struct.unpack_from("<4sI", content, at)
        inner, after = content[at + 8 : at + 12], min(at + 8 + size, end)
        if kind in RIFF_TELLING or (kind == b"LIST" and inner == b"INFO"):
            yield at, after
        elif kind == b"LIST" and inner in RIFF_HOLDERS:
            yield from _telling_chunks(content, at + 12, after)
        at = after + size % 2


class _Page(NamedTuple):
    start: int
    end: int
    stream: bytes
    begins: bool
    packets: list[tuple[int, int, bool]]
    """Pieces of packets: start, end, whether the packet ends there."""


def without_ogg_tags(content: bytes) -> bytes:
    """The second packet of each stream holds its words: they become spaces."""
    made = bytearray(content)
    for pages, pieces in _second_packets(content):
        packet = b"".join(content[start:end] for start, end in pieces)
        silent, at = _without_words(packet), 0
        for start, end in pieces:
            made[start:end] = silent[at : at + end - start]
            at += end - start
        for page in pages:
            made[page.start + OGG_CRC_AT : page.start + OGG_CRC_AT + 4] = bytes(4)
            crc = _ogg_crc(made[page.start : page.end])
            made[page.start + OGG_CRC_AT : page.start + OGG_CRC_AT + 4] = crc
    return bytes(made)


def _second_packets(content: bytes) -> Iterator[tuple[list[_Page], list[tuple[int, int]]]]:
    """Of each stream the pages it lies on, and its pieces."""
    count: dict[bytes, int] = {}
    found: dict[bytes, tuple[list[_Page], list[tuple[int, int]]]] = {}
    for page in _ogg_pages(content):
        if page.begins:
            count[page.stream] = 0
            found[page.stream] = ([], [])
        if count.get(page.stream, 2) >= 2:
            continue
        pages, pieces = found[page.stream]
        for start, end, is_end in page.packets:
            if count[page.stream] == 1:
                pieces.append((start, end))
                if page not in pages:
                    pages.append(page)
            count[page.stream] += is_end
        if count[page.stream] >= 2:
            yield pages, pieces


def _ogg_pages(content: bytes) -> Iterator[_Page]:
    at = 0
    while content.startswith(b"OggS", at):
        flags, segments = content[at + 5], content[at + 26]
        sizes = content[at + OGG_PAGE : at + OGG_PAGE + segments]
        start = at + OGG_PAGE + segments
        end = start + sum(sizes)
        # A segment under 255 ends its packet.
        ends = [n + 1 for n, size in enumerate(sizes) if size < 255]
        if not ends or ends[-1] < segments:
            ends.append(segments)
        packets = []
        for first, after in pairwise([0, *ends]):
            stop = start + sum(sizes[first:after])
            packets.append((start, stop, sizes[after - 1] < 255 if after else False))
            start = stop
        yield _Page(at, end, content[at + 14 : at + 18], bool(flags & OGG_BEGINS), packets)
        at = end


def _without_words(packet: bytes) -> bytes:
    """A packet of comments as long as it was, that says nothing."""
    for head, tail in OGG_COMMENTS:
        if packet.startswith(head):
            return _silent(packet, head, tail)
    if packet[:1] == b"\x84" or packet[:1] == b"\x04":  # FLAC in OGG: a block of comments
        return _silent(packet, packet[:4], b"")
    return packet


def _silent(packet: bytes, head: bytes, tail: bytes) -> bytes:
    room = len(packet) - len(head) - len(tail) - 8
    if room < 0:
        return packet
    return b"".join((head, struct.pack("<I", room), b" " * room, bytes(4), tail))


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte << 24
        for _ in range(8):
            crc = crc << 1 ^ (0x104C11DB7 if crc & 0x80000000 else 0)
        table.append(crc)
    return table


_CRCS: Final = _crc_table()


def _ogg_crc(page: bytes | bytearray) -> bytes:
    crc = 0
    for byte in page:
        crc = crc << 8 & 0xFFFFFFFF ^ _CRCS[crc >> 24 ^ byte]
    return struct.pack("<I", crc)
