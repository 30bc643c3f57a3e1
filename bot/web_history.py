"""What the web chat shows of a chat: what was said and what we replied, newest part first."""

from __future__ import annotations

from datetime import datetime

from channels.webchat.frames import HistoryLine, media_of_line
from storage import inbox, outbox
from storage.database import Database

PAGE = 200
"""Lines looked through at a time."""


class WebHistory:
    """Reads it; nothing in it is of another address."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def newer(self, address: str, after: int, limit: int) -> list[HistoryLine]:
        """Our latest replies after a row, oldest first; what the page said, it shows itself."""
        async with self._db.read() as db:
            sent = await outbox.sent_replies(db, address, after=after, limit=limit)
        return [HistoryLine(at, seq, reply=reply) for seq, at, reply in sent]

    async def older(
        self, address: str, until: datetime | None, limit: int
    ) -> tuple[list[HistoryLine], bool]:
        """The latest lines up to a moment, that moment included; whether there may be more."""
        async with self._db.read() as db:
            sent = await outbox.sent_replies(db, address, after=0, limit=limit, until=until)
            said = [
                HistoryLine(row.received_at, 0, said=inbox.payload_of_update(db, row))
                for row in await inbox.kept_updates(db, address, limit, until)
            ]
        lines = [HistoryLine(at, seq, reply=reply) for seq, at, reply in sent] + said
        # What was said at the same moment as a reply came before it.
        lines.sort(key=lambda line: (line.at, line.seq))
        more = len(lines) > limit or limit in {len(sent), len(said)}
        return lines[-limit:], more

    async def shows(self, address: str, sha256: str) -> bool:
        """Whether a file is in it still."""
        until: datetime | None = None
        while True:
            lines, more = await self.older(address, until, PAGE)
            if any(item.sha256 == sha256 for line in lines for item in media_of_line(line)):
                return True
            if not more or lines[0].at == until:
                return False
            until = lines[0].at
