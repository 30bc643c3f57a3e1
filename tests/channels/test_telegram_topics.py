"""Topics come and go in an agency's group, and its cards follow without anybody asking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.bot_api import BOT, Phone, fails
from tests.support.telegram import OnTelegram
from tests.support.telegram_group import GROUP, Story

NO_RIGHT = "Bad Request: not enough rights to create a topic"


@pytest.fixture
def mode() -> str:
    return "polling"


async def joined(telegram: OnTelegram, *, forum: bool) -> Story:
    story = Story(telegram)
    await story.begin(forum=forum)
    await story.joined()
    await story.forwarded()
    await story.until(lambda: story.cards)
    return story


async def next_working_morning(story: Story) -> None:
    """From Monday to Wednesday: Tuesday is a holiday."""
    clock = story.telegram.app.clock
    clock.jump_to(clock.now() + timedelta(days=2))
    await story.telegram.app.clock_channel.look()


def rights_changed(phone: Phone) -> dict[str, Any]:
    """What Telegram tells when an administrator lets the bot manage topics."""
    member = {"user": BOT, "status": "administrator", "until_date": 0, "is_anonymous": False}
    rights = ("be_edited", "manage_chat", "delete_messages", "manage_video_chats", "pin_messages")
    rights += ("restrict_members", "promote_members", "change_info", "invite_users")
    rights += ("post_stories", "edit_stories", "delete_stories")
    can = {f"can_{right}": False for right in rights}
    return {
        "chat": phone.chat,
        "from": phone.user,
        "date": 1_795_000_000,
        "old_chat_member": {"user": BOT, "status": "member", "until_date": 0},
        "new_chat_member": {**member, **can, "can_manage_topics": True},
    }


async def test_each_morning_the_cards_tell_the_days_left_and_deleted_topics_are_made_anew(
    telegram: OnTelegram,
) -> None:
    story = await joined(telegram, forum=True)
    (before,) = story.cards
    story.api.delete_topic(GROUP, next(iter(story.api.forums[GROUP])))
    assert not story.cards
    await next_working_morning(story)
    (after,) = await story.until(lambda: story.cards)
    assert len(story.topics) == 1
    assert after.splitlines()[0] == before.splitlines()[0]
    assert after != before, "a working day less is left"


async def test_the_morning_changes_the_card_in_place(telegram: OnTelegram) -> None:
    story = await joined(telegram, forum=False)
    (before,) = story.cards
    await next_working_morning(story)
    (after,) = await story.until(lambda: story.cards if story.cards != [before] else None)
    assert after.splitlines()[0] == before.splitlines()[0]


async def test_topics_switched_on_later_get_the_cards_with_the_next_thing_heard_there(
    telegram: OnTelegram,
) -> None:
    story = await joined(telegram, forum=False)
    story.api.forums[GROUP] = {}
    await story.of(story.official).presses("Nhận xử lý")
    await story.until(lambda: story.topics)
    await story.until(lambda: any("Thẻ đã sang chủ đề riêng" in card for card in story.cards))
    await story.until(lambda: any("Người xử lý: Anh Hạ tầng" in card for card in story.cards))
    assert len(story.cards) == 2
    assert len(story.topics) == 1


async def test_a_topic_somebody_makes_tells_that_topics_were_switched_on(
    telegram: OnTelegram,
) -> None:
    story = await joined(telegram, forum=False)
    story.api.forums[GROUP] = {}
    await story.of(story.leader).sends(
        forum_topic_created={"name": "Việc chung", "icon_color": 1},
        message_thread_id=77,
        is_topic_message=True,
    )
    await story.until(lambda: story.topics)
    await story.until(lambda: len(story.cards) == 2)


async def test_the_right_to_make_topics_given_later_is_used_at_once(telegram: OnTelegram) -> None:
    telegram.api.faults.append(fails("createForumTopic", 400, NO_RIGHT, times=1))
    story = await joined(telegram, forum=True)
    assert not story.topics
    leader = story.of(story.leader)
    await leader.api.deliver(leader.api.update(my_chat_member=rights_changed(leader)))
    await story.until(lambda: story.topics)
    (number,) = story.api.forums[GROUP]
    await story.until(
        lambda: [
            call
            for call in story.api.to(GROUP)
            if call.data.get("message_thread_id") == str(number) and call.method == "sendMessage"
        ]
    )


async def test_topics_switched_off_leave_the_cards_in_the_group(telegram: OnTelegram) -> None:
    story = await joined(telegram, forum=True)
    del story.api.forums[GROUP]
    await story.of(story.official).presses("Nhận xử lý")
    await story.until(lambda: any("Người xử lý: Anh Hạ tầng" in card for card in story.cards))
    sent = story.api.to(GROUP)[-1]
    assert "message_thread_id" not in sent.data
