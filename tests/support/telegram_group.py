"""An agency with a group on Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.support.bot_api import BOT, Phone, Topic
from tests.support.somebody import JPEG
from tests.support.telegram import OnTelegram
from tests.support.walking import READING

GROUP = -1001234
MATTER = "Cầu qua làng bị hư, đường sạt lở, gọi 0905123456 nhé"


class Story:
    """A district with a clerk, a leader, an official, their group, and a citizen who reports."""

    def __init__(self, telegram: OnTelegram) -> None:
        self.telegram = telegram
        self.api = telegram.api

    async def begin(self, *, forum: bool) -> None:
        if forum:
            self.api.forums[GROUP] = {}
        self.clerk = await self.telegram.staff("office", name="Chị Văn phòng")
        self.leader = await self.telegram.staff("leader", "KTHT", "Anh Trưởng phòng")
        self.official = await self.telegram.staff("official", "KTHT", "Anh Hạ tầng")
        self.in_group = {
            person.name: Phone(
                self.api, person.user_id, person.name, chat_id=GROUP, chat_type="supergroup"
            )
            for person in (self.clerk, self.leader, self.official)
        }

    def of(self, person: Phone) -> Phone:
        """The same person, speaking in the group."""
        return self.in_group[person.name]

    async def joined(self) -> None:
        await self.of(self.leader).says("/nhom@pakn_test_bot")
        await self.of(self.leader).sees("Từ nay nhóm này nhận thẻ")

    async def reports(self) -> Phone:
        citizen = self.telegram.phone("Rơ Châm Thử")
        await citizen.says("/gopy")
        await citizen.sees("Xin kể chuyện")
        size = {**self.api.add_file(JPEG), "width": 8, "height": 6}
        await citizen.sends(photo=[size], caption=MATTER)
        await citizen.sees("1 ảnh")
        await self.telegram.answers(
            citizen,
            "intake",
            place="ia-ka",
            reading={**READING, "confirm": "Phòng Kinh tế - Hạ tầng"},
        )
        await citizen.sees("Đã tiếp nhận")
        await self.clerk.sees("Cầu qua làng", since=0)
        return citizen

    async def forwarded(self) -> Phone:
        citizen = await self.reports()
        await self.clerk.presses("Chuyển Kinh tế")
        await self.clerk.sees("Đã chuyển")
        return citizen

    @property
    def cards(self) -> list[str]:
        """The cards that stand in the group, as they read now."""
        return [
            str(call.data["text"])
            for call, _ in self.api.sent.values()
            if call.chat_id == GROUP and str(call.data.get("text", "")).startswith("📌")
        ]

    async def until(self, what: Callable[[], Any]) -> Any:
        for _ in range(1000):
            if found := what():
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"never: {self.cards} {self.api.forums}")

    @property
    def topics(self) -> list[Topic]:
        return list(self.api.forums[GROUP].values())

    async def answers_below(self, words: str, **content: Any) -> None:
        """The official replies to the card in the group."""
        (number,) = [
            number
            for number, (call, _) in self.api.sent.items()
            if call.chat_id == GROUP and str(call.data.get("text", "")).startswith("📌")
        ]
        replied = {**self.of(self.official).message(message_id=number), "from": BOT}
        placed = self.api.topic_of({"message_id": number})
        speaker = self.of(self.official)
        await speaker.sends(text=words, reply_to_message=replied, **placed, **content)
