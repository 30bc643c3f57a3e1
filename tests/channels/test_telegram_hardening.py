"""What real traffic does to the channel: moved groups, slow uploads, odd servers, full limits."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.event import Reply
from bot.rate_limit import LeakyBucket, RateLimit
from channels.telegram import pace
from channels.telegram.pace import TelegramPace
from channels.telegram.request import AiohttpRequest
from storage import case_messages, claims, inbox, outbox
from storage.models import Case, InboxRow, OutboxRow
from tests.support.bot_api import TOKEN, BotApi, Call, Phone, fails
from tests.support.machine import free_port
from tests.support.somebody import JPEG
from tests.support.telegram import HELP, OnTelegram, helps, running, settings_for


@pytest.fixture
def mode() -> str:
    """By webhook, unless a test says otherwise."""
    return "webhook"


async def until(what: Callable[[], Awaitable[Any]], seconds: float = 8.0) -> Any:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := await what():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it never was so")


async def queue(telegram: OnTelegram, *replies: tuple[str, Reply]) -> None:
    async with telegram.app.db.begin() as db:
        await outbox.add_replies(db, replies, telegram.app.clock.now())
    telegram.app.sender.wake()


async def outbox_rows(telegram: OnTelegram, address: str = "") -> list[OutboxRow]:
    async with telegram.app.db.read() as db:
        query = select(OutboxRow).order_by(OutboxRow.id)
        found = (await db.execute(query)).scalars()
        return [row for row in found if address in ("", row.lane)]


async def all_sent(telegram: OnTelegram, address: str = "") -> bool:
    rows = await outbox_rows(telegram, address)
    return bool(rows) and all(row.state == claims.DONE for row in rows)


def texts(api: BotApi, chat: int | str) -> list[str]:
    return [call.data["text"] for call in api.to(chat)]


async def photo(telegram: OnTelegram, number: int = 0) -> Any:
    return await telegram.app.media.keep("photo", "image/jpeg", "", JPEG + bytes([number]))


# Sending


async def test_a_group_that_became_a_supergroup_is_written_to_at_its_new_address(
    telegram: OnTelegram,
) -> None:
    old, new = -77, -1001234567890
    telegram.api.faults.append(
        fails(
            "sendMessage",
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            times=99,
            chat_id=old,
            migrate_to_chat_id=new,
        )
    )
    await queue(
        telegram,
        *((f"telegram:{old}", Reply(text=text)) for text in ("eins", "zwei", "drei")),
    )
    await until(lambda: all_sent(telegram))
    assert texts(telegram.api, new) == ["eins", "zwei", "drei"]
    assert {row.lane for row in await outbox_rows(telegram)} == {f"telegram:{new}"}


async def test_an_album_that_arrived_is_not_sent_again_with_its_words(
    telegram: OnTelegram,
) -> None:
    telegram.api.faults.append(fails("sendMessage", 429, "Too Many Requests", retry_after=1))
    reply = Reply(text="Thẻ", media=(await photo(telegram), await photo(telegram, 1)))
    await queue(telegram, ("telegram:5", reply))
    await until(lambda: all_sent(telegram))
    assert len(telegram.api.to(5, "sendMediaGroup")) == 1
    assert texts(telegram.api, 5) == ["Thẻ"]


async def test_the_same_words_after_a_refusal_for_good_are_sent_whole(
    telegram: OnTelegram,
) -> None:
    reply = Reply(text="Thẻ", media=(await photo(telegram),))
    telegram.api.faults.append(fails("sendMessage", 400, "Bad Request: not enough rights"))
    await queue(telegram, ("telegram:5", reply), ("telegram:5", reply))

    async def settled() -> bool:
        states = [row.state for row in await outbox_rows(telegram)]
        return states == [claims.FAILED, claims.DONE]

    await until(settled)
    assert len(telegram.api.to(5, "sendPhoto")) == 2


async def test_what_takes_longer_than_a_claim_lasts_is_sent_once(
    telegram: OnTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "LEASE", 0.15)

    async def slow(call: Call) -> None:
        if call.method == "sendPhoto":
            await asyncio.sleep(1.0)

    telegram.api.faults.append(slow)  # type: ignore[arg-type]
    await queue(telegram, ("telegram:5", Reply(text="Thẻ", media=(await photo(telegram),))))
    await until(lambda: all_sent(telegram))
    await asyncio.sleep(0.3)
    assert len(telegram.api.to(5, "sendPhoto")) == 1
    assert texts(telegram.api, 5) == ["Thẻ"]


async def test_a_reply_that_is_not_wanted_is_told_to_the_office(telegram: OnTelegram) -> None:
    clerk = await telegram.staff("office")
    citizen = await reporter(telegram, clerk)
    telegram.api.faults.append(
        fails(
            "sendMessage",
            403,
            "Forbidden: bot was blocked by the user",
            times=99,
            chat_id=citizen.chat_id,
        )
    )
    await clerk.presses("Chuyển Kinh tế")
    await clerk.sees("Xin gọi", "Cần nói")
    await clerk.presses("Xem số điện thoại")
    await clerk.sees("0912345678")


async def reporter(telegram: OnTelegram, clerk: Phone) -> Phone:
    """Somebody who has sent a report, with two photos."""
    citizen = telegram.phone("Rơ Châm Thử")
    await citizen.says("/gopy")
    await citizen.sees("Xin kể chuyện")
    group = str(citizen.api.next_message_id())
    for at, caption in enumerate(("Cầu qua làng bị hư, đường sạt lở nặng", "")):
        size = {**citizen.api.add_file(JPEG + bytes([at])), "width": 8, "height": 6}
        await citizen.sends(photo=[size], media_group_id=group, caption=caption)
    await citizen.sees("2 ảnh")
    await telegram.answers(citizen, "intake", place="ia-ka")
    await citizen.sees("Đã tiếp nhận", since=0)
    await clerk.sees("Cầu qua làng", since=0)
    return citizen


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_an_answer_to_any_photo_of_a_card_is_an_answer_to_the_card(
    telegram: OnTelegram, part: int
) -> None:
    official = telegram.phone()
    reply = Reply(
        text="Thẻ", media=(await photo(telegram), await photo(telegram, 1)), case="PAKN.1.0001"
    )
    address = f"telegram:{official.chat_id}"
    await queue(telegram, (address, reply))
    await until(lambda: all_sent(telegram, address))
    (row,) = await outbox_rows(telegram, address)
    ids = row.external_id.split()
    assert len(ids) == 3
    async with telegram.app.db.read() as db:
        assert await case_messages.case_code_of_message(db, address, ids[part]) == "PAKN.1.0001"
        assert await case_messages.case_code_of_message(db, address, ids[part][:-1]) == ""
        assert await case_messages.case_code_of_message(db, address, "%") == ""
        assert await case_messages.case_code_of_message(db, "telegram:1", ids[part]) == ""


async def test_a_menu_that_cannot_be_set_holds_up_nothing(telegram: OnTelegram) -> None:
    telegram.api.faults.append(fails("setMyCommands", 500, "not supported", times=99))
    citizen = telegram.phone()
    await citizen.says("/start")
    await citizen.sees("Xin chào bà con")


# The pace


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 12)), max_size=60))
def test_a_bucket_lets_no_more_through_than_its_limit(asked: list[tuple[float, int]]) -> None:
    limit = RateLimit(10, 5.0)
    bucket, now, passed = LeakyBucket(limit), 0.0, []
    for gap, messages in asked:
        now += gap
        wait = bucket.wait(messages, now)
        assert wait >= 0
        if not wait:
            bucket.take(messages, now)
            passed += [now] * messages
    for start in passed:
        within = [moment for moment in passed if start <= moment < start + limit.seconds]
        # A full bucket, and what leaks out of it meanwhile; an album may overfill it once.
        assert len(within) <= 2 * limit.messages + 2


@given(st.integers(1, 30), st.floats(0, 1000))
def test_who_waits_as_long_as_told_is_let_through(messages: int, now: float) -> None:
    bucket = LeakyBucket(RateLimit(10, 5.0))
    bucket.take(10, now)
    wait = bucket.wait(messages, now)
    assert bucket.wait(messages, now + wait + 1e-6) < 1e-6


def test_one_full_chat_does_not_hold_up_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "OVERALL", RateLimit(1000, 1.0))
    monkeypatch.setattr(pace, "TO_PERSON", RateLimit(3, 60.0))
    mine = TelegramPace()
    assert [mine.take("1", 1) for _ in range(3)] == [0.0] * 3
    assert 0 < mine.take("1", 1) <= 20
    assert mine.take("2", 1) == 0.0


def test_an_album_counts_as_many_and_a_menu_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "TO_GROUP", RateLimit(20, 60.0))
    mine = TelegramPace()
    assert [mine.take("-1", 10) for _ in range(2)] == [0.0] * 2
    assert mine.take("-1", 0) == 0.0
    assert 25 < mine.take("-1", 10) <= 30


def test_all_who_wait_for_the_overall_limit_come_back_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pace, "OVERALL", RateLimit(10, 1.0))
    mine = TelegramPace()
    waits = [mine.take(str(chat), 1) for chat in range(40)]
    assert waits[:10] == [0.0] * 10
    later = waits[10:]
    assert later == sorted(later)
    assert later[-1] - later[0] == pytest.approx(2.9, abs=0.2)


async def test_waiting_for_the_pace_neither_fails_nor_takes_a_place(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "OVERALL", RateLimit(40, 1.0))
    async with running(settings_for(api, tmp_path, "webhook", free_port()), api) as telegram:
        await queue(
            telegram, *((f"telegram:{chat}", Reply(text="Tin")) for chat in range(9000, 9100))
        )
        began = time.monotonic()
        await queue(telegram, ("web:somebody", Reply(text="Nhanh")))
        await until(lambda: all_sent(telegram, "web:somebody"))
        assert not await all_sent(telegram)  # the page had its answer before the crowd had theirs
        await until(lambda: all_sent(telegram))
        assert time.monotonic() - began > 1.0
        assert {row.attempts for row in await outbox_rows(telegram)} == {1}
    assert all(len(texts(api, chat)) == 1 for chat in range(9000, 9100))


# Receiving


async def test_an_album_that_comes_over_several_polls_is_one_report(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = 10
    monkeypatch.setattr(inbox, "BUNDLE_QUIET", 0.3)
    async with running(settings_for(api, tmp_path, "polling"), api) as telegram:
        # Even after as many looks as a message has tries, a file is still asked for again.
        api.faults.append(fails("getFile", 502, "Bad Gateway", times=1))
        citizen = telegram.phone()
        for at in range(parts):
            size = {**api.add_file(JPEG + bytes([at])), "width": 8, "height": 6}
            caption = "Cầu qua làng bị hư nặng" if at == 0 else ""
            await citizen.sends(photo=[size], media_group_id="1", caption=caption)
            await asyncio.sleep(0.12)
        await citizen.sees(f"{parts} ảnh")
    assert not any("Có tệp" in text for text in texts(api, citizen.chat_id))


async def test_a_process_that_dies_between_poll_and_commit_is_told_again(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(api, tmp_path, "polling")
    reached = asyncio.Event()
    async with running(settings, api) as telegram:
        citizen = telegram.phone()

        async def dies(_: object) -> None:
            reached.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(telegram.app.telegram._receiving, "_accept", dies)
        await citizen.says("/trogiup")
        await reached.wait()
    assert len(api.updates) == 1, "not confirmed"
    api.calls.clear()
    async with running(settings, api) as telegram:
        await citizen.sees(HELP, since=0)

        async def confirmed() -> bool:
            return not api.updates

        await until(confirmed)
        assert helps(citizen) == 1


async def test_a_server_that_forgets_nothing_is_not_asked_in_a_hot_loop(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = Phone(api, 5001)
    same = [api.update(message=citizen.message(text="/trogiup"))]

    async def forgetful(_: Call) -> Any:
        return same

    monkeypatch.setattr(api, "_getUpdates", forgetful)
    async with running(settings_for(api, tmp_path, "polling"), api):
        await citizen.sees(HELP, since=0)
        before = len(api.calls)
        await asyncio.sleep(1.0)
        asked = [call for call in api.calls[before:] if call.method == "getUpdates"]
        assert 1 <= len(asked) <= 6
    assert helps(citizen) == 1


@pytest.mark.parametrize("answer", [None, {}, "text", True, 7])
async def test_an_answer_that_is_no_list_of_updates_is_survived(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    real, left = api._getUpdates, [2]

    async def odd(call: Call) -> Any:
        left[0] -= 1
        return answer if left[0] >= 0 else await real(call)

    monkeypatch.setattr(api, "_getUpdates", odd)
    async with running(settings_for(api, tmp_path, "polling"), api) as telegram:
        citizen = telegram.phone()
        await citizen.says("/trogiup")
        await citizen.sees(HELP)


async def test_junk_among_updates_holds_up_nobody(api: BotApi, tmp_path: Path) -> None:
    async with running(settings_for(api, tmp_path, "polling"), api) as telegram:
        citizen = telegram.phone()
        real = api._getUpdates

        async def with_junk(call: Call) -> Any:
            return [{"message": 1}, None, *await real(call), {"update_id": "x"}]

        api._getUpdates = with_junk  # type: ignore[method-assign]
        for _ in range(2):
            await citizen.says("/trogiup")
            await citizen.sees(HELP)
        assert helps(citizen) == 2


@pytest.mark.parametrize("method", ["getMe", "setMyCommands"])
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_the_bot_works_before_telegram_says_who_it_is(
    api: BotApi, tmp_path: Path, mode: str, method: str
) -> None:
    api.faults.append(fails(method, 500, "API method is not supported", times=999))
    async with running(settings_for(api, tmp_path, mode, free_port()), api) as telegram:
        citizen = telegram.phone()
        await citizen.says("/trogiup")
        await citizen.sees(HELP)


@pytest.mark.parametrize("me", [{"id": 666, "username": "x_bot"}, {}, None, True, {"username": 5}])
async def test_an_odd_introduction_is_survived(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, me: Any
) -> None:
    async def odd(_: Call) -> Any:
        return me

    monkeypatch.setattr(api, "_getMe", odd)
    async with running(settings_for(api, tmp_path, "polling"), api) as telegram:
        citizen = telegram.phone()
        await citizen.says("/trogiup")
        await citizen.sees(HELP)

        async def introduced() -> bool:
            scopes = [c.data["scope"]["type"] for c in api.calls if c.method == "setMyCommands"]
            return {"default", "all_group_chats"} <= set(scopes)

        await until(introduced)


async def test_nothing_a_group_shows_is_kept(telegram: OnTelegram) -> None:
    member = telegram.phone()
    group = Phone(telegram.api, member.user_id, chat_id=-777, chat_type="supergroup")
    size = {**telegram.api.add_file(JPEG), "width": 8, "height": 6}
    await group.sends(photo=[size], caption="/gopy cầu hư")
    await group.sends(contact={"phone_number": "84912345678", "first_name": "A", "user_id": 1})
    await group.sends(location={"latitude": 14.0, "longitude": 107.0})
    await group.says("/gopy@pakn_test_bot cầu qua làng bị hư nặng, số tôi 0912345678")
    await group.sees("nhắn riêng")
    assert "getFile" not in {call.method for call in telegram.api.calls}
    async with telegram.app.db.read() as db:
        assert not (await db.execute(select(Case))).all()
        rows = await db.execute(select(InboxRow.lane, InboxRow.payload))
        assert {payload for lane, payload in rows if "-777" in lane} == {None}
    assert len(telegram.api.to(-777)) == 1


# What must never be told


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest()
    await request.initialize()
    yield request
    await request.shutdown()


@pytest.mark.parametrize(
    "base",
    [
        "http://127.0.0.1:1",
        "http://no-such-host.invalid",
        "ftp://127.0.0.1",
        "http://[::bad",
        "http://127.0.0.1:99999",
        "",
    ],
)
async def test_no_failure_of_a_request_tells_the_token(request_: AiohttpRequest, base: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is
        await request_.post(f"{base}/bot{TOKEN}/getMe", read_timeout=2.0)
    error: BaseException | None = caught.value
    while error is not None:
        assert TOKEN not in f"{error!r} {error}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


async def test_a_timeout_does_not_tell_the_token(api: BotApi, request_: AiohttpRequest) -> None:
    async def sleepy(_: Call) -> None:
        await asyncio.sleep(1.0)

    api.faults.append(sleepy)  # type: ignore[arg-type]
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is
        await request_.post(f"{api.url}/bot{TOKEN}/getMe", read_timeout=0.05)
    assert TOKEN not in f"{caught.value!r}{caught.value.__cause__!r}"


async def test_a_webhook_body_without_end_is_refused(telegram: OnTelegram) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": telegram.api.webhook["secret_token"]}
    async with aiohttp.ClientSession() as session:
        for body, status in ((b"[" * 200_000, 400), (b"x" * 2_000_000, 413), (b"\xff\xfe", 400)):
            url = telegram.api.webhook["url"]
            async with session.post(url, data=io.BytesIO(body), headers=headers) as response:
                assert response.status == status
