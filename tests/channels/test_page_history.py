"""A chat longer than its page shows: what is older comes when it is asked for, nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse

from bot.event import Reply
from channels.webchat.told_pages import HISTORY
from storage import outbox
from storage.sealed_box import SealedBox
from tests.support.accused import CONDUCT
from tests.support.denouncer import KEEP, WORDS
from tests.support.somebody import OnPage
from tests.support.story import OfficeUnderTest

MORE = HISTORY + 50


async def told(office: OfficeUnderTest, address: str, since: datetime, count: int) -> None:
    """As many replies, a minute apart."""
    async with office.app.db.begin() as db:
        for number in range(count):
            text = Reply(text=f"Tin số {number}")
            await outbox.add_replies(db, [(address, text)], since + timedelta(minutes=number))


async def until(socket: ClientWebSocketResponse, kind: str) -> tuple[list[Any], Any]:
    """What comes before a frame of this type, and that frame."""
    before = []
    while (frame := await socket.receive_json())["type"] != kind:
        before.append(frame)
    return before, frame


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_older_comes_when_it_is_asked_for_and_nobody_elses(
    office: OfficeUnderTest,
) -> None:
    page = await OnPage(f"http://127.0.0.1:{office.app.port}").opens()
    since = office.app.clock.now() - timedelta(days=9)
    await told(office, page.address, since, MORE)
    await told(office, "web:somebody-else", since, 3)
    headers = {"Origin": page.base}
    async with page._http.ws_connect(f"{page.base}/chat/ws", headers=headers) as socket:
        await socket.send_json({"type": "hello"})
        shown, ready = await until(socket, "ready")
        assert [frame["text"] for frame in shown] == [f"Tin số {n}" for n in range(50, MORE)]
        assert ready["older"]
        await socket.send_json({"type": "older", "until": shown[0]["at"]})
        _, older = await until(socket, "older")
        assert [line["text"] for line in older["lines"]] == [f"Tin số {n}" for n in range(51)]
        assert older["lines"][-1]["seq"] == shown[0]["seq"]  # so the page knows it by its name
        assert not older["more"]
        await socket.send_json({"type": "older", "until": "2026-11-30T09:00:00"})
        for end in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
            await socket.send_json({"type": "older", "until": end})
            await until(socket, "older")
        await socket.send_json({"type": "older"})
        await socket.send_json({"type": "message", "id": "still-here-1", "text": "/trogiup"})
        await until(socket, "ack")
    await page.closes()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_button_tells_what_it_is_and_a_press_which_one_it_was(
    office: OfficeUnderTest,
) -> None:
    page = await OnPage(f"http://127.0.0.1:{office.app.port}").opens()
    await page.says("/gopy Đèn đường chợ Phú Hòa hỏng hai tuần nay")
    await page.sees("Họ và tên")
    await page.says("Siu Mẫu 0912345678 làng Kép, Ia Mơ Nông")
    await page.sees("Xin xem lại")
    asked = page.frames[-1]
    kinds = {c["label"]: c.get("kind", "") for row in asked["choices"] for c in row}
    assert (kinds["Gửi và đồng ý"], kinds["Sửa nội dung"], kinds["Hủy"]) == ("send", "", "leave")
    assert asked["asks"]
    await page.presses(asked["choices"][0][0]["label"])
    await page.sees("")
    again = {"Origin": page.base}
    async with page._http.ws_connect(f"{page.base}/chat/ws", headers=again) as socket:
        await socket.send_json({"type": "hello"})
        shown, _ = await until(socket, "ready")
    own = [frame["choice"] for frame in shown if frame["type"] == "own"]
    assert own == ["", "", asked["choices"][0][0]["value"]]
    await page.closes()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_said_of_a_denunciation_is_shown_and_stands_in_no_history(
    office: OfficeUnderTest,
) -> None:
    await office.staff("chair", name="Chị Chủ tịch")
    page = await OnPage(f"http://127.0.0.1:{office.app.port}").opens()
    await page.says("/trogiup")
    await page.sees("")
    seq = next(frame["seq"] for frame in reversed(page.frames) if "seq" in frame)
    await office.time_passes(office.app.clock.now() + timedelta(minutes=11))
    await page.says(f"/gopy {WORDS}")
    for label in ("Tố cáo", KEEP, "Xong", "Tôi không muốn để tên", "Gửi kín"):
        await page.presses(label)
    await page.sees("Đã nhận và giữ kín", "bấm Thoát")
    await page.presses("Xem hồ sơ giữ kín")
    await page.sees("Xin gõ mã", "không lưu")
    await page.says("GK-ABCDEFGH23")
    await page.sees("Không mở được")
    await office.quiet()
    headers = {"Origin": page.base}
    # The page whose line broke is shown it again; who loads the page anew is not.
    for after, again in ((seq, True), ("", False)):
        async with page._http.ws_connect(f"{page.base}/chat/ws", headers=headers) as socket:
            await socket.send_json({"type": "hello", "after": after})
            before, ready = await until(socket, "ready")
            await socket.send_json({"type": "message", "id": "said-again-1", "text": ""})
            later, _ = await until(socket, "ack")
            shown = "".join(str(frame) for frame in (*before, ready, *later))
            assert ("Đã nhận và giữ kín" in shown) is again
            assert "ố cáo" not in shown.replace("Hồ sơ tố cáo giữ kín (cần mã)", "") or again
    await page.closes()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_with_the_sealed_key_away_who_complains_about_an_official_is_answered_all_the_same(
    office: OfficeUnderTest,
) -> None:
    vault = office.app.db.vault
    assert vault.box is not None
    key, vault.box = vault.box, SealedBox(vault.box.public)
    page = await OnPage(f"http://127.0.0.1:{office.app.port}").opens()
    page.app = office.app
    await page.says("/gopy")
    await page.answers("intake", describe=CONDUCT, about="conduct", publish="no")
    receipt = await page.sees("Đã tiếp nhận")
    await page.says("/cuatoi")
    await page.sees("Phản ánh của anh/chị")
    await page.says("/dulieu")
    await page.sees("Liên hệ: đang được khóa")
    texts = page._texts(0)
    assert len(texts) == len(set(texts))  # neither silent nor said twice
    # What comes while no page is open waits for one, and is kept closed for when the key is back.
    await page._socket.close()
    async with office.app.db.begin() as db:
        later = Reply(text="Tin đến sau")
        await outbox.add_replies(db, [(page.address, later)], office.app.clock.now())
    office.app.sender.wake()
    page.frames.clear()
    page.read = 0
    await page.enters()
    await page.sees("Tin đến sau")
    await office.quiet()
    assert page._texts(0) == ["Tin đến sau"]
    vault.box = key
    page.frames.clear()
    page.read = 0
    await page.enters()
    await page.sees(receipt)
    await page.sees("Tin đến sau")
    await page.closes()
