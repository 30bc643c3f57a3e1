"""What goes wrong between Telegram and us: nothing is lost, nothing doubled, a clear sentence."""

from __future__ import annotations

import asyncio
import errno
import itertools
import logging
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from sqlalchemy import func, select

from bot import held_up
from bot.event import Media, Reply
from bot.group_commit import GroupCommit
from bot.rate_limit import RateLimit
from channels.telegram import pace
from storage import people
from storage.media import MediaStore
from storage.models import AddressRow, InboxRow, OutboxRow
from tests.support.bot_api import TOKEN, BotApi, Phone, fails
from tests.support.machine import free_port
from tests.support.somebody import JPEG
from tests.support.telegram import HELP, SECRET, OnTelegram, helps, running, settings_for


@pytest.fixture
def mode() -> str:
    """By webhook, unless a test says otherwise."""
    return "webhook"


async def rows(telegram: OnTelegram, table: type[InboxRow | OutboxRow], **where: str) -> int:
    conditions = [getattr(table, name) == value for name, value in where.items()]
    async with telegram.app.db.read() as db:
        query = select(func.count()).select_from(table).where(*conditions)
        return (await db.execute(query)).scalar_one()


async def arrivals(telegram: OnTelegram) -> int:
    """How much came from Telegram: what the clock finds due may come meanwhile."""
    async with telegram.app.db.read() as db:
        from_there = InboxRow.key.startswith("telegram:")
        query = select(func.count()).select_from(InboxRow).where(from_there)
        return (await db.execute(query)).scalar_one()


async def post(telegram: OnTelegram, body: bytes, secret: str | None) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
    async with aiohttp.ClientSession() as session:
        url = telegram.api.webhook["url"]
        async with session.post(url, data=body, headers=headers) as response:
            return response.status


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x"])
async def test_a_webhook_without_the_secret_changes_nothing(
    telegram: OnTelegram, secret: str | None
) -> None:
    assert await post(telegram, b'{"update_id": 1}', secret) == 403
    assert await arrivals(telegram) == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b"null", b"{}", b'{"update_id": "a"}', b'{"update_id": null}'],
)
async def test_a_malformed_webhook_changes_nothing(telegram: OnTelegram, body: bytes) -> None:
    assert await post(telegram, body, SECRET) == 400
    assert await arrivals(telegram) == 0


async def test_an_update_that_cannot_be_understood_does_not_hold_up_the_next(
    telegram: OnTelegram,
) -> None:
    citizen = telegram.phone()
    broken = telegram.api.update(message={"chat": citizen.chat, "date": "yesterday"})
    assert await telegram.api.deliver(broken) == 200
    await citizen.says("/trogiup")
    await citizen.sees(HELP)


async def test_the_webhook_is_answered_only_when_the_update_is_on_disk(
    telegram: OnTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen, real, left = telegram.phone(), GroupCommit.__call__, [2]

    async def failing(self: GroupCommit, write: object) -> None:
        if self is telegram.app.receiver._commit and left[0]:
            left[0] -= 1
            raise OSError("the disk is full")
        await real(self, write)  # type: ignore[arg-type]

    monkeypatch.setattr(GroupCommit, "__call__", failing)
    assert await citizen.says("/trogiup") == 200  # refused twice, taken the third time
    await citizen.sees(HELP)
    assert left == [0]
    assert helps(citizen) == 1


async def test_polling_confirms_only_what_is_on_disk(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings_for(api, tmp_path, "polling"), api) as telegram:
        citizen, real, left = telegram.phone(), GroupCommit.__call__, [1]

        async def failing(self: GroupCommit, write: object) -> None:
            if self is telegram.app.receiver._commit and left[0]:
                left[0] -= 1
                raise OSError("the disk is full")
            await real(self, write)  # type: ignore[arg-type]

        monkeypatch.setattr(GroupCommit, "__call__", failing)
        await citizen.says("/trogiup")
        await citizen.sees(HELP)
        assert left == [0]
        assert helps(citizen) == 1


async def test_updates_out_of_order_are_each_handled_once(telegram: OnTelegram) -> None:
    citizen = telegram.phone()
    first = telegram.api.update(message=citizen.message(text="/trogiup"))
    second = telegram.api.update(message=citizen.message(text="/cuatoi"))
    for update in (second, first, second):
        await telegram.api.deliver(update)
    await citizen.sees("chưa gửi phản ánh nào", since=0)
    await citizen.sees(HELP, since=0)
    assert len(telegram.api.to(citizen.chat_id)) == 2


@pytest.mark.parametrize(
    ("code", "text", "more"),
    [
        (429, "Too Many Requests: retry after 0", {"retry_after": 0}),
        (500, "Internal Server Error", {}),
        (502, "Bad Gateway", {}),
    ],
)
async def test_a_reply_refused_for_now_is_sent_again_in_order_and_once(
    telegram: OnTelegram, code: int, text: str, more: dict[str, int]
) -> None:
    citizen = telegram.phone()
    telegram.api.faults.append(fails("sendMessage", code, text, times=1, **more))
    await citizen.says("/start")
    await citizen.says("/trogiup")
    await citizen.sees(HELP)
    texts = [call.data["text"] for call in telegram.api.to(citizen.chat_id)]
    assert len(texts) == 2
    assert "Xin chào bà con" in texts[0]
    assert HELP in texts[1]


async def test_a_slow_bot_api_delays_one_chat_and_not_the_others(telegram: OnTelegram) -> None:
    slow, quick = telegram.phone(), telegram.phone()

    async def sleepy(call: object) -> None:
        if getattr(call, "chat_id", 0) == slow.chat_id:
            await asyncio.sleep(1.0)

    telegram.api.faults.append(sleepy)  # type: ignore[arg-type]
    await slow.says("/trogiup")
    await quick.says("/trogiup")
    await quick.sees(HELP)
    assert helps(slow) == 0
    await slow.sees(HELP)


async def test_somebody_who_blocked_us_is_not_written_to_until_they_come_back(
    telegram: OnTelegram,
) -> None:
    citizen = telegram.phone()
    await citizen.says("/trogiup")
    await citizen.sees(HELP)
    telegram.api.faults.append(
        fails("sendMessage", 403, "Forbidden: bot was blocked by the user", chat_id=citizen.chat_id)
    )
    await citizen.says("/cuatoi")
    await wait_until(telegram, citizen, reachable=False)
    assert await rows(telegram, OutboxRow, state="failed") == 1
    member = {"user": citizen.user, "status": "member"}
    change = {
        "chat": citizen.chat,
        "from": citizen.user,
        "date": 1_795_000_000,
        "old_chat_member": {"user": citizen.user, "status": "kicked", "until_date": 0},
        "new_chat_member": member,
    }
    await telegram.api.deliver(telegram.api.update(my_chat_member=change))
    await wait_until(telegram, citizen, reachable=True)


async def wait_until(telegram: OnTelegram, phone: Phone, *, reachable: bool) -> None:
    for _ in range(200):
        async with telegram.app.db.read() as db:
            row = await db.get(AddressRow, f"telegram:{phone.user_id}")
        if row is not None and row.reachable is reachable:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"never became reachable={reachable}")


async def test_a_file_over_20_mb_is_refused_in_words(telegram: OnTelegram) -> None:
    citizen = telegram.phone()
    video = {
        **telegram.api.add_file(b"x", size=21 * 1024 * 1024),
        "duration": 60,
        "width": 640,
        "height": 480,
    }
    await citizen.sends(video=video)
    await citizen.sees("lớn quá 20 MB")
    assert not [call for call in telegram.api.calls if call.method == "getFile"]


async def test_a_program_is_refused_in_words(telegram: OnTelegram) -> None:
    citizen = telegram.phone()
    document = {**telegram.api.add_file(b"MZ\x90\0" + b"\0" * 100), "file_name": "anh.jpg"}
    await citizen.sends(document=document)
    await citizen.sees("thuộc loại không nhận")


async def test_a_photo_that_cannot_be_fetched_at_once_is_fetched_later(
    telegram: OnTelegram,
) -> None:
    citizen = telegram.phone()
    telegram.api.faults.append(fails("getFile", 502, "Bad Gateway", times=1))
    photo = {**telegram.api.add_file(JPEG), "width": 1, "height": 1}
    await citizen.sends(photo=[photo], caption="đèn đường hỏng hai tuần nay")
    await citizen.sees("1 ảnh")


async def test_a_sticker_is_thanked_for(telegram: OnTelegram) -> None:
    citizen = telegram.phone()
    sticker = {
        **telegram.api.add_file(b"x"),
        "type": "regular",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
    }
    await citizen.sends(sticker=sticker)
    await citizen.sees("Cảm ơn anh/chị")


async def test_somebody_elses_number_is_not_taken_for_ones_own(telegram: OnTelegram) -> None:
    citizen = telegram.phone()
    contact = {"phone_number": "84912345678", "first_name": "Khác", "user_id": 1}
    await citizen.sends(contact=contact)
    await citizen.sees("số điện thoại của người khác")


async def test_a_flooding_chat_does_not_starve_another(telegram: OnTelegram) -> None:
    flood, citizen = telegram.phone(), telegram.phone()
    updates = [telegram.api.update(message=flood.message(text="/trogiup")) for _ in range(200)]
    await asyncio.gather(*(telegram.api.deliver(update) for update in updates))
    await citizen.says("/trogiup")
    await citizen.sees(HELP)
    assert helps(flood) < 200


async def test_a_group_hears_nothing_personal(telegram: OnTelegram) -> None:
    member = telegram.phone()
    group = Phone(telegram.api, member.user_id, chat_id=-777, chat_type="supergroup")
    await group.says("/cuatoi")
    await group.sees("nhắn riêng")
    await group.says("chuyện trong nhóm không phải nói với bot")
    await member.says("/trogiup")
    await member.sees(HELP)
    assert len(telegram.api.to(-777)) == 1


async def test_a_stranger_cannot_use_an_officials_command(telegram: OnTelegram) -> None:
    stranger = telegram.phone()
    for command in ("/viec", "/phanloai", "/congkhai", "/traloi PAKN.20261123.0001 xong"):
        await stranger.says(command)
        await stranger.sees("dành cho cán bộ")


async def test_commands_are_shown_to_whom_they_concern(telegram: OnTelegram) -> None:
    clerk = await telegram.staff("office")
    await clerk.says("/start")
    await clerk.sees("anh/chị")
    menus = [call.data for call in telegram.api.calls if call.method == "setMyCommands"]
    shown = {menu["scope"]["type"]: menu for menu in menus}
    commands = {kind: {one["command"] for one in menu["commands"]} for kind, menu in shown.items()}
    assert "gopy" in commands["default"]
    assert commands["all_group_chats"] == {"nhom", "trogiup"}
    assert "phanloai" in commands["chat"]
    own = shown["chat"]
    assert own["scope"]["chat_id"] in {clerk.chat_id, str(clerk.chat_id)}


async def test_a_picture_telegram_will_not_show_goes_as_a_file(telegram: OnTelegram) -> None:
    citizen = telegram.phone()
    await citizen.says("/trogiup")
    await citizen.sees(HELP)
    media = await telegram.app.media.keep("photo", "image/jpeg", "", JPEG)
    telegram.api.faults.append(fails("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    assert telegram.app.telegram is not None
    await telegram.app.telegram.send(
        f"telegram:{citizen.chat_id}", Reply(text="Ảnh đây", media=(media,))
    )
    assert telegram.api.to(citizen.chat_id, "sendDocument")


async def test_the_pace_of_one_chat_is_kept_without_losing_anything(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "TO_PERSON", RateLimit(3, 0.6))
    async with running(settings_for(api, tmp_path, "webhook", free_port()), api) as telegram:
        citizen = telegram.phone()
        for _ in range(8):
            await citizen.says("/trogiup")
        for _ in range(400):
            if helps(citizen) == 8:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(helps(citizen))


async def test_the_token_is_in_no_log_and_no_error(
    telegram: OnTelegram, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    citizen = telegram.phone()
    caplog.set_level(logging.DEBUG)
    telegram.api.faults += [
        fails("sendMessage", 400, "Bad Request: something", times=1),
        fails("getFile", 404, "Not Found", times=9),
    ]
    await citizen.says("/trogiup")
    photo = {**telegram.api.add_file(JPEG), "width": 1, "height": 1}
    with structlog.testing.capture_logs() as logged:
        await citizen.sends(photo=[photo])
        await citizen.says("/cuatoi")
        await citizen.says("/trogiup")
        await asyncio.sleep(0.3)
    async with telegram.app.db.read() as db:
        errors = list((await db.execute(select(OutboxRow.error))).scalars())
    everything = f"{logged}{caplog.text}{capsys.readouterr()}{errors}"
    assert TOKEN not in everything
    assert TOKEN.partition(":")[2] not in everything


async def test_the_person_behind_an_address_is_remembered(telegram: OnTelegram) -> None:
    citizen = telegram.phone()
    await citizen.says("/trogiup")
    await citizen.sees(HELP)
    async with telegram.app.db.begin() as db:
        first = await people.person_at_address(
            db, f"telegram:{citizen.user_id}", telegram.app.clock.now()
        )
        second = await people.person_at_address(
            db, f"telegram:{citizen.user_id}", telegram.app.clock.now()
        )
    assert first.person.id == second.person.id


@pytest.mark.parametrize("freed", [True, False])
async def test_a_full_disk_costs_at_most_the_photo_and_never_its_words(
    telegram: OnTelegram, monkeypatch: pytest.MonkeyPatch, freed: bool
) -> None:
    monkeypatch.setattr(held_up, "seconds_until_next_try", lambda _tries: 0.05)
    tries = itertools.count(1)
    receive = MediaStore.receive

    async def full(store: MediaStore, *file: Any) -> Media:
        if freed and next(tries) > 2:
            return await receive(store, *file)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(MediaStore, "receive", full)
    citizen = telegram.phone()
    await citizen.says("/gopy")
    photo = {**telegram.api.add_file(JPEG), "width": 800, "height": 600}
    await citizen.sends(photo=[photo], caption="Cầu qua làng bị hư, xe máy không qua được")
    if freed:
        await citizen.sees("nội dung bằng chữ, 1 ảnh")
    else:
        await citizen.sees("tệp chưa nhận được")
        await citizen.sees("nội dung bằng chữ", since=0)
    assert await rows(telegram, InboxRow, state="failed") == 0
