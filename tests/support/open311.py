"""Another system that reads and files through Open311."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp

from tests.support.story import OfficeUnderTest

WORDS = "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay, tối rất khó đi"
REPORT = {
    "service_code": "duong",
    "description": WORDS,
    "address_string": "Trước chợ Phú Hòa",
    "lat": "14.09",
    "long": "107.97",
    "first_name": "Thử",
    "last_name": "Rơ Châm",
    "phone": "0912 345 678",
    "email": "thu@example.org",
    "attribute[consent]": "yes",
    "attribute[residence]": "Làng Mẫu, xã Ia Mơ Nông",
}


class System:
    """Another system, with a key of its own."""

    def __init__(self, office: OfficeUnderTest, key: str = "") -> None:
        self.office = office
        self.key = key
        self.numbers = itertools.count()

    async def gets(self, path: str, http_status: int = 200, /, **query: str) -> Any:
        """The JSON answer; the XML one says the same. What was kept for a second is not wanted."""
        query = {**query, "fresh": str(next(self.numbers))}
        raw = await self._ask("get", f"{path}.json", http_status, params=query)
        xml = await self._ask("get", f"{path}.xml", http_status, params=query)
        found = json.loads(raw)
        assert as_xml_says(ET.fromstring(xml)) == blank(found)
        return found

    async def files(self, status: int = 200, form: str = "json", **changes: str) -> Any:
        body = {"api_key": self.key, **REPORT, **changes}
        raw = await self._ask("post", f"v2/requests.{form}", status, data=body)
        return json.loads(raw) if form == "json" else as_xml_says(ET.fromstring(raw))

    async def _ask(self, method: str, path: str, status: int, **how: Any) -> str:
        url = f"http://127.0.0.1:{self.office.app.port}/open311/{path}"
        async with aiohttp.ClientSession() as http, http.request(method, url, **how) as answer:
            body = await answer.text()
            assert answer.status == status, body
            kind = "text/xml" if ".xml" in path else "application/json"
            assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
            return body


def as_xml_says(element: ET.Element) -> Any:
    """The Spark convention backwards: children of one name are a list."""
    children = list(element)
    if not children:
        return element.text or ""
    if element.tag.rstrip("s") in {children[0].tag, "service_request", "service_request_update"}:
        return [as_xml_says(child) for child in children]
    return {child.tag: as_xml_says(child) for child in children}


def blank(value: Any) -> Any:
    """JSON as XML can say it: everything is text, nothing is empty."""
    if isinstance(value, Mapping):
        return {name: blank(item) for name, item in value.items()}
    if isinstance(value, list):
        return [blank(item) for item in value] or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
