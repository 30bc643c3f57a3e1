"""What the public channel on Telegram says of a result, and what becomes of it."""

from __future__ import annotations

import pytest

from tests.support.publication import Scene, opens
from tests.support.story import OfficeUnderTest
from tests.support.telegram import OnTelegram, said


@pytest.mark.parametrize("mode", ["polling"])
async def test_an_announcement_is_edited_when_its_page_is_corrected_or_taken_down(
    telegram: OnTelegram,
) -> None:
    scene = Scene(OfficeUnderTest(telegram.app))
    code = await scene.prepare()
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")
    first = await said(telegram, "sendMessage", "KQ-")
    assert "0987" not in first.data["text"]
    number = next(number for number, (call, _) in telegram.api.sent.items() if call is first)

    await opens(scene.clerk, code)
    await scene.clerk.presses("Sửa phần trả lời")
    await scene.clerk.says("Đã lập biên bản và dọn sạch.")
    await scene.clerk.presses("Xong")
    await scene.clerk.presses("Đăng bản sửa")
    await scene.clerk.says("Thêm kết quả dọn rác")
    edited = await said(telegram, "editMessageText", "dọn sạch")
    assert str(edited.data["message_id"]) == str(number)

    await opens(scene.clerk, code)
    await scene.clerk.presses("Gỡ khỏi trang")
    await scene.clerk.says("Người gửi xin rút lại")
    emptied = await said(telegram, "editMessageText", "Người gửi xin rút lại")
    assert str(emptied.data["message_id"]) == str(number)
    assert "dọn sạch" not in emptied.data["text"]
    assert len(telegram.api.to("@ketqua")) == 1
