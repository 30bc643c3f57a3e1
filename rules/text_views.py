"""A text in the three views a finder reads: as it stands, in lower case, and folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

# Stands for what is settled already: a letter, so no number beside it looks free-standing, but of
# a script nobody here writes, and without capitals, so no name runs through it.
SETTLED: Final = "\u2d63"
_CONTEXT: Final = 45
_STROKED: Final = {"đ": "d", "ð": "d", "ƀ": "b"}


class TextViews:
    """A text, in lower case and folded too, all of one length, with settled stretches blotted."""

    def __init__(self, text: str, settled: Iterable[str], kept: re.Pattern[str]) -> None:
        self.text = text
        self.lowered = "".join(letter.lower()[0] for letter in text)
        self.folded = "".join(map(fold_letter, text))
        for token in sorted(set(settled), key=len, reverse=True):
            for match in re.finditer(re.escape(token), text):
                self.settle(match.start(), match.end())
        for match in kept.finditer(self.folded):
            self.settle(match.start(), match.end())

    def settle(self, start: int, end: int) -> None:
        blot = SETTLED * (end - start)
        self.text, self.lowered, self.folded = (
            view[:start] + blot + view[end:] for view in (self.text, self.lowered, self.folded)
        )

    def before(self, start: int) -> str:
        """What leads up to a place, back to the last thing settled."""
        return self.folded[max(0, start - _CONTEXT) : start].rpartition(SETTLED)[2]


def fold_letter(letter: str) -> str:
    lowered = letter.lower()
    return _STROKED.get(lowered) or unicodedata.normalize("NFKD", lowered)[0]
