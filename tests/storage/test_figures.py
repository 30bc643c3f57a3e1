"""A case as figures read it is walked back to a moment over what its log says was changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.timeline import Moment
from storage.case_histories import COLUMNS, CaseHistory

START = datetime(2026, 11, 23, 2, tzinfo=UTC)
FIRST: dict[str, Any] = dict.fromkeys(COLUMNS, "0")

CHANGES = st.lists(
    st.dictionaries(st.sampled_from(sorted(COLUMNS)), st.sampled_from("0123"), max_size=3),
    max_size=8,
)


@given(CHANGES)
def test_at_every_moment_the_columns_are_what_was_written_until_then(
    changes: list[dict[str, str]],
) -> None:
    rows, log = [FIRST], [Moment(START, "receive", {})]
    for hours, new in enumerate(changes, 1):
        was = {name: rows[-1][name] for name in new}
        log.append(Moment(START + timedelta(hours=hours), "classify", {**new, "was": was}))
        rows.append(rows[-1] | new)
    who = {"accused": "", "accused_id": None, "kept_out": "", "sealed": False}
    today = CaseHistory(id=1, code="", received_at=START, log=log, **who, **rows[-1])
    for hours, row in enumerate(rows):
        seen = today.at(START + timedelta(hours=hours, minutes=1))
        assert {name: getattr(seen, name) for name in COLUMNS} == row
