"""The beginning of a longer text."""

from __future__ import annotations

EXCERPT = 220
"""Characters."""


def excerpt_of(text: str, most: int = EXCERPT) -> str:
    """The beginning of a text on one line, in whole words, and a sign that there is more."""
    return beginning_of_text(" ".join(text.split()), most)


def beginning_of_text(text: str, most: int) -> str:
    """The beginning of a text in whole words, and a sign that there is more."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip() + " …"
