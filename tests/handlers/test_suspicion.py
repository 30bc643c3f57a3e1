"""What words make be about somebody stays so until people decide; no clerk alone lifts it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from handlers.case import conflict, registration
from storage import cases
from storage.models import Case
from tests.support.desk import LAND
from tests.support.story import OfficeUnderTest, Talker, files_a_report

LATE = "Cán bộ Phòng Nội vụ chậm trễ, hẹn mãi chưa trả giấy tờ hộ tịch cho nhà tôi"
COUNTER = "Cô ở quầy tiếp nhận quát mắng, bắt tôi về chép lại tờ khai ba lần"
NOBODYS = "Có người làm nhà nước hách dịch, quát mắng dân ở đầu thôn"


async def stored(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    return case


async def suspected(citizen: Talker, text: str, **told: str) -> str:
    """A case that only its words make be about somebody: its citizen says it is not."""
    return await files_a_report(citizen, text, about="other", publish="no", **told)


async def test_one_person_confirms_what_words_suspect_and_no_clerk_alone_lifts_it(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    second = await office.staff("office", name="Anh Hai")
    code = await suspected(office.citizen(), LATE)
    clerk.sees(code, "Lời kể có thể nói về người của Phòng Nội vụ")
    await clerk.presses("Không nói về cán bộ")
    await clerk.presses("nói về việc")
    clerk.sees_key("agreed_change.waits")
    await clerk.says(f"/chuyen {code} NOIVU")
    clerk.sees("phản ánh nói về chính nơi đó")
    second.sees(code, "nói về việc, không nói về người")
    await second.presses("Đồng ý đổi")
    case = await stored(office, code)
    assert (case.about, case.accused) == ("", "")

    code = await suspected(office.citizen(), LATE)
    await clerk.presses("Đúng, nói về cán bộ")
    case = await stored(office, code)
    assert (case.about, case.accused) == ("conduct", "NOIVU")


async def test_who_corrects_something_else_of_it_decides_nothing(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    code = await suspected(office.citizen(), LATE)
    await clerk.says(f"/suaphanloai {code}")
    clerk.sees("chưa ai xác nhận")
    for label in ("Sửa mức khẩn", "Khẩn", "Lưu"):
        await clerk.presses(label)
    case = await stored(office, code)
    assert (case.urgent, case.accused) == (True, "NOIVU")


async def test_a_new_field_does_not_let_in_whom_it_may_be_about(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    second = await office.staff("office", name="Anh Hai")
    text = f"{LAND}, cán bộ hách dịch, quát mắng"
    code = await suspected(office.citizen(), text)
    before = (await stored(office, code)).accused
    await clerk.says(f"/suaphanloai {code}")
    for label in ("Sửa lĩnh vực", "Rác, nước thải", "Lưu", "nói về việc"):
        await clerk.presses(label)
    assert (await stored(office, code)).accused == before != "TNMT"
    await second.presses("Đồng ý đổi")
    assert (await stored(office, code)).accused == "TNMT"


async def test_words_about_the_counter_are_the_chairs_to_judge_and_the_chair_judges_alone(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    code = await suspected(office.citizen(), COUNTER)
    case = await stored(office, code)
    assert case.accused == office.app.office.receiver
    for button in ("not_conduct", "is_conduct", "classify", "accuse"):
        await clerk.sends(choice=f"{button}:{case.id}")
        clerk.sees_key("desk.not_yours")
    clerk.sees_nothing_of("tờ khai")
    await chair.presses("Không nói về cán bộ")
    assert (await stored(office, code)).accused == ""


async def test_a_chair_named_in_the_words_is_not_who_judges_them(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    named = await office.staff("chair", name="Ông Siu Thành")
    words = f"{COUNTER}. Ông Siu Thành đứng cạnh mà không nói gì"
    citizen = office.citizen()
    code = await suspected(citizen, words)
    await office.time_passes(office.app.clock.now() + timedelta(seconds=1))
    case = await stored(office, code)
    await named.says(f"/xem {code}")
    named.sees_key("desk.not_yours")
    for button in ("not_conduct", "is_conduct", "refuse", "identity"):
        await named.sends(choice=f"{button}:{case.id}")
        named.sees_key("desk.not_yours")
    for person in (named, clerk):
        person.sees_nothing_of("đứng cạnh")
    assert any(office.app.office.conflicts.above in reply.text for reply in citizen.replies())

    other = await office.staff("chair", name="Bà Rơ Châm Hạnh")
    await other.says(f"/xem {code}")
    other.sees("đứng cạnh")
    await other.presses("Không nói về cán bộ")
    assert (await stored(office, code)).accused_id is None
    code = await suspected(citizen, f"Kính gửi ông Siu Thành, chủ tịch huyện. {COUNTER}")
    assert (await stored(office, code)).accused_id is None


async def test_where_nobody_knows_whose_people_are_meant_that_is_said_before_it_goes_anywhere(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    second = await office.staff("office", name="Anh Hai")
    code = await suspected(office.citizen(), NOBODYS, field="unknown")
    case = await stored(office, code)
    assert (case.about, case.accused) == ("conduct", "")
    await clerk.says(f"/chuyen {code} TNMT")
    clerk.sees_key("conflict.whose_first")
    await clerk.presses("Nêu người bị phản ánh")
    await clerk.presses("Người của cơ quan khác")
    await clerk.presses("Tài nguyên")
    assert (await stored(office, code)).accused == ""
    second.sees(code, "ghi là nói về Phòng Tài nguyên")
    await second.presses("Đồng ý đổi")
    assert (await stored(office, code)).accused == "TNMT"
    await clerk.says(f"/chuyen {code} TNMT")
    clerk.sees("phản ánh nói về chính nơi đó")


async def test_no_one_alone_says_whom_a_case_about_nobody_is_about(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    meant = await office.staff("office", name="Anh Hai")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    code = await files_a_report(office.citizen(), publish="no")
    case = await stored(office, code)
    await clerk.sends(choice=f"accuse:{case.id}")
    meant.seen = len(office.paper.sent)
    await clerk.presses("Anh Hai")
    assert not conflict.is_about_somebody(await stored(office, code))
    meant.sees_nothing()
    chair.sees(code, "ghi là nói về Anh Hai")
    await meant.sends(choice=chair.button("Đồng ý đổi").value)
    meant.sees_key("desk.not_yours")
    await chair.presses("Đồng ý đổi")
    case = await stored(office, code)
    assert (case.accused, case.about) == (office.app.office.receiver, "conduct")

    code = await files_a_report(office.citizen(), publish="no")
    await clerk.says(f"/suaphanloai {code}")
    for label in ("Sửa nội dung", "Về cách làm việc của cán bộ", "Lưu"):
        await clerk.presses(label)
    clerk.sees_key("agreed_change.waits")
    assert not conflict.is_about_somebody(await stored(office, code))
    await meant.presses("Đồng ý đổi")
    assert (await stored(office, code)).about == "conduct"


async def test_another_agency_is_said_to_be_meant_by_two(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    second = await office.staff("office", name="Anh Hai")
    code = await files_a_report(office.citizen(), LATE, about="conduct", publish="no")
    await clerk.presses("Nêu người bị phản ánh")
    await clerk.presses("Người của cơ quan khác")
    await clerk.presses("Tư pháp")
    await clerk.presses("nay đã rõ")
    case = await stored(office, code)
    assert (case.accused, case.kept_out) == ("TUPHAP", "NOIVU")
    await clerk.says(f"/chuyen {code} NOIVU")
    clerk.sees("phản ánh nói về chính nơi đó")
    await second.presses("Đồng ý đổi")
    case = await stored(office, code)
    assert (case.accused, case.kept_out) == ("TUPHAP", "")


async def test_who_is_named_with_what_complaints_say_is_suspected_and_who_is_thanked_is_not(
    office: OfficeUnderTest,
) -> None:
    hoa = await office.staff("official", "NOIVU", "Nguyễn Thị Hoa")
    await office.staff("official", "NOIVU", "Nguyễn Văn Tèo")
    lan = await office.staff("office", name="Chị Lan")
    second = await office.staff("office", name="Anh Hai")
    await office.staff("chair", name="Ông Chủ tịch")
    citizen = office.citizen()
    receiver = office.app.office.receiver
    for words, unit in (
        ("Bà Hoa mắng tôi giữa sân rồi đuổi về, nhà tôi ở xa lắm", "NOIVU"),
        ("Chi Lan duoi toi ve, noi khong co thoi gian lam viec nay", receiver),
        ("Nguyễn Thị Hoa hẹn tôi ba lần mà chưa trả tờ giấy nào", "NOIVU"),
        ("Anh Teo làm mất đơn của nhà tôi, hỏi thì đổ tại tôi", "NOIVU"),
        ("anh Teo lam mat don cua nha toi, hoi thi do tai toi", "NOIVU"),
        ("Bữa trước ổng xuống, tên Tèo, kêu tôi đưa 2 triệu rồi mới sửa", "NOIVU"),
        ("Cống này Tèo nhận bôi trơn 2 triệu", "NOIVU"),
        ("Tôi tên Tèo, bị nước đuổi tràn vào nhà, không ai chịu sửa", ""),
        ("Cảm ơn chị Nguyễn Thị Hoa đã làm giấy tờ nhanh cho nhà tôi", ""),
        ("Ông Tư trưởng thôn mắng bà con vì đổ rác ra mương", ""),
        ("Có lần nước đuổi nhau tràn vào nhà vì mương tắc ở đầu làng", ""),
    ):
        async with office.app.db.begin() as db:
            turn: Any = SimpleNamespace(db=db, office=office.app.office)
            assert await registration.sounds_like_complaint(turn, words) == bool(unit)
            if unit:
                assert await registration.accused_unit(turn, words, "YTE") == unit
    code = await files_a_report(
        citizen,
        "Chị Lan đuổi tôi về, bảo không có thời gian làm việc này",
        field="unknown",
        publish="no",
    )
    assert (await stored(office, code)).accused == receiver
    for person in (hoa, lan, second):
        person.sees_nothing_of("đuổi tôi về")
