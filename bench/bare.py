"""The thing measured against: aiohttp, and one durable SQLite insert for each request."""

from __future__ import annotations

import sqlite3
import sys

from aiohttp import web


def server(path: str) -> web.Application:
    """A webhook that keeps the body and does nothing else."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY, payload BLOB)")

    async def hook(request: web.Request) -> web.Response:
        db.execute("INSERT INTO inbox (payload) VALUES (?)", (await request.read(),))
        return web.Response()

    async def alive(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/hook/telegram", hook), web.get("/healthz", alive)])
    return app


if __name__ == "__main__":
    web.run_app(server(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), print=None)
