"""A case's log as episodes: from receipt, and from each reopening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from rules.danger_hours import URGENT_ANSWER, timed_until
from rules.deadline import count_term, working_days_between
from rules.lifecycle import MOVES
from rules.local_time import ZONE
from rules.office import Office
from rules.office_calendar import Calendar
from rules.office_deadlines import Deadline
from rules.stood import Stood
from rules.timeline import (
    CLOSES,
    OPENS,
    Episode,
    Moment,
    Pause,
    TimeNotices,
    with_notice,
)
from rules.working_hours import day_received_on

BY_OFFICE: Final = tuple(name for name, move in MOVES.items() if "office" in move.by)
"""Moves that show that a person of the office has looked at a case."""


UNDOES: Final = ("send_back", "unmerge")
"""Moves that take an end back: the old term runs on as if it had never stopped."""


RESUMES: Final = ("supplement", "end_question")
"""Moves after which nothing is waited for any more, and the clock goes on."""


_BEGINS: Final = frozenset(("receive", *OPENS))


_TAKES_IN: Final = frozenset((*BY_OFFICE, *CLOSES))


def episodes_as_of(
    office: Office, answer_rule: Deadline, log: Sequence[Moment], as_of: datetime
) -> tuple[Episode, ...]:
    """Every episode of a case as it stood at a moment, oldest first; the last is today's."""
    course = EpisodeCourse(office)
    for moment in log:
        if moment.at > as_of:
            break
        course.take(moment)
    return course.at(answer_rule, as_of)


def episodes_now(
    office: Office, answer_rule: Deadline, log: Sequence[Moment], now: datetime
) -> tuple[Episode, ...]:
    """The same with every line there is, also one written while, or by a clock before, ours."""
    course = EpisodeCourse(office)
    for moment in log:
        course.take(moment)
    return course.at(answer_rule, max(now, *(moment.at for moment in log)))


class EpisodeCourse:
    """The episodes of a case while its log is read: as they stand after each line taken."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._episodes: list[_OpenEpisode] = []

    def take(self, moment: Moment) -> None:
        """The log's next line."""
        if moment.action in _BEGINS:
            self._episodes.append(_OpenEpisode(moment, self._office.calendar))
        elif self._episodes:
            self._episodes[-1].take(moment)

    @property
    def stood(self) -> tuple[Stood, ...]:
        """How each stands after the last line taken, oldest first."""
        return tuple([Stood(one.opened, one.closed, one.outcome) for one in self._episodes])

    def at(self, answer_rule: Deadline, as_of: datetime) -> tuple[Episode, ...]:
        """All of them as of a moment after the last line, oldest first."""
        return tuple([one.on(self._office, answer_rule, as_of) for one in self._episodes])


class _OpenEpisode:
    """An episode while its log is being read."""

    def __init__(self, moment: Moment, calendar: Calendar) -> None:
        self.opened = day_received_on(moment.at, calendar)
        self.reopened = moment.action in OPENS
        self.forwarded: date | None = self.opened if moment.action == "reopen" else None
        self.taken_in = self.forwarded
        self.asked: date | None = None
        self.pauses: list[Pause] = []
        self.sorting_pauses = 0
        self.extended = 0
        self.set_days = 0
        self.closed: date | None = None
        self.outcome = ""
        self.notices = TimeNotices()
        self.urgent_since = moment.at
        self.stood_still = timedelta()
        self.asked_at: datetime | None = None
        self.closed_at: datetime | None = None

    def take(self, moment: Moment) -> None:
        day = moment.at.astimezone(ZONE).date()
        if moment.data.get("was", {}).get("urgent") is False:
            self.urgent_since = moment.at
        if self.taken_in is None and moment.action in _TAKES_IN:
            self.taken_in = max(day, self.opened)
        if moment.action == "forward" and self.forwarded is None:
            # The first forwarding counts: sending a case on to another agency wins no time.
            # What the bot forwards at night is not forwarded before it counts as received.
            self.forwarded = max(day, self.opened)
            self.sorting_pauses = len(self.pauses)
            # Of an appeal the chair sets by when.
            self.set_days = int(moment.data.get("days", 0))
        elif moment.action == "ask":
            self.asked, self.asked_at = self.asked or day, self.asked_at or moment.at
        elif moment.action in RESUMES:
            self._resume(day, moment.at)
        elif moment.action == "extend":
            self.extended += int(moment.data.get("days", 0))
        elif moment.action in CLOSES:
            self._resume(day, moment.at)
            # What ends before it counts as received ends on that day: one week has both.
            self.closed, self.outcome = max(day, self.opened), CLOSES[moment.action]
            self.closed_at = moment.at
        elif moment.action in UNDOES:
            self.closed, self.closed_at, self.outcome = None, None, ""
        else:
            self.notices = with_notice(self.notices, moment, day)

    def _resume(self, day: date, at: datetime) -> None:
        if self.asked is not None and self.asked_at is not None:
            self.pauses.append(Pause(self.asked, day))
            self.stood_still += at - self.asked_at
            self.asked, self.asked_at = None, None
            self.notices = self.notices._replace(asked_again=None)

    def on(self, office: Office, answer_rule: Deadline, as_of: datetime) -> Episode:
        episode = self._in_days(office, answer_rule, as_of.astimezone(ZONE).date())
        if answer_rule.code != URGENT_ANSWER or self.reopened or self.extended:
            return episode
        still = self.stood_still + (as_of - self.asked_at if self.asked_at else timedelta())
        until = self.urgent_since + timedelta(hours=office.alarm.answer_hours) + still
        return timed_until(episode, until, self.closed_at or as_of, office.calendar)

    def _in_days(self, office: Office, answer_rule: Deadline, today: date) -> Episode:
        return _episode(
            office.calendar,
            office.deadlines["forward"],
            answer_rule,
            self.closed or today,
            take_in_days=office.deadlines["take_in"].days,
            very_late_from=office.deadlines["very_late"].days,
            opened=self.opened,
            reopened=self.reopened,
            forwarded=self.forwarded,
            taken_in=self.taken_in,
            # A pause lengthens the stage it falls into: what is asked while sorting wins the
            # agency nothing, for its term begins with the forwarding.
            sorting_pauses=self.sorting_pauses if self.forwarded else None,
            pauses=(*self.pauses, *([Pause(self.asked, None)] if self.asked else [])),
            extended_days=self.extended,
            set_days=self.set_days,
            closed=self.closed,
            outcome=self.outcome,
            notices=self.notices,
        )


# Days, not moments: many a case went the same way on the same days. And no office, which would
# never be forgotten, and all that is remembered by it.
@lru_cache(maxsize=10_000)
def _episode(
    calendar: Calendar,
    forward_rule: Deadline,
    answer_rule: Deadline,
    end: date,
    *,
    take_in_days: int,
    very_late_from: int,
    opened: date,
    reopened: bool,
    forwarded: date | None,
    taken_in: date | None,
    sorting_pauses: int | None,
    pauses: tuple[Pause, ...],
    extended_days: int,
    set_days: int,
    closed: date | None,
    outcome: str,
    notices: TimeNotices,
) -> Episode:
    still = [_length(pause, end, calendar) for pause in pauses]
    forward_days = 0 if reopened else forward_rule.days
    forward = count_term(opened, forward_days + sum(still[:sorting_pauses]), calendar)
    answer_days = (set_days or answer_rule.days) + extended_days
    if sorting_pauses is not None:
        answer_days += sum(still[sorting_pauses:])
    answer = count_term(forwarded or forward.due, answer_days, calendar)
    if forwarded is None and forward.provisional:
        answer = answer._replace(provisional=True)
    take_in = count_term(opened, take_in_days, calendar)

    def days_to(last: date, since: date | None = None) -> int:
        return working_days_between(since or end, last, calendar)

    return Episode(
        opened=opened,
        reopened=reopened,
        forwarded=forwarded,
        taken_in=taken_in,
        take_in=take_in,
        forward=forward,
        answer=answer,
        forward_rule=forward_rule,
        answer_rule=answer_rule,
        pauses=pauses,
        paused_days=sum(still),
        extended_days=extended_days,
        closed=closed,
        outcome=outcome,
        end=end,
        very_late_from=very_late_from,
        notices=notices,
        days_taken=max(0, days_to(end, opened)),
        take_in_left=days_to(take_in.due, taken_in),
        forward_left=days_to(forward.due, forwarded),
        days_left=days_to(answer.due),
        promise_left=days_to(notices.promised) if notices.promised else 0,
    )


def _length(pause: Pause, end: date, calendar: Calendar) -> int:
    return max(0, working_days_between(pause.first, pause.last or end, calendar))
