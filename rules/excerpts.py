"""The beginning of a longer text."""

from __future__ import annotations

import re

EXCERPT = 220
"""Characters."""


TITLE = 80
"""Characters."""
SHORT = 20
"""Characters: a sentence shorter than that (`Kính gửi xã.`) is no title by itself."""
_SENTENCE_END = re.compile(r"(?<=[^\W\d][.!?…])\s")


def title_of(text: str) -> str:
    """The first sentence of a text, or the beginning of it: what it is called in a list."""
    line = " ".join(text.split())
    first = _SENTENCE_END.split(line, maxsplit=1)[0].rstrip(" .,;:")
    return beginning_of_text(first if len(first) >= SHORT else line, TITLE)


def excerpt_of(text: str, most: int = EXCERPT) -> str:
    """The beginning of a text on one line, in whole words, and a sign that there is more."""
    return beginning_of_text(" ".join(text.split()), most)


def beginning_of_text(text: str, most: int) -> str:
    """The beginning of a text in whole words, and a sign that there is more."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip() + " …"
