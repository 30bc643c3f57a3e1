"""The index: intervals, targets in whole answers, nothing rounded up."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import offices
from rules.rating_forms import PlanTarget
from rules.satisfaction_index import (
    exact_fraction,
    judge_target,
    points_of_counts,
    pooled_share,
    share_of_counts,
    target_percentage,
    wilson_interval,
)
from rules.sipas import Share

shares = st.integers(1, 100_000).flatmap(
    lambda n: st.integers(0, n).map(lambda satisfied: Share(satisfied, n))
)


@given(shares)
def test_the_interval_holds_the_share_and_stays_within_a_hundred(share: Share) -> None:
    interval = wilson_interval(share)
    assert interval is not None
    assert 0 <= interval.low <= share.satisfied * 1000 / share.n <= interval.high <= 1000


@given(shares)
def test_more_answers_of_the_same_share_never_widen_the_interval(share: Share) -> None:
    narrow, wide = wilson_interval(Share(share.satisfied * 4, share.n * 4)), wilson_interval(share)
    assert narrow is not None
    assert wide is not None
    assert narrow.high - narrow.low <= wide.high - wide.low


def test_the_interval_of_the_textbook() -> None:
    # 90 of 100: 82.56 to 94.48 % (Wilson 1927, as tabulated by Newcombe 1998).
    assert wilson_interval(Share(90, 100)) == (825, 945)
    assert wilson_interval(Share(0, 0)) is None


@given(shares, st.integers(0, 10_000))
def test_a_verdict_counts_exactly_the_answers_that_lack_or_are_over(
    share: Share, hundredths: int
) -> None:
    percent = Fraction(hundredths, 100)
    verdict = judge_target(share, percent, wilson_interval(share))
    assert verdict is not None
    above = Fraction(share.satisfied * 100, share.n) >= percent
    assert verdict.reached in {None, above}
    changed = share.satisfied + (-verdict.answers if above else verdict.answers)
    assert Fraction(changed * 100, share.n) >= percent
    assert Fraction((changed - 1) * 100, share.n) < percent


@given(st.lists(st.lists(st.integers(0, 50), min_size=6, max_size=6), min_size=1))
def test_pooling_is_adding_up_all_answers(counts: list[list[int]]) -> None:
    together = tuple(map(sum, zip(*counts, strict=True)))
    assert pooled_share(*(share_of_counts(tuple(one)) for one in counts)) == share_of_counts(
        together
    )


def test_both_readings_of_two_percent_come_out_as_the_plan_has_them() -> None:
    rows = offices.load_office().ratings.plan
    assert [float(target_percentage(row, "points")) for row in rows] == [
        96.0,
        93.4,
        97.5,
        93.8,
        100.0,
    ]
    assert [float(target_percentage(row, "relative")) for row in rows] == [
        95.88,
        93.228,
        97.41,
        93.8,
        99.96,
    ]
    assert {row.reading for row in rows} == {"points"}


def test_one_dissatisfied_answer_misses_a_hundred_however_many_there_are() -> None:
    target = offices.load_office().ratings.plan[4]
    share = Share(9_996, 10_000)
    assert share.percent == 99.9
    interval = wilson_interval(share)
    assert judge_target(share, target_percentage(target), interval) == (None, 4)
    assert judge_target(share, target_percentage(target, "relative"), interval) == (None, 0)


def test_a_verdict_is_spoken_only_where_chance_could_not_have_made_it() -> None:
    aim = Fraction(90)
    for satisfied, n, people, reached in (
        (100, 100, 100, True),
        (95, 100, 100, None),
        (80, 100, 100, False),
        # The same answers of five heads say nothing.
        (100, 100, 5, None),
        (80, 100, 5, None),
    ):
        share = Share(satisfied, n)
        found = judge_target(share, aim, wilson_interval(share, people))
        assert found is not None
        assert found.reached is reached, (satisfied, n, people)
    assert judge_target(Share(10, 10), aim, None) == (None, 1)


def test_an_aim_above_a_hundred_is_a_hundred() -> None:
    row = PlanTarget(
        factor="x",
        baseline_year=1,
        baseline=99.5,
        year=2,
        increase=2.0,
        reading="points",
        source="",
    )
    assert target_percentage(row) == 100
    assert exact_fraction(95.88) == Fraction(9588, 100)


def test_points_are_earned_of_those_to_be_had() -> None:
    assert points_of_counts((1, 2, 3, 0, 0, 0), 2) == Share(8, 12)
