"""The log of who works here: what is done to a role stands in it, and no line changes unseen."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import text
from typer.testing import CliRunner

from bot import audit_log
from bot.cli.main import app as command_line
from rules.log_chain import STAFF_LOG_CODE, LogFault
from storage import staff_log
from tests.support.desk import Desk, another_agrees, goes_away, press_staff
from tests.support.story import OfficeUnderTest


async def faults(office: OfficeUnderTest, published: str = "") -> list[LogFault]:
    return (await audit_log.verify_audit_log(office.app.db, published))[1]


async def tamper(office: OfficeUnderTest, *statements: str) -> None:
    async with office.app.db.begin() as db:
        for statement in statements:
            await db.execute(text(statement))


async def actions(office: OfficeUnderTest) -> list[str]:
    async with office.app.db.read() as db:
        return [line.action for line in await staff_log.staff_log_lines(db)]


async def test_whatever_is_done_to_a_role_stands_in_the_log(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await office.staff("official", "KTHT", "Anh Phó")
    before = len(await actions(office))
    await goes_away(desk.leader, "23/11", "27/11", "Anh Phó")
    await desk.leader.says("/vang")
    await desk.leader.presses("Hết vắng")
    await press_staff(desk.clerk, "Anh Hạ tầng", "Tạm ngừng")
    await desk.clerk.says("/nguoi")
    await desk.clerk.presses("Anh Hạ tầng")
    await desk.clerk.presses("Cho làm lại")
    await press_staff(desk.clerk, "Anh Hạ tầng", "Thôi việc")
    assert (await actions(office))[before:] == [
        *("represented", "absence_began", "absence_ended"),
        *("suspended", "resumed", "ended"),
    ]
    assert (await actions(office))[:3] == ["invited", "redeemed", "granted"]
    assert await faults(office) == []


async def test_who_ends_the_sessions_of_a_colleague_stands_in_the_log_that_the_chair_reads(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Anh Chủ tịch")
    desk = await Desk(office).opens(leader=True)
    await desk.clerk.says("/nguoi")
    await desk.clerk.presses("Anh Hạ tầng")
    await desk.clerk.presses("Kết thúc các phiên web")
    desk.clerk.sees("cần một lời mời mới")
    assert "sessions_ended" not in await actions(office)
    await desk.clerk.presses("Đồng ý")
    await another_agrees(desk.clerk)
    chair.sees("Đã kết thúc mọi phiên trên web của Anh Hạ tầng")
    assert (await actions(office))[-1] == "sessions_ended"
    assert await faults(office) == []
    await chair.says("/nhatky")
    chair.sees("Chị Văn phòng: kết thúc các phiên web của Anh Hạ tầng")


async def test_an_attempt_at_the_sessions_of_a_colleague_can_be_read_too(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Anh Chủ tịch")
    desk = await Desk(office).opens(leader=True)
    await desk.clerk.says("/nguoi")
    await desk.clerk.presses("Anh Hạ tầng")
    await desk.official.sends(choice=desk.clerk.button("Kết thúc các phiên web").value)
    await chair.says("/nhatky")
    chair.sees("Anh Hạ tầng: bị từ chối kết thúc các phiên web của Anh Hạ tầng")


async def test_the_log_holds_no_names_and_no_words(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await press_staff(desk.clerk, "Anh Hạ tầng", "Tạm ngừng")
    async with office.app.db.read() as db:
        lines = await staff_log.staff_log_lines(db)
    said = " ".join(str(line.data) for line in lines)
    assert not [name for name in ("Chị", "Anh", "paper:") if name in said]


async def test_an_edited_a_deleted_and_a_cut_off_line_are_named(office: OfficeUnderTest) -> None:
    await Desk(office).opens()
    async with office.app.db.read() as db:
        end = (await staff_log.staff_log_anchors(db))[-1].position
    await tamper(office, "UPDATE staff_events SET actor_id = 1 WHERE number = 1")
    assert await faults(office) == [LogFault("edited", 1, STAFF_LOG_CODE, 1)]
    await tamper(office, "UPDATE staff_events SET actor_id = NULL WHERE number = 1")
    assert await faults(office) == []
    await tamper(office, f"DELETE FROM staff_events WHERE number = {end}")
    assert LogFault("truncated", end, STAFF_LOG_CODE, end) in await faults(office)
    await tamper(office, "DELETE FROM staff_events WHERE number = 2")
    assert LogFault("deleted", 2, STAFF_LOG_CODE, 2) in await faults(office)


async def test_a_role_that_no_line_gave_is_named(office: OfficeUnderTest) -> None:
    await Desk(office).opens()
    stranger = office.citizen()
    await stranger.says("/trogiup")
    await tamper(
        office,
        "INSERT INTO grants (person_id, role, agency, granted_at)"
        " SELECT max(id), 'chair', '', '2026-11-23 02:00:00' FROM people",
    )
    (found,) = await faults(office)
    assert (found.kind, found.code) == ("unlogged", STAFF_LOG_CODE)


async def test_a_suspension_lifted_behind_our_back_is_named(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await press_staff(desk.clerk, "Anh Hạ tầng", "Tạm ngừng")
    assert await faults(office) == []
    await tamper(office, "UPDATE grants SET suspended_at = NULL")
    assert [fault.kind for fault in await faults(office)] == ["unlogged"]


async def test_its_head_is_published_beside_that_of_the_cases_and_must_be_in_the_log(
    office: OfficeUnderTest,
) -> None:
    await Desk(office).opens()
    await office.app.anchoring.anchor()
    await office.time_passes(office.app.clock.now() + timedelta(days=7))
    async with (
        aiohttp.ClientSession() as web,
        web.get(f"http://127.0.0.1:{office.app.port}/ket-qua") as page,
    ):
        head = (await page.text()).split("<code>")[2].partition("</code>")[0]
    assert await faults(office, head) == []
    await tamper(office, "DELETE FROM staff_events", "DELETE FROM staff_log_heads")
    assert LogFault("head", 0) in await faults(office, head)


async def test_a_file_of_both_logs_is_checked_without_a_database(
    office: OfficeUnderTest, tmp_path: Path
) -> None:
    await Desk(office).opens()
    path = tmp_path / "log.jsonl"
    await audit_log.export_audit_log(office.app.db, path)
    assert "nguyên vẹn" in verified(path, exits=0)
    lines = path.read_text().splitlines(keepends=True)
    assert "official" not in "".join(lines)
    hidden = json.loads(lines[-2])["hash"]
    path.write_text("".join(line.replace(hidden, "0" * 64) for line in lines))
    assert "BỊ ĐỔI CHỖ: CAN-BO" in verified(path, exits=1)
    path.write_text("".join(lines[:-1]))
    assert "BỊ CẮT: CAN-BO" in verified(path, exits=1)


def verified(path: Path, *, exits: int) -> str:
    done = CliRunner().invoke(command_line, ["verify-log", "--file", str(path)])
    assert done.exit_code == exits
    return done.output
