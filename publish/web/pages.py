"""Templates and static files of our own pages: no third party is asked for anything."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.texts import Texts
from messages_vi import written
from publish.web.look import SIZES, look_files, manifest_of
from rules.office import Office
from rules.office_look import emblem_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TEMPLATES = (HERE / "templates", ROOT / "channels" / "webchat" / "page")
STATIC = (HERE / "static", ROOT / "channels" / "webchat" / "page")
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Pages:
    """Renders templates with the office's name and words; serves the static files."""

    def __init__(self, office: Office, texts: Texts) -> None:
        self._files = {
            path.name: path.read_bytes()
            for folder in STATIC
            for path in sorted(folder.glob("*"))
            if path.suffix in TYPES
        }
        self._files |= look_files(office)
        icons = {size: self.asset(f"icon-{size}.png") for size in SIZES}
        self._files["app.webmanifest"] = manifest_of(office, texts, icons)
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in TEMPLATES]),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(t=texts, office=office, asset=self.asset, has_figures=True)
        self._environment.globals["emblem"] = emblem_of(office.look, office.place)
        self._environment.filters["written"] = written
        self._environment.filters["named"] = lambda rows: [(c, r.name) for c, r in rows.items()]

    def asset(self, path: str) -> str:
        """The address of a static file; it changes with the content, so it may be kept."""
        content = self._files[path]
        return f"/static/{path}?v={hashlib.sha256(content).hexdigest()[:12]}"

    def content(self, path: str) -> bytes:
        """What a static file holds."""
        return self._files[path]

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """A page as text. Raises for a name the template wants and is not given."""
        return self._environment.get_template(template).render(context)

    def response(self, template: str, status: int = 200, **context: Any) -> web.Response:
        """A page as an HTTP response."""
        return web.Response(
            text=self.render(template, context),
            content_type="text/html",
            status=status,
            headers=HEADERS,
        )

    async def favicon(self, _request: web.Request) -> web.Response:
        """The icon browsers ask for by themselves."""
        headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
        body = self._files["favicon.ico"]
        return web.Response(body=body, content_type="image/x-icon", headers=headers)

    async def static(self, request: web.Request) -> web.Response:
        """One static file."""
        name = request.match_info["name"]
        if name not in self._files:
            raise web.HTTPNotFound
        versioned = "v" in request.query
        age = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return web.Response(
            body=self._files[name],
            content_type=TYPES[Path(name).suffix],
            charset="utf-8",
            headers={"Cache-Control": age, "X-Content-Type-Options": "nosniff"},
        )
