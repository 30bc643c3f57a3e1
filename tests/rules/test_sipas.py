"""The five answers and their share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.sipas import SCORES_BY_CODE, Score, Share, satisfied_share


def test_labels_carry_their_survey_values() -> None:
    assert {code: int(score) for code, score in SCORES_BY_CODE.items()} == {
        "very_satisfied": 5,
        "satisfied": 4,
        "neutral": 3,
        "dissatisfied": 2,
        "very_dissatisfied": 1,
    }


def test_neutral_is_not_satisfied_and_blanks_leave_the_count() -> None:
    assert satisfied_share([5, 4, 3, None, 1]) == Share(satisfied=2, n=4)


def test_one_dissatisfied_answer_in_thousands_never_rounds_up_to_all() -> None:
    assert satisfied_share([5] * 9999 + [2]).percent == 99.9
    assert satisfied_share([5] * 3).percent == 100.0


def test_no_answers_have_no_percentage() -> None:
    assert satisfied_share([]).percent is None


def test_a_number_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="6"):
        satisfied_share([6])


@given(st.lists(st.sampled_from(list(Score))))
def test_only_all_satisfied_give_a_hundred(scores: list[Score]) -> None:
    share = satisfied_share(scores)
    assert 0 <= share.satisfied <= share.n == len(scores)
    assert (share.percent == 100) is (share.n > 0 and share.satisfied == share.n)
