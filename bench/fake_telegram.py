"""A Bot API that says yes to everything, for a bot that must believe it speaks to Telegram."""

from __future__ import annotations

import itertools
import sys

from aiohttp import web

ME = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}


def server() -> web.Application:
    """Answers getMe with a name, what is sent with a number, all else with true."""
    numbers = itertools.count(1)

    async def call(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "getMe":
            return web.json_response({"ok": True, "result": ME})
        if method.startswith("send"):
            chat = {"id": 1, "type": "private"}
            sent = {"message_id": next(numbers), "date": 1_790_000_000, "chat": chat}
            return web.json_response({"ok": True, "result": sent})
        return web.json_response({"ok": True, "result": True})

    async def alive(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/bot{token}/{method}", call), web.get("/healthz", alive)])
    return app


if __name__ == "__main__":
    web.run_app(server(), host="127.0.0.1", port=int(sys.argv[1]), print=None)
