"""How much a text sounds like an office's examples of one thing rather than of the other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rules.text import split_words

WINDOW: Final = 25
"""So many words are weighed together: one sentence about danger in a long story counts."""
UNDERSTOOD: Final = 2 / 3
"""The share of words the examples must know: of another language nobody knows what it resembles."""
_DOUBT: Final = 0.1
"""What one example more or less may change: the smaller, the more a rare word says."""


def resemblance_to_examples(
    said: Sequence[str], examples: tuple[str, ...], others: tuple[str, ...]
) -> float:
    """The evidence of the likest stretch of a text that it belongs to `examples`, not to `others`.

    `said`: words as rules.text.split_words gives them. It is a logarithm of odds: 0 says nothing.
    Words and pairs of words count that stand in one of the two; order of examples does not matter.
    """
    weights = _weights(examples, others)
    step = WINDOW // 2
    begins = range(0, max(len(said) - step, 1), step)
    return max(_evidence(said[begin : begin + WINDOW], weights) for begin in begins)


def _evidence(said: Sequence[str], weights: Mapping[str, float]) -> float:
    if sum(word in weights for word in said) < UNDERSTOOD * len(said):
        return 0.0
    return sum(weights.get(one, 0.0) for one in set(_features(said)))


@lru_cache(maxsize=8)
def _weights(examples: tuple[str, ...], others: tuple[str, ...]) -> Mapping[str, float]:
    """Naive Bayes: how much commoner each word and each pair is on the one side."""
    here, there = _counted(examples), _counted(others)
    return {
        one: math.log((here[one] + _DOUBT) / (len(examples) + 2 * _DOUBT))
        - math.log((there[one] + _DOUBT) / (len(others) + 2 * _DOUBT))
        for one in here.keys() | there.keys()
    }


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(one for text in texts for one in set(_features(split_words(text))))


def _features(said: Sequence[str]) -> Iterator[str]:
    yield from said
    yield from map(" ".join, pairwise(said))
