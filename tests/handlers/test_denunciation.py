"""A denunciation is handed over in secret: one person reads it, and nobody else knows of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from rules.local_time import ZONE
from storage import people
from storage.models import Case, Conversation, Denunciation, InboxRow, OutboxRow, RoleAssignment
from tests.support.denouncer import (
    FORGET,
    KEEP,
    MORE,
    WORDS,
    an_hour_passes,
    denounces,
    hands_over,
    opens,
)
from tests.support.desk import goes_away
from tests.support.story import OfficeUnderTest, files_a_report, photo


async def test_the_chair_alone_reads_it_and_its_writer_sees_each_reading(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Chị Chủ tịch")
    citizen, code = await hands_over(office)
    receipt = citizen.sees(code, "1 ảnh", "chậm nhất", "chưa xác nhận")
    assert "08/12/2026" in receipt.text  # ten working days, the 24th being a holiday
    card = chair.replies()[-1]
    assert code in card.text
    assert "Mẫu" not in card.text
    await chair.presses("Mở đọc")
    opened = chair.sees(WORDS, MORE, "Rơ Châm Thử, 0912345678")
    assert opened.media == (photo(7),)
    await opens(citizen, code.lower().replace("-", " "))
    citizen.sees("Nhận lúc", "Người có thẩm quyền mở đọc lúc", WORDS)


async def test_its_writer_hears_that_it_was_received_and_where_it_went(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Chị Chủ tịch")
    citizen, code = await hands_over(office)
    await chair.presses("Đã tiếp nhận")
    await an_hour_passes(office)
    assert [reply for reply in citizen.replies() if f"{code}: Chủ tịch" in reply.text]
    await chair.presses("Đã chuyển nơi khác")
    await chair.says("Thanh tra tỉnh Gia Lai")
    await an_hour_passes(office)
    assert "đã chuyển hồ sơ của anh/chị đến: Thanh tra tỉnh" in citizen.replies()[-1].text
    await chair.says("/viec")
    chair.sees_nothing_of("giữ kín chờ anh/chị")


async def test_no_clerk_agency_or_stranger_learns_that_it_exists(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Chị Chủ tịch")
    others = [
        await office.staff("office", name="Chị Văn phòng"),
        await office.staff("leader", "KTHT", "Chị Trưởng phòng"),
        await office.staff("official", "NOIVU", "Anh Nội vụ"),
        office.citizen(),
    ]
    before = [len(person.replies()) for person in others]
    _, code = await hands_over(office)
    assert [len(person.replies()) for person in others] == before
    for person in others:
        for said in (f"/xem {code}", f"/tracuu {code}", f"/lienhe {code} gọi hỏi thêm cho rõ"):
            await person.says(said)
            person.sees_nothing_of("giữ kín")
        for said in ("/viec", "/phanloai", "/solieu tất cả tháng này", "/thongke"):
            await person.says(said)
            person.sees_nothing_of("giữ kín")
        for verb in ("read", "receive", "pass"):
            for number in (1, 999):
                await person.sends(choice=f"denunciation:{number}:{verb}")
                person.sees_key("desk.not_yours")
        person.sees_nothing_of("Mẫu")
    async with office.app.db.read() as db:
        assert (await db.execute(select(func.count(Case.id)))).scalar() == 0
    await chair.says("/viec")
    assert [reply for reply in chair.latest if "chờ anh/chị: 1" in reply.text]


async def test_the_deputy_of_the_chair_does_not_get_it(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Chị Chủ tịch")
    deputy = await office.staff("chair", name="Anh Phó")
    await goes_away(chair, "23/11", "27/11", "Anh Phó")
    # The deputy has nothing of their own any more.
    async with office.app.db.begin() as db:
        known = await people.person_at_address(db, deputy.address, office.app.clock.now())
        own = RoleAssignment.person_id == known.person.id, RoleAssignment.absence_id.is_(None)
        await db.execute(update(RoleAssignment).where(*own).values(ended_at=office.app.clock.now()))
    _, code = await hands_over(office)
    deputy.sees_nothing_of(code)
    await deputy.sends(choice="denunciation:1:read")
    deputy.sees_key("desk.not_yours")
    assert code in chair.replies()[-1].text


async def test_who_does_not_want_that_is_forgotten_and_keeps_the_evidence(
    office: OfficeUnderTest,
) -> None:
    await office.staff("chair", name="Chị Chủ tịch")
    office.paper.keeps_history = True
    citizen = await denounces(office, keep=False)
    offer = citizen.sees("chỉ Chủ tịch UBND huyện", "Tiếp công dân")
    assert "xin giữ lại" in offer.text
    await citizen.presses(FORGET)
    citizen.sees("đã được xóa khỏi hệ thống", "xin giữ lại")
    await nothing_is_left(office)


async def test_where_nobody_may_read_it_nothing_is_offered(office: OfficeUnderTest) -> None:
    office.paper.keeps_history = True
    citizen = await denounces(office, keep=False)
    citizen.sees("đã được xóa khỏi hệ thống", "Luật Tố cáo", "15/12/2026")
    await nothing_is_left(office)
    await nothing_is_left(office, "Luật Tố cáo")


async def nothing_is_left(office: OfficeUnderTest, word: str = "Mẫu") -> None:
    async with office.app.db.read() as db:
        found = [
            *(await db.execute(select(InboxRow.payload))).scalars(),
            *(await db.execute(select(OutboxRow.reply))).scalars(),
            *(await db.execute(select(Conversation.stack))).scalars(),
        ]
    texts = [office.app.db.vault.decrypt(one).decode() for one in found if one]
    assert not [text for text in texts if word in text]


async def test_what_was_told_stands_in_no_chat_any_more_once_it_is_handed_over(
    office: OfficeUnderTest,
) -> None:
    await office.staff("chair", name="Chị Chủ tịch")
    office.paper.keeps_history = True
    await hands_over(office)
    await nothing_is_left(office)
    async with office.app.db.read() as db:
        row = (await db.execute(select(Denunciation))).scalar_one()
    assert b"paper:" not in row.owner.encode()


async def test_what_the_reader_opened_is_in_their_chat_for_a_day_and_goes_with_their_role(
    office: OfficeUnderTest,
) -> None:
    office.paper.keeps_history = True
    chair = await office.staff("chair", name="Chị Chủ tịch")
    await hands_over(office)
    await chair.presses("Mở đọc")
    await office.time_passes(office.app.clock.now() + timedelta(days=1, minutes=1))
    await nothing_is_left(office)


async def test_who_is_in_danger_gets_the_numbers_here_too(office: OfficeUnderTest) -> None:
    await office.staff("chair", name="Chị Chủ tịch")
    citizen = await denounces(office)
    await citizen.says("Nhà tôi đang cháy, có người bị thương")
    citizen.sees("113", "114", "115")


async def test_somebody_unnamed_may_hand_it_over_too(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Chị Chủ tịch")
    citizen = await denounces(office)
    await citizen.presses("Xong")
    await citizen.presses("Tôi không muốn để tên")
    citizen.sees("không để tên")
    await citizen.presses("Gửi kín")
    await an_hour_passes(office)
    await chair.presses("Mở đọc")
    chair.sees(WORDS, "Người gửi: không để tên")


async def test_evidence_may_follow_and_stays_with_it(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Chị Chủ tịch")
    jpeg = b"\xff\xd8\xff\xe0" + b"1" * 99
    picture = await office.app.media.keep("photo", "image/jpeg", "", jpeg)
    citizen, code = await hands_over(office)
    await opens(citizen, code)
    await citizen.presses("Gửi thêm")
    await citizen.says("Biên nhận đây", media=(picture,))
    await citizen.presses("Xong")
    citizen.sees("vẫn giữ kín")
    await an_hour_passes(office)
    assert "vừa gửi thêm" in chair.replies()[-1].text
    await chair.presses("Mở đọc")
    assert picture in chair.sees(WORDS, "Biên nhận đây").media
    assert office.app.media.read(picture.sha256) == jpeg
    # It cannot be erased before somebody answered, and then it can, files and all.
    await opens(citizen, code)
    citizen.sees(WORDS, "Chưa có trả lời thì chưa xóa được")
    assert not [row for row in citizen.latest[-1].choices if row[0].label == "Xóa hồ sơ"]
    await chair.presses("Đã tiếp nhận")
    await opens(citizen, code)
    await citizen.presses("Xóa hồ sơ")
    await citizen.presses("Xóa hẳn")
    citizen.sees(f"{code}: đã xóa")
    await office.quiet()
    with pytest.raises(FileNotFoundError):
        office.app.media.read(picture.sha256)
    await chair.presses("Mở đọc")
    chair.sees("nội dung đã được xóa")


async def test_the_next_person_at_the_same_machine_learns_nothing_of_it(
    office: OfficeUnderTest,
) -> None:
    office.paper.keeps_history = True
    await office.staff("chair", name="Chị Chủ tịch")
    other = office.citizen()
    citizen, code = await hands_over(office)
    offered = []
    for person in (citizen, other):  # the chat of the one is as that of the other
        await person.says("/dulieu")
        offered.append([row[0].label for row in person.latest[-1].choices])
        for number, verb in ((1, "see"), (1, "add"), (999, "add"), (1, f"erase:{code}X")):
            await person.sends(choice=f"denounced:{number}:{verb}")
            person.sees("Xin gõ mã")
            assert code not in person.latest[-1].text
        await person.says("/huy")
        await person.says("/dulieu")
        await person.presses("Tải dữ liệu về")
        made = [item for reply in person.replies() for item in reply.media if "json" in item.name]
        assert WORDS.encode() not in office.app.media.read(made[-1].sha256)
        await person.says("/dulieu")
        await person.presses("Xóa dữ liệu")
        await person.presses("Xóa hẳn")
        person.sees("Hồ sơ tố cáo giữ kín, nếu có, không xóa theo")
        assert code not in "".join(reply.text for reply in person.latest)
    assert offered[0] == offered[1]
    # Who has the code from elsewhere sees how far it is, and no word of it.
    await opens(other, code)
    other.sees("Nhận lúc")
    other.sees_nothing_of("Mẫu")
    # Guesses are counted, and then the right one does not open either.
    for _ in range(office.app.office.limits.receipt_tries_of_person):
        await opens(other, "GK-ABCDEFGH23")
        other.sees_key("denounce.unknown")
    await opens(other, code)
    other.sees_key("denounce.too_many")
    await opens(citizen, code)
    citizen.sees(WORDS)


async def test_whoever_does_not_answer_is_reminded_and_its_writer_is_told(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Chị Chủ tịch")
    citizen, code = await hands_over(office)
    await office.time_passes(datetime(2026, 12, 2, 9, tzinfo=ZONE))
    assert "quá ngày chuyển" in chair.replies()[-1].text
    await office.time_passes(datetime(2026, 12, 9, 9, tzinfo=ZONE))
    assert [one for one in chair.replies() if "quá ngày phải báo" in one.text]
    assert [one for one in citizen.replies() if f"{code}: đã quá ngày" in one.text]
    await chair.presses("Đã tiếp nhận")
    await office.time_passes(datetime(2028, 12, 20, 9, tzinfo=ZONE))
    await chair.presses("Mở đọc")
    chair.sees("nội dung đã được xóa")


async def test_in_a_talk_the_officer_does_not_hear_it_and_it_may_be_handed_over(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Chị Chủ tịch")
    clerk = await office.staff("office", name="Chị Văn phòng")
    citizen = office.citizen()
    await citizen.says("/gapcanbo")
    await clerk.presses("Nhận trò chuyện")
    await citizen.says(WORDS, media=(photo(3),))
    citizen.sees("giống lời tố cáo", "cán bộ không thấy", "xin giữ lại")
    await citizen.says("Chị cho em hỏi giờ làm việc")
    await citizen.presses("Kết thúc")
    citizen.sees("chỉ Chủ tịch UBND huyện")
    await citizen.presses(KEEP)
    await citizen.presses("Xong")
    await citizen.presses("Tôi không muốn để tên")
    await citizen.presses("Gửi kín")
    await an_hour_passes(office)
    clerk.sees_nothing_of("Mẫu")
    await chair.presses("Mở đọc")
    assert chair.sees(WORDS).media == (photo(3),)


async def test_one_nobody_finished_is_forgotten_like_any_draft(office: OfficeUnderTest) -> None:
    await office.staff("chair", name="Chị Chủ tịch")
    await denounces(office)
    await office.time_passes(office.app.clock.now() + timedelta(days=8))
    async with office.app.db.read() as db:
        stacks = [one for one in (await db.execute(select(Conversation.stack))).scalars() if one]
    assert not [one for one in stacks if "Mẫu" in office.app.db.vault.decrypt(one).decode()]


async def test_a_report_is_as_short_as_before(office: OfficeUnderTest) -> None:
    await office.staff("chair", name="Chị Chủ tịch")
    assert await files_a_report(office.citizen())
