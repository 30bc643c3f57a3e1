"""A calendar that changes moves dates at once, says why in each log, and to each citizen once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

from bot.app import App
from offices import SHIPPED
from rules.deadline import add_working_days
from storage import case_events, cases
from storage.models import CaseEvent
from tests.support.storm import restarted, stormy
from tests.support.story import OfficeUnderTest, files_a_report


async def with_a_case(office: OfficeUnderTest) -> tuple[str, str]:
    """An open case; its code and its citizen's address."""
    await office.app.clock_channel.look()
    await office.quiet()
    clerk = await office.staff("office", name="Chị Văn phòng")
    citizen = office.citizen()
    code = await files_a_report(citizen)
    await clerk.presses("Chuyển Kinh tế")
    return code, citizen.address


async def log_of(app: App, code: str) -> list[CaseEvent]:
    async with app.db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        return await case_events.events_of_case(db, case)


def heard(both: tuple[OfficeUnderTest, OfficeUnderTest], address: str) -> list[str]:
    """What somebody was told of a moved date, by the new process or the old one."""
    return [
        reply.text
        for office in both
        for to, reply in office.paper.sent
        if to == address and "hạn trả lời chuyển từ" in reply.text
    ]


async def test_a_new_day_off_moves_open_cases_and_tells_each_citizen_once(
    office: OfficeUnderTest, tmp_path: Path
) -> None:
    code, address = await with_a_case(office)
    again = await restarted(office, stormy(tmp_path / "stormy"))
    async with again.app.running():
        await again.app.clock_channel.look()
        await again.quiet()
        await again.app.clock_channel.look()
        await again.quiet()
        (text,) = heard((office, again), address)
    old = add_working_days(date(2026, 11, 23), 15, office.app.office.calendar)
    new = add_working_days(date(2026, 11, 23), 15, again.app.office.calendar)
    assert (new - old).days == 2
    assert f"{old:%d/%m/%Y}" in text
    assert f"{new:%d/%m/%Y} (dự kiến)" in text
    assert "Nghỉ tránh bão số 15" in text
    (line,) = [line for line in await log_of(again.app, code) if line.action == "recount"]
    assert line.data["days"] == ["2026-12-01", "2026-12-02"]
    assert (line.data["before"], line.data["after"]) == (str(old), str(new))


async def test_going_back_is_a_change_like_another_and_standing_still_is_none(
    office: OfficeUnderTest, tmp_path: Path
) -> None:
    code, _ = await with_a_case(office)
    for folder in (SHIPPED, stormy(tmp_path / "stormy"), SHIPPED, SHIPPED):
        again = await restarted(office, folder)
        async with again.app.running():
            await again.app.clock_channel.look()
            await again.quiet()
    done = [line.action for line in await log_of(office.app, code)]
    assert done.count("recount") == 2


async def test_another_term_moves_dates_too_and_a_closed_case_stays(
    office: OfficeUnderTest, tmp_path: Path
) -> None:
    code, address = await with_a_case(office)
    neighbour = office.citizen()
    other = await files_a_report(neighbour, "Rác trước chợ ba ngày chưa ai dọn, rất hôi")
    await neighbour.says(f"/tracuu {other}")
    await neighbour.presses("Rút phản ánh")
    await neighbour.presses("Rút")
    folder = tmp_path / "quicker"
    copytree(SHIPPED, folder)
    deadlines = folder / "deadlines.toml"
    text = deadlines.read_text(encoding="utf-8")
    deadlines.write_text(text.replace("days = 15", "days = 12", 1), encoding="utf-8")
    again = await restarted(office, folder)
    async with again.app.running():
        await again.app.clock_channel.look()
        await again.quiet()
        (told,) = heard((office, again), address)
    assert "thời hạn trả lời nay là 12 ngày làm việc" in told
    withdrawn = [line.action for line in await log_of(again.app, other)]
    assert "withdraw" in withdrawn
    assert "recount" not in withdrawn
    assert "recount" in [line.action for line in await log_of(again.app, code)]
