"""Open311 on the wire: one value as JSON or, by the Spark convention, as XML; errors likewise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from aiohttp import web

from publish.web.feeds import xml_text

ITEM = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""What an entry of a list is called in XML."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Open311Fault(NamedTuple):
    """What is wrong with a request. `status` is HTTP's; `code` may say more precisely why."""

    status: int
    description: str
    code: int = 0


class Open311Error(Exception):
    """A request that cannot be answered, with every reason found."""

    def __init__(self, *faults: Open311Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


def open311_response(form: str, root: str, value: Any, status: int = 200) -> web.Response:
    """`value` (made of dicts, lists, text, numbers, booleans, None) as `xml` or `json`."""
    if form == "json":
        body, kind = json.dumps(value, ensure_ascii=False).encode(), "application/json"
    else:
        body = ET.tostring(_element(root, value), encoding="utf-8", xml_declaration=True)
        kind = "text/xml"
    return web.Response(
        body=body, content_type=kind, charset="utf-8", status=status, headers=HEADERS
    )


def open311_errors(form: str, faults: Sequence[Open311Fault]) -> web.Response:
    """The standard's list of errors; the first decides about HTTP's status."""
    rows = [
        {"code": fault.code or fault.status, "description": fault.description} for fault in faults
    ]
    return open311_response(form, "errors", rows, faults[0].status)


def _element(name: str, value: Any) -> ET.Element:
    element = ET.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, item) for key, item in value.items())
    elif isinstance(value, list):
        element.extend(_element(ITEM[name], item) for item in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = xml_text(str(value))
    return element
