"""A report says the counts, their definitions, and what to decide today."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

import offices
from bot.texts import Texts
from publish.documents import xlsx
from publish.documents.document import Cell
from publish.reports.report_names import ReportNames
from publish.reports.report_source import AgencyWaiting, OfficeWaiting, ReportSource, Turnout
from publish.reports.writer import ReportWriter
from rules.case_counting import count_cases
from rules.case_facts import CaseFact, GivenRating
from rules.period_counts import PeriodCounts
from rules.period_summary import UnbalancedError, summarise_period
from rules.rating_report import build_rating_report
from rules.reporting_period import cut_period, period_before, period_containing
from rules.timeline import Episode
from storage.satisfaction_statistics import RatingTally
from tests.support.figures import episode

TEXTS = Texts()
OFFICE = offices.load_office()
WEEK = period_containing(date(2026, 11, 20), "week", "calendar")


def fact(number: int, *episodes: Episode, **values: object) -> CaseFact:
    base = {
        "case_id": number,
        "code": f"PAKN.20261116.{number:04d}",
        "field": "moi_truong",
        "agency": "TNMT",
        "commune": "ia_ka",
        "about": "",
        "kind": "report",
        "episodes": episodes,
    }
    return CaseFact(**{**base, **values})  # type: ignore[arg-type]


FACTS = [
    fact(1, episode(date(2026, 11, 16), False, date(2026, 12, 7), days_left=10)),
    fact(2, episode(date(2026, 10, 20), False, date(2026, 11, 10), days_late=8, days_taken=22)),
    fact(
        3,
        episode(date(2026, 11, 2), False, date(2026, 11, 23), date(2026, 11, 18), "answered"),
        ratings=(GivenRating(date(2026, 11, 19), 5),),
    ),
    fact(4, episode(date(2026, 11, 17), False, date(2026, 12, 8)), kind="question"),
    fact(5, episode(date(2026, 11, 17), False, date(2026, 12, 8)), restricted=True),
]


def source(facts: list[CaseFact] = FACTS, earlier: tuple[PeriodCounts, ...] = ()) -> ReportSource:
    summary = summarise_period(facts, WEEK, earlier, soon=2)
    made = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    return ReportSource(
        summary,
        "week",
        "",
        {},
        OfficeWaiting(3, 1, 2),
        build_rating_report(OFFICE, [], []),
        0,
        made,
    )


@pytest.fixture
def writer() -> ReportWriter:
    return ReportWriter(OFFICE, TEXTS)


def test_seven_sentences_say_what_matters(writer: ReportWriter) -> None:
    brief = writer.brief(source())
    assert brief.count("•") == 7
    assert "PAKN.20261116.0002, trễ 8 ngày làm việc" in brief
    assert "Nhận mới 1, trả lời 1 (1 đúng hạn, 0 trong gia hạn, 0 trễ hạn), còn 2 vụ việc" in brief
    assert "Hài lòng về câu trả lời: 1/1 (chưa đủ số liệu để tính tỷ lệ)" in brief
    assert "3 vụ việc chờ phân loại, 1 đề nghị gia hạn, 2 kết quả chờ công khai" in brief


def test_a_quiet_week_has_its_sentences_too(writer: ReportWriter) -> None:
    brief = writer.brief(source([]))
    assert "Không có vụ việc nào quá hạn" in brief
    assert "chưa có đánh giá" in brief


def test_a_case_too_long_without_an_agency_is_late_in_every_place(writer: ReportWriter) -> None:
    waits = episode(date(2026, 11, 2), False, date(2026, 12, 1), days_left=6, forward_late=10)
    found = source([FACTS[0], fact(6, waits, agency="")])
    brief = writer.brief(found)
    assert "Không có vụ việc nào quá hạn trả lời. Quá hạn chuyển 1 vụ việc" in brief
    assert "PAKN.20261116.0006, trễ 10 ngày làm việc" in brief
    for made in (writer.document(found), writer.workbook(found)):
        (table,) = [one for one in made.tables if "quá hạn chuyển" in one.title]
        assert [row[0] for row in table.rows] == ["PAKN.20261116.0006"]
        (row,) = [row for row in made.tables[0].rows if row[0] == "Quá hạn chuyển"]
        assert row[1] == 1
        assert "đã quá 5 ngày làm việc" in str(row[-1])


def test_what_is_withheld_is_in_every_sum_and_no_list_and_nothing_is_said_to_be_on_time(
    writer: ReportWriter,
) -> None:
    waits = episode(date(2026, 11, 2), False, date(2026, 12, 1), days_left=6, forward_late=10)
    hidden = [FACTS[1].without_names(), fact(6, waits, agency="").without_names()]
    brief = writer.brief(source([FACTS[0], *hidden]))
    assert "Quá hạn trả lời 1 vụ việc, không nêu ở đây. Quá hạn chuyển 1 vụ việc, không" in brief
    found = source([*FACTS, *hidden])
    assert "Quá hạn trả lời 2 vụ việc; trong đó 1 vụ việc không nêu ở đây" in writer.brief(found)
    tables = {one.sheet: one for one in writer.workbook(found).tables}
    (row,) = [row for row in tables["Số liệu chung"].rows if row[0] == "Quá hạn"]
    assert row[1] == 2
    for sheet in ("Theo cơ quan", "Theo lĩnh vực", "Theo xã, thị trấn"):
        assert ("Vụ việc không nêu riêng", 2) in [(row[0], row[1]) for row in tables[sheet].rows]
    assert [row[0] for row in tables["Quá hạn cuối kỳ"].rows] == [FACTS[1].code]
    assert len(tables["Từng vụ việc"].rows) == 3
    assert "Không nêu 2 dòng" in tables["Từng vụ việc"].note


def test_an_agencys_report_says_nothing_of_restricted_cases(writer: ReportWriter) -> None:
    made = writer.workbook(source()), writer.workbook(source()._replace(agency="TNMT"))
    whole, own = (str([*one.paragraphs, *one.tables[0].rows]) for one in made)
    assert "niêm phong" in whole
    assert "niêm phong" not in own


def test_what_got_worst_is_said_with_both_numbers(writer: ReportWriter) -> None:
    earlier = (PeriodCounts(), PeriodCounts(), PeriodCounts(), PeriodCounts(overdue=1))
    expected = "số vụ việc quá hạn 3, kỳ trước 0, trung bình 4 kỳ trước 0,3."
    three = [FACTS[1]._replace(case_id=number) for number in range(3)]
    assert f"Xấu đi nhiều nhất: {expected}" in writer.brief(source(three, earlier=earlier))
    quiet = writer.brief(source([], earlier=earlier[2:]))
    assert "mở lại tăng so với trung bình 2 kỳ trước" in quiet
    assert "Không số nào" in quiet


def test_a_first_period_is_compared_with_none(writer: ReportWriter) -> None:
    assert "Chưa có kỳ trước để so sánh" in writer.brief(source())
    table = writer.document(source()).tables[0]
    assert table.columns[3].title == "Trung bình các kỳ trước"
    assert {cell for row in table.rows for cell in row[2:4]} == {None}


def test_citizens_are_angry_about_what_they_rate_badly_and_reopen(writer: ReportWriter) -> None:
    answered = episode(date(2026, 11, 2), False, date(2026, 11, 23), date(2026, 11, 18), "answered")
    again = episode(date(2026, 11, 19), True, date(2026, 12, 10))
    bad = fact(7, answered, again, field="canbo", ratings=(GivenRating(date(2026, 11, 18), 1),))
    brief = writer.brief(source([*FACTS, bad]))
    assert (
        f"bức xúc nhất về {OFFICE.fields['canbo'].name}: 1 đánh giá không hài lòng, 1 lần mở lại"
        in brief
    )
    assert "Không có câu trả lời nào bị đánh giá không hài lòng" in writer.brief(source())


def test_a_report_of_the_past_says_nothing_of_what_waits_today(writer: ReportWriter) -> None:
    brief = writer.brief(source()._replace(waiting=None))
    assert brief.count("•") == 6
    assert "hôm nay" not in brief


def test_what_waits_for_nobody_is_not_counted(writer: ReportWriter) -> None:
    found = source()._replace(waiting=OfficeWaiting(publishing=2, apologies=1, refusals=3))
    wanted = "quyết hôm nay: 2 kết quả chờ công khai, 1 lời xin lỗi chờ ký, 3 đề nghị từ chối"
    assert wanted in writer.brief(found)
    nothing = source()._replace(waiting=OfficeWaiting())
    assert "Hôm nay không có việc nào" in writer.brief(nothing)


def test_a_leader_is_told_what_waits_in_the_own_agency(writer: ReportWriter) -> None:
    codes = [f"PAKN.20261116.{number:04d}" for number in range(1, 6)]
    waiting = AgencyWaiting(signing=codes[:1], unassigned=codes, apologies=[])
    brief = writer.brief(source()._replace(agency="TNMT", waiting=waiting))
    assert f"1 câu trả lời chờ ký ({codes[0]}); 5 vụ việc chưa có người nhận" in brief
    assert f"({', '.join(codes[:3])}, …)." in brief
    assert "chờ phân loại" not in brief
    nothing = source()._replace(agency="TNMT", waiting=AgencyWaiting([], [], []))
    assert "Hôm nay không có việc nào" in writer.brief(nothing)


def test_the_plans_target_stands_beside_its_factor_and_not_beside_all_answers(
    writer: ReportWriter,
) -> None:
    assert "chỉ tiêu" not in writer.brief(source())
    document = writer.document(source())
    (table,) = [one for one in document.tables if "Hài lòng về câu trả lời" in one.title]
    assert table.rows[0][0] == "Câu trả lời mọi phản ánh, kiến nghị"
    assert (table.rows[0][2], table.rows[0][5]) == (1, "")
    (factor,) = [row for row in table.rows if row[0] == "Tiếp nhận, xử lý phản ánh, kiến nghị"]
    assert "từ 100%" in str(factor[5])
    assert "không làm tròn lên" in table.note


def test_of_few_ratings_the_counts_are_told_and_never_a_share_or_a_verdict(
    writer: ReportWriter,
) -> None:
    least = OFFICE.ratings.honesty.minimum
    day = date(2026, 11, 19)
    rated = [
        FACTS[2]._replace(case_id=n, ratings=(GivenRating(day, 5 if n else 2),))
        for n in range(least)
    ]
    few, enough = source(rated[: least - 1]), source(rated)
    for made in (writer.document(few), writer.workbook(few)):
        cells = [cell for table in made.tables for row in table.rows for cell in row]
        assert "8/9" in cells
        assert not [cell for cell in cells if isinstance(cell, str) and "88,8" in cell]
        assert 88.8 not in cells
    assert "8/9 (chưa đủ số liệu" in " ".join(writer.document(few).paragraphs)
    assert "90% (n = 10)" in writer.brief(enough)
    assert 90.0 in writer.document(enough).tables[1].rows[0]


def test_whatever_is_told_of_the_counters_stands_with_all_that_belongs_to_it(
    writer: ReportWriter,
) -> None:
    now = [
        RatingTally("huyen", "VP", "phu-hoa", "overall", False, (0, 2, 1, 0, 9, 4)),
        RatingTally("ia-ka", "XA", "ia-ka", "overall", False, (0, 6, 0, 0, 6, 0)),
        RatingTally("huyen", "VP", "phu-hoa", "overall", True, (0, 0, 0, 0, 0, 54)),
        RatingTally("huyen", "VP", "phu-hoa", "s5", False, (0, 6, 0, 0, 6, 0)),
        RatingTally("huyen", "VP", "phu-hoa", "s10", False, (0, 1, 0, 0, 9, 0)),
    ]
    made = source()._replace(
        ratings=build_rating_report(OFFICE, now, []), low_waiting=2, turnout=Turnout(28, 420)
    )
    for told in (writer.brief(made), " ".join(writer.document(made).paragraphs)):
        for part in (
            "Bộ phận Một cửa: 67,8% (n = 28) hài lòng; 9 không hài lòng",
            "tách riêng 54 phiếu",
            "2 điểm thấp chưa có trả lời",
            "28 phiếu trên 420 lượt khách, 6,6%",
            "thấp nhất: Bộ phận Một cửa xã Ia Ka 50% (n = 12)",
            "yếu tố thấp nhất: Thủ tục hành chính 50% (n = 12)",
        ):
            assert part in told, part
    alone = source()._replace(ratings=build_rating_report(OFFICE, now[2:3], []))
    assert "chưa có phiếu nào được tính; tách riêng 54 phiếu" in writer.brief(alone)


def test_an_outage_is_told_wherever_the_figures_stand(writer: ReportWriter) -> None:
    down = source()._replace(outage_minutes=45)
    document = writer.document(down)
    workbook = xlsx.render_xlsx(writer.workbook(down), TEXTS)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    for places in (document.paragraphs, [writer.brief(down)], cells):
        assert any("ngừng 45 phút" in text for text in places)
    assert "ngừng" not in writer.brief(source())


def test_every_number_stands_beside_its_definition(writer: ReportWriter) -> None:
    table = writer.document(source()).tables[0]
    assert all(row[-1] for row in table.rows)
    values = {row[0]: row[1] for row in table.rows}
    assert values["Quá hạn"] == 1
    assert values["Tồn đầu kỳ"] == 2


def test_questions_and_sealed_cases_are_only_counted_apart(writer: ReportWriter) -> None:
    text = "\n".join(writer.document(source()).paragraphs)
    assert "1 câu hỏi đáp" in text
    assert "1 vụ việc đã niêm phong" in text


def test_the_workbook_has_every_column_and_the_same_totals(writer: ReportWriter) -> None:
    paper = writer.document(source())
    brief, full = paper.tables[1], writer.workbook(source()).tables[1]
    assert len(full.columns) > len(brief.columns)
    assert full.totals[-1] == brief.totals[-1] == 1


def test_a_report_that_does_not_add_up_refuses_to_go_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PeriodCounts, "balanced", property(lambda _: False))
    with pytest.raises(UnbalancedError, match="3 came, 1 closed, 2 open"):
        source()


def test_the_mean_is_over_the_earlier_periods(writer: ReportWriter) -> None:
    earlier = tuple(
        count_cases(FACTS[:3], period_before(WEEK, "week", "calendar", steps), soon=2)
        for steps in (1, 2)
    )
    table = writer.document(source(earlier=earlier)).tables[0]
    assert table.columns[3].title == "Trung bình 2 kỳ trước"
    new = next(row for row in table.rows if row[0] == "Mới")
    assert new[2:4] == [0, 0.5]


def rows_of(writer: ReportWriter, told: ReportSource) -> dict[object, list[Cell]]:
    return {row[0]: list(row[1:]) for row in writer.document(told).tables[0].rows}


def test_what_came_is_what_is_closed_and_open_and_each_sum_stands_in_the_first_table(
    writer: ReportWriter,
) -> None:
    rows = rows_of(writer, source())
    now = {name: values[0] for name, values in rows.items()}
    came = now["Tồn đầu kỳ"] + now["Phát sinh trong kỳ"]  # type: ignore[operator]
    assert came == now["Đã kết thúc"] + now["Còn lại"] == 3  # type: ignore[operator]
    assert now["Chưa quá hạn"] == 1
    assert now["Số ngày đã trả lời (trung vị)"] == source().summary.times.median
    assert (now["Câu hỏi đáp"], now["Đã niêm phong"]) == (1, 1)


def test_every_column_of_the_paper_has_its_meaning_in_the_first_table(writer: ReportWriter) -> None:
    tables = writer.document(source()).tables
    explained = {row[0] for row in tables[0].rows}
    grouped = {column.title for table in tables[1:4] for column in table.columns[1:]}
    assert grouped <= explained
    assert all(table.note for table in tables[4:])


def test_the_form_of_the_law_has_rows_by_field_and_by_agency(writer: ReportWriter) -> None:
    forms = [one for one in writer.document(source()).tables if "Biểu tổng hợp" in one.title]
    assert [table.columns[0].title for table in forms] == ["Lĩnh vực", "Cơ quan"]
    for table in forms:
        at = [column.title for column in table.columns].index("Về cả hai")
        assert table.rows[0][at] is None
        assert table.totals[-2] == 2
    (only,) = [
        one
        for one in writer.document(source()._replace(agency="TNMT")).tables
        if "Biểu tổng hợp" in one.title
    ]
    assert only.columns[0].title == "Lĩnh vực"


def test_the_office_reports_to_the_chair_and_an_agency_signs_its_own_report(
    writer: ReportWriter,
) -> None:
    whole = writer.document(source())
    assert (whole.parent, whole.issuer) == ("UBND huyện Chư Păh", "Văn phòng HĐND-UBND huyện")
    assert whole.number.endswith("/BC-VP")
    assert list(whole.signature) == ["CHÁNH VĂN PHÒNG"]
    own = writer.document(source()._replace(agency="TNMT"))
    assert own.issuer == "Phòng Tài nguyên - Môi trường"
    assert own.number.endswith("/BC-TNMT")
    assert list(own.signature) == ["THỦ TRƯỞNG CƠ QUAN"]
    assert "theo lĩnh vực" in own.pictures[0].caption


def test_files_are_called_by_their_period_agency_and_last_day(writer: ReportWriter) -> None:
    names = ReportNames(OFFICE, TEXTS)
    assert names.file("report", WEEK, "week") == "bao-cao-tuan-2026-11-16"
    part = cut_period(WEEK, date(2026, 11, 20))
    called = names.file("report", part, "week", "TNMT")
    assert called == "bao-cao-tuan-2026-11-16-tnmt-den-2026-11-20"
    asked = names.file("figures", WEEK, "week", "moi_truong", "", "", "Quá hạn")
    assert asked == "so-lieu-tuan-2026-11-16-moi-truong-qua-han"


def test_a_day_that_is_only_expected_is_a_date_with_a_mark_beside_it(writer: ReportWriter) -> None:
    due = episode(date(2026, 11, 16), False, date(2026, 12, 7), expected=True)
    cases = writer.workbook(source([fact(1, due)])).tables[-1]
    row = dict(zip((column.title for column in cases.columns), cases.rows[0], strict=True))
    assert (row["Hạn"], row["Hạn dự kiến"]) == (date(2026, 12, 7), "dự kiến")
    assert row["Kết thúc"] is None
