"""How long it takes to report something."""

from __future__ import annotations

import pytest

from rules.filing_times import FilingTimes


@pytest.mark.parametrize(
    ("receipts", "median"),
    [({}, None), ({3: 1}, 3), ({1: 2, 5: 2}, 1), ({1: 1, 5: 2}, 5), ({9: 1, 2: 5, 4: 1}, 2)],
)
def test_in_the_median_half_of_all_had_their_receipt(
    receipts: dict[int, int], median: int | None
) -> None:
    found = FilingTimes(20, receipts)
    assert (found.median, found.filed) == (median, sum(receipts.values()))
