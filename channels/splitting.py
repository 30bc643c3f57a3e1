"""Long texts in parts a messenger takes."""

from __future__ import annotations

from collections.abc import Iterator


def split_text(text: str, limit: int) -> Iterator[str]:
    """Cut a text into parts of at most `limit` UTF-16 units, at line ends where it can.

    A part of blanks alone is left out: no messenger takes it.
    """
    text = text.strip()
    while _units(text) > limit:
        end = _fitting(text, limit)
        good = (text.rfind(blank, end // 2, end) for blank in "\n ")
        cut = next((at for at in good if at > 0), end)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def _units(text: str) -> int:
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text)


def _fitting(text: str, limit: int) -> int:
    end = limit
    while _units(text[:end]) > limit:
        end -= max(1, (_units(text[:end]) - limit) // 2)
    return end
