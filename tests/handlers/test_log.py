"""The log is a chain: whatever is edited, deleted, moved or cut off comes to light."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import text
from typer.testing import CliRunner

from bot import audit_log
from bot.audit_log import AuditLogAnchoring
from bot.cli.main import app as command_line
from rules.log_chain import LogAnchor, LogFault
from storage import case_events, cases
from storage.audit_log import all_log_lines, log_anchors, published_log_anchor
from tests.support.desk import ANSWER, Desk
from tests.support.story import OfficeUnderTest, files_a_report


async def a_busy_day(office: OfficeUnderTest) -> Desk:
    """One case from receipt to answer, and a second one that waits."""
    desk = await Desk(office).opens()
    await desk.official.presses("Nhận xử lý")
    await desk.official.presses("Trả lời")
    await desk.official.says(ANSWER)
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi")
    await files_a_report(office.citizen(), "Rác chất đống sau chợ ba ngày chưa ai dọn")
    await office.app.anchoring.anchor()
    return desk


async def faults(office: OfficeUnderTest, published: str = "") -> list[LogFault]:
    return (await audit_log.verify_audit_log(office.app.db, published))[1]


async def tamper(office: OfficeUnderTest, *statements: str) -> None:
    async with office.app.db.begin() as db:
        for statement in statements:
            await db.execute(text(statement))


async def test_an_honest_log_is_whole_before_and_after_it_is_sealed(
    office: OfficeUnderTest,
) -> None:
    await a_busy_day(office)
    assert await faults(office) == []
    await files_a_report(office.citizen(), "Cống thoát nước trước trường học bị tắc nhiều ngày")
    assert await faults(office) == []


async def test_an_edited_line_is_named(office: OfficeUnderTest) -> None:
    desk = await a_busy_day(office)
    await tamper(office, "UPDATE case_events SET action = 'refuse' WHERE position = 2")
    assert await faults(office) == [LogFault("edited", 2, desk.code, 2)]


async def test_an_edited_line_whose_hash_was_counted_anew_is_named(
    office: OfficeUnderTest,
) -> None:
    desk = await a_busy_day(office)
    await tamper(office, "UPDATE case_events SET hash = 'abc' WHERE position = 2")
    assert LogFault("edited", 2, desk.code, 2) in await faults(office)
    assert LogFault("moved", 2, desk.code, 2) in await faults(office)


async def test_a_deleted_line_is_named(office: OfficeUnderTest) -> None:
    desk = await a_busy_day(office)
    await tamper(office, "DELETE FROM case_events WHERE position = 3")
    assert await faults(office) == [LogFault("deleted", 0, desk.code, 3), LogFault("deleted", 3)]


async def test_two_lines_that_changed_places_are_named(office: OfficeUnderTest) -> None:
    desk = await a_busy_day(office)
    async with office.app.db.read() as db:
        second, third = [line async for line in all_log_lines(db)][1:3]
    await tamper(
        office,
        "UPDATE case_events SET position = -2 WHERE position = 2",
        f"UPDATE case_events SET position = 2, chain = '{second.chain}' WHERE position = 3",
        f"UPDATE case_events SET position = 3, chain = '{third.chain}' WHERE position = -2",
    )
    found = await faults(office)
    assert LogFault("moved", 2, desk.code, 3) in found
    assert {fault.code for fault in found} <= {desk.code}


async def test_a_log_cut_off_at_its_end_is_noticed(office: OfficeUnderTest) -> None:
    await a_busy_day(office)
    async with office.app.db.read() as db:
        end = (await log_anchors(db))[-1].position
    await tamper(office, f"DELETE FROM case_events WHERE position >= {end - 1}")
    assert await faults(office) == [LogFault("truncated", end - 1), LogFault("truncated", end)]


async def test_who_also_changes_the_heads_is_betrayed_by_the_published_one(
    office: OfficeUnderTest,
) -> None:
    await a_busy_day(office)
    published = await head_on_the_page(office)
    assert await faults(office, published) == []
    async with office.app.db.read() as db:
        head = (await log_anchors(db))[-1]
        before = [line async for line in all_log_lines(db)][head.position - 2]
    await tamper(
        office,
        f"DELETE FROM case_events WHERE position = {head.position}",
        f"UPDATE log_heads SET position = {before.position}, hash = '{before.chain}'",
    )
    assert await faults(office) == []
    assert await faults(office, published) == [LogFault("head", 0)]


async def head_on_the_page(office: OfficeUnderTest) -> str:
    """The next week the head of this one stands on the page of results."""
    await office.time_passes(office.app.clock.now() + timedelta(days=7))
    return (await seals_on_the_page(office)).partition("<code>")[2].partition("</code>")[0]


async def seals_on_the_page(office: OfficeUnderTest) -> str:
    async with (
        aiohttp.ClientSession() as web,
        web.get(f"http://127.0.0.1:{office.app.port}/ket-qua") as page,
    ):
        return (await page.text()).partition('class="note seal"')[2].partition('class="feeds"')[0]


async def test_the_head_is_published_by_the_week_without_a_count_so_no_day_tells_who_complained(
    office: OfficeUnderTest,
) -> None:
    await a_busy_day(office)
    async with office.app.db.read() as db:
        head = (await log_anchors(db))[-1]
    sunday = head.day + timedelta(days=6)
    async with office.app.db.read() as db:
        assert await published_log_anchor(db, sunday) is None
        # Which day brought the last line is not told either.
        assert await published_log_anchor(db, sunday + timedelta(days=1)) == LogAnchor(
            sunday, head.position, head.hash
        )
    await office.time_passes(office.app.clock.now() + timedelta(days=7))
    async with office.app.db.read() as db:
        before = await published_log_anchor(db, sunday + timedelta(days=2))
    await files_a_report(office.citizen(), "Cống tràn ra đường sau mưa lớn ở thôn 3")
    await office.app.anchoring.anchor()
    async with office.app.db.read() as db:
        assert await published_log_anchor(db, sunday + timedelta(days=7)) == before
    shown = await seals_on_the_page(office)
    assert f"{sunday:%d/%m/%Y}" in shown
    assert "dòng" not in shown


async def test_erasing_a_person_does_not_break_the_chain(office: OfficeUnderTest) -> None:
    desk = await a_busy_day(office)
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Xóa")
    await desk.citizen.presses("Xóa")
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, desk.code)
        assert case is not None
        assert case.contact is None
    await office.app.anchoring.anchor()
    assert await faults(office) == []


async def test_many_workers_write_and_seal_one_chain(office: OfficeUnderTest) -> None:
    codes = [
        await files_a_report(office.citizen(), f"Đoạn đường số {n} vào thôn bị sụt lún nặng")
        for n in range(3)
    ]
    db, clock = office.app.db, office.app.clock

    async def look(code: str) -> None:
        async with db.begin() as session:
            case = await cases.case_by_code(session, code)
            assert case is not None
            await case_events.add_case_event(session, case, "look_at_contact", None, clock.now())

    looking = [look(code) for code in codes * 8]
    workers = [AuditLogAnchoring(db, clock).anchor() for _ in range(6)]
    await asyncio.gather(*looking, *workers)
    await office.app.anchoring.anchor()
    total, found = await audit_log.verify_audit_log(db)
    assert found == []
    assert total == 3 + 24
    async with db.read() as session:
        assert [head.position async for head in all_log_lines(session)] == list(range(1, total + 1))


async def test_a_file_of_the_log_is_checked_without_a_database(
    office: OfficeUnderTest, tmp_path: Path
) -> None:
    desk = await a_busy_day(office)
    path = tmp_path / "log.jsonl"
    assert (
        await audit_log.export_audit_log(office.app.db, path)
        == len(path.read_text().splitlines()) - 1
    )
    # Neither who, nor of which case, nor when: only that no line is missing or another's.
    lines = path.read_text().splitlines(keepends=True)
    said = {name for line in lines[1:] for name in json.loads(line)}
    assert said == {"position", "hash", "chain", "code"}
    assert desk.code not in path.read_text()
    assert "nguyên vẹn" in verified(path, exits=0)
    swapped = [*lines[:2], lines[3], lines[2], *lines[4:]]
    anothers = json.loads(lines[2])["hash"]
    damage = {
        "BỊ ĐỔI CHỖ": [line.replace(anothers, "0" * 64) for line in lines],
        "BỊ XÓA": [*lines[:2], *lines[3:]],
        "BỊ XÓA: cả sổ thiếu dòng 2": swapped,
        "BỊ CẮT": lines[:-1],
    }
    for said, made in damage.items():
        path.write_text("".join(made))
        assert said in verified(path, exits=1)
    path.write_text("x")
    verified(path, exits=2)


def verified(path: Path, *, exits: int) -> str:
    done = CliRunner().invoke(command_line, ["verify-log", "--file", str(path)])
    assert done.exit_code == exits
    return done.output
