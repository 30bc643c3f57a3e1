"""How soon the next message may leave, where a platform allows so many in so long."""

from __future__ import annotations

from typing import NamedTuple


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
