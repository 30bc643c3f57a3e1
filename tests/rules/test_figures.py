"""The figures of a period add up, whatever the cases went through."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case_counting import AnswerTimes, PeriodTally, answer_times, count_cases, counts_by_group
from rules.case_facts import CaseFact, GivenRating
from rules.period_counts import PeriodCounts, sum_counts
from rules.period_summary import overdue_episodes, summarise_period, unforwarded_episodes
from rules.reporting_period import Period
from rules.timeline import Pause
from rules.worsening import most_dissatisfied_group, most_worsened_measure
from tests.support.figures import WEEK, episode, fact


def day(number: int) -> date:
    return date(2026, 11, number)


def test_a_case_received_and_answered_in_the_week_is_new_and_on_time() -> None:
    one = episode(day(16), False, day(30), day(20), "answered", days_taken=4)
    found = count_cases([fact(one, about="conduct", proposal=True)], WEEK, soon=2)
    assert (found.new, found.on_time, found.conduct, found.open) == (1, 1, 1, 0)
    assert found.proposal == 1
    assert found.balanced


def test_an_accepted_extension_is_neither_on_time_nor_late() -> None:
    extended = episode(day(2), False, day(30), day(20), "answered", extended=True)
    found = count_cases([fact(extended)], WEEK, soon=2)
    assert (found.carried, found.on_time, found.extended, found.late) == (1, 0, 1, 0)


def test_an_extension_does_not_excuse_an_answer_after_the_extended_date() -> None:
    late = episode(day(2), False, day(18), day(20), "answered", extended=True, days_late=2)
    assert count_cases([fact(late)], WEEK, soon=2).late == 1


def test_a_case_answered_after_the_week_was_open_in_it() -> None:
    later = episode(day(2), False, day(30), day(25), "answered", days_left=5)
    found = count_cases([fact(later)], WEEK, soon=2)
    assert (found.carried, found.in_time, found.answered) == (1, 1, 0)


def test_a_case_closed_before_the_week_counts_nowhere() -> None:
    assert (
        count_cases([fact(episode(day(2), False, day(9), day(9), "answered"))], WEEK, soon=2)
        == PeriodCounts()
    )


def test_a_reopened_case_comes_and_goes_twice() -> None:
    first = episode(day(16), False, day(20), day(17), "answered")
    again = episode(day(18), True, day(30), day(19), "answered")
    found = count_cases([fact(first, again)], WEEK, soon=2)
    assert (found.new, found.reopened, found.answered) == (1, 1, 2)
    assert found.balanced


def test_a_paused_case_is_not_overdue() -> None:
    paused = episode(day(2), False, day(18), paused=True, days_late=3)
    found = count_cases([fact(paused)], WEEK, soon=2)
    assert (found.paused, found.overdue) == (1, 0)
    assert not overdue_episodes([fact(paused)], WEEK)


def test_what_nobody_forwarded_in_time_is_late_long_before_its_answer_is() -> None:
    waits = episode(day(2), False, day(30), days_left=6, forward_late=9)
    worse = episode(day(1), False, day(30), days_left=6, forward_late=10)
    paused = waits._replace(pauses=(Pause(day(2), None),))
    gone = waits._replace(closed=day(20), outcome="refused")
    cases = [fact(one, code=f"{n}") for n, one in enumerate((waits, worse, paused, gone))]
    found = count_cases(cases, WEEK, soon=2)
    assert (found.in_time, found.overdue, found.late_forward) == (2, 0, 2)
    assert found.balanced
    assert [item[0].code for item in unforwarded_episodes(cases, WEEK)] == ["1", "0"]


def test_due_soon_is_said_before_it_is_late() -> None:
    episodes = [episode(day(2), False, day(24), days_left=left) for left in (3, 2, 0)]
    found = count_cases([fact(one) for one in episodes], WEEK, soon=2)
    assert (found.in_time, found.due_soon) == (1, 2)


def test_how_long_answers_took_and_how_old_the_open_cases_are_is_told_apart() -> None:
    quick = fact(episode(day(16), False, day(30), day(17), "answered", days_taken=1))
    old = fact(episode(day(2), False, day(18), days_late=2, days_taken=14))
    older = fact(episode(day(1), False, day(18), days_late=2, days_taken=15))
    assert answer_times([quick, old, older], WEEK) == (1, 15, 1, 14.5, 2)
    # Many new ones make no answer faster, and where none was given none is told.
    assert answer_times([old], WEEK) == (None, 14, 0, 14, 1)


def test_the_overdue_list_begins_with_the_worst() -> None:
    worst = fact(episode(day(2), False, day(10), days_late=8), code="PAKN.20261102.0002")
    bad = fact(episode(day(2), False, day(18), days_late=2), code="PAKN.20261102.0001")
    assert [item[0].code for item in overdue_episodes([bad, worst], WEEK)] == [worst.code, bad.code]


def test_ratings_count_in_the_week_they_were_given() -> None:
    closed = episode(day(2), False, day(9), day(9), "answered")
    rated, before = (fact(closed, ratings=(GivenRating(day(n), 5),)) for n in (17, 10))
    assert count_cases([rated, before], WEEK, soon=2).satisfaction == (1, 1)


@pytest.mark.parametrize(
    ("late", "said", "wanted"),
    [(0, False, (0, 0)), (2, False, (1, 0)), (2, True, (1, 1)), (0, True, (0, 0))],
)
@pytest.mark.parametrize("closed", [None, day(20), day(25)])
def test_of_the_late_those_apologised_for_are_counted_in_every_week_they_are_open(
    late: int, said: bool, wanted: tuple[int, int], closed: date | None
) -> None:
    one = episode(day(2), False, day(10), closed, days_late=late, apologised=said)
    found = count_cases([fact(one)], WEEK, soon=2)
    assert (found.should_apologise, found.apologised) == wanted


@pytest.mark.parametrize(
    ("closed", "outcome", "may", "public", "wanted"),
    [
        (day(20), "answered", True, 0, (1, 1)),
        (day(20), "answered", True, None, (1, 0)),
        (day(20), "answered", False, None, (0, 0)),
        (day(20), "refused", True, None, (0, 0)),
        (day(10), "answered", True, 0, (0, 0)),  # answered before the week
        (None, "", True, None, (0, 0)),
    ],
)
def test_of_the_answers_that_may_be_published_those_that_stand_on_a_page_are_counted(
    closed: date | None, outcome: str, may: bool, public: int | None, wanted: tuple[int, int]
) -> None:
    one = fact(episode(day(2), False, day(30), closed, outcome), publishable=may, public=public)
    found = count_cases([one], WEEK, soon=2)
    assert (found.publishable, found.public) == wanted


@pytest.mark.parametrize(
    ("now", "before", "wanted"),
    [
        (
            PeriodCounts(overdue=9, reopened=3),
            PeriodCounts(overdue=8, reopened=1),
            ("reopened", 3, 1, 1, 4),
        ),
        (PeriodCounts(overdue=9, late=4), PeriodCounts(overdue=3, late=3), ("overdue", 9, 3, 3, 4)),
        (PeriodCounts(overdue=2), PeriodCounts(overdue=3), None),
        (PeriodCounts(dissatisfied=2), PeriodCounts(), ("dissatisfied", 2, 0, 0, 4)),
        (
            PeriodCounts(overdue=5, very_late=2),
            PeriodCounts(overdue=5, very_late=1),
            ("very_late", 2, 1, 1, 4),
        ),
        (PeriodCounts(broken=1), PeriodCounts(), ("broken", 1, 0, 0, 4)),
    ],
)
def test_what_got_worst_is_measured_by_what_it_was(
    now: PeriodCounts, before: PeriodCounts, wanted: tuple[str, int, int, int, int] | None
) -> None:
    summary = summarise_period([], WEEK, [before] * 4, soon=2)._replace(line=now)
    assert most_worsened_measure(summary) == wanted


def test_any_rise_over_the_mean_is_something_that_got_worse() -> None:
    before = [
        PeriodCounts(overdue=4),
        PeriodCounts(overdue=4),
        PeriodCounts(overdue=4),
        PeriodCounts(overdue=5),
    ]
    summary = summarise_period([], WEEK, before, soon=2)._replace(line=PeriodCounts(overdue=5))
    assert most_worsened_measure(summary) == ("overdue", 5, 4, 4.25, 4)


def test_slower_answers_are_something_that_got_worse_where_there_were_answers() -> None:
    before = [
        AnswerTimes(None, 9, 0, 9.0, 3),
        AnswerTimes(4.0, 9, 12),
        AnswerTimes(6.0, 9, 12),
        AnswerTimes(None, 0, 0),
    ]
    earlier = [PeriodCounts(), PeriodCounts(on_time=5), PeriodCounts(late=5), PeriodCounts()]
    summary = summarise_period([], WEEK, earlier, soon=2, earlier_times=before)
    slow = summary._replace(times=AnswerTimes(11.0, 30, 8))
    assert most_worsened_measure(slow._replace(line=PeriodCounts(on_time=1))) == (
        "median",
        11.0,
        None,
        5.0,
        2,
    )
    # The age of what is open is no time to answer.
    waiting = summary._replace(times=AnswerTimes(None, 30, 0, 11.0, 8))
    assert most_worsened_measure(waiting) is None
    assert most_worsened_measure(summary) is None


def test_the_angriest_rate_badly_and_reopen() -> None:
    lines = {
        "a": PeriodCounts(new=9, dissatisfied=1),
        "b": PeriodCounts(dissatisfied=1, reopened=1),
    }
    assert most_dissatisfied_group(lines) == "b"
    assert most_dissatisfied_group({"a": PeriodCounts(new=9)}) is None


DAYS = st.integers(-30, 30).map(lambda n: WEEK.first + timedelta(days=n))


@st.composite
def facts(draw: st.DrawFn) -> CaseFact:
    """A case with up to three episodes, one after the other, the last perhaps open."""
    at = draw(DAYS)
    episodes = []
    for number in range(draw(st.integers(1, 3))):
        closed = at + timedelta(days=draw(st.integers(0, 20)))
        outcome = draw(st.sampled_from(["answered", "refused", "redirected", "merged"]))
        late = draw(st.integers(0, 3))
        said = draw(st.booleans())
        episodes.append(
            episode(at, number > 0, closed, closed, outcome, days_late=late, apologised=said)
        )
        at = closed + timedelta(days=draw(st.integers(0, 5)))
    if draw(st.booleans()):
        pauses = (Pause(at, None),) if draw(st.booleans()) else ()
        episodes[-1] = episodes[-1]._replace(closed=None, outcome="", pauses=pauses)
    return fact(
        *episodes,
        agency=draw(st.sampled_from("ABC")),
        commune=draw(st.sampled_from("xy")),
        publishable=draw(st.booleans()),
        public=draw(st.none() | st.integers(0, len(episodes) - 1)),
    )


@given(st.lists(facts(), max_size=12))
def test_carried_new_and_reopened_are_closed_and_open(cases: list[CaseFact]) -> None:
    assert count_cases(cases, WEEK, soon=2).balanced


@given(st.lists(facts(), max_size=12))
def test_a_part_is_never_more_than_its_whole(cases: list[CaseFact]) -> None:
    found = count_cases(cases, WEEK, soon=2)
    assert found.apologised <= found.should_apologise <= found.arrived
    assert found.public <= found.publishable <= found.answered


@given(st.lists(facts(), max_size=12))
def test_the_lines_of_all_agencies_add_up_to_the_whole(cases: list[CaseFact]) -> None:
    lines = counts_by_group(cases, lambda one: one.agency, WEEK, soon=2).values()
    assert sum_counts(lines) == count_cases(cases, WEEK, soon=2)


@given(st.lists(st.lists(facts(), max_size=5), max_size=4))
def test_cases_read_in_parts_are_counted_like_all_at_once(parts: list[list[CaseFact]]) -> None:
    tally = PeriodTally(WEEK, soon=2)
    for part in parts:
        tally.add(part)
    whole = [one for part in parts for one in part]
    assert (tally.line, tally.times) == (
        count_cases(whole, WEEK, soon=2),
        answer_times(whole, WEEK),
    )


@given(st.lists(facts(), max_size=12))
def test_a_summarys_groups_are_those_counted_one_by_one(cases: list[CaseFact]) -> None:
    found = summarise_period(cases, WEEK, [], soon=2)
    assert found.line == count_cases(cases, WEEK, soon=2)
    assert list(found.by_agency.items()) == list(
        counts_by_group(cases, lambda one: one.agency, WEEK, soon=2).items()
    )
    assert found.by_commune == counts_by_group(cases, lambda one: one.commune, WEEK, soon=2)


@given(st.lists(facts(), max_size=8))
def test_what_one_week_leaves_open_the_next_one_carries_over(cases: list[CaseFact]) -> None:
    following = Period(WEEK.last + timedelta(days=1), WEEK.last + timedelta(days=7))
    assert count_cases(cases, following, soon=2).carried == count_cases(cases, WEEK, soon=2).open
