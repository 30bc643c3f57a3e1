"""No date of a year whose days off are not decided is shown to anybody without `(dự kiến)`.

Whatever is said in these stories, by whichever channel, is searched for such dates.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import pypdfium2
import pytest
from lxml import html

from bot.app import App
from bot.jobs import JobContext
from bot.settings import Settings
from handlers import JOBS
from handlers.deadlines.recalculation import preview_dates
from offices import SHIPPED, load_office
from publish.documents.term_calendar import term_calendar_data as counted
from rules.answer_term import answer_rule_for
from rules.log_reading import episodes_as_of
from rules.timeline import Moment
from storage import api_submissions, notes
from tests.support.desk import ANSWER, Desk, presses_more
from tests.support.on_paper import files_for
from tests.support.open311 import System
from tests.support.portal import Reader, publishes
from tests.support.storm import restarted
from tests.support.story import OfficeUnderTest

NEAR_THE_END = datetime(2026, 12, 18, 2, 0, tzinfo=UTC)
"""Fifteen working days from here lie in a year nobody has decided on."""
OF_NEXT_YEAR = re.compile(r"\d\d/\d\d/2027(?! \(dự kiến\))")
DUE = date(2027, 1, 12)
STORM = """
[[calendar.closures]]
first = 2026-12-24
last = 2026-12-25
reason = "Nghỉ tránh bão"
source = "Công điện thử"
"""


@pytest.fixture
async def december(settings: Settings) -> AsyncIterator[OfficeUnderTest]:
    app = App(dataclasses.replace(settings, now=NEAR_THE_END))
    async with app.running():
        yield OfficeUnderTest(app)


def said(office: OfficeUnderTest) -> str:
    return "\n".join(reply.text for _, reply in office.paper.sent)


def bare(text: str) -> list[str]:
    """Dates of next year that do not say they are only expected, with what stands around them."""
    return [text[max(0, at.start() - 40) : at.end() + 20] for at in OF_NEXT_YEAR.finditer(text)]


async def made(office: OfficeUnderTest, name: str, subject: int, detail: str) -> bytes:
    app = office.app
    async with app.db.read() as db:
        making = JobContext(db=db, world=app.world, now=app.clock.now())
        return (await JOBS[name](making, subject, detail)).files[0].content


def printed(paper: bytes) -> str:
    pages = pypdfium2.PdfDocument(paper)
    return " ".join("".join(p.get_textpage().get_text_bounded() for p in pages).split())


async def test_whatever_is_said_of_a_case_marks_its_dates(december: OfficeUnderTest) -> None:
    desk = await Desk(december).opens(leader=True)
    await desk.citizen.says(f"/tracuu {desk.code}")
    await desk.citizen.presses("Cách tính hạn")
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai, từ ngày nào ạ?")
    await desk.citizen.presses("Trả lời câu hỏi")
    await desk.citizen.says("Đèn trước cổng chợ")
    await desk.citizen.presses("Xong")
    await desk.official.says(f"/giahan {desk.code}")
    await desk.official.presses("10 ngày")
    await desk.official.says("Phải chờ vật tư từ Pleiku về")
    await desk.clerk.presses("Đồng ý thêm 10")
    await desk.clerk.says(f"/suaphanloai {desk.code}")
    await desk.official.says("/viec")
    await desk.leader.says("/viec")
    await desk.citizen.says("/cuatoi")
    assert not bare(said(december))
    assert said(december).count("(dự kiến)") > 10


async def test_a_second_agency_and_a_first_day_in_the_new_year_are_no_exception(
    december: OfficeUnderTest,
) -> None:
    december.app.clock.jump_to(datetime(2026, 12, 31, 3, 0, tzinfo=UTC))
    desk = await Desk(december).opens()
    await desk.citizen.says(f"/tracuu {desk.code}")
    await desk.citizen.presses("Cách tính hạn")
    desk.citizen.sees("ngày thứ nhất là", "2027 (dự kiến)")
    assert not bare(said(december))


async def test_a_moved_date_is_marked_as_it_was_and_as_it_is(
    december: OfficeUnderTest, tmp_path: Path
) -> None:
    await december.app.clock_channel.look()
    await december.quiet()
    desk = await Desk(december).opens()
    folder = tmp_path / "stormy"
    copytree(SHIPPED, folder)
    calendar = folder / "calendar.toml"
    calendar.write_text(calendar.read_text(encoding="utf-8") + STORM, encoding="utf-8")
    async with december.app.db.read() as db:
        shown = await preview_dates(
            db, december.app.office, load_office(folder), NEAR_THE_END, december.app.texts
        )
    assert shown.lines
    assert not bare("\n".join(shown.lines))
    again = await restarted(december, folder)
    async with again.app.running():
        await again.app.clock_channel.look()
        await again.quiet()
        citizen = again.citizen()
        citizen.address = desk.citizen.address
        await citizen.says(f"/tracuu {desk.code}", key="after the restart")
        citizen.sees("hạn trả lời tính lại", "(dự kiến) sang")
    assert "hạn trả lời chuyển từ" in said(december) + said(again)
    assert not bare(said(december) + said(again))


async def test_papers_and_pictures_mark_them(december: OfficeUnderTest) -> None:
    clerk = await december.staff("office")
    code = await files_for(clerk, "paper", "signed")
    receipt = december.app.media.read(clerk.sees("Biên nhận", code).media[0].sha256)
    assert "2027 (dự kiến)" in printed(receipt)
    assert not bare(printed(receipt))
    desk = await Desk(december).opens(leader=True)
    december.app.clock.jump_to(datetime(2026, 12, 30, 2, 0, tzinfo=UTC))
    case, now = await desk.case(), december.app.clock.now()
    async with december.app.db.begin() as db:
        note = await notes.add_note(db, case, notes.APOLOGY, "Chờ vật tư từ tỉnh", 1, now)
    slip = await made(december, "apology_slip", case.id, f"{note.id}:{DUE}:leader")
    assert "12/01/2027 (dự kiến)" in printed(slip)


async def test_a_day_that_is_over_is_expected_no_more(december: OfficeUnderTest) -> None:
    """The picture of the days says the same as the words beside it."""
    app, opened = december.app, datetime(2026, 12, 18, 2, 0, tzinfo=UTC)
    log = [Moment(opened, "receive", {}), Moment(opened, "forward", {})]
    for day, marked in ((date(2026, 12, 21), True), (date(2027, 3, 1), False)):
        at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        (episode,) = episodes_as_of(app.office, answer_rule_for(app.office, "duong", ""), log, at)
        shown = counted(app.office, app.texts, "PAKN.1", episode, day)
        assert ("(dự kiến)" in shown["due"]) is marked


async def test_public_pages_and_data_mark_them_until_the_day_is_over(
    december: OfficeUnderTest,
) -> None:
    reader = Reader(december)
    sure = await publishes(december, 1, "Đường xã có ổ gà", due_on=date(2026, 12, 31))
    expected = await publishes(december, 2, "Đường xã có ổ gà", due_on=DUE)
    await _public(reader, sure, expected=False)
    await _public(reader, expected, expected=True)
    december.app.clock.jump_to(datetime(2027, 2, 1, 2, 0, tzinfo=UTC))
    await _public(reader, expected, expected=False)


async def _public(reader: Reader, code: str, *, expected: bool) -> None:
    # What was kept for a second is not wanted.
    fresh = f"?fresh={code}{expected}"
    page = html.fromstring((await reader.get(f"/ket-qua/{code}{fresh}"))[1]).text_content()
    assert ("12/01/2027 (dự kiến)" in page) is expected
    assert ("dự kiến" in page) is expected
    _, raw, _ = await reader.get("/du-lieu/ket-qua-2026.json")
    (row,) = [row for row in json.loads(raw) if row["code"] == code]
    assert row["due_expected"] is expected
    _, raw, _ = await reader.get("/du-lieu/ket-qua-2026.csv")
    (line,) = [r for r in csv.DictReader(io.StringIO(raw.lstrip("\ufeff"))) if r["code"] == code]
    assert line["due_expected"] == ("true" if expected else "false")
    _, raw, _ = await reader.get(f"/open311/v2/requests/{code}.json{fresh}")
    (request,) = json.loads(raw)
    assert ("dự kiến" in (request["service_notice"] or "")) is expected


async def test_another_system_is_told_as_well(december: OfficeUnderTest) -> None:
    async with december.app.db.begin() as db:
        _, key = await api_submissions.add_api_key(db, "Cổng tỉnh", 1000, december.app.clock.now())
    system = System(december, key)
    (filed,) = await system.files()
    assert "(dự kiến)" in filed["service_notice"]
    code = filed["service_request_id"]
    (request,) = await system.gets(f"v2/requests/{code}", api_key=key)
    assert request["expected_datetime"].startswith("2027-01-")
    assert "dự kiến" in request["service_notice"]
    clerk = await december.staff("office")
    await clerk.says(f"/chuyen {code} KTHT")
    official = await december.staff("official", "KTHT")
    await official.says(f"/traloi {code} {ANSWER}")
    assert not bare(said(december))
