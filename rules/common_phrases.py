"""In which words people complain: what several slips say alike, so that nobody is quoted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from rules.text import clean_text, fold_text, split_tokens

# Everyday words without diacritics, as they are compared; "con", "mot" and the like say nothing.
_STOP: Final = frozenset(
    split_tokens(
        "va la thi ma cua cho toi em chau minh ba con anh chi ong co khong duoc bi da dang se nay"
        " do kia o tai tu den voi nhung cac mot hai nhieu qua rat lai nua roi khi nao gi sao vi nen"
        " hay hoac theo trong ngoai tren duoi nguoi lan ngay hom xin cam on"
    )
)
_PAUSE: Final = re.compile(r"[^\w\s'’]+")


class CommonPhrase(NamedTuple):
    """Two words people used side by side, as they wrote them, and in how many slips."""

    text: str
    n: int


def find_common_phrases(texts: Iterable[str], least: int, most: int = 8) -> list[CommonPhrase]:
    """The commonest pairs of words that stand in at least `least` texts, each once a text."""
    slips: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], Counter[str]] = {}
    for text in texts:
        met = dict(_pairs(text))
        slips.update(met.keys())
        for pair, words in met.items():
            written.setdefault(pair, Counter())[words] += 1
    found = [
        CommonPhrase(written[pair].most_common(1)[0][0], n)
        for pair, n in slips.most_common()
        if n >= least
    ]
    return found[:most]


def _pairs(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Words side by side; a comma or full stop between them parts them."""
    for part in _PAUSE.split(clean_text(text).lower()):
        words = part.split()
        for first, second in pairwise(words):
            pair = fold_text(first), fold_text(second)
            if all(word.isalpha() and word not in _STOP for word in pair):
                yield pair, f"{first} {second}"
