"""What a log says somebody was asked for and has not done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rules.pending_requests import NO_REQUESTS, PendingRequests, read_pending_requests
from rules.timeline import Moment

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
Line = tuple[str, dict[str, Any]]

SENT: Line = ("forward", {"agency": "KTHT"})
ASKED_IN: Line = ("involve", {"helper": "DIENLUC"})
BACK: Line = ("return", {"agency": "TNMT"})
NO: Line = ("propose_refusal", {})
MORE_TIME: Line = ("ask_extension", {"days": 5})


@pytest.mark.parametrize(
    ("log", "wishes"),
    [
        ([], NO_REQUESTS),
        ([SENT], NO_REQUESTS),
        ([SENT, MORE_TIME], PendingRequests(extension=True)),
        ([SENT, MORE_TIME, ("extend", {"days": 5})], NO_REQUESTS),
        ([SENT, MORE_TIME, ("deny_extension", {})], NO_REQUESTS),
        ([SENT, BACK], PendingRequests(returned=True)),
        ([SENT, BACK, ("forward", {"agency": "TNMT"})], NO_REQUESTS),
        ([SENT, BACK, ("refuse", {}), ("appeal", {})], NO_REQUESTS),
        ([SENT, NO], PendingRequests(refusal=True)),
        ([SENT, NO, ("reject_refusal", {})], NO_REQUESTS),
        ([SENT, NO, ("refuse", {}), ("appeal", {})], NO_REQUESTS),
        ([SENT, ASKED_IN], PendingRequests(helpers=frozenset({"DIENLUC"}))),
        ([SENT, ASKED_IN, ("contribute", {"helper": "DIENLUC"})], NO_REQUESTS),
        ([SENT, ASKED_IN, ("forward", {"agency": "DIENLUC"})], NO_REQUESTS),
    ],
)
def test_a_wish_is_open_until_it_is_met(log: list[Line], wishes: PendingRequests) -> None:
    assert read_pending_requests([Moment(AT, action, data) for action, data in log]) == wishes
