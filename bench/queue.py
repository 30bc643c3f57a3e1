"""`/viec` of the office over many open cases, beside a count of the open ones.

python -m bench queue [--cases N] [--open N] [--database URL]
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

import offices
from bench.measure import timed
from bench.sweep import NOW, counted, fill
from bot.event import Event
from bot.texts import Texts
from bot.turn import Turn, World
from handlers import FLOWS
from handlers.workspace import queue
from rules.lifecycle import OFFICE
from rules.routing import Router
from storage import migrations
from storage.database import Database
from storage.known_person import KnownPerson
from storage.models import Person
from storage.role_assignments import Role
from storage.vault import Vault

WORDS = "den duong rat toi ha tang"
"""Every case holds them all: nothing is spared."""


async def measure(folder: Path, cases: int, opened: int, url: str) -> None:
    """Fill a database (one in `folder` when none is named) and show the lists again and again."""
    office = offices.load_office()
    url = url or f"sqlite+aiosqlite:///{folder}/queue.sqlite3"
    await migrations.upgrade_database(url)
    db = Database(url, Vault("bench"))
    await fill(db, cases, opened)
    world = World(
        office=office, router=Router(office), texts=Texts(), flows=FLOWS, base_url="http://x"
    )

    async def shown(session: AsyncSession, words: str = "") -> None:
        event = Event(id="1", address="web:1", sender="web:1", at=NOW)
        clerk = KnownPerson(Person(id=1, name="", created_at=NOW), (Role(OFFICE, ""),))
        turn = Turn(db=session, now=NOW, event=event, world=world, known=clerk, args=words)
        await queue.viec(turn)
        assert turn.replies[0][1].choices

    async def searched(session: AsyncSession) -> None:
        await shown(session, WORDS)

    naive = await timed(db, counted)
    print(f"{cases:,} cases, {opened:,} open")
    for name, work in (("the list", shown), ("the list, by words", searched)):
        taken = await timed(db, work)
        print(f"{taken:8.1f} ms  x{taken / naive:6.2f}  {name}")
    await db.close()
