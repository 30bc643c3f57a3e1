"""An agency's group on Telegram: its cards, its topics, and what never enters it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from storage import case_agencies, cases, notes
from tests.support.bot_api import BOT, BotApi, Call, Phone, fails
from tests.support.somebody import JPEG
from tests.support.telegram import OnTelegram
from tests.support.telegram_group import GROUP, Story

CODE = "CPAH.20261123.0001"


@pytest.fixture
def mode() -> str:
    return "polling"


@pytest.fixture(params=[False, True], ids=["plain", "topics"])
async def story(telegram: OnTelegram, request: pytest.FixtureRequest) -> Story:
    story = Story(telegram)
    await story.begin(forum=bool(request.param))
    await story.joined()
    return story


@pytest.fixture
async def forum(telegram: OnTelegram) -> Story:
    story = Story(telegram)
    await story.begin(forum=True)
    await story.joined()
    return story


async def test_a_group_sees_one_card_that_follows_the_case_to_its_end(story: Story) -> None:
    citizen = await story.forwarded()
    await story.until(lambda: story.cards)
    await story.of(story.official).presses("Nhận xử lý")
    await citizen.sees("đã nhận và đang xử lý")
    await story.official.sees(f"Đã nhận {CODE}", since=0)
    await story.until(lambda: "Người xử lý: Anh Hạ tầng" in story.cards[0])

    await story.answers_below("Đã kiểm tra, cầu được sửa xong ngày 30/11/2026.")
    await story.of(story.official).sees("Đã nhận nháp trả lời")
    await story.official.sees("hoặc bấm Xong", since=0)
    await story.official.presses("Xong")
    await story.official.sees("sẽ gửi cho người dân")
    await story.official.presses("Gửi cho người dân")
    await citizen.sees("cầu được sửa xong")
    await story.until(lambda: "Đã trả lời" in story.cards[0])
    assert len(story.cards) == 1


async def test_who_reported_never_enters_a_group(story: Story) -> None:
    citizen = await story.forwarded()
    await story.until(lambda: story.cards)
    await story.of(story.official).presses("Nhận xử lý")
    await citizen.sees("đã nhận và đang xử lý")
    told = json.dumps(
        [call.data for call in story.api.calls if call.chat_id == GROUP], ensure_ascii=False
    )
    for personal in ("Rơ Châm", "0912345678", "0905123456", "Làng Mẫu", str(citizen.user_id)):
        assert personal not in told
    files = {call.method for call in story.api.calls if call.chat_id == GROUP and call.files}
    assert not files
    assert "1 tệp, xem ở chat riêng" in story.cards[0]


async def test_what_helpers_tell_stands_on_the_card_without_who_reported(story: Story) -> None:
    await story.forwarded()
    await story.until(lambda: story.cards)
    app = story.telegram.app
    async with app.db.begin() as db:
        case = await cases.case_by_code(db, CODE)
        assert case is not None
        case.urgent = True
        await case_agencies.add_co_agency(db, case, "TNMT", app.clock.now())
        said = "Đã gặp Rơ Châm Thử, số 0912345678: cầu gãy hai nhịp"
        await notes.add_note(db, case, notes.CONTRIBUTION, said, case.person_id, app.clock.now())
    await story.of(story.official).presses("Nhận xử lý")
    await story.until(lambda: "cầu gãy hai nhịp" in story.cards[0])
    assert "KHẨN" in story.cards[0]
    assert "Rơ Châm" not in story.cards[0]
    assert "0912345678" not in story.cards[0]


async def test_a_case_about_somebodys_conduct_never_enters_a_group(story: Story) -> None:
    await story.reports()
    async with story.telegram.app.db.begin() as db:
        case = await cases.case_by_code(db, CODE)
        assert case is not None
        case.about, case.accused = "conduct", "NOIVU"
    await story.clerk.presses("Chuyển Kinh tế")
    await story.clerk.sees("Đã chuyển")
    await story.official.sees(CODE, since=0)
    assert not story.cards


async def test_a_sealed_case_leaves_the_group(story: Story) -> None:
    await story.forwarded()
    await story.until(lambda: story.cards)
    await story.clerk.says(f"/xem {CODE}")
    await story.clerk.presses("Việc khác")
    await story.clerk.presses("Niêm phong")
    await story.clerk.sees("không thấy nữa")
    await story.clerk.presses("Niêm phong")
    await story.until(lambda: "không còn" in story.cards[0])
    assert "Cầu qua làng" not in story.cards[0]


async def test_each_case_has_a_topic_with_an_icon_by_state_closed_at_the_end(forum: Story) -> None:
    citizen = await forum.forwarded()
    await forum.until(lambda: forum.topics and forum.cards)
    (topic,) = forum.topics
    assert topic.name.startswith(f"{CODE} · ")
    assert topic.icon == "icon ⚡️"
    await forum.of(forum.official).presses("Nhận xử lý")
    await citizen.sees("đã nhận và đang xử lý")
    await forum.until(lambda: topic.icon == "icon 📝")
    await forum.official.says(f"/traloi {CODE} Đã kiểm tra, cầu được sửa xong ngày 30/11.")
    await forum.official.sees("hoặc bấm Xong", since=0)
    await forum.official.presses("Xong")
    await forum.official.sees("sẽ gửi cho người dân")
    await forum.official.presses("Gửi cho người dân")
    await forum.until(lambda: topic.closed and topic.icon == "icon 🏁")

    await citizen.says(f"/tracuu {CODE}")
    await citizen.sees("cầu được sửa xong")
    await citizen.presses("Chưa hài lòng, xin xem lại")
    await citizen.sees(CODE)
    await citizen.says("Cầu vẫn hư, xe máy không qua được, xin xem lại")
    await citizen.sees("bấm Xong")
    await citizen.presses("Xong")
    await citizen.sees("Đã mở lại")
    await forum.until(lambda: not topic.closed and topic.icon == "icon ⚡️")
    assert len(forum.topics) == 1


async def test_a_topic_somebody_deleted_is_made_again_with_the_next_news(forum: Story) -> None:
    citizen = await forum.forwarded()
    await forum.until(lambda: forum.cards)
    forum.api.delete_topic(GROUP, next(iter(forum.api.forums[GROUP])))
    assert not forum.cards
    await forum.official.presses("Nhận xử lý")
    await citizen.sees("đã nhận và đang xử lý")
    await forum.until(lambda: forum.cards and "Người xử lý: Anh Hạ tầng" in forum.cards[0])
    assert [topic.icon for topic in forum.topics] == ["icon 📝"]
    await forum.answers_below("Đã kiểm tra, cầu được sửa xong ngày 30/11/2026.")
    await forum.official.sees("hoặc bấm Xong", since=0)


async def test_the_deleted_topic_of_a_case_that_is_over_stays_deleted(forum: Story) -> None:
    citizen = await forum.forwarded()
    await forum.until(lambda: forum.cards)
    forum.api.delete_topic(GROUP, next(iter(forum.api.forums[GROUP])))
    await citizen.says(f"/tracuu {CODE}")
    await citizen.sees("Cầu qua làng")
    await citizen.presses("Rút phản ánh")
    await citizen.sees("Rút")
    button = await citizen._button("Rút")
    assert button[1]["text"] == "Rút"
    await citizen.presses("Rút")
    await citizen.sees("Vụ việc khép lại")
    await forum.clerk.says(f"/xem {CODE}")
    await forum.clerk.sees("Đã rút")
    await asyncio.sleep(0.5)
    assert not forum.topics
    assert not forum.cards


async def test_without_the_right_to_make_topics_the_card_stands_in_the_group(
    forum: Story,
) -> None:
    words = "Bad Request: not enough rights to create a topic"
    forum.api.faults.append(fails("createForumTopic", 400, words, times=99))
    await forum.forwarded()
    await forum.until(lambda: forum.cards)
    await forum.answers_below("Đã kiểm tra, cầu được sửa xong ngày 30/11/2026.")
    await forum.official.sees("hoặc bấm Xong", since=0)


async def test_talk_in_a_topic_is_left_alone(forum: Story) -> None:
    await forum.forwarded()
    await forum.until(lambda: forum.cards)
    (number,) = forum.api.forums[GROUP]
    before = len(forum.api.to(GROUP))
    made = {
        **forum.of(forum.official).message(message_id=number),
        "from": BOT,
        "forum_topic_created": {"name": "x", "icon_color": 1},
    }
    placed = {"message_thread_id": number, "is_topic_message": True}
    speaker = forum.of(forum.official)
    await speaker.sends(text="Chiều nay ai đi xem cầu?", reply_to_message=made, **placed)
    await speaker.sends(photo=[{**forum.api.add_file(JPEG), "width": 8, "height": 6}], **placed)
    await forum.official.says("/viec")
    await forum.official.sees(CODE)
    assert len(forum.api.to(GROUP)) == before


async def test_a_stranger_in_the_group_can_neither_take_a_case_nor_answer_it(
    story: Story,
) -> None:
    await story.forwarded()
    await story.until(lambda: story.cards)
    guest = Phone(story.api, 99, "Khách", chat_id=GROUP, chat_type="supergroup")
    await guest.presses("Nhận xử lý")
    await guest.sees("không có quyền")
    await story.until(lambda: "chưa có" in story.cards[0])


async def test_of_two_who_press_at_once_in_the_group_one_takes_the_case(story: Story) -> None:
    other = await story.telegram.staff("official", "KTHT", "Chị Đồng nghiệp")
    there = Phone(story.api, other.user_id, other.name, chat_id=GROUP, chat_type="supergroup")
    citizen = await story.forwarded()
    await story.until(lambda: story.cards)
    await asyncio.gather(
        story.of(story.official).presses("Nhận xử lý"), there.presses("Nhận xử lý")
    )
    await citizen.sees("đã nhận và đang xử lý")
    await there.sees("không làm được nữa", since=0)
    taken = [
        call
        for call in story.api.calls
        if call.chat_id == citizen.chat_id and "đã nhận và đang" in str(call.data.get("text"))
    ]
    assert len(taken) == 1


async def test_only_who_leads_the_agency_or_the_office_joins_and_ends_a_group(
    telegram: OnTelegram,
) -> None:
    story = Story(telegram)
    await story.begin(forum=False)
    await story.of(story.official).says("/nhom")
    await story.of(story.official).sees("không thuộc vai trò")
    await story.of(story.clerk).says("/nhom")
    await story.of(story.clerk).sees("Xin ghi mã cơ quan", "KTHT")
    await story.of(story.clerk).says("/nhom ktht")
    await story.of(story.clerk).sees("Phòng Kinh tế - Hạ tầng")
    other = await telegram.staff("leader", "TNMT", "Chị Môi trường")
    there = Phone(telegram.api, other.user_id, other.name, chat_id=GROUP, chat_type="supergroup")
    await there.says("/nhom")
    await there.sees("đang nhận thẻ của Phòng Kinh tế - Hạ tầng")
    await there.says("/nhom thoi")
    await there.sees("đang nhận thẻ của Phòng Kinh tế - Hạ tầng")
    await other.says("/nhom")
    await other.sees("Chưa có nhóm nào")
    await story.leader.says("/nhom")
    await story.leader.sees("Chị Văn phòng nối lúc")
    await story.leader.presses("Thôi gửi vào nhóm 1")
    await story.leader.sees("thôi nhận thẻ")
    await story.forwarded()
    await story.official.sees(CODE, since=0)
    assert not story.cards


async def test_brought_into_a_group_the_bot_says_how_put_out_it_writes_there_no_more(
    telegram: OnTelegram,
) -> None:
    story = Story(telegram)
    await story.begin(forum=False)
    leader = story.of(story.leader)
    await leader.api.deliver(leader.api.update(my_chat_member=_member(leader, "left", "member")))
    await leader.sees("Để nhận thẻ vụ việc trong nhóm này", since=0)
    await story.joined()
    await leader.api.deliver(leader.api.update(my_chat_member=_member(leader, "member", "kicked")))
    await story.leader.says("/nhom")
    await story.leader.sees("Chưa có nhóm nào")


def _member(phone: Phone, was: str, now: str) -> dict[str, Any]:
    return {
        "chat": phone.chat,
        "from": phone.user,
        "date": 1_795_000_000,
        "old_chat_member": {"user": BOT, "status": was, "until_date": 0},
        "new_chat_member": {"user": BOT, "status": now, "until_date": 0},
    }


def test_the_paper_server_is_as_strict_as_telegram_with_topics() -> None:
    api = BotApi(forums={GROUP: {}})

    async def tried() -> list[str]:
        found = []
        for method, data in (
            (api._createForumTopic, {"chat_id": "-5", "name": "x"}),
            (api._sendMessage, {"chat_id": str(GROUP), "message_thread_id": "7"}),
            (api._closeForumTopic, {"chat_id": str(GROUP), "message_thread_id": "7"}),
        ):
            try:
                await method(Call("", data, {}))
            except Exception as error:  # noqa: BLE001 - what is told is looked at
                found.append(str(error))
        return found

    told = ["the chat is not a forum", "message thread not found", "TOPIC_ID_INVALID"]
    assert asyncio.run(tried()) == told
