"""A citizen and the own data: seen, corrected, taken along, no longer allowed, erased."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import select

from rules.local_time import ZONE
from storage import (
    case_events,
    cases,
    inbox,
    notes,
    outbox,
    people,
    personal_data,
    publications,
    ways_back,
)
from storage.models import Case, Conversation, InboxRow, OutboxRow
from storage.push_subscriptions import PushMemory
from tests.support.desk import Desk, answered
from tests.support.duty import talking
from tests.support.on_paper import files_for
from tests.support.publication import Scene, opens
from tests.support.push_service import PushBrowser
from tests.support.story import OfficeUnderTest, Talker, files_a_report


async def contacts_of(office: OfficeUnderTest, address: str) -> list[people.Contact | None]:
    """What is sealed: the person's contact, then that of each case."""
    async with office.app.db.begin() as db:
        person = (await people.person_at_address(db, address, office.app.clock.now())).person
        mine = await personal_data.all_cases_of_person(db, person)
        return [
            people.contact_of_person(db, person),
            *(cases.contact_of_case(db, case) for case in mine),
        ]


async def case_of(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        found = await cases.case_by_code(db, code)
    assert found is not None
    return found


async def log_of(office: OfficeUnderTest, code: str) -> list[str]:
    async with office.app.db.read() as db:
        return [
            line.action
            for line in await case_events.events_of_case(db, await case_of(office, code))
        ]


async def kept_in_chats(office: OfficeUnderTest, part: str) -> list[str]:
    """The addresses whose history shows something, one for each message."""
    async with office.app.db.read() as db:
        told = select(OutboxRow).where(OutboxRow.reply.is_not(None))
        said = select(InboxRow).where(InboxRow.payload.is_not(None))
        return [
            *(
                row.lane
                for row in (await db.execute(told)).scalars()
                if part in outbox.reply_of_row(db, row).text
            ),
            *(
                row.lane
                for row in (await db.execute(said)).scalars()
                if part in inbox.payload_of_update(db, row).decode()
            ),
        ]


async def erases(citizen: Talker) -> None:
    await citizen.says("/dulieu")
    await citizen.presses("Xóa dữ liệu")
    await citizen.presses("Xóa hẳn")


def labels(person: Talker) -> list[str]:
    return [choice.label for row in person.latest[-1].choices for choice in row]


async def test_everything_kept_is_shown_with_every_look_at_the_contact(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.presses("Xem người gửi")
    await desk.clerk.presses("Báo kết quả")
    await desk.citizen.says("du lieu cua toi")
    shown = desk.citizen.sees("Rơ Châm Thử", "0912345678", "Làng Mẫu", "bản 2026-01-", "qua paper")
    assert "Phản ánh đã gửi: 1, đang giải quyết: 1" in shown.text
    assert "thông tin liên hệ của anh/chị: 1 lần" in shown.text
    assert desk.code in shown.text
    assert desk.citizen.address in shown.text
    assert shown.text.count("chưa xác nhận") == 4


async def test_a_stranger_sees_that_nothing_is_kept(office: OfficeUnderTest) -> None:
    await files_a_report(office.citizen())
    stranger = office.citizen()
    await stranger.says("/dulieu")
    stranger.sees("Liên hệ: chưa có", "Phản ánh đã gửi: 0")
    assert labels(stranger) == [
        "Tải dữ liệu về",
        "Xóa dữ liệu của tôi",
        "🔒 Hồ sơ tố cáo giữ kín (cần mã)",
    ]
    stranger.sees_nothing_of("Rơ Châm")


async def test_a_corrected_contact_is_the_offices_contact(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Sửa thông tin")
    await desk.citizen.says("Siu Mẫu")
    await desk.citizen.says("không có số")
    await desk.citizen.says("0987 654 321")
    await desk.citizen.says("Làng Khác, xã Ia Ly")
    desk.citizen.sees("Đã sửa", "Siu Mẫu, 0987654321, Làng Khác")
    await desk.clerk.presses("Xem người gửi")
    await desk.clerk.presses("Báo kết quả")
    desk.clerk.sees("Siu Mẫu", "0987654321")
    assert "correct_contact" in await desk.log()


async def test_the_export_is_two_files_with_everything_of_mine_and_nobody_elses(
    office: OfficeUnderTest,
) -> None:
    await files_a_report(office.citizen(), "Đèn đường của người khác hỏng ở chỗ khác hẳn")
    desk, browser = await answered(office), PushBrowser("https://push.example/mine")
    assert await PushMemory(office.app.db).keep(desk.citizen.address, browser.target)
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Tải dữ liệu")
    page, data = desk.citizen.sees("một tệp để đọc").media
    assert (page.name, data.name) == ("du-lieu-cua-toi.txt", "du-lieu-cua-toi.json")
    words = office.app.media.read(page.sha256).decode()
    assert desk.code in words
    assert "Rơ Châm Thử, 0912345678" in words
    assert "của người khác hỏng" not in words
    assert "qua dịch vụ: push.example" in words
    found = json.loads(office.app.media.read(data.sha256))
    assert [one["endpoint"] for one in found["browsers"]] == [browser.endpoint]
    assert [case["code"] for case in found["cases"]] == [desk.code]
    assert found["contact"]["phone"] == "0912345678"
    assert found["cases"][0]["answer"]
    assert {row["purpose"] for row in found["consents"]} == {"handle", "publish", "invite"}


async def test_who_no_longer_wants_it_public_is_public_no_more(office: OfficeUnderTest) -> None:
    scene = Scene(office)
    code = await scene.prepare()
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai")
    assert (await case_of(office, code)).publication == "published"
    await scene.citizen.says("/dulieu")
    await scene.citizen.presses("Rút đồng ý công khai")
    await scene.citizen.presses("Rút")
    scene.citizen.sees("Đã gỡ khỏi trang công khai", code)
    scene.clerk.sees(code, "rút đồng ý công khai")
    case = await case_of(office, code)
    assert (case.publication, case.may_publish) == ("withheld", False)
    async with office.app.db.read() as db:
        gone = await publications.publication_of_case(db, case)
    assert gone is not None
    assert (gone.state, gone.question, gone.answer) == ("taken_down", "", "")
    _, shown = await scene.page(f"/ket-qua/{code}")
    assert "lập biên bản" not in shown
    await scene.citizen.says("/dulieu")
    scene.citizen.sees("đã rút lúc")
    assert "Rút đồng ý công khai" not in labels(scene.citizen)
    await scene.clerk.says(f"/congkhai {code}")
    scene.clerk.sees_key("publishing.never_refused.no_consent")


async def test_what_waits_to_be_published_waits_no_longer(office: OfficeUnderTest) -> None:
    scene = Scene(office)
    code = await scene.prepare()
    assert (await case_of(office, code)).publication == "waiting"
    await scene.citizen.says("/dulieu")
    await scene.citizen.presses("Rút đồng ý công khai")
    await scene.citizen.presses("Không rút")
    assert (await case_of(office, code)).may_publish
    await scene.citizen.says("/dulieu")
    await scene.citizen.presses("Rút đồng ý công khai")
    await scene.citizen.presses("Rút")
    case = await case_of(office, code)
    assert (case.publication, case.may_publish) == ("none", False)


async def test_after_withdrawing_the_handling_the_next_report_asks_again(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Rút đồng ý giải quyết")
    desk.citizen.sees("vẫn được trả lời")
    await desk.citizen.presses("Rút")
    await desk.citizen.says("/gopy")
    rubbish = "Rác đổ đầy bên suối cạnh nhà rông"
    await desk.citizen.answers("intake", until="confirm", describe=rubbish)
    assert desk.citizen.button("Gửi và đồng ý")
    assert (await desk.case()).status == "forwarded"


async def test_nothing_is_erased_while_a_case_is_open(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Xóa dữ liệu")
    desk.citizen.sees("Chưa xóa được", desk.code)
    assert None not in await contacts_of(office, desk.citizen.address)


async def test_erasing_is_refused_when_a_case_was_opened_while_we_asked(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Xóa dữ liệu")
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, desk.code)
        assert case is not None
        case.status = "forwarded"
    await desk.citizen.presses("Xóa hẳn")
    desk.citizen.sees("Chưa xóa được", desk.code)
    assert None not in await contacts_of(office, desk.citizen.address)


async def test_erasing_blanks_the_person_and_keeps_the_skeleton_of_the_case(
    office: OfficeUnderTest,
) -> None:
    office.paper.keeps_history = True
    desk = await answered(office)
    other = office.citizen()
    await files_a_report(other)
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Xóa dữ liệu")
    await desk.citizen.presses("Không xóa")
    assert None not in await contacts_of(office, desk.citizen.address)
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Xóa dữ liệu")
    async with office.app.db.begin() as db:
        code = await ways_back.make_way_back(db, desk.citizen.address, office.app.clock.now())
    assert code
    await desk.citizen.presses("Xóa hẳn")
    desk.citizen.sees("Đã xóa", "1 vụ việc")
    assert await contacts_of(office, desk.citizen.address) == [None, None]
    assert None not in await contacts_of(office, other.address)
    assert (await desk.case()).status == "answered"
    assert (await desk.log())[-1] == "erase"
    async with office.app.db.read() as db:
        lane = desk.citizen.address
        kept = select(InboxRow.id).where(InboxRow.lane == lane, InboxRow.payload.is_not(None))
        assert (await db.execute(kept)).all() == []
        said = select(OutboxRow).where(OutboxRow.lane == lane, OutboxRow.reply.is_not(None))
        assert len((await db.execute(said)).all()) == 1  # that it was erased
        assert not await ways_back.has_way_back(db, lane)
        stacks = select(Conversation.stack).where(Conversation.address == lane)
        assert (await db.execute(stacks)).scalars().all() == [None]
        others = select(OutboxRow.id).where(
            OutboxRow.lane == other.address, OutboxRow.reply.is_not(None)
        )
        assert (await db.execute(others)).first() is not None


async def test_contacts_go_by_themselves_when_their_time_is_over(office: OfficeUnderTest) -> None:
    desk = await answered(office)
    address = desk.citizen.address
    begun = office.app.clock.now().astimezone(ZONE)
    over = datetime(begun.year + 2, begun.month, begun.day, 12, tzinfo=ZONE)
    await office.time_passes(over - timedelta(days=2))
    assert None not in await contacts_of(office, address)
    await office.time_passes(over + timedelta(days=1))
    assert await contacts_of(office, address) == [None, None]
    await office.time_passes(over + timedelta(days=2))
    assert (await desk.log()).count("forget_contact") == 1


async def test_the_contact_of_an_open_case_is_kept_however_old(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    now = office.app.clock.now()
    await office.time_passes(now + timedelta(days=1000))
    assert None not in await contacts_of(office, desk.citizen.address)


async def test_a_file_that_took_long_leaves_the_open_question_below_it(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await files_a_report(citizen)
    await citizen.says("/gopy")
    await citizen.says("Rác đổ đầy bên suối cạnh nhà rông")
    await citizen.says("/dulieu")
    assert "Chuyện xảy ra" in citizen.latest[-1].text
    await citizen.presses("Tải dữ liệu")
    await office.quiet()
    texts = [reply.text[:20] for reply in citizen.latest]
    assert [text[:7] for text in texts] == ["Đang so", "Chuyện ", "Dữ liệu", "Chuyện "]
    await citizen.presses("Ia Ka")
    citizen.sees("Xin xem lại trước khi gửi", "xã Ia Ka")


async def test_what_the_law_wants_kept_is_not_erased_and_the_reason_is_told(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.clerk.says(f"/giulai {desk.code}")
    desk.clerk.sees("Xin ghi lý do")
    await desk.clerk.says(f"/giulai {desk.code} hồ sơ đang phục vụ thanh tra huyện")
    desk.clerk.sees("Đã giữ", desk.code)
    await desk.clerk.says(f"/giulai {desk.code} hồ sơ đang phục vụ thanh tra huyện")
    desk.clerk.sees("đang được giữ từ trước")
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Xóa dữ liệu")
    desk.citizen.sees("phải giữ", desk.code, "đang phục vụ thanh tra huyện")
    begun = office.app.clock.now().astimezone(ZONE)
    await office.time_passes(datetime(begun.year + 2, begun.month + 1, 1, 12, tzinfo=ZONE))
    assert None not in await contacts_of(office, desk.citizen.address)
    await desk.clerk.says(f"/thoigiu {desk.code}")
    await desk.clerk.says(f"/thoigiu {desk.code}")
    desk.clerk.sees("không bị giữ")
    await office.time_passes(datetime(begun.year + 2, begun.month + 1, 2, 12, tzinfo=ZONE))
    assert await contacts_of(office, desk.citizen.address) == [None, None]


async def test_a_case_that_is_held_while_we_ask_is_not_erased(office: OfficeUnderTest) -> None:
    desk = await answered(office)
    await desk.citizen.says("/dulieu")
    await desk.citizen.presses("Xóa dữ liệu")
    await desk.clerk.says(f"/giulai {desk.code} hồ sơ đang phục vụ thanh tra huyện")
    await desk.citizen.presses("Xóa hẳn")
    desk.citizen.sees("phải giữ", desk.code)
    assert None not in await contacts_of(office, desk.citizen.address)


# What chats with a history still show.


async def test_erasing_reaches_what_officers_were_shown(office: OfficeUnderTest) -> None:
    office.paper.keeps_history = True
    scene = Scene(office)
    code = await scene.prepare()
    await scene.clerk.says(f"/lienhe {code} gọi lại cho người gửi")
    other = office.citizen()
    await files_a_report(other)
    assert scene.clerk.address in await kept_in_chats(office, "Rơ Châm Thử, 0912345678")
    assert scene.official.address in await kept_in_chats(office, "0987 654 321")
    await erases(scene.citizen)
    for part in ("0912345678", "0912 345 678", "Rơ Châm Thử"):
        assert set(await kept_in_chats(office, part)) <= {other.address}
    assert await kept_in_chats(office, "0987 654 321") == []


async def test_what_must_stay_of_an_erased_case_names_nobody(office: OfficeUnderTest) -> None:
    scene = Scene(office)
    code = await scene.prepare()
    await opens(scene.clerk, code)  # a draft with the words as they were
    await scene.citizen.says("/cuatoi")
    await scene.citizen.presses(code)
    await scene.citizen.presses("Chưa hài lòng")
    await scene.citizen.says("Tôi là Rơ Châm Thử ở Làng Mẫu, xã Ia Mơ Nông, gọi 0912 345 678")
    await scene.citizen.presses("Xong")
    await scene.answers(code, "Đã dọn sạch rác và lập biên bản lần hai")
    await scene.citizen.says("/dulieu")
    await scene.citizen.presses("Xóa dữ liệu")
    scene.citizen.sees("đã che thông tin riêng")
    await scene.citizen.presses("Xóa hẳn")
    scene.citizen.sees("nội dung đã che tên người")
    async with office.app.db.read() as db:
        case = await case_of(office, code)
        said = [note.text for note in await notes.notes_of_case(db, case)]
        assert await publications.publication_draft_of_case(db, case) is None
    assert case.text.startswith("[địa chỉ] cạnh chợ Phú Hòa")
    for words in (case.text, *said):
        for personal in ("0987", "0912", "Siu Thử", "Rơ Châm", "Làng Mẫu"):
            assert personal not in words
    assert "[tên riêng]" in said[0]


async def test_what_was_said_in_a_talk_is_erased_on_both_sides(office: OfficeUnderTest) -> None:
    office.paper.keeps_history = True
    citizen, clerk = await talking(office)
    await citizen.says("Nhà tôi ở Làng Mẫu ạ")
    await clerk.presses("Kết thúc")
    assert clerk.address in await kept_in_chats(office, "sổ đỏ nhà em")
    await erases(citizen)
    for part in ("sổ đỏ nhà em", "Làng Mẫu"):
        assert await kept_in_chats(office, part) == []


async def test_a_forgotten_contact_is_in_no_chat_any_more(office: OfficeUnderTest) -> None:
    office.paper.keeps_history = True
    scene = Scene(office)
    code = await scene.prepare()
    await scene.clerk.says(f"/lienhe {code} gọi lại cho người gửi")
    begun = office.app.clock.now().astimezone(ZONE)
    later = datetime(begun.year + 1, begun.month, begun.day, 12, tzinfo=ZONE)
    await office.time_passes(later)
    second = await files_a_report(scene.citizen, "Đèn đường trước chợ Phú Hòa lại hỏng, tối om")
    await office.time_passes(datetime(begun.year + 2, begun.month, begun.day + 1, tzinfo=ZONE))
    assert await contacts_of(office, scene.citizen.address) != [None, None, None]
    assert (await case_of(office, code)).contact is None
    assert scene.clerk.address not in await kept_in_chats(office, "0912345678")
    assert await kept_in_chats(office, "0912 345 678") == []
    assert await kept_in_chats(office, "0912345678") != []  # the second report's own summary
    assert scene.citizen.address in await kept_in_chats(office, second)


async def test_a_contact_taken_down_for_somebody_is_not_left_in_the_officers_chat(
    office: OfficeUnderTest,
) -> None:
    office.paper.keeps_history = True
    clerk = await office.staff("office")
    code = await files_for(clerk)
    for part in ("0987654321", "0987 654 321", "Rơ Châm Giấy"):
        assert await kept_in_chats(office, part) == []
    await clerk.says(f"/lienhe {code} gọi lại cho người gửi")
    clerk.sees("0987654321")
