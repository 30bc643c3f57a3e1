"""The rating page as something installed on a tablet, and what keeps it without a network."""

from __future__ import annotations

import msgspec
from aiohttp import web

from publish.web.look import SIZES
from publish.web.pages import HEADERS, Pages
from rules.office import Office

WORKER = "tap-worker.js"


class TapApp:
    """The service worker of the rating pages, and the manifest of each."""

    def __init__(self, office: Office, pages: Pages) -> None:
        self._office = office
        self._pages = pages

    def routes(self) -> list[web.RouteDef]:
        """To be looked at before the page of a counter."""
        return [
            web.get("/danh-gia/may.js", self.worker),
            web.get("/danh-gia/{counter}/may.webmanifest", self.manifest),
        ]

    async def worker(self, _request: web.Request) -> web.Response:
        """The script; its scope is the rating pages and nothing else."""
        return web.Response(
            body=self._pages.content(WORKER),
            content_type="text/javascript",
            charset="utf-8",
            headers={**HEADERS, "Cache-Control": "no-cache", "Service-Worker-Allowed": "/danh-gia"},
        )

    async def manifest(self, request: web.Request) -> web.Response:
        """How the page of a counter is installed: the whole screen, nothing else to press."""
        counter = self._office.ratings.counters.get(request.match_info["counter"])
        if counter is None:
            raise web.HTTPNotFound
        address = f"/danh-gia/{counter.code}"
        icons = [
            {
                "src": self._pages.asset(f"icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
            }
            for size in SIZES
        ]
        manifest = {
            "id": address,
            "name": counter.name,
            "short_name": counter.short,
            "lang": "vi",
            "start_url": address,
            "scope": "/danh-gia",
            "display": "fullscreen",
            "icons": icons,
        }
        return web.Response(
            body=msgspec.json.encode(manifest),
            content_type="application/manifest+json",
            headers=HEADERS,
        )
