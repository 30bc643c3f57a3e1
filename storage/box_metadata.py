"""Films, sounds and pictures made of boxes (MP4, MOV, M4A, HEIC, AVIF) without what tells of whom.

What goes is overwritten where it stands: everything else is found by its distance from the start.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

HOLDERS: Final = (b"moov", b"trak")
"""What holds boxes with words of the maker and with the place, from the outermost in."""
TIMED: Final = frozenset((b"mvhd", b"tkhd", b"mdhd"))
"""Boxes that begin with when the film or track was made and changed: zero is not known."""
TELLING: Final = frozenset((b"udta", b"meta", b"uuid", b"free", b"skip"))
"""Boxes of which nothing is seen or heard."""
ITEM_KINDS: Final = frozenset((b"Exif", b"mime", b"uri "))


class _Box(NamedTuple):
    kind: bytes
    begin: int
    start: int
    """Where its content begins."""
    end: int


class _Extent(NamedTuple):
    item: int
    in_idat: bool
    start: int
    size: int


def without_box_metadata(content: bytes) -> bytes:
    """The same bytes, and zeros for what the maker wrote beside what is seen and heard."""
    made = bytearray(content)
    for start, end in _told(content):
        made[start:end] = bytes(end - start)
    for box in _telling_boxes(content, 0, len(content), HOLDERS):
        made[box.begin + 4 : box.begin + 8] = b"free"
    return bytes(made)


def _told(content: bytes) -> Iterator[tuple[int, int]]:
    for box in _telling_boxes(content, 0, len(content), HOLDERS):
        yield box.start, box.end
    yield from _moments(content, 0, len(content), (*HOLDERS, b"mdia"))
    for box in _boxes(content, 0, len(content)):
        if box.kind == b"meta":
            yield from _telling_extents(content, box)


def _moments(
    content: bytes, start: int, end: int, holders: Sequence[bytes]
) -> Iterator[tuple[int, int]]:
    for box in _boxes(content, start, end):
        if box.kind in TIMED and box.end - box.start >= 20:
            yield box.start + 4, box.start + (20 if content[box.start] else 12)
        elif box.kind in holders[:1]:
            yield from _moments(content, box.start, box.end, holders[1:])


def _telling_boxes(
    content: bytes, start: int, end: int, holders: Sequence[bytes]
) -> Iterator[_Box]:
    for box in _boxes(content, start, end):
        if box.kind in TELLING and not _is_of_picture(content, box):
            yield box
        elif box.kind in holders[:1]:
            yield from _telling_boxes(content, box.start, box.end, holders[1:])


def _is_of_picture(content: bytes, box: _Box) -> bool:
    """Whether a box holds the table of a picture's parts, without which nothing is shown."""
    return box.kind == b"meta" and b"iloc" in _by_kind(content, box)


def _by_kind(content: bytes, meta: _Box) -> dict[bytes, _Box]:
    return {box.kind: box for box in _boxes(content, meta.start + 4, meta.end)}


def _boxes(content: bytes, at: int, end: int) -> Iterator[_Box]:
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, at)
        start = at + 8
        if size == 1 and at + 16 <= end:
            (size,) = struct.unpack_from(">Q", content, at + 8)
            start = at + 16
        after = end if size == 0 else min(at + size, end)
        if after < start:
            return
        yield _Box(kind, at, start, after)
        at = after


def _telling_extents(content: bytes, meta: _Box) -> Iterator[tuple[int, int]]:
    """Of a picture: its EXIF and XMP lie among its pixels, and a table tells where."""
    inner = _by_kind(content, meta)
    if b"iinf" not in inner or b"iloc" not in inner:
        return
    telling = set(_telling_items(content, inner[b"iinf"]))
    base = inner[b"idat"].start if b"idat" in inner else 0
    left = len(content)
    for one in _extents(content, inner[b"iloc"]):
        start = one.start + (base if one.in_idat else 0)
        if one.item in telling and start + one.size <= len(content) and one.size <= left:
            left -= one.size  # a table that names the same bytes again and again ends here
            yield start, start + one.size


def _telling_items(content: bytes, iinf: _Box) -> Iterator[int]:
    counted = 4 if content[iinf.start] else 2
    for box in _boxes(content, iinf.start + 4 + counted, iinf.end):
        wide = 4 if content[box.start] >= 3 else 2
        at = box.start + 4
        kind = at + wide + 2
        if content[kind : kind + 4] in ITEM_KINDS:
            yield int.from_bytes(content[at : at + wide], "big")


def _extents(content: bytes, iloc: _Box) -> Iterator[_Extent]:
    """Every piece of every item."""
    version = content[iloc.start]
    of_offset, of_length, of_base, of_index = _halves(content[iloc.start + 4 : iloc.start + 6])
    at, wide = iloc.start + 6, 4 if version == 2 else 2

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > iloc.end:
            raise IndexError
        return int.from_bytes(content[at - size : at], "big")

    for _ in range(number(wide)):
        item = number(wide)
        method = number(2) & 15 if version else 0
        number(2)
        base = number(of_base)
        for _ in range(number(2)):
            number(of_index if version else 0)
            offset, length = number(of_offset), number(of_length)
            yield _Extent(item, method == 1, base + offset, length)


def _halves(packed: bytes) -> tuple[int, int, int, int]:
    first, second = packed
    return first >> 4, first & 15, second >> 4, second & 15
