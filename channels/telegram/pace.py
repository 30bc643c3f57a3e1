"""Telegram's limits: how soon the next message may leave, to one chat and to all together."""

from __future__ import annotations

import time

from cachetools import TTLCache

from bot.rate_limit import LeakyBucket, RateLimit

REMEMBERED = 5000


OVERALL = RateLimit(25, 1.0)
"""To all chats together (the Bot FAQ allows about 30 a second)."""
TO_PERSON = RateLimit(5, 5.0)
TO_GROUP = RateLimit(20, 60.0)


class TelegramPace:
    """Tells what may leave now. It never waits itself: others could be served meanwhile."""

    def __init__(self) -> None:
        self._overall = LeakyBucket(OVERALL)
        self._chats: TTLCache[str, LeakyBucket] = TTLCache(REMEMBERED, ttl=TO_GROUP.seconds * 2)
        self._next_return = 0.0

    def take(self, target: str, messages: int) -> float:
        """Zero, and the messages are counted; or the seconds to wait, and nothing is."""
        now = time.monotonic()
        chat = self._chats.get(target) or LeakyBucket(_limit_of(target))
        self._chats[target] = chat  # remembered from now on, not from its first message on
        if wait := chat.wait(messages, now):
            return wait
        if wait := self._overall.wait(messages, now):
            return self._spread(now + wait) - now
        chat.take(messages, now)
        self._overall.take(messages, now)
        return 0.0

    def _spread(self, moment: float) -> float:
        """All that are told to wait come back one after the other, not at the same moment."""
        moment = max(moment, self._next_return)
        self._next_return = moment + OVERALL.seconds / OVERALL.messages
        return moment


def _limit_of(target: str) -> RateLimit:
    return TO_GROUP if target.startswith(("-", "@")) else TO_PERSON
