"""In which words people complain: what several slips say alike, so that nobody is quoted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from rules.text import clean, fold, tokens

_STOP: Final = frozenset(
    tokens(
        "và là thì mà của cho tôi em cháu mình bà con anh chị ông cô không được bị đã đang sẽ này"
        " đó kia ở tại từ đến với những các một hai nhiều quá rất lại nữa rồi khi nào gì sao vì nên"
        " hay hoặc theo trong ngoài trên dưới người lần ngày hôm nay xin cảm ơn"
    )
)
_PAUSE: Final = re.compile(r"[^\w\s'’]+")


class Phrase(NamedTuple):
    """Two words people used side by side, as they wrote them, and in how many slips."""

    text: str
    n: int


def phrases(texts: Iterable[str], least: int, most: int = 8) -> list[Phrase]:
    """The commonest pairs of words that stand in at least `least` texts, each once a text."""
    slips: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], Counter[str]] = {}
    for text in texts:
        met = dict(_pairs(text))
        slips.update(met.keys())
        for pair, words in met.items():
            written.setdefault(pair, Counter())[words] += 1
    found = [
        Phrase(written[pair].most_common(1)[0][0], n)
        for pair, n in slips.most_common()
        if n >= least
    ]
    return found[:most]


def _pairs(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Words side by side; a comma or full stop between them parts them."""
    for part in _PAUSE.split(clean(text).lower()):
        words = part.split()
        for first, second in pairwise(words):
            pair = fold(first), fold(second)
            if all(word.isalpha() and word not in _STOP for word in pair):
                yield pair, f"{first} {second}"
