"""One definition of every figure: what is counted anywhere stands on one page, with its formula."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from publish.reports import report_tables
from publish.web.definitions_page import LOG, SUMS
from publish.web.open_data import COLUMNS
from publish.web.rating_data import MORE_RATING_COLUMNS
from rules.lifecycle import MOVES
from rules.period_counts import PeriodCounts
from rules.statistics_question import ALL_STATES, CASE_STATES
from tests.support.portal import Reader
from tests.support.story import OfficeUnderTest

NUMBERS = st.lists(
    st.integers(0, 99), min_size=len(PeriodCounts._fields), max_size=len(PeriodCounts._fields)
)
SAID_OTHERWISE = {"receive", "late", "promise_broken", "escalate", "verdict", "rate", "apologise"}
"""Lines of the log that are no moves."""


async def test_whatever_is_counted_has_its_definition_on_the_page_and_as_data(
    office: OfficeUnderTest,
) -> None:
    reader = Reader(office)
    status, page, _ = await reader.get("/cach-tinh")
    assert status == 200
    found = json.loads((await reader.get("/cach-tinh.json"))[1])
    told = {group: {row["code"]: row for row in rows} for group, rows in found.items()}
    assert all(row["meaning"] and row["name"] for rows in found.values() for row in rows)
    counted = {*PeriodCounts._fields, *report_tables.rows_of_report()}
    asked = {*CASE_STATES} - {ALL_STATES, "answered"}
    assert counted | asked <= set(told["cases"])
    assert set(COLUMNS) == set(told["data"])
    rows = json.loads((await reader.get("/thong-ke.json"))[1])["rows"]
    assert {row["kind"] for row in rows} | {"people", "dissatisfied"} <= set(told["ratings"])
    assert {"people", "dissatisfied"} <= set(MORE_RATING_COLUMNS)
    for row in told["cases"].values():
        assert row["name"] in page
    assert 'href="/cach-tinh"' in (await reader.get("/thong-ke"))[1]
    assert 'href="/cach-tinh"' in (await reader.get("/du-lieu"))[1]


@given(NUMBERS)
def test_each_formula_on_the_page_is_what_the_figure_is(numbers: list[int]) -> None:
    line = PeriodCounts(*numbers)
    for name, parts in SUMS.items():
        assert getattr(line, name) == sum(getattr(line, one) for one in parts), name


def test_each_figure_names_lines_the_log_has() -> None:
    named = {action for actions in LOG.values() for action in actions}
    assert named <= {*MOVES, *SAID_OTHERWISE}
