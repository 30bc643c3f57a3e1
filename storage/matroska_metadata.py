"""Films and sounds of WebM and MKV without title, tags, what hangs on them, moment and program.

What goes is overwritten where it stands: everything else is found by its distance from the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

HOLDERS: Final = frozenset((0x18538067, 0x1549A966, 0x1654AE6B, 0xAE))
"""Segment, Info, Tracks and TrackEntry."""
TELLING: Final = frozenset((0x1254C367, 0x1941A469, 0x1043A770))
"""Tags, Attachments and Chapters."""
WORDS: Final = frozenset((0x7BA9, 0x4D80, 0x5741, 0x4461, 0x7384, 0x536E, 0xEC))
"""Title, MuxingApp, WritingApp, DateUTC, SegmentFilename, a track's name, and what is left over."""
CHECK: Final = 0xBF
"""The checksum of what it stands in: no longer true."""
VOID: Final = 0xEC
VOID_HEAD: Final = 9
"""Bytes: the kind, and a length of eight."""


class _Element(NamedTuple):
    kind: int
    begin: int
    start: int
    """Where its content begins."""
    end: int
    """Of one whose length nobody knew when it was written: where its content begins."""


def without_matroska_tags(content: bytes) -> bytes:
    """The same length, and nothing in it that tells of the maker."""
    made = bytearray(content)
    for one in _elements(content):
        if one.kind in TELLING and one.end - one.begin >= VOID_HEAD:
            length = one.end - one.begin - VOID_HEAD
            made[one.begin : one.end] = bytes([VOID, 1]) + length.to_bytes(7) + bytes(length)
        elif one.kind in WORDS:
            made[one.start : one.end] = bytes(one.end - one.start)
        elif one.kind == CHECK:
            made[one.begin] = VOID
            made[one.start : one.end] = bytes(one.end - one.start)
    return bytes(made)


def _elements(content: bytes) -> Iterator[_Element]:
    at = 0
    while at + 2 <= len(content):
        wide = _width(content[at : at + 1])
        kind = int.from_bytes(content[at : at + wide])
        sized = at + wide
        of_size = _width(content[sized : sized + 1])
        if not (wide and of_size):
            return  # cut off, or no film from here on
        size = int.from_bytes(content[sized : sized + of_size]) & ~(1 << 7 * of_size)
        start = sized + of_size
        unknown = size == (1 << 7 * of_size) - 1
        end = start if unknown else min(start + size, len(content))
        yield _Element(kind, at, start, end)
        at = start if kind in HOLDERS else end


def _width(first: bytes) -> int:
    """How many bytes a number takes that begins so; 0 where none does."""
    return 9 - first[0].bit_length() if any(first) else 0
