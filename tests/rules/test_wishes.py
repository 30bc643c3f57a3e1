"""What a log says somebody was asked for and has not done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rules.timeline import Moment
from rules.wishes import NONE, Wishes, read

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
        ([], NONE),
        ([SENT], NONE),
        ([SENT, MORE_TIME], Wishes(extension=True)),
        ([SENT, MORE_TIME, ("extend", {"days": 5})], NONE),
        ([SENT, MORE_TIME, ("deny_extension", {})], NONE),
        ([SENT, BACK], Wishes(returned=True)),
        ([SENT, BACK, ("forward", {"agency": "TNMT"})], NONE),
        ([SENT, BACK, ("refuse", {}), ("appeal", {})], NONE),
        ([SENT, NO], Wishes(refusal=True)),
        ([SENT, NO, ("reject_refusal", {})], NONE),
        ([SENT, NO, ("refuse", {}), ("appeal", {})], NONE),
        ([SENT, ASKED_IN], Wishes(helpers=frozenset({"DIENLUC"}))),
        ([SENT, ASKED_IN, ("contribute", {"helper": "DIENLUC"})], NONE),
        ([SENT, ASKED_IN, ("forward", {"agency": "DIENLUC"})], NONE),
    ],
)
def test_a_wish_is_open_until_it_is_met(log: list[Line], wishes: Wishes) -> None:
    assert read([Moment(AT, action, data) for action, data in log]) == wishes
