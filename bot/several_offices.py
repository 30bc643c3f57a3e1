"""Several offices in one process: each with its own data, people, calendar, chats and address.

Nothing is shared but the machine: an office has a database, files and a key of its own, so no
question can ever reach another's. A case goes from one to another only as a parcel.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web
from yarl import URL

from bot.app import App
from bot.settings import Settings
from bot.web_server import SMALL_BODY, listening
from publish.web.pages import HEADERS


class SeveralOffices:
    """The offices of a deployment, by code."""

    def __init__(self, offices: Mapping[str, Settings], settings: Settings) -> None:
        """`settings`: where all of them listen."""
        self.settings = settings
        self.port = settings.port
        self.apps = {code: App(one) for code, one in offices.items()}
        inboxes = {code: app.office_inbox for code, app in self.apps.items()}
        names = {code: app.office.name for code, app in self.apps.items()}
        for code, app in self.apps.items():
            others = {other: name for other, name in names.items() if other != code}
            app.meet_offices(code, inboxes, others)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """All offices at work, each under the name of its public address."""
        async with AsyncExitStack() as stack:
            for app in self.apps.values():
                await stack.enter_async_context(app.working())
            self.port = await stack.enter_async_context(listening(self._server(), self.settings))
            for app in self.apps.values():
                app.port = self.port
            yield

    def _server(self) -> web.Application:
        server = web.Application(client_max_size=SMALL_BODY)
        for app in self.apps.values():
            server.add_domain(host_header(app.settings.base_url), app.server())
        server.add_routes([web.get("/{path:.*}", self._which)])
        return server

    async def _which(self, _request: web.Request) -> web.Response:
        """The offices, for whoever comes by a name none of them has."""
        first = next(iter(self.apps.values()))
        listed = [(app.settings.base_url, app.office.name) for app in self.apps.values()]
        text = first.pages.render("offices.html", {"offices": listed})
        return web.Response(text=text, content_type="text/html", headers=HEADERS)


def host_header(base_url: str) -> str:
    """What a browser writes as Host when it opens the address."""
    url = URL(base_url)
    return url.host or "" if url.is_default_port() else f"{url.host}:{url.port}"
