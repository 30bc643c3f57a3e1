"""Which dates of a published case strangers may read: the week where few reported, else the day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from rules.local_time import ZONE


def monday_of_week(at: datetime) -> datetime:
    """The beginning of the week a moment is in, where the office is."""
    day = at.astimezone(ZONE).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(), ZONE)


def public_receipt(at: datetime, *, week_only: bool) -> datetime:
    """When a case was received, as exactly as strangers may know: never the hour.

    With the number of the day it would tell who waited at the counter, or wrote that morning.
    """
    return monday_of_week(at) if week_only else public_day(at)


def public_day(at: datetime) -> datetime:
    """The beginning of a day: an hour would tell who was at their desk, and made it public."""
    return datetime.combine(at.astimezone(ZONE).date(), time(), ZONE)
