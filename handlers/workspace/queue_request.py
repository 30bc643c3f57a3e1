"""Which list of the queue is asked for, small enough for a button."""

from __future__ import annotations

from typing import NamedTuple

from rules.text import clean_text, split_tokens

ROOM = 30
"""Bytes of the words looked for: a button carries them from page to page."""


class QueueRequest(NamedTuple):
    """Which list is asked for; rights are in none of it, a button may be forged."""

    section: str = ""
    """Empty: the one that presses most."""
    group: str = ""
    words: str = ""
    page: int = 0

    @property
    def payload(self) -> tuple[object, ...]:
        """What a button carries that leads to the list."""
        where = f"{self.section}.{self.group}" if self.group else self.section
        return "queue", self.page, where, self.words


def request_of_button(page: int, detail: str) -> QueueRequest:
    """The list that `SECTION[.GROUP]:WORDS` leads to."""
    where, _, words = detail.partition(":")
    section, _, group = where.partition(".")
    return QueueRequest(section, group, words_for_button(words), page)


def words_for_button(text: str) -> str:
    """The words to look for as far as a button can carry them; bare letters when it must."""
    said = [word for word in clean_text(text).replace(":", " ").split() if split_tokens(word)]
    if len(" ".join(said).encode()) <= ROOM:
        return " ".join(said)
    kept = ""
    for word in split_tokens(text):
        longer = f"{kept} {word}".strip()
        if len(longer) > ROOM:
            break
        kept = longer
    return kept
