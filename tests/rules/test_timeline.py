"""The clock of a case, read from its log: pauses, extensions, reopening, after hours."""

from __future__ import annotations

import gc
import weakref
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import offices
from rules.answer_term import (
    answer_classes,
    answer_rule_for,
    own_answer_term,
    term_to_ask,
    term_to_check,
)
from rules.deadline import add_working_days, count_term, is_working_day, working_days_between
from rules.local_time import ZONE
from rules.log_reading import episodes_as_of, episodes_now
from rules.office import Office
from rules.office_calendar import Closure, DayOff
from rules.timeline import Episode, Moment
from rules.working_hours import day_received_on, in_working_hours

OFFICE = offices.load_office()
CALENDAR = OFFICE.calendar
NORMAL = answer_rule_for(OFFICE, "", "")


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def log(*lines: tuple[str, date] | tuple[str, date, dict[str, Any]]) -> list[Moment]:
    return [Moment(at(line[1]), line[0], line[2] if len(line) > 2 else {}) for line in lines]


def read(moments: list[Moment], today: date, office: Office = OFFICE) -> Episode:
    return episodes_as_of(office, NORMAL, moments, at(today, 23))[-1]


MONDAY = date(2026, 11, 9)
FORWARDED = log(("receive", MONDAY), ("forward", MONDAY))


def test_the_term_runs_from_the_day_of_forwarding() -> None:
    episode = read(FORWARDED, MONDAY)
    assert episode.due == add_working_days(MONDAY, NORMAL.days, CALENDAR)
    assert episode.days_left == NORMAL.days


def test_an_office_that_is_gone_is_not_held_by_what_was_counted_for_it() -> None:
    other = msgspec.structs.replace(OFFICE, code="other")
    assert read(FORWARDED, MONDAY, other) == read(FORWARDED, MONDAY)
    held = weakref.ref(other)
    del other
    gc.collect()
    assert held() is None


def test_a_clock_that_went_back_loses_no_line() -> None:
    now = at(MONDAY, 8)
    (episode,) = episodes_now(OFFICE, NORMAL, FORWARDED, now)
    assert episode == read(FORWARDED, MONDAY)
    later, earlier = at(MONDAY, 10), at(MONDAY, 9)
    moments = [Moment(later, "receive", {}), Moment(earlier, "forward", {})]
    (episode,) = episodes_now(OFFICE, NORMAL, moments, earlier)
    assert episode.forwarded == MONDAY


def test_before_forwarding_the_last_day_for_it_is_assumed() -> None:
    episode = read(log(("receive", MONDAY)), MONDAY)
    assert episode.forward.due == add_working_days(MONDAY, 5, CALENDAR)
    assert episode.due == add_working_days(episode.forward.due, NORMAL.days, CALENDAR)


def test_sending_a_case_on_to_another_agency_wins_no_time() -> None:
    again = [
        *FORWARDED,
        *log(("return", MONDAY + timedelta(2)), ("forward", MONDAY + timedelta(3))),
    ]
    assert read(again, date(2026, 11, 13)).due == read(FORWARDED, MONDAY).due


def test_a_comment_restarts_nothing() -> None:
    noted = [*FORWARDED, *log(("add", date(2026, 11, 12)), ("remark", date(2026, 11, 13)))]
    assert read(noted, date(2026, 11, 13)).due == read(FORWARDED, MONDAY).due


def test_asking_the_citizen_stops_the_clock_and_the_answer_starts_it() -> None:
    asked = [*FORWARDED, *log(("ask", date(2026, 11, 10)), ("supplement", date(2026, 11, 13)))]
    episode = read(asked, date(2026, 11, 13))
    assert episode.paused_days == 3
    assert not episode.paused
    assert episode.due == add_working_days(MONDAY, NORMAL.days + 3, CALENDAR)


def test_while_the_citizen_is_asked_days_left_stand_still() -> None:
    asked = [*FORWARDED, *log(("ask", date(2026, 11, 10)))]
    days = {read(asked, date(2026, 11, 10) + timedelta(n)).days_left for n in range(40)}
    assert days == {NORMAL.days - 1}
    assert read(asked, date(2026, 11, 20)).paused


def test_an_extension_moves_the_date_and_is_kept_apart() -> None:
    extended = [*FORWARDED, *log(("extend", date(2026, 11, 20), {"days": 10}))]
    episode = read(extended, date(2026, 11, 20))
    assert episode.extended_days == 10
    assert episode.due == add_working_days(MONDAY, NORMAL.days + 10, CALENDAR)


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        ("answer", "answered"),
        ("approve", "answered"),
        ("refuse", "refused"),
        ("give_up", "refused"),
        ("redirect", "redirected"),
        ("withdraw", "withdrawn"),
        ("merge", "merged"),
    ],
)
def test_an_end_stops_the_clock(action: str, outcome: str) -> None:
    episode = read([*FORWARDED, *log((action, date(2026, 11, 16)))], date(2027, 3, 1))
    assert (episode.closed, episode.outcome) == (date(2026, 11, 16), outcome)
    assert episode.days_left == NORMAL.days - 5
    assert episode.days_late == 0


def test_reopening_gives_a_whole_new_term_from_that_day() -> None:
    moments = [*FORWARDED, *log(("answer", date(2026, 11, 16)), ("reopen", date(2026, 11, 18)))]
    first, second = episodes_as_of(OFFICE, NORMAL, moments, at(date(2026, 11, 18)))
    assert first.outcome == "answered"
    assert second.reopened
    assert second.due == add_working_days(date(2026, 11, 18), NORMAL.days, CALENDAR)


def test_an_answer_sent_back_does_not_stop_the_old_clock() -> None:
    moments = [*FORWARDED, *log(("answer", date(2026, 11, 16)), ("send_back", date(2026, 11, 18)))]
    episode = read(moments, date(2026, 11, 18))
    assert episode.closed is None
    assert episode.due == read(FORWARDED, MONDAY).due


def test_the_past_is_read_as_it_stood() -> None:
    moments = [*FORWARDED, *log(("answer", date(2026, 11, 16)))]
    assert read(moments, date(2026, 11, 13)).closed is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 9, 16, 59, tzinfo=ZONE), date(2026, 11, 9)),
        (datetime(2026, 11, 9, 17, 1, tzinfo=ZONE), date(2026, 11, 10)),
        (datetime(2026, 11, 9, 2, 0, tzinfo=ZONE), date(2026, 11, 9)),
        (datetime(2026, 11, 14, 9, 0, tzinfo=ZONE), date(2026, 11, 16)),
        (datetime(2026, 11, 13, 20, 0, tzinfo=ZONE), date(2026, 11, 16)),
        (datetime(2026, 8, 22, 9, 0, tzinfo=ZONE), date(2026, 8, 22)),  # a Saturday worked
    ],
)
def test_a_message_after_hours_is_received_the_next_working_day(
    moment: datetime, day: date
) -> None:
    assert day_received_on(moment, CALENDAR) == day


def test_an_urgent_case_has_the_urgent_term_whatever_it_had_before() -> None:
    assert answer_rule_for(OFFICE, "", "", urgent=True).code == "answer_urgent"
    assert answer_rule_for(OFFICE, "", "answer_quick", urgent=True).code == "answer_urgent"
    assert answer_rule_for(OFFICE, "nothing", "nothing").code == "answer_normal"


@pytest.mark.parametrize(
    ("field", "term", "kept"),
    [
        ("duong", "answer_normal", ""),
        ("duong", "answer_complex", "answer_complex"),
        ("duong", "answer_quick", "answer_quick"),
        ("matdien", "answer_quick", ""),
        ("matdien", "answer_normal", "answer_normal"),
        ("", "answer_normal", ""),
    ],
)
def test_a_case_keeps_a_term_only_when_its_field_has_another(
    field: str, term: str, kept: str
) -> None:
    assert own_answer_term(OFFICE, field, term) == kept
    assert answer_rule_for(OFFICE, field, kept).code == term


def test_only_terms_the_offices_data_have_are_offered() -> None:
    assert [rule.code for rule in answer_classes(OFFICE)] == [
        *("answer_normal", "answer_complex", "answer_quick")
    ]
    rows = {code: row for code, row in OFFICE.deadlines.items() if code != "answer_complex"}
    fewer = msgspec.structs.replace(OFFICE, deadlines=rows)
    assert [rule.code for rule in answer_classes(fewer)] == ["answer_normal", "answer_quick"]


APOLOGY = [
    *FORWARDED,
    *log(
        ("late", date(2026, 12, 2)),
        ("apologise", date(2026, 12, 2), {"promised": "2026-12-09"}),
    ),
]
"""Due on 1/12/2026, 24/11 being off; late from 2/12 on."""


@pytest.mark.parametrize(
    ("today", "left", "broken"),
    [
        (date(2026, 12, 2), 5, False),
        (date(2026, 12, 8), 1, False),
        (date(2026, 12, 9), 0, False),
        (date(2026, 12, 10), -1, True),
        (date(2026, 12, 12), -2, True),
    ],
)
def test_the_new_date_of_an_apology_is_due_like_the_first(
    today: date, left: int, broken: bool
) -> None:
    episode = read(APOLOGY, today)
    assert (episode.promise, episode.promise_left) == (date(2026, 12, 9), left)
    assert episode.promise_broken is broken


def test_a_broken_promise_asks_for_another_apology_and_a_new_one_for_none() -> None:
    told_of = ("escalate", date(2026, 12, 11), {"stage": "promise", "to": "leader"})
    broken = [
        *APOLOGY,
        *log(("promise_broken", date(2026, 12, 10), {"promised": "2026-12-09"}), told_of),
    ]
    told = read(broken, date(2026, 12, 11)).notices
    assert (told.late, told.apologised) == (date(2026, 12, 10), None)
    assert told.broken == told.promised == date(2026, 12, 9)
    assert told.escalated == {("promise", "leader")}
    again = [*broken, *log(("apologise", date(2026, 12, 14), {"promised": "2026-12-16"}))]
    told = read(again, date(2026, 12, 14)).notices
    assert (told.promised, told.broken) == (date(2026, 12, 16), date(2026, 12, 9))
    assert told.escalated == frozenset()


def test_a_due_date_that_moved_past_a_promise_leaves_none() -> None:
    moved = [*APOLOGY, *log(("extend", date(2026, 12, 3), {"days": 10}))]
    assert read(moved, date(2026, 12, 3)).promise is None


@pytest.mark.parametrize(
    ("lines", "taken", "left"),
    [
        ([], None, -2),
        ([("add", date(2026, 11, 10))], None, -2),
        ([("classify", date(2026, 11, 10))], date(2026, 11, 10), 0),
        ([("ask", date(2026, 11, 11))], date(2026, 11, 11), -1),
        ([("forward", MONDAY)], MONDAY, 1),
        ([("withdraw", MONDAY)], MONDAY, 1),
    ],
)
def test_a_case_is_taken_in_by_the_first_thing_the_office_does(
    lines: list[tuple[str, date]], taken: date | None, left: int
) -> None:
    episode = read([*log(("receive", MONDAY)), *log(*lines)], date(2026, 11, 12))
    assert (episode.taken_in, episode.take_in_left) == (taken, left)


def test_the_terms_to_ask_and_to_check_are_the_offices_data() -> None:
    episode = read(FORWARDED, MONDAY)
    assert term_to_ask(OFFICE, episode).due == date(2026, 11, 11)
    assert term_to_check(OFFICE, date(2026, 11, 13)).due == date(2026, 11, 17)


def test_days_of_a_term_used_up_stand_still_in_a_pause() -> None:
    asked = log(("ask", date(2026, 11, 11)), ("supplement", date(2026, 11, 13)))
    episode = read([*FORWARDED, *asked], date(2026, 11, 16))
    days = [episode.used_by(MONDAY + timedelta(n), CALENDAR) for n in range(8)]
    assert days == [0, 1, 2, 2, 2, 2, 2, 3]
    assert days[-1] + episode.days_left == NORMAL.days


DAYS = st.dates(date(2026, 1, 2), date(2026, 10, 1))


@given(DAYS, st.integers(0, 20), st.integers(0, 30))
def test_a_pause_of_n_working_days_moves_the_due_date_n(day: date, wait: int, length: int) -> None:
    asked = day + timedelta(wait)
    moments = [*log(("receive", day), ("forward", day), ("ask", asked))]
    moments += log(("supplement", asked + timedelta(length)))
    paused = working_days_between(asked, asked + timedelta(length), CALENDAR)
    plain = read(moments[:2], day)
    moved = read(moments, asked + timedelta(length))
    assert moved.paused_days == paused
    assert working_days_between(plain.due, moved.due, CALENDAR) == paused


@given(DAYS, st.integers(1, 60))
def test_a_new_holiday_never_moves_a_date_earlier(day: date, ahead: int) -> None:
    holiday = day + timedelta(ahead)
    off = DayOff(date=holiday, reason="bão", source="công điện", confirmed=True)
    calendar = msgspec.structs.replace(CALENDAR, off=(*CALENDAR.off, off))
    stormy = msgspec.structs.replace(OFFICE, calendar=calendar)
    moments = log(("receive", day), ("forward", day))
    assert read(moments, day, stormy).due >= read(moments, day).due


@given(DAYS, st.integers(0, 23))
def test_day_zero_is_a_working_day_and_never_before_receipt(day: date, hour: int) -> None:
    zero = day_received_on(at(day, hour), CALENDAR)
    assert is_working_day(zero, CALENDAR)
    assert zero >= day


@given(st.lists(st.tuples(DAYS, st.sampled_from(["ask", "supplement", "extend", "add"]))))
def test_whatever_happens_the_due_date_is_a_working_day(
    lines: list[tuple[date, str]],
) -> None:
    start = date(2026, 1, 2)
    moments = log(("receive", start), ("forward", start))
    moments += [Moment(at(day), action, {"days": 3}) for day, action in sorted(lines)]
    assert is_working_day(read(moments, date(2026, 10, 2)).due, CALENDAR)


def test_a_pause_while_sorting_lengthens_the_sorting_and_not_the_answer() -> None:
    moments = [
        *log(("receive", MONDAY), ("ask", date(2026, 11, 10)), ("supplement", date(2026, 11, 13))),
        *log(("forward", date(2026, 11, 13))),
    ]
    episode = read(moments, date(2026, 11, 13))
    assert episode.forward.due == add_working_days(MONDAY, 5 + 3, CALENDAR)
    assert episode.due == add_working_days(date(2026, 11, 13), NORMAL.days, CALENDAR)


def test_what_is_forwarded_at_night_is_not_forwarded_before_it_is_received() -> None:
    saturday = date(2026, 11, 14)
    episode = read(log(("receive", saturday), ("forward", saturday)), saturday)
    assert episode.forwarded == episode.opened == date(2026, 11, 16)
    assert episode.due == add_working_days(date(2026, 11, 16), NORMAL.days, CALENDAR)


def test_first_the_office_must_forward_then_the_agency_answer() -> None:
    waiting = read(log(("receive", MONDAY)), date(2026, 11, 18))
    assert (waiting.stage, waiting.stage_left) == ("forward", -2)
    assert waiting.days_left > 0
    sent = read([*log(("receive", MONDAY), ("forward", date(2026, 11, 18)))], date(2026, 11, 18))
    assert (sent.stage, sent.stage_left) == ("answer", NORMAL.days)


def test_what_was_said_about_time_is_read_from_the_log() -> None:
    moments = [
        *FORWARDED,
        *log(
            ("late", date(2026, 12, 2)),
            ("apologise", date(2026, 12, 3), {"promised": "2026-12-10"}),
            ("escalate", date(2026, 12, 4), {"stage": "answer", "to": "leader"}),
        ),
    ]
    told = read(moments, date(2026, 12, 4)).notices
    assert (told.late, told.apologised) == (date(2026, 12, 2), date(2026, 12, 3))
    assert told.promised == date(2026, 12, 10)
    assert told.escalated == {("answer", "leader")}


def test_a_storm_closes_the_office_from_one_day_to_another() -> None:
    storm = Closure(
        first=date(2026, 11, 10), last=date(2026, 11, 12), reason="bão", source="công điện"
    )
    stormy = msgspec.structs.replace(
        OFFICE, calendar=msgspec.structs.replace(CALENDAR, closures=(storm,))
    )
    due = read(FORWARDED, MONDAY).due
    moved = read(FORWARDED, MONDAY, stormy)
    assert working_days_between(due, moved.due, CALENDAR) == 3
    assert [day for day, reason in moved.answer.skipped if reason == "bão"] == [
        date(2026, 11, day) for day in (10, 11, 12)
    ]


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        (datetime(2026, 11, 9, 6, 59, tzinfo=ZONE), False),
        (datetime(2026, 11, 9, 7, 0, tzinfo=ZONE), True),
        (datetime(2026, 11, 9, 12, 30, tzinfo=ZONE), False),
        (datetime(2026, 11, 9, 17, 0, tzinfo=ZONE), True),
        (datetime(2026, 11, 9, 17, 1, tzinfo=ZONE), False),
        (datetime(2026, 11, 14, 9, 0, tzinfo=ZONE), False),
        (datetime(2026, 8, 22, 9, 0, tzinfo=ZONE), True),
    ],
)
def test_people_are_reminded_in_working_hours_only(moment: datetime, working: bool) -> None:
    assert in_working_hours(moment, CALENDAR) is working


@given(DAYS, st.integers(0, 40))
def test_a_last_day_on_a_rest_day_rolls_on(day: date, days: int) -> None:
    rolled = count_term(day, 0, CALENDAR).due
    assert rolled == next(
        later
        for later in (day + timedelta(n) for n in range(30))
        if is_working_day(later, CALENDAR)
    )
    assert is_working_day(count_term(day, days, CALENDAR).due, CALENDAR)


@given(DAYS)
def test_the_day_of_receipt_is_day_zero(day: date) -> None:
    moments = log(("receive", day), ("forward", day))
    episode = read(moments, day)
    assert episode.opened not in episode.answer.counted
    assert episode.answer.counted[0] > episode.opened


def test_a_date_that_rests_on_an_undecided_day_is_expected_whatever_the_stage() -> None:
    friday = date(2026, 11, 20)  # 24/11 is not confirmed
    assert read(log(("receive", friday)), friday).answer.provisional
    assert read(log(("receive", friday), ("forward", friday)), friday).answer.provisional
    later = date(2026, 11, 25)
    assert not read(log(("receive", later), ("forward", later)), later).answer.provisional
