"""What somebody agreed to is the very text they read."""

from __future__ import annotations

import pytest

from handlers.shared import consent
from tests.support.story import OfficeUnderTest


async def test_who_agreed_to_other_words_is_asked_again(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = office.citizen()
    await citizen.says("/start")
    citizen.sees("cần liên hệ mới xem họ tên", "Zalo, Telegram còn lưu")
    await citizen.presses("Đồng ý")
    await citizen.says("/gopy")
    citizen.sees("Xin kể chuyện")
    await citizen.says("/huy")

    monkeypatch.setattr(consent, "_text", lambda _: "Lời mới, khác một chữ.")
    await citizen.says("/gopy")
    citizen.sees("Lời mới, khác một chữ.", "đồng ý")
