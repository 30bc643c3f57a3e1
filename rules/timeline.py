"""What a case's log, the office's terms and its calendar say about time: pure, computed each time.

Nothing here is stored. A holiday added, a term changed: the next look sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from rules.deadline import Count, add_working_days, count, is_working, working_days_between
from rules.lifecycle import MOVES
from rules.office import Calendar, Deadline, Office

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
NORMAL: Final = "answer_normal"

CLOSES: Final = {
    action: MOVES[action].ends
    for action in ("answer", "approve", "refuse", "redirect", "give_up", "withdraw", "merge")
}
"""Moves that end a stretch, and the status they leave."""
OPENS: Final = ("reopen", "appeal")
"""Moves that begin a new one, with a whole new term."""
UNDOES: Final = ("send_back", "unmerge")
"""Moves that take an end back: the old term runs on as if it had never stopped."""


class Moment(NamedTuple):
    """One line of a case's log."""

    at: datetime
    action: str
    data: Mapping[str, Any]


class Pause(NamedTuple):
    """A time the clock stood still: from the question to the answer, or until now."""

    first: date
    last: date | None


class Stretch(NamedTuple):
    """One stretch in which a case was open: from receipt or reopening to its end."""

    opened: date
    """Day zero: a message after hours, or on a rest day, is received on the next working day."""
    reopened: bool
    forwarded: date | None
    forward: Count
    """The term to forward; of a reopened stretch it is over before it begins."""
    answer: Count
    """The term to answer, pauses and extension included; its last day is the due date."""
    forward_rule: Deadline
    answer_rule: Deadline
    pauses: tuple[Pause, ...]
    paused_days: int
    extended_days: int
    closed: date | None
    outcome: str
    """The status it closed with, or empty."""
    days_left: int
    """Working days from the end, or from today, to the due date; negative when late."""
    days_taken: int
    very_late_from: int
    """Working days late from which a case is very late."""

    @property
    def due(self) -> date:
        """The last day to answer."""
        return self.answer.due

    @property
    def days_late(self) -> int:
        """Working days after the due date; 0 when in time."""
        return max(0, -self.days_left)

    @property
    def very_late(self) -> bool:
        """A state of its own, from the office's number of days on."""
        return self.days_late >= self.very_late_from

    @property
    def paused(self) -> bool:
        """Whether the clock stands still now."""
        return self.closed is None and any(pause.last is None for pause in self.pauses)


def received_on(at: datetime, calendar: Calendar) -> date:
    """The day a message counts as received for human steps (day zero of every term)."""
    local = at.astimezone(ZONE)
    day = local.date()
    in_hours = local.time() <= time.fromisoformat(calendar.closing)
    if in_hours and is_working(day, calendar):
        return day
    return add_working_days(day, 1, calendar)


def rule_for(office: Office, field: str, deadline: str, *, urgent: bool = False) -> Deadline:
    """The row of the answer's term: the case's own, urgent, the field's, or the normal one."""
    known = office.fields.get(field)
    code = deadline or ("answer_urgent" if urgent else known.deadline if known else NORMAL)
    return office.deadlines.get(code, office.deadlines[NORMAL])


def stretches(
    office: Office, answer_rule: Deadline, log: Sequence[Moment], as_of: datetime
) -> tuple[Stretch, ...]:
    """Every stretch of a case as it stood at a moment, oldest first; the last is today's."""
    found: list[_Open] = []
    for moment in log:
        if moment.at > as_of:
            break
        if moment.action in {"receive", *OPENS}:
            found.append(_Open(moment, office.calendar))
        elif found:
            found[-1].take(moment)
    return tuple(one.close(office, answer_rule, as_of) for one in found)


class _Open:
    """A stretch while its log is being read."""

    def __init__(self, moment: Moment, calendar: Calendar) -> None:
        self.opened = received_on(moment.at, calendar)
        self.reopened = moment.action in OPENS
        self.forwarded: date | None = self.opened if moment.action == "reopen" else None
        self.asked: date | None = None
        self.pauses: list[Pause] = []
        self.extended = 0
        self.closed: date | None = None
        self.outcome = ""

    def take(self, moment: Moment) -> None:
        day = moment.at.astimezone(ZONE).date()
        if moment.action == "forward" and self.forwarded is None:
            # The first forwarding counts: sending a case on to another agency wins no time.
            self.forwarded = day
        elif moment.action == "ask":
            self.asked = self.asked or day
        elif moment.action == "supplement":
            self._resume(day)
        elif moment.action == "extend":
            self.extended += int(moment.data.get("days", 0))
        elif moment.action in CLOSES:
            self._resume(day)
            self.closed, self.outcome = day, CLOSES[moment.action]
        elif moment.action in UNDOES:
            self.closed, self.outcome = None, ""

    def _resume(self, day: date) -> None:
        if self.asked is not None:
            self.pauses.append(Pause(self.asked, day))
            self.asked = None

    def close(self, office: Office, answer_rule: Deadline, as_of: datetime) -> Stretch:
        calendar = office.calendar
        end = self.closed or as_of.astimezone(ZONE).date()
        forward_rule = office.deadlines["forward"]
        forward = count(self.opened, 0 if self.reopened else forward_rule.days, calendar)
        pauses = [*self.pauses, *([Pause(self.asked, None)] if self.asked else [])]
        paused = sum(
            max(0, working_days_between(pause.first, pause.last or end, calendar))
            for pause in pauses
        )
        start = self.forwarded or forward.due
        answer = count(start, answer_rule.days + paused + self.extended, calendar)
        return Stretch(
            opened=self.opened,
            reopened=self.reopened,
            forwarded=self.forwarded,
            forward=forward,
            answer=answer,
            forward_rule=forward_rule,
            answer_rule=answer_rule,
            pauses=tuple(pauses),
            paused_days=paused,
            extended_days=self.extended,
            closed=self.closed,
            outcome=self.outcome,
            days_left=working_days_between(end, answer.due, calendar),
            very_late_from=office.deadlines["very_late"].days,
            days_taken=max(0, working_days_between(self.opened, end, calendar)),
        )
