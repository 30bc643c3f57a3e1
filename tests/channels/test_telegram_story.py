"""The whole story over the Bot API protocol, by polling and by webhook."""

from __future__ import annotations

from tests.support.bot_api import Phone
from tests.support.somebody import JPEG
from tests.support.story import OfficeUnderTest
from tests.support.telegram import OnTelegram

OGG = b"OggS\0\x02" + b"\0" * 22 + b"\x01\x13OpusHead" + b"\0" * 60


async def _album(citizen: Phone, *captions: str) -> None:
    group = str(citizen.api.next_message_id())
    for at, caption in enumerate(captions):
        photo = {**citizen.api.add_file(JPEG + bytes([at])), "width": 800, "height": 600}
        extra = {"caption": caption} if caption else {}
        await citizen.sends(photo=[photo], media_group_id=group, **extra)


async def test_a_report_is_filed_answered_rated_and_published(telegram: OnTelegram) -> None:
    clerk = await telegram.staff("office", name="Chị Văn phòng")
    official = await telegram.staff("official", "KTHT", "Anh Hạ tầng")
    citizen = telegram.phone("Rơ Châm Thử")

    await citizen.says("/start")
    await citizen.sees("Xin chào bà con")
    await citizen.presses("Gửi phản ánh, kiến nghị")
    await citizen.sees("Xin kể chuyện đã xảy ra")
    await _album(citizen, "Cầu qua làng bị hư, đường sạt lở, xe máy không qua được", "", "")
    await citizen.sees("3 ảnh")
    voice = {**citizen.api.add_file(OGG), "duration": 3, "mime_type": "audio/ogg"}
    await citizen.sends(voice=voice)
    await citizen.sees("3 ảnh, 1 ghi âm")
    asked = await citizen.sees("Chuyện xảy ra ở đâu")
    assert any(button.get("request_location") for button in asked.buttons)
    await citizen.sends(location={"latitude": 14.09, "longitude": 107.97})
    await citizen.sees("xã, thị trấn nào")
    await telegram.answers(citizen, "intake", until="name", commune="ia-ka")
    await citizen.sees("Họ và tên")
    await citizen.says("Rơ Châm Thử")
    asked = await citizen.sees("điện thoại")
    assert any(button.get("request_contact") for button in asked.buttons)
    contact = {"phone_number": "84912345678", "first_name": "Thử", "user_id": citizen.user_id}
    await citizen.sends(contact=contact)
    await citizen.sees("Địa chỉ")
    await telegram.answers(citizen, "intake", until="confirm", remind="yes")
    await citizen.sees("Xin xem lại", "Phòng Kinh tế - Hạ tầng", "3 ảnh, 1 ghi âm", "+84912345678")
    await citizen.presses("Gửi")
    await citizen.sees("CPAH.20261123.0001", "Hạn trả lời")

    await clerk.sees("CPAH.20261123.0001", "Cầu qua làng", since=0)
    assert telegram.api.to(clerk.chat_id, "sendMediaGroup")
    assert telegram.api.to(clerk.chat_id, "sendVoice")
    await clerk.presses("Chuyển Kinh tế")
    await citizen.sees("đã chuyển đến Phòng Kinh tế - Hạ tầng")
    card = await official.sees("CPAH.20261123.0001", "Cầu qua làng", since=0)
    await official.presses("Nhận xử lý")
    await citizen.sees("đã nhận và đang xử lý")
    replied = official.message(message_id=official.message_id_of(card))
    photo = {**telegram.api.add_file(JPEG + b"fixed"), "width": 800, "height": 600}
    await official.sends(
        photo=[photo],
        caption="Đã kiểm tra, cầu được sửa xong ngày 30/11/2026",
        reply_to_message=replied,
    )
    await official.sees("1 ảnh")
    await official.presses("Xong")
    await official.sees("sẽ gửi cho người dân")
    await official.presses("Gửi cho người dân")
    await citizen.sees("trả lời anh/chị", "sửa xong ngày 30/11/2026")
    assert telegram.api.to(citizen.chat_id, "sendPhoto")
    await citizen.presses("Đánh giá câu trả lời")
    await citizen.presses("Rất hài lòng")
    await citizen.sees("Đã ghi: Rất hài lòng")
    await citizen.presses("Bỏ qua")

    await clerk.presses("Kiểm tra bản công khai")
    await clerk.sees("Bà con sẽ đọc đúng như sau")
    await clerk.presses("Công khai bản này")
    await citizen.sees("kết quả đã được đăng công khai")
    await OfficeUnderTest(telegram.app).quiet()
    (announced,) = telegram.api.to("@ketqua")
    assert "Rơ Châm" not in announced.data["text"]


async def test_the_same_update_three_times_is_handled_once(telegram: OnTelegram) -> None:
    citizen = telegram.phone()
    update = telegram.api.update(message=citizen.message(text="/trogiup"))
    for _ in range(3):
        await telegram.api.deliver(update)
    await citizen.sees("Anh/chị cần giúp việc gì", since=0)
    await citizen.says("/cuatoi")
    await citizen.sees("chưa gửi phản ánh nào")
    helps = [call for call in telegram.api.to(citizen.chat_id) if "113" in call.data["text"]]
    assert len(helps) == 1
