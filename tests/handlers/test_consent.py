"""What somebody agreed to is the very text they read."""

from __future__ import annotations

import pytest

from handlers.shared import consent
from storage import conversations
from tests.support.story import OfficeUnderTest, files_a_report, photo


async def test_who_agreed_to_other_words_is_asked_again(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = office.citizen()
    await files_a_report(citizen)
    await citizen.says("/gopy")
    await citizen.answers("intake", until="confirm", describe="Rác chợ Ia Ly không ai gom")
    assert "đồng ý" not in citizen.sees("Xin xem lại").text
    await citizen.says("/huy")
    monkeypatch.setattr(consent, "_text", lambda _: "Lời mới, khác một chữ.")
    await citizen.says("/gopy")
    await citizen.answers("intake", until="confirm", describe="Rác chợ Ia Ly không ai gom")
    citizen.sees("«Gửi và đồng ý» là cho")


async def test_two_lines_beside_send_and_the_whole_notice_behind_a_button(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.answers("intake", until="confirm")
    citizen.sees("UBND huyện Chư Păh dùng các điều trên", "quyền của anh/chị: «Đọc đủ»")
    await citizen.presses("Đọc đủ")
    citizen.sees("cần liên hệ mới xem họ tên", "Zalo, Telegram còn lưu", "khiếu nại")
    # What the law wants known: who, what, for what, how long, which rights and which duties.
    citizen.sees("Bên giữ dữ liệu: UBND", "Gồm:", "Để:", "tự xóa sau", "Trách nhiệm: nói đúng")
    citizen.sees("xem, sửa, lấy bản sao, xóa, rút đồng ý", "hạn chế, phản đối", "khởi kiện")
    await citizen.presses("Gửi và đồng ý")
    citizen.sees("Đã tiếp nhận")


async def test_the_notice_speaks_of_the_channel_in_use(office: OfficeUnderTest) -> None:
    texts = office.app.texts
    for channel, others in {"web": ("Zalo", "Telegram"), "zalo": ("Telegram",)}.items():
        kept = texts(f"consent.kept_by.{channel}", office="UBND")
        assert not [name for name in others if name in kept]


async def test_a_conversation_of_an_older_version_goes_on(office: OfficeUnderTest) -> None:
    """It stands where the notice was asked about first of all, with half a story told."""
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.says(media=(photo(1),))
    async with office.app.db.begin() as db:
        (row,) = await conversations.conversations_at_address(db, citizen.address)
        (frame,) = conversations.frames_of_conversation(db, row)
        frame.step = "consent"
        conversations.save_frames(db, row, [frame], office.app.clock.now())
        number = frame.number
    await citizen.says("Cầu treo làng Bui xã Ia Khươl gãy ván")
    citizen.sees("Họ và tên")
    async with office.app.db.begin() as db:
        (row,) = await conversations.conversations_at_address(db, citizen.address)
        (frame,) = conversations.frames_of_conversation(db, row)
        frame.step = "consent"
        conversations.save_frames(db, row, [frame], office.app.clock.now())
    await citizen.sends(choice=f"f:{number}:consent:remind")
    await citizen.answers("intake", until="confirm")
    citizen.sees("gãy ván", "1 ảnh", "Nhắc tôi: có")
    await citizen.presses("Gửi")
    citizen.sees("Đã tiếp nhận")
