"""How soon the next message may leave or come, where so many are allowed in so long."""

from __future__ import annotations

import time
from typing import NamedTuple

from cachetools import TTLCache


class RateLimit(NamedTuple):
    """So many messages in so many seconds."""

    messages: int
    seconds: float


class LeakyBucket:
    """A leaky bucket: each message fills it, time empties it."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._empty_at = 0.0

    def wait(self, messages: int, now: float) -> float:
        """Seconds until there is room; more than ever fits needs an empty bucket."""
        room = self._limit.seconds - self._price(min(messages, self._limit.messages))
        return max(0.0, self._empty_at - now - room)

    def take(self, messages: int, now: float) -> None:
        """Count messages that leave now."""
        self._empty_at = max(self._empty_at, now) + self._price(messages)

    def _price(self, messages: int) -> float:
        return messages * self._limit.seconds / self._limit.messages


class KeyedLimit:
    """The same limit for each of many keys; who was not seen for long is forgotten."""

    def __init__(self, limit: RateLimit, most_keys: int = 20_000) -> None:
        self._limit = limit
        self._buckets: TTLCache[str, LeakyBucket] = TTLCache(most_keys, ttl=2 * limit.seconds)

    def take(self, key: str, many: int = 1) -> bool:
        """Whether there is room, which is taken then. An empty key stands for nobody known."""
        if not key:
            return True
        bucket, now = self._buckets.setdefault(key, LeakyBucket(self._limit)), time.monotonic()
        if bucket.wait(many, now):
            return False
        bucket.take(many, now)
        return True
