"""Words that ask for figures: what of them is understood, and what is said back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import offices
from bot.texts import Texts
from handlers.shared.spoken_periods import spoken_words
from rules.asked_days import DayRange, PeriodError
from rules.reporting_period import PeriodRule
from rules.routing import Router
from rules.statistics_question import ALL_STATES, StatisticsQuestion, unpack_question
from rules.statistics_words import StatisticsReader, StatisticsRequest

OFFICE = offices.load_office()
TEXTS = Texts()
READER = StatisticsReader(OFFICE, Router(OFFICE), spoken_words(TEXTS))
TODAY = date(2026, 11, 24)


def question(words: str) -> StatisticsRequest:
    return READER.question(words, TODAY)


def days(words: str) -> DayRange:
    return question(words).when.range(TODAY, "reporting", "month")


@pytest.mark.parametrize(
    ("words", "field", "agency", "commune", "state"),
    [
        ("", "", "", "", ""),
        ("bao nhiêu vụ đất đai quá hạn tháng này?", "dat", "", "", "overdue"),
        ("rac ia ka tuan nay", "moitruong", "", "ia-ka", ""),
        ("KTHT trả lời trễ quý này", "", "KTHT", "", "late"),
        ("ktht trả lời trễ", "", "KTHT", "", "late"),
        ("qua han rat lau", "", "", "", "very_late"),
        ("tháng trước đúng hạn", "", "", "", "on_time"),
        ("sắp đến hạn ở Công an huyện", "", "CA", "", "due_soon"),
        ("trung tâm y tế huyện", "", "YTE", "", ""),
        ("tất cả quá hạn tháng này", "", "", "", "overdue"),
        ("cả huyện tuần này", "", "", "", ""),
        ("UBND xã Ia Ka quá hạn", "", "", "ia-ka", "overdue"),
        ("Công an xã Ia Phí tháng trước", "", "CA", "ia-phi", ""),
        ("mấy vụ ở Ia Ly chưa xong?", "", "", "ia-ly", "open"),
        ("còn lại bao nhiêu vụ ở thị trấn Phú Hòa", "", "", "phu-hoa", "open"),
        ("đèn đường chưa giải quyết", "duong", "", "", "open"),
        ("bảo hiểm y tế", "baohiem", "", "", ""),
        ("mất điện", "matdien", "", "", ""),
        ("điện", "dien", "", "", ""),
        ("điện lực", "", "DIENLUC", "", ""),
        ("lấn chiếm đất", "datdai", "", "", ""),
        ("quá hạn chuyển tháng này", "", "", "", "late_forward"),
        ("không hài lòng tháng này", "", "", "", "dissatisfied"),
        ("bao nhiêu vụ bà con nói chưa xong", "", "", "", "unresolved"),
        ("tuan truoc nguoi dan noi da xong", "", "", "", "resolved"),
        ("ktht không làm được", "", "KTHT", "", "not_possible"),
        ("tỷ lệ hài lòng tuần này", "", "", "", "satisfied"),
        ("khong hai long o Ia Ly", "", "", "ia-ly", "dissatisfied"),
    ],
)
def test_a_question_in_words_is_understood(
    words: str, field: str, agency: str, commune: str, state: str
) -> None:
    found = question(words)
    assert (found.field, found.commune, found.state) == (field, commune, state)
    assert found.agencies == ((agency,) if agency else ())
    assert found.unknown == ""


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("asdf qwer", "asdf qwer"),
        ("các xã quá hạn", "xã"),
        ("ca nào quá hạn", "ca"),
        ("vụ thuê nhà", "thuê nhà"),
        ("rác và đèn đường tháng này", "rác"),
        ("Ia Ly, Ia Ka", "Ia Ka"),
        ("quá hạn không trả lời", "không trả lời"),
        ("chưa quá hạn", "chưa quá hạn"),
        ("chưa làm xong", "chưa làm xong"),
        ("7 vụ quá hạn", "7"),
    ],
)
def test_what_is_not_understood_is_left(words: str, unknown: str) -> None:
    assert question(words).unknown == unknown


@given(st.text(max_size=500))
def test_whatever_is_typed_is_read_or_named_as_no_period(words: str) -> None:
    with suppress(PeriodError):
        question(words)
    with suppress(PeriodError):
        READER.report(words, TODAY)


WORDS = """
    tuần tháng quý năm này trước nay ngoái hôm từ đến hết ngày 4 10 47 53 IV 2025 2026 9999 0001
    10/2026 1/10 5/10/2026 29/2 2026-11-20 quá hạn KTHT xã Ia Ly đất đai
"""


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join),
    st.dates(date(2001, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["reporting", "calendar"]),
)
def test_what_is_asked_has_begun_and_fits_into_a_button(
    words: str, today: date, rule: PeriodRule
) -> None:
    with suppress(PeriodError):
        found = READER.question(words, today)
        span, first, n = found.when.range(today, rule, "month")
        agency = "".join(found.agencies)
        asked = StatisticsQuestion(
            span, first, found.field, agency, found.commune, found.state or ALL_STATES, n
        )
        assert asked.period(rule).first <= today
        assert unpack_question(asked.packed()) == asked
    with suppress(PeriodError):
        _, day = READER.report(words, today).when.up_to(today, rule, "week")
        assert day <= today


def test_the_whole_office_is_no_agency_whose_code_sounds_like_it() -> None:
    for words in ("cả huyện", "ca huyen", "CA HUYEN", "toàn huyện"):
        assert (question(words).whole, question(words).agencies) == (True, ())
        assert READER.report(f"tháng {words}", TODAY).agencies == ()


def test_all_agencies_that_are_named_are_found() -> None:
    assert READER.report("tháng KTHT CA", TODAY).agencies == ("KTHT", "CA")
    assert READER.report("tháng Y tế và Giáo dục", TODAY).agencies == ("GDDT", "YTE")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", DayRange("month", date(2026, 11, 15))),
        ("tuần này", DayRange("week", date(2026, 11, 23))),
        ("quý này", DayRange("quarter", date(2026, 9, 15))),
        ("năm nay", DayRange("year", date(2025, 12, 15))),
        ("tháng trước", DayRange("month", date(2026, 10, 15))),
        ("tuần vừa rồi", DayRange("week", date(2026, 11, 16))),
        ("tuần 47", DayRange("week", date(2026, 11, 16))),
        ("tuần 53", DayRange("week", date(2020, 12, 28))),
        ("tháng 10", DayRange("month", date(2026, 9, 15))),
        ("thang 10/2025", DayRange("month", date(2025, 9, 15))),
        ("10/2025", DayRange("month", date(2025, 9, 15))),
        ("tháng 10 năm ngoái", DayRange("month", date(2025, 9, 15))),
        ("quý 4", DayRange("quarter", date(2026, 9, 15))),
        ("quý IV 2025", DayRange("quarter", date(2025, 9, 15))),
        ("quý 1 năm 2026", DayRange("quarter", date(2025, 12, 15))),
        ("năm 2026", DayRange("year", date(2025, 12, 15))),
        ("hôm nay", DayRange("month", TODAY, 1)),
        ("hôm qua", DayRange("month", date(2026, 11, 23), 1)),
        ("ngày 20/11", DayRange("month", date(2026, 11, 20), 1)),
        ("20-11-2026", DayRange("month", date(2026, 11, 20), 1)),
        ("2026-11-20", DayRange("month", date(2026, 11, 20), 1)),
        ("20.11.2026", DayRange("month", date(2026, 11, 20), 1)),
        ("20/12", DayRange("month", date(2025, 12, 20), 1)),
        ("từ 20/11", DayRange("month", date(2026, 11, 20), 5)),
        ("tuần này đến hết ngày 24/11", DayRange("week", date(2026, 11, 23), 2)),
        ("từ 1/10 đến 5/10", DayRange("month", date(2026, 10, 1), 5)),
        ("từ 1/10 đến ngày 5/10/2025", DayRange("month", date(2025, 10, 1), 5)),
        ("từ 20/12 đến 5/1", DayRange("month", date(2025, 12, 20), 17)),
        ("từ tháng 9", DayRange("month", date(2026, 8, 15), 102)),
        ("từ tháng 1 đến tháng 6", DayRange("month", date(2025, 12, 15), 182)),
        ("từ quý 3/2026 đến nay", DayRange("month", date(2026, 6, 15), 163)),
        ("tuần 20/11/2026", DayRange("week", date(2026, 11, 16))),
    ],
)
def test_periods_and_days_are_understood(words: str, wanted: DayRange) -> None:
    assert days(words) == wanted


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("năm 9999", "future"),
        ("tháng 1/2027", "future"),
        ("31/12/9999", "not_yet"),
        ("đến 25/11/2026", "not_yet"),
        ("năm 0001", "early"),
        ("1/1/0001", "early"),
        ("tháng đến 1/1/2000", "early"),
        ("tháng 13", "no_period"),
        ("quý 5/2026", "no_period"),
        ("tuần 53/2025", "no_period"),
        ("99/99/2026", "no_date"),
        ("30/2", "no_date"),
        ("1/2/3/4", "no_date"),
        ("tháng 9 tháng 10", "many"),
        ("từ tháng 10 đến tháng 9", "order"),
        ("tuần này tháng này", "many"),
        ("1/9, 1/10, 1/11", "many"),
        ("tháng 10 đến 20/11/2026", "outside"),
        ("từ 5/10/2026 đến 1/10/2026", "order"),
        ("từ 1/1/2010 đến 1/1/2026", "long"),
    ],
)
def test_a_period_there_is_not_is_named_as_such(words: str, why: str) -> None:
    with pytest.raises(PeriodError) as error:
        days(words)
    assert error.value.why == why
    assert f"ask_figures.when.{why}" in TEXTS
