"""The OpenAPI 3.1 document of all public HTTP, at /openapi.json: made of the routes there are.

What an address does is its handler's docstring; what goes in and out stands in OPERATIONS. A route
that is in neither OPERATIONS nor UNLISTED is a fault, and so is the other way round.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from aiohttp import web

from publish.openapi.operations import OPERATIONS, Operation
from publish.openapi.parameters import NAMES, PARAMETERS
from publish.openapi.schemas import ERRORS, SCHEMAS
from publish.web.page_cache import PageCache
from rules.office import Office

PATH: Final = "/openapi.json"
UNLISTED: Final = (
    "GET /open311/{rest}",  # says that there is no such thing
    "POST /hook/telegram",  # for Telegram only
    "POST /hook/zalo",  # for Zalo only
    "GET /demo", "POST /demo/advance", "POST /demo/sample",  # for one's own machine only
)  # fmt: skip


class OpenApiDocument:
    """Serves the document of a server's routes."""

    def __init__(self, server: web.Application, office: Office, base_url: str) -> None:
        self._server = server
        self._office = office
        self._base_url = base_url

    def routes(self) -> list[web.RouteDef]:
        """Where the document is."""
        return [web.get(PATH, PageCache(seconds=3600.0, kept=4)(self.document))]

    async def document(self, _request: web.Request) -> web.Response:
        """What this server answers, as OpenAPI says it."""
        headers = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
        content = json.dumps(self.made(), ensure_ascii=False).encode()
        return web.Response(
            body=content, content_type="application/json", charset="utf-8", headers=headers
        )

    def made(self) -> dict[str, Any]:
        """The document. Raises KeyError for a route nobody described."""
        paths: dict[str, dict[str, Any]] = {}
        for name, summary in described_routes(self._server):
            method, path = name.split(" ")
            paths.setdefault(path, {})[method.lower()] = _operation(
                path, OPERATIONS[name], summary, f"{method}{path}"
            )
        return {
            "openapi": "3.1.0",
            "info": {
                "title": self._office.name,
                "version": "1",
                "description": "Published results, open data, Open311 GeoReport v2, ratings and"
                " the web chat. Every text is UTF-8. Query arguments that make no sense are"
                " ignored on pages, and refused by Open311.",
            },
            "servers": [{"url": self._base_url}],
            "paths": paths,
            "components": {"schemas": SCHEMAS, "parameters": PARAMETERS},
        }


def described_routes(server: web.Application) -> Iterator[tuple[str, str]]:
    """("GET /path/{name}", what it does) of every route that belongs into the document."""
    for route in server.router.routes():
        if route.method == "HEAD" or route.resource is None:
            continue
        name = f"{route.method} {route.resource.canonical}"
        if name not in UNLISTED:
            yield name, (route.handler.__doc__ or "").partition("\n")[0]


def _operation(path: str, operation: Operation, summary: str, name: str) -> dict[str, Any]:
    named = [part.partition("}")[0] for part in path.split("{")[1:]]
    inside = [NAMES.get((path, part), part) for part in named]
    parameters = [f"path_{part}" for part in inside] + [f"query_{part}" for part in operation.query]
    made: dict[str, Any] = {
        "operationId": "".join(letter if letter.isalnum() else "_" for letter in name.lower()),
        "tags": [operation.tag],
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{part}"} for part in parameters],
        "responses": dict(_responses(operation)),
    }
    if operation.body:
        content = {kind: {"schema": _ref(schema)} for kind, schema in operation.body.items()}
        made["requestBody"] = {"required": True, "content": content}
    return made


def _responses(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    content = {kind: {"schema": _ref(schema)} for kind, schema in operation.gives.items()}
    yield str(operation.status), {"description": "What was asked for.", "content": content}
    for status in operation.also:
        described: dict[str, Any] = {"description": ERRORS[status]}
        if operation.faults and status >= 400:
            described["content"] = {
                kind: {"schema": _ref(schema)} for kind, schema in operation.faults.items()
            }
        yield str(status), described


def _ref(schema: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{schema}"} if schema else {}
