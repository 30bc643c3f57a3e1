"""How many who begin to tell a report get a receipt, and how soon: counted, of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.turn import Turn
from storage import intake_tallies


async def note_beginning(turn: Turn) -> None:
    """Somebody begins."""
    await intake_tallies.count_beginning(turn.db, turn.today)


async def note_receipt(turn: Turn, answers: Mapping[str, Any]) -> None:
    """Whoever began has a receipt: in which minute, the first being one."""
    if began := answers.get("began"):
        minutes = (turn.now - datetime.fromisoformat(began)) // timedelta(minutes=1) + 1
        await intake_tallies.count_receipt(turn.db, turn.today, minutes)
