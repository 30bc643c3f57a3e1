"""What a citizen says from the first word to the receipt, and Telegram's form of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from bot.app import App
from bot.channel import Inbound
from bot.event import Choice, Event, Reply
from bot.made_up import USUAL
from bot.settings import Settings
from bot.walker import Answer, Answers, Look, Question, Walker, walk

TOLD: Answers = {
    "describe": "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay, tối rất nguy hiểm",
    "place": "chợ Phú Hòa",
    "publish": "no",
}


class Silent:
    """A messenger that takes everything at once."""

    name = "silent"
    keeps_history = False
    edits_messages = True

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:  # noqa: ARG002
        """The event, as it was written."""
        return msgspec.json.decode(updates[0].payload, type=Event)

    async def send(self, address: str, reply: Reply) -> str:  # noqa: ARG002
        """Sent."""
        return "1"


async def rehearsed(folder: Path, **told: Answer) -> tuple[str, ...]:
    """What a citizen types to get a receipt, button by button: somebody tried it in `folder`."""
    app = App(Settings(data_dir=folder, port=0, secret_key="only for the rehearsal"))
    words = ["/gopy"]
    async with app.running():
        app.channels[Silent.name] = Silent()
        look = Look(app.db, app.world, app.clock, f"{Silent.name}:1")

        async def say(_question: Question, answer: Answer) -> None:
            words.append(answer.label if isinstance(answer, Choice) else answer)
            await app.receiver.accept([inbound(app, look.address, len(words), words[-1])])

        await app.receiver.accept([inbound(app, look.address, 1, words[0])])
        await look.begun("intake")
        await walk(look, Walker("intake", {**TOLD, **told}, USUAL["intake"]), say)
    return tuple(words)


def inbound(app: App, address: str, number: int, words: str) -> Inbound:
    """One message on the silent channel."""
    key = f"{Silent.name}:{number}"
    event = Event(id=key, address=address, sender=address, at=app.clock.now(), text=words)
    return Inbound(key, address, msgspec.json.encode(event))


def update(number: int, chat: int, text: str) -> dict[str, Any]:
    """One message as the Bot API delivers it."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "Thử"},
            "from": {"id": chat, "is_bot": False, "first_name": "Thử"},
            "text": text,
        },
    }
