"""From tallies to a report: pooled, kept apart, and silent where there is too little."""

from __future__ import annotations

import offices
from rules.common_phrases import find_common_phrases
from rules.rating_report import build_rating_report
from rules.sipas import Share
from storage.satisfaction_statistics import RatingTally

OFFICE = offices.load_office()


def tally(question: str, *counts: int, counter: str = "huyen", marked: bool = False) -> RatingTally:
    """`counts` from very dissatisfied (1) to very satisfied (5)."""
    place = OFFICE.ratings.counters.get(counter)
    agency = place.agency if place else "KTHT"
    commune = place.commune if place else "ia-ka"
    return RatingTally(counter, agency, commune, question, marked, (0, *counts))


def test_a_factor_pools_its_questions_and_the_ratings_of_answers() -> None:
    now = [tally("s19", 0, 0, 0, 5, 5), tally("s20", 1, 0, 4, 0, 0), tally("a1", 0, 1, 0, 9, 0)]
    found = build_rating_report(OFFICE, now, [])
    factor = next(one for one in found.factors if one.line.code == "pakn")
    assert factor.line.share == Share(19, 25)
    assert (factor.line.people, factor.line.enough) == (10, True)
    assert found.overall.share == Share(0, 0)


def test_many_answers_of_few_people_are_too_few_to_tell_a_percentage() -> None:
    two = [tally(f"s{n}", 0, 0, 0, 0, 2) for n in range(10, 16)]
    line = next(one.line for one in build_rating_report(OFFICE, two, []).factors if one.line.people)
    assert (line.share, line.people) == (Share(12, 12), 2)
    assert (line.percent, line.interval) == (None, None)


def test_the_fifth_factor_is_of_answers_about_procedures_alone() -> None:
    found = build_rating_report(
        OFFICE, [tally("a1", 0, 0, 0, 0, 10), tally("a2", 10, 0, 0, 0, 0)], []
    )
    factor = next(one for one in found.factors if one.line.code == "pakn")
    assert factor.line.share == Share(10, 10)
    assert (found.answers[0].share, found.answers[0].people) == (Share(10, 20), 20)


def test_under_the_minimum_there_is_no_percentage_and_no_verdict() -> None:
    found = build_rating_report(OFFICE, [tally("s20", 0, 0, 1, 4, 4)], [])
    factor = next(one for one in found.factors if one.line.code == "pakn")
    assert factor.line.share == Share(8, 9)
    assert factor.line.percent is None
    assert factor.line.interval is None
    assert factor.verdict == (None, 1)


def test_marked_slips_stand_beside_the_figure_and_not_in_it() -> None:
    now = [tally("overall", 5, 0, 0, 5, 5), tally("overall", 0, 0, 0, 0, 85, marked=True)]
    found = build_rating_report(OFFICE, now, [])
    assert found.overall.share == Share(10, 15)
    assert found.overall.with_marked == Share(95, 100)
    assert found.marked == 85


def test_places_are_told_apart_and_the_worst_questions_found() -> None:
    now = [
        tally("overall", 0, 0, 0, 0, 10, counter="huyen"),
        tally("overall", 5, 0, 0, 0, 5, counter="ia-ka"),
        tally("s1", 9, 0, 0, 0, 11),
        tally("s2", 1, 0, 0, 0, 19),
        tally("s3", 0, 0, 0, 0, 20),
        tally("s4", 9, 0, 0, 0, 0),
    ]
    before = [tally("s1", 10, 0, 0, 0, 10)]
    found = build_rating_report(OFFICE, now, before)
    assert [(line.code, line.percent) for line in found.counters] == [
        ("huyen", 100.0),
        ("ia-ka", 50.0),
    ]
    assert [line.code for line in found.communes] == ["phu-hoa", "ia-ka"]
    # s4 is all bad but too few; s3 has nobody dissatisfied.
    assert [line.code for line in found.worst] == ["s1", "s2"]
    assert found.worst[0].change == 5.0


def test_a_period_before_with_too_few_answers_is_not_compared_with() -> None:
    now = [tally("s1", 0, 0, 0, 0, 20)]
    (line, *_) = build_rating_report(OFFICE, now, [tally("s1", 1, 0, 0, 0, 1)]).questions
    assert (line.before.n, line.change) == (2, None)


def test_nine_indicators_add_up_to_points_and_bands() -> None:
    ratings = OFFICE.ratings
    nine = [f"d{number}" for number in range(1, 10)]
    assert ratings.bands_of(dict.fromkeys(nine, 2)) == {"mot-cua": 4}
    assert ratings.bands_of({**dict.fromkeys(nine, 2), "d1": 0, "d2": 0}) == {"mot-cua": 3}
    assert ratings.bands_of(dict.fromkeys(nine, 0)) == {"mot-cua": 0}
    assert ratings.bands_of(dict.fromkeys(nine[:8], 2)) == {}
    now = [RatingTally("huyen", "VP", "", code, False, (0, 2, 10)) for code in nine]
    now.append(RatingTally("huyen", "VP", "", "mot-cua", False, (0, 0, 0, 0, 12, 0)))
    form = build_rating_report(OFFICE, now, []).forms[0]
    assert form.points == Share(198, 216)
    assert (form.band, form.bands[0]) == ("Xuất sắc", ("Xuất sắc", 12))


def test_phrases_are_told_only_when_several_slips_say_them() -> None:
    said = ["Chờ lâu, không ghế ngồi", "ghế ngồi ít", "Ghe ngoi gay. Ghế ngồi hỏng", "chờ đợi"]
    assert find_common_phrases(said, 3) == [("ghế ngồi", 3)]
    assert find_common_phrases(said, 4) == []
