"""The OpenAPI document and the code say the same: every route is in it, and answers as it says."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import aiohttp
import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from publish.openapi.operations import OPERATIONS
from publish.openapi.parameters import PARAMETERS
from publish.openapi.schemas import SCHEMAS
from publish.openapi.served_document import described_routes
from storage import api_submissions, cases
from tests.support.machine import MONDAY_MORNING
from tests.support.portal import publishes
from tests.support.story import OfficeUnderTest

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 6
SLOW = ("/ket-qua/{code}/anh.png", "/cong-khai/{week}/{size}.pdf", "/thong-ke/{counter}.pdf")
"""What is drawn; once is enough."""
SOCKET = "/chat/ws"
"""No plain request can ask for a socket; tests/channels and tests/browser do."""


async def document(office: OfficeUnderTest) -> dict[str, Any]:
    url = f"http://127.0.0.1:{office.app.port}/openapi.json"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        assert answer.headers["ETag"]
        return json.loads(await answer.text())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_route_is_described_and_nothing_else(office: OfficeUnderTest) -> None:
    server = office.app.server()
    routes = dict(described_routes(server))
    assert set(routes) == set(OPERATIONS)
    assert all(summary.endswith(".") for summary in routes.values()), routes
    whole = json.dumps(await document(office))
    for name in PARAMETERS:
        assert f'parameters/{name}"' in whole, name
    for name in SCHEMAS:
        assert f'schemas/{name}"' in whole, name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_answered_is_what_was_promised(office: OfficeUnderTest) -> None:
    for number in (1, 2):
        await publishes(office, number, "Đường xã có ổ gà")
    async with office.app.db.begin() as db:
        _, key = await api_submissions.add_api_key(db, "Schemathesis", 1000, office.app.clock.now())
        for _ in range(2):
            await cases.next_case_code(db, "CPAH", MONDAY_MORNING.date())
    raw = await document(office)
    client = Client(f"http://127.0.0.1:{office.app.port}", key)
    assert await asyncio.to_thread(client.asks_everything, raw) == len(OPERATIONS) - 1
    async with office.app.db.read() as db:
        assert await api_submissions.count_submissions_of_key(db, 1, MONDAY_MORNING)
    # What the document does not say is noticed.
    raw["components"]["schemas"]["Services"]["items"]["properties"]["type"] = {"const": "batch"}
    with pytest.raises(FailureGroup):
        await asyncio.to_thread(client.asks_everything, raw)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nothing_that_is_sent_breaks_the_server(office: OfficeUnderTest) -> None:
    await publishes(office, 1, "Đường xã có ổ gà")
    client = Client(f"http://127.0.0.1:{office.app.port}")
    client.checks, client.mode = [not_a_server_error], GenerationMode.NEGATIVE
    await asyncio.to_thread(client.asks_everything, await document(office))


class Client:
    """Asks every operation what its own description allows, the same way each time."""

    def __init__(self, base: str, key: str = "") -> None:
        self.base, self.key = base, key
        self.checks, self.mode = CHECKS, GenerationMode.POSITIVE

    def asks_everything(self, raw: dict[str, Any]) -> int:
        with requests.Session() as self.session:
            self.session.headers["Origin"] = self.base
            for path in ("/chat", "/danh-gia/huyen"):
                self.session.get(self.base + path)
            asked = 0
            for result in schemathesis.openapi.from_dict(raw).get_all_operations():
                operation = result.ok()
                if operation.path != SOCKET:
                    self.asks(operation)
                    asked += 1
        return asked

    def asks(self, operation: schemathesis.APIOperation) -> None:
        @settings(
            max_examples=1 if operation.path in SLOW else EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        )
        @given(case=operation.as_strategy(generation_mode=self.mode))
        def ask(case: schemathesis.Case) -> None:
            if isinstance(case.body, dict) and "api_key" in case.body:
                words = f"{case.body['description']} đường xã hỏng nặng"
                known = {"api_key": self.key, "service_code": "duong", "description": words}
                case.body |= {**known, "lat": "14", "long": "108"}
            case.call_and_validate(
                base_url=self.base, session=self.session, checks=self.checks, allow_redirects=False
            )

        # Of an address without arguments nothing wrong can be asked.
        with suppress(Unsatisfiable):
            ask()
