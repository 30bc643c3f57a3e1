"""The five answers of the SIPAS survey and the share of satisfied ones."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final, NamedTuple


class Score(IntEnum):
    """The five labels, 5 the best (QĐ 2640/QĐ-BNV 2017, QĐ 1001/QĐ-BNV 2023)."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    NEUTRAL = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1

    @property
    def code(self) -> str:
        """The ASCII name used in data and message keys, e.g. `very_satisfied`."""
        return self.name.lower()

    @property
    def satisfied(self) -> bool:
        """Whether it counts as satisfied; a neutral answer does not."""
        return self >= Score.SATISFIED


SCORES_BY_CODE: Final[dict[str, Score]] = {score.code: score for score in Score}


class Share(NamedTuple):
    """How many of `n` valid answers were satisfied; always show `n` beside the percentage."""

    satisfied: int
    n: int

    @property
    def tenths(self) -> int | None:
        """The percentage in tenths (955 is 95.5 %), cut, so only all of `n` give 100; or None."""
        return self.satisfied * 1000 // self.n if self.n else None

    @property
    def percent(self) -> float | None:
        """`tenths` as a number to show; None without answers."""
        return None if self.tenths is None else self.tenths / 10


def satisfied_share(scores: Iterable[int | None]) -> Share:
    """Satisfied among the answers given; None is a blank and leaves the denominator.

    Raises ValueError for a number that is no score.
    """
    valid = [Score(score) for score in scores if score is not None]
    return Share(sum(score.satisfied for score in valid), len(valid))
