"""The hours in which people work: when a message counts as received, when they are reminded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from rules.deadline import add_working_days, is_working_day
from rules.local_time import ZONE
from rules.office_calendar import Calendar


def in_working_hours(at: datetime, calendar: Calendar) -> bool:
    """Whether those who work on cases may be reminded now: not at night, at noon, on a rest day."""
    local = at.astimezone(ZONE)
    clock = f"{local:%H:%M}"
    return is_working_day(local.date(), calendar) and any(
        session.begins <= clock <= session.ends for session in calendar.sessions
    )


def next_working_session(at: datetime, calendar: Calendar) -> datetime:
    """When people work again, later than now: the next session that begins."""
    local = at.astimezone(ZONE)
    day = local.date()
    if is_working_day(day, calendar):
        for session in calendar.sessions:
            if session.begins > f"{local:%H:%M}":
                return datetime.combine(day, time.fromisoformat(session.begins), ZONE)
    day = add_working_days(day, 1, calendar)
    return datetime.combine(day, time.fromisoformat(calendar.sessions[0].begins), ZONE)


def last_working_day_before(day: date, calendar: Calendar) -> date:
    """What comes earlier than on that day counts as received before `day`."""
    day -= timedelta(days=1)
    while not is_working_day(day, calendar):
        day -= timedelta(days=1)
    return day


def day_received_on(at: datetime, calendar: Calendar) -> date:
    """The day a message counts as received for human steps (day zero of every term)."""
    local = at.astimezone(ZONE)
    day = local.date()
    in_hours = local.time() <= time.fromisoformat(calendar.closing)
    if in_hours and is_working_day(day, calendar):
        return day
    return add_working_days(day, 1, calendar)
