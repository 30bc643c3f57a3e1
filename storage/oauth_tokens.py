"""OAuth tokens that change with every use: one worker renews them, all see the new pair."""

from __future__ import annotations

import time

import msgspec
from sqlalchemy import Update, update

from bot.tokens import TokenPair
from storage.database import Database, insert_or_ignore
from storage.models import OAuthTokens
from storage.vault import decrypt, encrypt

RENEWING = 60.0
"""Seconds a worker has for a renewal before another one tries."""


class TokenMemory:
    """The token pair of one channel."""

    def __init__(self, db: Database, channel: str) -> None:
        self._db = db
        self._channel = channel

    async def plant(self, pasted: str) -> None:
        """Begin with the refresh token the operator pasted, unless it is the one begun with.

        A newly pasted one takes the place of all that came of the old one.
        """
        seed, *before = self._db.vault.keyed_hashes(pasted, b"token")
        async with self._db.begin() as db:
            row = await db.get(OAuthTokens, self._channel)
            if row is not None and row.seed == seed:
                return
            if row is not None and row.seed in before:
                row.seed = seed
                return
            values = {
                "seed": seed,
                "pair": encrypt(db, TokenPair("", pasted, 0.0)),
                "renewing_until": 0.0,
                "refused": False,
            }
            if row is None:
                row_values = {"channel": self._channel, "generation": 1, **values}
                await db.execute(insert_or_ignore(db, OAuthTokens).values(**row_values))
            else:
                next_one = OAuthTokens.generation + 1
                await db.execute(self._here().values(generation=next_one, **values))

    async def read(self) -> TokenPair:
        """The newest pair; `plant` comes first."""
        async with self._db.read() as db:
            row = await db.get_one(OAuthTokens, self._channel)
            pair = decrypt(db, row.pair, TokenPair)
            return msgspec.structs.replace(pair, generation=row.generation, refused=row.refused)

    async def claim(self, pair: TokenPair) -> bool:
        """Whether we are the one to renew this pair now."""
        now = time.time()
        async with self._db.begin() as db:
            mine = await db.execute(
                self._here(pair)
                .where(OAuthTokens.renewing_until < now, OAuthTokens.refused.is_(False))
                .values(renewing_until=now + RENEWING)
            )
        return bool(mine.rowcount)  # type: ignore[attr-defined]

    async def keep(self, old: TokenPair, access: str, refresh: str, expires_at: float) -> None:
        """Put a new pair in the place of the one it was bought with."""
        async with self._db.begin() as db:
            pair = encrypt(db, TokenPair(access, refresh, expires_at))
            values = {"pair": pair, "generation": old.generation + 1, "renewing_until": 0.0}
            await db.execute(self._here(old).values(**values))

    async def give_up(self, pair: TokenPair, *, refused: bool) -> None:
        """The renewal we claimed failed, for now or (`refused`) for good."""
        async with self._db.begin() as db:
            await db.execute(self._here(pair).values(renewing_until=0.0, refused=refused))

    def _here(self, pair: TokenPair | None = None) -> Update:
        found = update(OAuthTokens).where(OAuthTokens.channel == self._channel)
        return found.where(OAuthTokens.generation == pair.generation) if pair else found
