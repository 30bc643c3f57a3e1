"""Files a page uploaded and nobody sent yet: apart from all others, for a day."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import structlog

from bot.event import Media
from storage.media import MediaStore

KEPT_SECONDS = 25 * 3600
"""An hour longer than the page may send it: see `channels.webchat.sessions.TOKEN_SECONDS`."""
SWEEP_SECONDS = 3600.0

log = structlog.get_logger()


class UnsentUploads:
    """Their folder is the memory: no row has to say what may go, no restart forgets it."""

    def __init__(self, media: MediaStore, unsent: MediaStore) -> None:
        self._media = media
        self._unsent = unsent
        self.receive = unsent.receive
        """As that of `MediaStore`, until it is sent or a day is over."""

    async def send(self, media: Sequence[Media]) -> bool:
        """They are part of a message now and kept as one; False when one is gone or not to be had.

        Whoever sends them hears that, and what was written beside them goes without.
        """

        def taken_over() -> bool:
            taken = [self._media.take_over(one.sha256, self._unsent) for one in media]
            return all(taken)

        try:
            return await asyncio.to_thread(taken_over)
        except OSError as error:
            log.error("uploads.not_taken", reason=type(error).__name__)
            return False

    def sweep(self, now: float) -> int:
        """Remove what nobody sent in a day, and what a crash left half written."""
        since = now - KEPT_SECONDS
        unfinished = sum(one.sweep_unfinished(since) for one in (self._unsent, self._media))
        return unfinished + self._unsent.sweep(since)

    async def run(self) -> None:
        """Sweep at the start and every hour."""
        while True:
            if gone := await asyncio.to_thread(self.sweep, time.time()):
                log.info("uploads.swept", files=gone)
            await asyncio.sleep(SWEEP_SECONDS)
