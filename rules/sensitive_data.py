"""What may be the matter of a child or of somebody's health: never published, whatever else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from rules.office_policies import Publishing
from rules.text import fold_text, to_nfc
from rules.text_views import fold_letter

_AGE: Final = re.compile(r"(?<![\w.,])(\d{1,2}) ?(thang )?tuoi(?! tho)(?!\w)")
_GRADE: Final = re.compile(r"(?<!\w)lop ?(1[0-2]|[1-9])(?:[a-z]\d?)?(?!\w)")
_CALLED: Final = re.compile(
    r"(?<!\w)(?:chau|be)(?: (?:gai|trai|ten|la))* ([^\W\d_][\w'\u2019\u02bc]*)"
)


def find_sensitive_words(text: str, publishing: Publishing) -> tuple[str, ...]:
    """Words that speak of a child or of a person's health, as written, each once, in order."""
    text = to_nfc(text)
    folded = "".join(map(fold_letter, text))
    found: dict[str, str] = {}
    for start, end in sorted(_found(text, folded, publishing)):
        found.setdefault(folded[start:end], text[start:end])
    return tuple(found.values())


def _found(text: str, folded: str, publishing: Publishing) -> Iterator[tuple[int, int]]:
    for match in _AGE.finditer(folded):
        if match[2] or int(match[1]) < publishing.child_under:
            yield match.span()
    for match in _CALLED.finditer(folded):
        if _is_name(text[slice(*match.span(1))]):
            yield match.span()
    for pattern in (_GRADE, _words(publishing.child_words), _words(publishing.health_words)):
        yield from (match.span() for match in pattern.finditer(folded))


def _is_name(word: str) -> bool:
    """`cháu gửi` is somebody young who writes, and `CHÁU GỬI` one who shouts."""
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


@lru_cache(maxsize=8)
def _words(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases; without any, what stands nowhere."""
    longest_first = sorted((fold_text(phrase) for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")
