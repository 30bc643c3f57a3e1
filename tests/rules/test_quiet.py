"""When it is quiet, and until when."""

from __future__ import annotations

from datetime import datetime

import pytest

from rules.local_time import ZONE
from rules.quiet_hours import end_of_quiet_hours


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ((23, 20, 59), None),
        ((23, 21, 0), (24, 7, 0)),
        ((24, 0, 0), (24, 7, 0)),
        ((24, 6, 59), (24, 7, 0)),
        ((24, 7, 0), None),
    ],
)
def test_the_night_is_quiet_over_midnight(
    clock: tuple[int, int, int], until: tuple[int, int, int] | None
) -> None:
    def at(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)

    assert end_of_quiet_hours(at(*clock), "21:00", "07:00") == (at(*until) if until else None)


def test_equal_times_are_never_quiet() -> None:
    assert end_of_quiet_hours(datetime(2026, 11, 23, 7, 0, tzinfo=ZONE), "07:00", "07:00") is None
