"""A report says the counts, their definitions, and what to decide today."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import offices
from bot.texts import Texts
from publish.report import Writer
from publish.report_tables import Source, Waiting
from rules.figures import Fact, Line, Spell, UnbalancedError, line, summarise
from rules.period import before, containing
from rules.rating_report import report

TEXTS = Texts()
OFFICE = offices.load()
WEEK = containing(date(2026, 11, 20), "week", "calendar")


def fact(number: int, *spells: Spell, **values: object) -> Fact:
    base = {
        "case_id": number,
        "code": f"PAKN.20261116.{number:04d}",
        "field": "moi_truong",
        "agency": "TNMT",
        "commune": "ia_ka",
        "about": "",
        "kind": "report",
        "spells": spells,
    }
    return Fact(**{**base, **values})  # type: ignore[arg-type]


FACTS = [
    fact(1, Spell(date(2026, 11, 16), False, date(2026, 12, 7), days_left=10)),
    fact(2, Spell(date(2026, 10, 20), False, date(2026, 11, 10), days_late=8, days_taken=22)),
    fact(
        3,
        Spell(date(2026, 11, 2), False, date(2026, 11, 23), date(2026, 11, 18), "answered"),
        rated_on=date(2026, 11, 19),
        score=5,
    ),
    fact(4, Spell(date(2026, 11, 17), False, date(2026, 12, 8)), kind="question"),
    fact(5, Spell(date(2026, 11, 17), False, date(2026, 12, 8)), sealed=True),
]


def source(facts: list[Fact] = FACTS, earlier: tuple[Line, ...] = ()) -> Source:
    summary = summarise(facts, WEEK, earlier, soon=2)
    made = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    return Source(summary, "week", "", {}, Waiting(3, 1, 2), report(OFFICE, [], []), 0, made)


@pytest.fixture
def writer() -> Writer:
    return Writer(OFFICE, TEXTS)


def test_five_sentences_say_what_matters(writer: Writer) -> None:
    brief = writer.brief(source())
    assert brief.count("•") == 5
    assert "PAKN.20261116.0002, trễ 8 ngày làm việc" in brief
    assert "Nhận mới 1, trả lời 1 (1 đúng hạn), còn 2 vụ việc" in brief
    assert "100% (n = 1)" in brief
    assert "3 vụ việc chờ phân loại, 1 đề nghị gia hạn, 2 kết quả chờ công khai" in brief


def test_a_quiet_week_has_its_sentences_too(writer: Writer) -> None:
    brief = writer.brief(source([]))
    assert "Không có vụ việc nào quá hạn" in brief
    assert "chưa có đánh giá" in brief


def test_worse_than_last_week_is_said(writer: Writer) -> None:
    assert "tăng 1 so với kỳ trước" in writer.brief(source(earlier=(Line(),)))


def test_every_number_stands_beside_its_definition(writer: Writer) -> None:
    table = writer.document(source()).tables[0]
    assert all(row[-1] for row in table.rows)
    values = {row[0]: row[1] for row in table.rows}
    assert values["Quá hạn"] == 1
    assert values["Tồn đầu kỳ"] == 2


def test_questions_and_sealed_cases_are_only_counted_apart(writer: Writer) -> None:
    text = "\n".join(writer.document(source()).paragraphs)
    assert "1 câu hỏi đáp" in text
    assert "1 vụ việc đã niêm phong" in text


def test_the_workbook_has_every_column_and_the_same_totals(writer: Writer) -> None:
    paper = writer.document(source())
    brief, full = paper.tables[1], writer.workbook(source(), paper).tables[1]
    assert len(full.columns) > len(brief.columns)
    assert full.totals[-1] == brief.totals[-1] == 1


def test_a_report_that_does_not_add_up_refuses_to_go_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Line, "balanced", property(lambda _: False))
    with pytest.raises(UnbalancedError, match="3 came, 1 closed, 2 open"):
        source()


def test_the_mean_is_over_the_earlier_periods(writer: Writer) -> None:
    earlier = tuple(
        line(FACTS[:3], before(WEEK, "week", "calendar", steps), soon=2) for steps in (1, 2)
    )
    rows = writer.document(source(earlier=earlier)).tables[0].rows
    new = next(row for row in rows if row[0] == "Mới")
    assert new[2:4] == [0, 0.5]
