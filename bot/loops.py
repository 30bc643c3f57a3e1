"""Loops that go on for the life of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from storage.passing_faults import is_passing_fault

log = structlog.get_logger()

SECONDS = 5.0


async def each_few_seconds(step: Callable[[], Awaitable[None]]) -> None:
    """For ever."""
    while True:
        await asyncio.sleep(SECONDS)
        await step()


async def run_for_ever(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    """A loop that breaks is written down and begun again: at night nobody would do it."""
    while True:
        try:
            await loop()
        except Exception as error:
            if is_passing_fault(error):  # an hour without a database must not fill the disk
                log.error("loop.broken", loop=name, reason=type(error).__name__)
            else:
                log.exception("loop.broken", loop=name)
            await asyncio.sleep(1.0)
        else:
            return
