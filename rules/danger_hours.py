"""The one deadline of danger to somebody: hours from when it was told, day and night."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from rules.deadline import working_days_between
from rules.local_time import ZONE
from rules.office_calendar import Calendar
from rules.timeline import Episode

URGENT_ANSWER: Final = "answer_urgent"
"""The term of the law beside it."""


def timed_until(episode: Episode, until: datetime, at: datetime, calendar: Calendar) -> Episode:
    """An episode with this deadline, as it stands at a moment; missed is at least a day late."""
    left = 0
    if at > until:
        first, last = until.astimezone(ZONE).date(), at.astimezone(ZONE).date()
        left = -max(1, working_days_between(first, last, calendar))
    return episode._replace(until=until, looked_at=at, days_left=left)


def as_of_now(episode: Episode, now: datetime, calendar: Calendar) -> Episode:
    """One that was counted earlier the same day: hours pass meanwhile, days do not."""
    if episode.until is None or episode.closed is not None or episode.paused:
        return episode
    return timed_until(episode, episode.until, now, calendar)
