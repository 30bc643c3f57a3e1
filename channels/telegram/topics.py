"""Topics of a group that is a forum: one for each case, as the Bot API lets a bot keep them.

Bot API: createForumTopic, editForumTopic, closeForumTopic, reopenForumTopic. Telegram tells
nobody that a topic was deleted; it shows when something is sent there.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from telegram import Bot
from telegram.constants import ForumTopicLimit
from telegram.error import BadRequest, TelegramError

from bot.channel import Threads
from bot.event import Thread

GONE = ("message thread not found", "topic_id_invalid", "topic_deleted")
"""How Telegram says that a topic was deleted."""
UNCHANGED = "topic_not_modified"

log = structlog.get_logger()


def is_topic_gone(error: TelegramError) -> bool:
    """Whether a call was refused because its topic was deleted."""
    return isinstance(error, BadRequest) and any(words in str(error).lower() for words in GONE)


class ForumTopics:
    """Makes, dresses and closes topics, and remembers them."""

    def __init__(self, bot: Bot, memory: Threads) -> None:
        self._bot = bot
        self._memory = memory
        self._icons: dict[str, str] | None = None

    async def ready(self, address: str, chat: int, look: Thread) -> tuple[int, bool]:
        """The id of the topic of an address, and whether it was made now; 0: the group allows none.

        Raises TelegramError when it must be tried again.
        """
        found = await self._memory.find(address)
        if found is not None and found[0]:
            return int(found[0]), False
        try:
            made = await self._bot.do_api_request(
                "createForumTopic",
                {"chat_id": chat, "name": _name(look), **await self._icon(look.icon)},
            )
        except BadRequest as error:
            # The group is no forum any more, or the bot may not manage its topics: the words
            # must not be lost for that.
            log.warning("telegram.topic", hint=str(error)[:200])
            await self._memory.keep(address, "", look)
            return 0, False
        topic = int(made["message_thread_id"])
        as_made = Thread(look.title, look.icon)
        await self._memory.keep(address, str(topic), as_made)
        return topic, True

    async def dress(self, address: str, chat: int, look: Thread) -> None:
        """Give a topic its title and icon; close or reopen it."""
        found = await self._memory.find(address)
        if found is None or not found[0] or found[1] == look:
            return
        topic, known = int(found[0]), found[1]
        target = {"chat_id": chat, "message_thread_id": topic}
        if (known.title, known.icon) != (look.title, look.icon):
            icon = await self._icon(look.icon)
            await self._change("editForumTopic", {**target, "name": _name(look), **icon})
        if known.open != look.open:
            await self._change("reopenForumTopic" if look.open else "closeForumTopic", target)
        await self._memory.keep(address, str(topic), look)

    async def forget(self, address: str) -> None:
        """Somebody deleted the topic: the next words there make a new one."""
        await self._memory.forget(address)

    async def address_of(self, group: str, topic: int) -> str:
        """The address a topic of a group stands for."""
        return await self._memory.address_of(group, str(topic))

    async def _change(self, method: str, data: Mapping[str, object]) -> None:
        try:
            await self._bot.do_api_request(method, dict(data))
        except BadRequest as error:
            if is_topic_gone(error):
                raise
            if UNCHANGED not in str(error).lower():
                log.warning("telegram.topic", method=method, hint=str(error)[:200])

    async def _icon(self, emoji: str) -> dict[str, str]:
        """The icon every bot may use for an emoji; a topic goes without rather than not at all."""
        if self._icons is None:
            stickers = await self._bot.do_api_request("getForumTopicIconStickers")
            self._icons = {
                _plain(str(one.get("emoji", ""))): str(one.get("custom_emoji_id", ""))
                for one in (stickers if isinstance(stickers, list) else [])
            }
        found = self._icons.get(_plain(emoji), "")
        return {"icon_custom_emoji_id": found} if found else {}


def _plain(emoji: str) -> str:
    """Without the sign that asks for colours, which some write and others leave out."""
    return emoji.replace("\ufe0f", "")


def _name(look: Thread) -> str:
    return look.title[: ForumTopicLimit.MAX_NAME_LENGTH]
