"""Before it is sent: read it, change any answer, drop a file, or leave it."""

from __future__ import annotations

import pytest

from bot.event import Media
from storage import case_media, cases
from tests.support.id_cards import CARD, photographed
from tests.support.story import HERE, OfficeUnderTest, Talker, photo


async def _photos(office: OfficeUnderTest, number: int) -> list[Media]:
    return [
        await office.app.media.keep(
            "photo", "image/jpeg", "", b"\xff\xd8\xff\xe0" + bytes([at]) * 99
        )
        for at in range(1, number + 1)
    ]


async def _gone(office: OfficeUnderTest, item: Media) -> bool:
    await office.quiet()
    try:
        office.app.media.read(item.sha256)
    except FileNotFoundError:
        return True
    return False


async def _to_the_summary(citizen: Talker, text: str, *media: Media, **told: str) -> None:
    await citizen.says("/gopy")
    told = {"publish": "no", **told}
    said = {"text": text, "media": media}
    await citizen.answers("intake", until="confirm", describe=said, **told)
    citizen.sees("Xin xem lại trước khi gửi")


LAMP = "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay"


async def test_one_file_is_dropped_and_leaves_the_store(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    pictures = await _photos(office, 3)
    await _to_the_summary(citizen, LAMP, *pictures)
    await citizen.presses("Bỏ bớt tệp")
    await citizen.presses("Bỏ ảnh 2")
    citizen.sees("Đã bỏ. Còn lại: 2 ảnh")
    citizen.sees("Xin xem lại trước khi gửi", "2 ảnh")
    await citizen.presses("Gửi")
    code = citizen.sees("Tệp kèm theo: 2 ảnh").case
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        kept = await case_media.media_of_case(db, case, case_media.REPORT)
    assert kept == (pictures[0], pictures[2])
    assert [await _gone(office, item) for item in pictures] == [False, True, False]


async def test_what_would_leave_nothing_is_not_dropped(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    voice = Media(kind="voice", sha256="f" * 64, mime="audio/ogg", size=10)
    await _to_the_summary(citizen, "", voice, field="unknown")
    await citizen.presses("Bỏ bớt tệp")
    await citizen.presses("Bỏ ghi âm 1")
    citizen.sees("không còn gì để cơ quan hiểu")
    await citizen.presses("Giữ lại hết")
    citizen.sees("Xin xem lại trước khi gửi", "1 ghi âm")


@pytest.mark.parametrize(
    ("button", "answers", "shown"),
    [
        ("Sửa nội dung", ["+Đèn sau chợ mới đúng"], "Nội dung: Đèn sau chợ mới đúng"),
        ("Sửa nơi xảy ra", ["Ia Ka"], "xã Ia Ka"),
        ("Đổi lĩnh vực", ["+rác thải", "Không rõ"], "Không rõ, nhờ Văn phòng chọn"),
        ("Sửa liên hệ", ["+Siu Mẫu", "+0987654321", "+Làng Khác, xã Ia Ly"], "Siu Mẫu, 0987654321"),
        ("Sửa liên hệ", ["+Siu Mẫu 0987654321 làng Khác"], "Siu Mẫu, 0987654321, làng Khác"),
        ("Cho đăng kết quả", [], "Công khai: có"),
        ("Nhắc tôi khi cần", [], "Nhắc tôi: có"),
    ],
)
async def test_any_answer_is_changed_and_the_summary_comes_back(
    office: OfficeUnderTest, button: str, answers: list[str], shown: str
) -> None:
    citizen = office.citizen()
    await _to_the_summary(citizen, LAMP)
    await citizen.presses(button)
    for answer in answers:
        if answer.startswith("+"):
            await citizen.says(answer[1:])
        else:
            await citizen.presses(answer)
    citizen.sees("Xin xem lại trước khi gửi", shown)


@pytest.mark.parametrize(
    "steps",
    [
        ["Sửa nơi xảy ra"],
        ["Đổi lĩnh vực"],
        ["Đổi lĩnh vực", "+điện"],
        ["Sửa nội dung"],
        ["Sửa liên hệ"],
        ["Sửa liên hệ", "+Siu Mẫu"],
        ["Sửa liên hệ", "+Siu Mẫu", "+0987654321"],
        ["Sửa liên hệ", "Tôi không muốn để tên"],
    ],
)
async def test_who_touched_a_wrong_button_goes_back_and_nothing_has_changed(
    office: OfficeUnderTest, steps: list[str]
) -> None:
    citizen = office.citizen()
    await _to_the_summary(citizen, LAMP)
    summary = citizen.sees("Xin xem lại trước khi gửi").text
    for step in steps:
        await (citizen.says(step[1:]) if step.startswith("+") else citizen.presses(step))
        assert "Hủy" not in [label.label for row in citizen.latest[-1].choices for label in row]
    await citizen.presses("Giữ như cũ")
    assert citizen.sees("Xin xem lại trước khi gửi").text == summary
    await citizen.presses("Gửi")
    citizen.sees("Đã tiếp nhận")


async def test_a_photo_sent_while_an_answer_is_changed_stays_when_going_back(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    (picture,) = await _photos(office, 1)
    await _to_the_summary(citizen, LAMP)
    await citizen.presses("Sửa nơi xảy ra")
    await citizen.says(media=(picture,))
    await citizen.presses("Giữ như cũ")
    citizen.sees("Xin xem lại trước khi gửi", "thị trấn Phú Hòa", "1 ảnh")


async def test_what_is_told_below_the_summary_is_added_and_not_lost(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await _to_the_summary(citizen, LAMP)
    await citizen.says("quen noi, cho cay xang cung tat den nua do")
    citizen.sees("Đã thêm vào nội dung")
    citizen.sees("Xin xem lại trước khi gửi", LAMP, "cho cay xang cung tat den")
    await citizen.says("chưa biết")
    citizen.sees("Xin bấm Gửi", "cứ viết thành câu")
    assert "chưa biết" not in citizen.sees("Xin xem lại trước khi gửi").text


async def test_a_wrong_told_below_the_summary_is_asked_about_before_it_is_sent(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await _to_the_summary(citizen, LAMP)
    await citizen.says("ông trưởng thôn lấy tiền của dân bỏ túi riêng nữa")
    citizen.sees("Tố cáo: báo người vi phạm pháp luật")
    await citizen.presses("Tố cáo")
    citizen.sees("Đây là tố cáo", "đã được xóa")
    await citizen.says("/cuatoi")
    citizen.sees("chưa gửi phản ánh nào")


async def test_danger_told_below_the_summary_brings_the_numbers_at_once(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await _to_the_summary(citizen, LAMP)
    await citizen.says("trời ơi có người bị điện giật rồi")
    citizen.sees("113", "115")
    citizen.sees("Đã tiếp nhận việc KHẨN")


async def test_which_file_to_drop_is_typed_and_no_slip_there_loses_the_report(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    pictures = await _photos(office, 3)
    await _to_the_summary(citizen, LAMP, *pictures)
    await citizen.presses("Bỏ bớt tệp")
    asked = citizen.sees("Bỏ tệp nào")
    assert "Hủy" not in [choice.label for row in asked.choices for choice in row]
    await citizen.says("anh 2")
    citizen.sees("Xin xem lại trước khi gửi", "2 ảnh")
    assert await _gone(office, pictures[1])


async def test_every_button_of_the_summary_can_be_typed(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await _to_the_summary(citizen, LAMP)
    await citizen.says("sua lien he")
    citizen.sees("Họ và tên")
    await citizen.says("an danh")
    citizen.sees("không hẹn được ngày trả lời")
    await citizen.says("de lai ten va cach lien he")
    await citizen.says("Siu Mẫu")
    await citizen.says("ko co")
    citizen.sees("không hẹn được ngày trả lời")
    await citizen.says("giu de tham khao")
    citizen.sees("Xin xem lại trước khi gửi", "thông tin để tham khảo")
    await citizen.says("gửi đi")
    citizen.sees("để tham khảo, mã CPAH")


async def test_cancelling_removes_the_files(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    (picture,) = await _photos(office, 1)
    await _to_the_summary(citizen, LAMP, picture)
    await citizen.presses("Hủy")
    citizen.sees("Đã hủy")
    assert await _gone(office, picture)


async def test_a_file_another_case_holds_stays(office: OfficeUnderTest) -> None:
    (picture,) = await _photos(office, 1)
    first, second = office.citizen(), office.citizen()
    await _to_the_summary(first, LAMP, picture)
    await first.presses("Gửi")
    await _to_the_summary(second, LAMP, picture)
    await second.presses("Hủy")
    assert not await _gone(office, picture)


async def test_the_receipt_tells_what_arrived_and_what_did_not(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    faults = ("media.too_large", "media.too_large")
    await citizen.says(LAMP, media=[photo(number) for number in range(1, 5)], faults=faults)
    citizen.sees("lớn quá 20 MB")
    citizen.sees("4 ảnh (nhận được 4/6 tệp đã gửi)")
    await citizen.answers("intake", until="confirm", publish="no")
    await citizen.presses("Gửi")
    citizen.sees("Đã tiếp nhận", "4 ảnh (nhận được 4/6 tệp đã gửi)")


async def test_a_shared_place_while_telling_is_where_it_happened(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.says(location=HERE)
    await citizen.says("Đèn đường hỏng hai tuần nay")
    citizen.sees("xã, thị trấn nào")


async def test_the_same_message_sent_twice_is_said_once(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.says(LAMP)
    await citizen.says(LAMP)
    await citizen.answers("intake", until="confirm", publish="no")
    assert citizen.sees("Xin xem lại").text.count(LAMP) == 1


async def test_pictures_of_papers_are_advised_against_and_dropped(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    (picture,) = await _photos(office, 1)
    await citizen.says("Đèn đường hỏng, em gửi kèm cccd", media=(picture,))
    citizen.sees("giấy tờ tùy thân")
    await citizen.presses("Bỏ ảnh giấy tờ")
    citizen.sees("Đã bỏ ảnh giấy tờ")
    assert await _gone(office, picture)
    citizen.sees("Còn lại: nội dung bằng chữ.")


async def test_a_card_in_a_photo_is_noticed_without_a_word_and_never_told_on(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    card = await office.app.media.keep("photo", "image/jpeg", "", photographed(CARD, turned=30))
    lamp = await office.app.media.keep("photo", "image/jpeg", "", photographed("đèn đường"))
    await citizen.says(LAMP, media=(lamp, card))
    citizen.sees("giấy tờ tùy thân")
    citizen.sees_nothing_of("001099000001")
    await citizen.presses("Bỏ ảnh giấy tờ")
    assert await _gone(office, card)
    assert not await _gone(office, lamp)
    citizen.sees("1 ảnh")


async def test_a_proposal_is_told_from_a_report_in_plain_words(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.says("Em đề nghị lắp thêm đèn đường ở ngã ba chợ Phú Hòa cho sáng")
    await citizen.answers("intake", until="confirm", publish="no")
    citizen.sees("Loại: kiến nghị")
    await citizen.presses("Là việc cần sửa")
    assert "Loại" not in citizen.sees("Xin xem lại trước khi gửi").text
    await citizen.presses("Là đề xuất làm tốt hơn")
    await citizen.presses("Gửi")
    code = citizen.sees("Đã tiếp nhận kiến nghị").case
    clerk.sees("💡 Kiến nghị")
    await citizen.says(f"/tracuu {code}")
    citizen.sees("Loại: kiến nghị")
