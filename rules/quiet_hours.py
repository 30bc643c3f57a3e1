"""The hours in which nobody is disturbed by what can wait."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from rules.local_time import ZONE


def end_of_quiet_hours(now: datetime, first: str, last: str) -> datetime | None:
    """When the quiet hours (HH:MM to HH:MM, over midnight or not) of this moment end.

    None when it is not quiet now; equal times mean that it never is.
    """
    local = now.astimezone(ZONE)
    start, end = time.fromisoformat(first), time.fromisoformat(last)
    clock = local.time()
    quiet = start <= clock < end if start <= end else clock >= start or clock < end
    if not quiet:
        return None
    found = datetime.combine(local.date(), end, ZONE)
    return found if clock < end else found + timedelta(days=1)
