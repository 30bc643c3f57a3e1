"""The weekly summary reaches its readers once, and reports come on demand."""

from __future__ import annotations

import asyncio
import dataclasses
import io
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

import offices
from bot.app import App
from bot.event import Reply
from bot.jobs import JobContext
from bot.settings import Settings
from bot.texts import Texts
from handlers.reports import question_parser
from handlers.reports.report_files import report_source
from offices import SHIPPED
from publish.documents import docx, pdf, xlsx
from publish.reports.period_facts import period_summary
from publish.reports.writer import ReportWriter
from rules.closed_period import counts_fingerprint
from rules.local_time import ZONE, end_of_day
from rules.period_counts import PeriodCounts
from rules.reporting_period import period_containing
from rules.routing import Router
from storage import audit_log, case_events, cases
from tests.support.accused import reports_conduct
from tests.support.desk import ANSWER, LAND, Desk, proposes
from tests.support.reports import none_withheld, report_of
from tests.support.storm import restarted, stormy
from tests.support.story import OfficeUnderTest, Talker, files_a_report

pytestmark = pytest.mark.summaries


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return {}


@pytest.fixture(autouse=True)
def draws_once(drawn: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """The chart, the document and the PDF of the first report stand for those of the others.

    What they hold is shown by the tests of `publish`; the workbook, which is read here, is real.
    """

    def once(owner: object, name: str) -> None:
        draw = getattr(owner, name)

        def draw_once(*told: object) -> bytes:
            if name not in drawn:
                drawn[name] = draw(*told)
            return drawn[name]

        monkeypatch.setattr(owner, name, draw_once)

    once(docx, "render_docx")
    once(pdf, "render_pdf")
    once(ReportWriter, "chart")


TODAY = date(2026, 11, 23)
NEXT_MONDAY = datetime(2026, 11, 30, 7, 30, tzinfo=ZONE)


def briefs(person: Talker) -> list[str]:
    return [reply.text for reply in person.replies() if "Tóm tắt tuần" in reply.text]


async def test_the_week_is_summed_up_on_monday_morning_once_per_reader(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    chair = await office.staff("chair", name="Lãnh đạo")
    await office.time_passes(NEXT_MONDAY - timedelta(minutes=5))
    assert briefs(chair) == []
    await office.time_passes(NEXT_MONDAY + timedelta(minutes=1))
    for reader in (desk.clerk, desk.leader, chair):
        assert len(briefs(reader)) == 1
    assert briefs(desk.official) == []
    assert "Nhận mới 1" in briefs(chair)[0]
    files = [item.name for item in chair.sees("Tóm tắt tuần").media]
    assert [name.rpartition(".")[2] for name in files] == ["png", "docx", "pdf", "xlsx"]
    await office.time_passes(NEXT_MONDAY + timedelta(days=2))
    assert len(briefs(chair)) == 1


async def test_after_an_outage_the_summary_is_caught_up(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Lãnh đạo")
    await office.time_passes(NEXT_MONDAY + timedelta(days=3))
    assert len(briefs(chair)) == 1


async def test_what_is_caught_up_waits_for_working_hours(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Lãnh đạo")
    night = NEXT_MONDAY.replace(hour=2) + timedelta(days=2)
    await office.time_passes(night)
    assert briefs(chair) == []
    await office.time_passes(night.replace(hour=7, minute=5))
    assert len(briefs(chair)) == 1


async def days_go_by(office: OfficeUnderTest, first: datetime, days: int) -> None:
    for passed in range(1, days + 1):
        await office.time_passes(first + timedelta(days=passed))


def weeks_of(person: Talker) -> list[str]:
    return [brief.split("(")[1][:10] for brief in briefs(person)]


async def test_weeks_without_a_working_day_after_them_go_out_on_the_next_one(
    settings: Settings,
) -> None:
    eve = datetime(2026, 2, 10, 9, tzinfo=ZONE)
    app = App(dataclasses.replace(settings, now=eve))
    async with app.running():
        office = OfficeUnderTest(app)
        chair = await office.staff("chair", name="Lãnh đạo")
        await days_go_by(office, eve, 21)
    # Tết: 16 to 20 February are off, so two weeks go out on Monday 23.
    assert weeks_of(chair) == ["09/02/2026", "16/02/2026", "23/02/2026"]


async def test_every_week_of_a_long_outage_is_caught_up_once_whoever_of_us_comes_back(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Lãnh đạo")
    await office.time_passes(NEXT_MONDAY + timedelta(hours=1))
    back = NEXT_MONDAY + timedelta(days=21, hours=1)
    office.app.clock.jump_to(back)
    again = await restarted(office, SHIPPED)
    async with again.app.running():
        await asyncio.gather(office.app.clock_channel.look(), again.app.clock_channel.look())
        await office.quiet()
        late = await office.staff("chair", name="Lãnh đạo mới")
        await days_go_by(office, back, 3)
    both = [*weeks_of(chair), *weeks_of(Talker(again, chair.address))]
    assert sorted(both) == ["07/12/2026", "14/12/2026", "23/11/2026", "30/11/2026"]
    assert weeks_of(late) == weeks_of(Talker(again, late.address)) == []


async def test_weeks_of_an_outage_too_long_to_catch_up_are_named_once(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Lãnh đạo")
    await office.time_passes(NEXT_MONDAY + timedelta(hours=1))
    await office.time_passes(NEXT_MONDAY + timedelta(weeks=7, hours=1))
    assert weeks_of(chair)[1:] == ["21/12/2026", "28/12/2026", "04/01/2027", "11/01/2027"]
    _, first, *later = briefs(chair)
    assert "3 bản tóm tắt tuần trước đó (30/11/2026 - 20/12/2026) không gửi riêng" in first
    assert not any("không gửi riêng" in brief for brief in later)


async def test_a_role_given_in_the_week_brings_no_second_summary_of_the_last_one(
    office: OfficeUnderTest,
) -> None:
    reader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    await office.time_passes(NEXT_MONDAY + timedelta(hours=1))
    await reader.says(f"/start moi-{await office.invite('office')}")
    await office.time_passes(NEXT_MONDAY + timedelta(hours=3))
    assert len(briefs(reader)) == 1


async def test_somebody_invited_after_the_push_gets_the_next_one(office: OfficeUnderTest) -> None:
    await office.time_passes(NEXT_MONDAY + timedelta(hours=3))
    late = await office.staff("chair", name="Lãnh đạo mới")
    await office.time_passes(NEXT_MONDAY + timedelta(hours=5))
    assert briefs(late) == []


async def test_a_report_on_demand_has_the_same_numbers_in_its_workbook(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    await desk.citizen.presses("Xong rồi")
    await desk.citizen.presses("Rất hài lòng")
    await desk.clerk.says("/baocao quý 23/11/2026")
    await office.quiet()
    reply = desk.clerk.sees("Nhận mới 1, trả lời 1 (1 đúng hạn, 0 trong gia hạn, 0 trễ hạn), còn 0")
    assert "Hài lòng về câu trả lời: 1/1 (chưa đủ" in reply.text
    workbook = next(item for item in reply.media if item.name.endswith(".xlsx"))
    content = office.app.media.read(workbook.sha256)
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    rows = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert (rows["Mới"], rows["Trả lời đúng hạn"], rows["Quá hạn"]) == (1, 1, 0)


async def test_a_leader_reads_the_own_agencys_report_and_no_others(
    office: OfficeUnderTest,
) -> None:
    await Desk(office).opens()
    other = await office.staff("leader", "TNMT", "Chị Môi trường")
    for words in ("tuần KTHT 23/11/2026", "tuần Công an", "toàn huyện"):
        await other.says(f"/baocao {words}")
        other.sees("chỉ xem được số liệu của Phòng Tài nguyên - Môi trường")
    await other.says("/baocao tuần 23/11/2026")
    await office.quiet()
    other.sees("Nhận mới 0")


async def test_a_leader_of_two_agencies_gets_both_reports_or_the_one_named(
    office: OfficeUnderTest,
) -> None:
    leader = await office.staff("leader", "TNMT", "Chị Môi trường")
    await leader.says(f"/start moi-{await office.invite('leader', 'KTHT')}")
    await leader.says("/baocao tuần")
    await office.quiet()
    assert len(briefs(leader)) == 2
    await leader.says("/baocao tuần KTHT")
    await office.quiet()
    assert len(briefs(leader)) == 3


async def test_an_official_and_a_citizen_get_no_report(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    for person in (desk.official, desk.citizen):
        await person.says("/baocao")
        person.sees("dành cho cán bộ" if person is desk.citizen else "không thuộc vai trò")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ngày mai", "Chưa hiểu: “mai”"),
        ("tháng XYZ 1/1/2026", "Chưa hiểu: “XYZ”"),
        ("tháng UBND xã Ia Ka", "Chưa hiểu: “UBND xã Ia Ka”"),
        ("tháng KTHT CA", "chỉ xem được một cơ quan"),
        ("tuần 99/99/2026", "Không hiểu ngày 99/99/2026"),
        ("tuần 1/1/2030", "Ngày này chưa đến"),
        ("năm 01/01/0001", "Không có số liệu trước năm 2000"),
        ("năm 31/12/9999", "Ngày này chưa đến"),
        ("năm 2028", "Kỳ này chưa bắt đầu"),
        ("tháng từ 1/11 đến 5/11", "tính đến hết một ngày"),
        ("tháng 1/11/2026 5/11/2026", "tính đến hết một ngày"),
    ],
)
async def test_a_report_there_is_not_is_refused_in_words(
    office: OfficeUnderTest, words: str, answer: str
) -> None:
    clerk = await office.staff("office")
    await clerk.says(f"/baocao {words}")
    clerk.sees(answer)


@pytest.mark.parametrize("words", ["năm 0001", "năm 9999", "tháng 01/01/0001", "quý 31/12/9999"])
async def test_a_period_there_is_not_is_not_closed(office: OfficeUnderTest, words: str) -> None:
    clerk = await office.staff("office")
    await clerk.says(f"/chotky {words}")
    assert any(words.split()[1] in reply.text for reply in clerk.latest)


async def test_a_period_is_closed_by_its_name(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    for words, answer in (
        ("tháng này", "Kỳ này chưa hết"),
        ("tháng trước", "Chốt số liệu tháng 11 năm 2026"),
        ("tuần 46", "Chốt số liệu tuần 46 năm 2026"),
        ("quý 3/2026", "Chốt số liệu quý 3 năm 2026"),
    ):
        await clerk.says(f"/chotky {words}")
        clerk.sees(answer)


async def test_a_report_that_does_not_add_up_is_refused(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = await office.staff("office")
    monkeypatch.setattr(PeriodCounts, "balanced", property(lambda _: False))
    await clerk.says("/baocao")
    await office.quiet()
    told = clerk.sees("số liệu không khớp", "chuyển sang 0 + mới 0 + mở lại 0")
    assert not told.choices


async def test_the_past_is_reported_as_it_stood(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    week = period_containing(office.app.clock.now().astimezone(ZONE).date(), "week", "calendar")
    await office.time_passes(NEXT_MONDAY)
    async with office.app.db.read() as db:
        now = office.app.clock.now()
        before = await period_summary(db, office.app.office, week, "week", "", now, none_withheld)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    async with office.app.db.read() as db:
        now = office.app.clock.now()
        after = await period_summary(db, office.app.office, week, "week", "", now, none_withheld)
        making = JobContext(db=db, world=office.app.world, now=now)
        source = await report_source(making, "week", week.first, "")
    assert before == after == source.summary


async def test_what_was_told_above_and_when_stands_in_the_report(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await office.staff("chair", name="Lãnh đạo")
    await desk.days_pass(20)
    now = office.app.clock.now()
    async with office.app.db.read() as db:
        making = JobContext(db=db, world=office.app.world, now=now)
        day = now.astimezone(ZONE).date()
        source = await report_source(making, "month", day, "")
    told = [(one.to, one.stage) for _, one in source.summary.escalated]
    assert sorted(told) == [("chair", "answer"), ("leader", "answer"), ("office", "answer")]
    line = source.summary.line
    assert (line.told_leader, line.told_office, line.told_chair) == (1, 1, 1)
    tables = ReportWriter(office.app.office, office.app.world.texts).document(source).tables
    (rows,) = [table.rows for table in tables if "báo cấp trên" in table.title]
    assert {row[3] for row in rows} == {"thủ trưởng cơ quan", "Văn phòng", "lãnh đạo UBND"}


async def test_a_calendar_changed_later_leaves_past_reports_as_they_were(
    office: OfficeUnderTest, tmp_path: Path
) -> None:
    desk = await Desk(office).opens(leader=True)
    await office.app.clock_channel.look()
    await office.quiet()
    await desk.days_pass(16)
    monday = office.app.clock.now().astimezone(ZONE)
    week = period_containing(monday.date(), "week", "calendar")
    await office.time_passes(end_of_day(week.last) + timedelta(hours=1))
    async with office.app.db.read() as db:
        now = office.app.clock.now()
        before = await period_summary(db, office.app.office, week, "week", "", now, none_withheld)
    assert before.line.overdue == 1
    again = await restarted(office, stormy(tmp_path / "stormy"))
    async with again.app.running():
        await again.app.clock_channel.look()
        await again.quiet()
        async with again.app.db.read() as db:
            now = again.app.clock.now()
            after = await period_summary(db, again.app.office, week, "week", "", now, none_withheld)
            today = await period_summary(
                db,
                again.app.office,
                period_containing(now.astimezone(ZONE).date(), "week", "calendar"),
                "week",
                "",
                now,
                none_withheld,
            )
    assert after == before
    # By the storm's calendar two days fewer have passed: today's figures know it.
    assert [episode.due - before.overdue[0][1].due for _, episode in today.overdue] != [timedelta()]


async def test_only_periods_after_the_first_case_are_compared_with(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    first = desk.today() - timedelta(days=desk.today().weekday())
    await office.time_passes(NEXT_MONDAY + timedelta(weeks=3))
    # In the week of the first case, and in the next one, there is nothing to compare with.
    for weeks, n in ((0, 0), (1, 0), (2, 1), (3, 2)):
        source = await report_of(office, first + timedelta(weeks=weeks))
        assert len(source.summary.earlier) == len(source.summary.earlier_times) == n


async def test_a_closed_period_stands_and_what_changes_later_is_a_correction(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    first = desk.today() - timedelta(days=desk.today().weekday())
    await desk.clerk.says("/chotky tuần 23/11/2026")
    desk.clerk.sees("chưa hết")
    await office.time_passes(NEXT_MONDAY)
    await desk.clerk.says("/chotky tuần")
    desk.clerk.sees("Chốt số liệu tuần 48", "Tất cả 1 vụ việc: đã kết thúc 0, còn lại 1")
    await desk.clerk.presses("Chốt số liệu")
    kept = (await report_of(office, first)).closed
    assert kept is not None
    assert kept.hash == counts_fingerprint(kept.figures)
    desk.clerk.sees("Đã chốt", kept.hash)
    await desk.clerk.says("/chotky tuần")
    desk.clerk.sees("đã chốt lúc", "người chốt")
    await desk.clerk.says("/baocao tuần 24/11/2026")
    await office.quiet()
    await desk.clerk.presses("Mở từng con số")
    desk.clerk.sees("Con số nào?", "đã chốt lúc")
    await desk.clerk.presses("Còn hạn: 1")
    desk.clerk.sees("1 vụ việc: tuần 48", desk.code, "đã chốt lúc", "tính lại từ nhật ký")
    assert (await report_of(office, first)).corrections == []
    # A line found later that belongs into the week, as after a repair of the database.
    async with office.app.db.begin() as db:
        late = office.app.clock.now() - timedelta(days=5)
        await case_events.add_case_event(db, await desk.case(), "withdraw", None, late)
    source = await report_of(office, first)
    assert (source.summary.line.ended, source.summary.line.open) == (0, 1)
    found = {(one.group, one.name): (one.closed, one.now) for one in source.corrections}
    assert found["line", "ended"] == (0, 1)
    assert found["by_agency", "ended"] == (0, 1)
    writer = ReportWriter(office.app.office, office.app.world.texts)
    document = writer.document(source)
    assert any(kept.hash in note for note in document.notes)
    assert any("Điều chỉnh sau khi chốt" in table.title for table in document.tables)
    assert f"Sau khi chốt có {len(source.corrections)} số thay đổi" in writer.brief(source)
    content = xlsx.render_xlsx(writer.workbook(source), office.app.world.texts)
    first = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    told = [str(row[0].value) for row in first.iter_rows(max_row=8)]
    for words in ("DỰ THẢO", "đã chốt lúc", kept.hash, "lập lúc"):
        assert any(words in line for line in told)


async def test_whoever_reads_part_of_a_closed_period_knows_that_the_whole_was_closed(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await office.time_passes(NEXT_MONDAY)
    assert "đã chốt" not in briefs(desk.leader)[-1]
    await desk.clerk.says("/chotky tuần")
    await desk.clerk.presses("Chốt số liệu")
    await desk.leader.says("/baocao tuần 24/11/2026")
    await office.quiet()
    reply = desk.leader.sees("Số liệu toàn huyện của kỳ này đã chốt lúc", "tính lại từ nhật ký")
    assert reply.media[1].name == "bao-cao-tuan-2026-11-23-ktht-den-2026-11-24.docx"
    async with office.app.db.read() as db:
        making = JobContext(db=db, world=office.app.world, now=office.app.clock.now())
        day = date(2026, 11, 24)
        source = await report_source(making, "week", day, "KTHT")
    document = ReportWriter(office.app.office, office.app.world.texts).document(source)
    assert "đã chốt lúc" in document.notes[0]
    assert not any("Điều chỉnh" in table.title for table in document.tables)


async def test_only_the_office_closes_a_period(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    for person in (desk.leader, desk.official, desk.citizen):
        await person.says("/chotky")
        person.sees("dành cho cán bộ" if person is desk.citizen else "không thuộc vai trò")


@pytest.mark.parametrize(
    ("words", "report"),
    [
        ("tháng Công an", ("month", TODAY, "CA")),
        ("tháng công an huyện đến 20/11/2026", ("month", date(2026, 11, 20), "CA")),
        ("tuần y tế", ("week", TODAY, "YTE")),
        ("quý KTHT đến ngày 20/11/2026", ("quarter", date(2026, 11, 20), "KTHT")),
        ("năm của phòng kinh tế hạ tầng", ("year", TODAY, "KTHT")),
        ("20/11/2026", ("week", date(2026, 11, 20), "")),
        ("20/11", ("week", date(2026, 11, 20), "")),
        ("tháng 2026-11-20", ("month", date(2026, 11, 20), "")),
        ("toàn huyện tháng", ("month", TODAY, "")),
        ("tháng cả huyện", ("month", TODAY, "")),
        ("quý 4", ("quarter", TODAY, "")),
        ("quý 3 2026", ("quarter", date(2026, 9, 14), "")),
        ("tháng 10", ("month", date(2026, 10, 14), "")),
        ("năm 2026", ("year", TODAY, "")),
        ("tuần trước", ("week", date(2026, 11, 22), "")),
        ("tuần 47 Công an", ("week", date(2026, 11, 22), "CA")),
        ("tháng 10 đến 1/10", ("month", date(2026, 10, 1), "")),
    ],
)
def test_the_words_of_a_report_are_understood(words: str, report: tuple[str, date, str]) -> None:
    loaded, texts = offices.load_office(), Texts()
    world = SimpleNamespace(texts=texts, router=Router(loaded))
    turn = SimpleNamespace(args=words, today=TODAY, office=loaded, words=texts, world=world)
    assert question_parser.report_request(turn)[:3] == report  # type: ignore[arg-type]


async def test_a_report_up_to_a_day_counts_no_later_one_and_says_so(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await office.time_passes(NEXT_MONDAY - timedelta(days=5))
    await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    for words, new, label in (
        ("24/11/2026", 1, "tuần 48 năm 2026 (23/11/2026 - 29/11/2026), số liệu tính đến hết ngày"),
        ("tuần KTHT đến 24/11/2026", 1, "Tóm tắt tuần 48"),
        ("tuần", 2, "số liệu tính đến hết ngày 25/11/2026"),
    ):
        await desk.clerk.says(f"/baocao {words}")
        await office.quiet()
        desk.clerk.sees(f"Nhận mới {new},", label)
    await desk.clerk.says("/baocao 24/11/2026")
    await office.quiet()
    await desk.clerk.presses("Mở từng con số")
    await desk.clerk.presses("Tất cả: 1")
    desk.clerk.sees("1 vụ việc: tuần 48", "tính đến hết ngày 24/11/2026", desk.code)


async def test_a_leader_is_told_what_waits_for_them_and_the_office_what_waits_for_it(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True, text=LAND)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    other = await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    third = await files_a_report(office.citizen(), "Đường vào làng có ổ gà rất to, xe hay ngã")
    await desk.clerk.says(f"/chuyen {third} KTHT")
    await office.time_passes(NEXT_MONDAY + timedelta(minutes=1))
    (theirs,) = [reply for reply in desk.leader.replies() if "Tóm tắt tuần" in reply.text]
    (ours,) = [reply for reply in desk.clerk.replies() if "Tóm tắt tuần" in reply.text]
    assert f"1 câu trả lời chờ ký ({desk.code})" in theirs.text
    assert f"1 vụ việc chưa có người nhận ({third})" in theirs.text
    assert "chờ phân loại" not in theirs.text
    assert "1 vụ việc chờ phân loại" in ours.text
    labels = [choice.label for row in theirs.choices for choice in row]
    assert [label for label in labels if "CPAH" in label] == [
        f"Mở {desk.code}",
        f"Mở {third}",
    ]
    assert other not in theirs.text
    await desk.leader.presses(f"Mở {third}")
    desk.leader.sees(third, "Hạn")


async def test_the_worst_case_is_a_tap_away_and_an_old_report_decides_nothing(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.days_pass(19)
    await desk.clerk.says("/baocao")
    await office.quiet()
    desk.clerk.sees(f"chậm nhất là {desk.code}", "Xấu đi nhiều nhất", "chờ anh/chị quyết")
    await desk.clerk.presses(f"Mở {desk.code}")
    desk.clerk.sees(desk.code, "Hạn")
    await desk.clerk.says("/baocao 29/11/2026")
    await office.quiet()
    assert "hôm nay" not in desk.clerk.sees("Tóm tắt tuần 48").text


async def test_a_case_too_long_without_an_agency_is_late_in_the_summary_and_the_digest(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(forwarded=False)
    await desk.days_pass(office.app.office.deadlines["forward"].days + 2)
    desk.clerk.sees("0 vụ việc quá hạn trả lời, 1 vụ việc quá hạn chuyển")
    await desk.clerk.says(f"/baocao {desk.today():%d/%m/%Y}")
    await office.quiet()
    desk.clerk.sees(f"Quá hạn chuyển 1 vụ việc; chậm nhất là {desk.code}, trễ 2 ngày làm việc")
    await desk.clerk.presses(f"Mở {desk.code}")
    await desk.clerk.says("/solieu quá hạn chuyển tuần này")
    desk.clerk.sees("1 vụ việc", desk.code, "Quá hạn chuyển")
    await desk.clerk.presses("Mở từng con số")
    desk.clerk.button("Quá hạn chuyển: 1")


async def summary_of(person: Talker, words: str = "tuần") -> Reply:
    await person.says(f"/baocao {words}")
    await person.office.quiet()
    return person.sees("Tóm tắt")


async def test_what_waits_for_the_offices_signature_is_among_what_it_decides(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Anh Văn phòng")
    await desk.days_pass(16)
    refused = await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    await proposes(desk.clerk, refused)
    for reader, wanted in (
        (desk.clerk, "hôm nay: 1 vụ việc chờ phân loại, 1 lời xin lỗi chờ ký."),
        (second, "1 lời xin lỗi chờ ký, 1 đề nghị từ chối chờ duyệt."),
    ):
        assert wanted in (await summary_of(reader)).text


async def test_an_answer_no_leader_can_sign_is_among_what_the_office_decides(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(text=LAND)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    assert "hôm nay: 1 câu trả lời chờ ký." in (await summary_of(desk.clerk)).text


async def test_the_chair_is_told_what_the_chair_decides_and_offered_no_door_that_is_closed(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    chair = await office.staff("chair", name="Lãnh đạo")
    await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    await desk.days_pass(17)
    found = await summary_of(chair)
    assert f"chậm nhất là {desk.code}" in found.text
    assert "xin hỏi Văn phòng hoặc cơ quan đang giữ" in found.text
    assert "hôm nay" not in found.text
    labels = [choice.label for row in found.choices for choice in row]
    assert not [label for label in labels if "PAKN" in label]
    for label in labels:
        await chair.presses(label)
        assert not [reply for reply in chair.latest if "không có quyền" in reply.text]
        found = await summary_of(chair)
    about_us = await reports_conduct(office.citizen())
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, about_us)
        assert case is not None
        case.accused = case.agency = office.app.office.receiver
    assert "hôm nay: 1 vụ việc chờ phân loại." in (await summary_of(chair)).text
    assert "hôm nay" not in (await summary_of(chair, "tuần KTHT")).text


async def test_the_seal_of_the_log_is_told_to_who_can_use_it(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    chair = await office.staff("chair", name="Lãnh đạo")
    async with office.app.db.begin() as db:
        await audit_log.anchor_log_lines(db, desk.today())
    await office.time_passes(NEXT_MONDAY + timedelta(minutes=1))
    for reader, told in ((desk.clerk, True), (chair, True), (desk.leader, False)):
        assert ("mã niêm" in briefs(reader)[0]) is told


async def week_of(office: OfficeUnderTest, day: date) -> PeriodCounts:
    return (await report_of(office, day)).summary.line


async def test_a_case_apologised_for_once_counts_so_in_every_week_it_stays_late(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.days_pass(16)
    late_from = desk.today()
    await desk.leader.presses("Ký và gửi lời xin lỗi")
    await desk.days_pass(8)
    for weeks, wanted in ((-1, (0, 0)), (0, (1, 1)), (1, (1, 1)), (2, (1, 1))):
        found = await week_of(office, late_from + timedelta(days=7 * weeks))
        assert (found.apologised, found.should_apologise) == wanted


async def test_what_is_published_and_rated_long_after_it_was_closed_counts_in_its_week(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    answered_on = desk.today()
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    await desk.days_pass(32)
    case = await desk.case()
    await desk.clerk.sends(choice=f"publish:{case.id}")
    await desk.clerk.sends(choice=f"gate:{case.id}:publish")
    await desk.citizen.sends(choice=f"rate:{case.id}:5")
    now, then = await week_of(office, desk.today()), await week_of(office, answered_on)
    assert (now.published, now.rated, now.publishable, now.public) == (1, 1, 0, 0)
    assert (then.published, then.rated, then.publishable, then.public) == (0, 0, 1, 0)


async def test_consent_taken_back_later_leaves_past_weeks_as_they_were(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    answered_on = desk.today()
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    await desk.days_pass(6)
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Rút đồng ý công khai")
    await desk.citizen.presses("Rút")
    assert not (await desk.case()).may_publish
    assert (await week_of(office, answered_on)).publishable == 1


async def test_whom_a_case_turns_out_to_be_about_leaves_past_weeks_as_they_were(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    first = desk.today()
    await desk.days_pass(8)
    await desk.clerk.sends(choice=f"accuse:{(await desk.case()).id}")
    await desk.clerk.presses("Anh Hạ tầng")
    assert (await week_of(office, first)).conduct == 0
    assert (await week_of(office, desk.today())).conduct == 1
    async with office.app.db.read() as db:
        line = (await case_events.events_of_case(db, await desk.case()))[-1]
    assert line.data == line.data | {"about": "conduct", "was": {"about": ""}}
