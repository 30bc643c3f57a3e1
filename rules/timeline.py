"""What a case's log, the office's terms and its calendar say about time: pure, computed each time.

Nothing here is stored. A holiday added, a term changed: the next look sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from rules.deadline import CountedTerm, working_days_between
from rules.lifecycle import CLOSING, MOVES
from rules.local_time import ZONE
from rules.office_calendar import Calendar
from rules.office_deadlines import Deadline

HOUR: Final = timedelta(hours=1)
FORWARD: Final = "forward"
ANSWER: Final = "answer"


ON_TIME, EXTENDED, LATE = "on_time", "extended", "late"
"""How an episode ended that was answered."""


def punctuality_of(*, on_time: bool, extended: bool) -> str:
    """An answer in more time that was given is neither on time nor late."""
    if not on_time:
        return LATE
    return EXTENDED if extended else ON_TIME


PROMISE: Final = "promise"
"""The new date of an apology, due like a stage of its own."""


CHECK: Final = "check"
"""The office's check of an answer that was sent: the stage after the last."""


CLOSES: Final = {action: MOVES[action].ends for action in CLOSING}
"""Moves that end an episode, and the status they leave."""


OPENS: Final = ("reopen", "appeal")
"""Moves that begin a new one, with a whole new term."""


class Moment(NamedTuple):
    """One line of a case's log."""

    at: datetime
    action: str
    data: Mapping[str, Any]


class Pause(NamedTuple):
    """A time the clock stood still: from the question to the answer, or until now."""

    first: date
    last: date | None


class TimeNotices(NamedTuple):
    """What was said about time in an episode, and when: so that nothing is said twice."""

    late: date | None = None
    """The day its lateness was written down and an apology drafted."""
    apologised: date | None = None
    promised: date | None = None
    """The new date the agency committed to."""
    broken: date | None = None
    """The last such date that was not kept, once that was written down."""
    asked_again: date | None = None
    """The day the citizen was reminded of the question that is still open."""
    escalated: frozenset[tuple[str, str]] = frozenset()
    """(stage, role) of everybody told."""


def with_notice(notices: TimeNotices, moment: Moment, day: date) -> TimeNotices:
    """With what a line of the log says was said about time."""
    if moment.action == "late":
        return notices._replace(late=notices.late or day)
    if moment.action == "promise_broken":
        # Late anew: another apology is due.
        broken = date.fromisoformat(moment.data["promised"])
        return notices._replace(late=day, apologised=None, broken=broken)
    if moment.action == "apologise":
        promised = moment.data.get("promised")
        return notices._replace(
            apologised=day,
            promised=date.fromisoformat(promised) if promised else None,
            escalated=frozenset(step for step in notices.escalated if step[0] != PROMISE),
        )
    if moment.action == "ask_again":
        return notices._replace(asked_again=day)
    if moment.action == "escalate":
        step = (str(moment.data.get("stage", ANSWER)), str(moment.data["to"]))
        return notices._replace(escalated=notices.escalated | {step})
    return notices


class Episode(NamedTuple):
    """One time in which a case was open: from receipt or reopening to its end."""

    opened: date
    """Day zero: a message after hours, or on a rest day, is received on the next working day."""
    reopened: bool
    forwarded: date | None
    taken_in: date | None
    """When the office first did anything with it."""
    take_in: CountedTerm
    """The term for that."""
    forward: CountedTerm
    """The term to forward; of a reopened case it is over before it begins."""
    answer: CountedTerm
    """The term to answer, pauses and extension included; its last day is the due date."""
    forward_rule: Deadline
    answer_rule: Deadline
    pauses: tuple[Pause, ...]
    paused_days: int
    extended_days: int
    closed: date | None
    outcome: str
    """The status it closed with, or empty."""
    end: date
    """When it closed, else the day it is looked at."""
    very_late_from: int
    """Working days late from which a case is very late."""
    notices: TimeNotices
    days_taken: int
    """Working days it has lasted."""
    take_in_left: int
    """Working days to the last day to take it in; negative when late, as in what follows."""
    forward_left: int
    """Working days to the last day to forward it."""
    days_left: int
    """Working days from the end, or from today, to the due date."""
    promise_left: int
    """Working days to the date an apology promised; 0 if none did."""
    until: datetime | None = None
    """Of danger, until it was answered once: its one deadline, in hours of the whole day.

    Then `days_left` tells of it: 0 while there is time, and late from the first minute after.
    The terms of the law above stay what they are.
    """
    looked_at: datetime | None = None
    """Of the same: when it closed, else the moment it is looked at."""

    @property
    def forward_late(self) -> int:
        """Working days over that term while no agency has it; 0 in time, or once it is closed."""
        waits = self.closed is None and self.stage == FORWARD
        return max(0, -self.forward_left) if waits else 0

    @property
    def due(self) -> date:
        """The last day to answer."""
        return self.until.astimezone(ZONE).date() if self.until else self.answer.due

    @property
    def hours_left(self) -> int:
        """Of danger: hours begun to its deadline; negative when it is over, by one at least."""
        if self.until is None or self.looked_at is None:
            return 0
        left = -((self.looked_at - self.until) // HOUR)
        return min(left, -1) if self.days_left else left

    @property
    def days_late(self) -> int:
        """Working days after the due date; 0 when in time."""
        return max(0, -self.days_left)

    @property
    def promise(self) -> date | None:
        """The new date promised in an apology, unless the due date itself moved past it since."""
        promised = self.notices.promised
        return promised if promised and promised > self.due else None

    @property
    def promise_broken(self) -> bool:
        """Whether that date is over as well."""
        return self.promise is not None and self.promise_left < 0

    @property
    def extended(self) -> bool:
        """Whether the office gave it more days."""
        return bool(self.extended_days)

    @property
    def apologised(self) -> bool:
        """An apology for its lateness was sent, perhaps before it was late anew."""
        return self.notices.apologised is not None or self.notices.broken is not None

    @property
    def promised(self) -> bool:
        """Of the same: it promised a new date."""
        return self.promise is not None or self.notices.broken is not None

    @property
    def broken(self) -> bool:
        """Such a date was over before the answer, or is over now."""
        return self.promise_broken or self.notices.broken is not None

    @property
    def punctuality(self) -> str:
        """Of an answered case."""
        return punctuality_of(on_time=not self.days_late, extended=self.extended)

    @property
    def very_late(self) -> bool:
        """A state of its own, from the office's number of days on."""
        return self.days_late >= self.very_late_from

    @property
    def paused(self) -> bool:
        """Whether the clock stands still now."""
        return self.closed is None and any(pause.last is None for pause in self.pauses)

    @property
    def stage(self) -> str:
        """What must happen next: `forward`, then `answer`. A reopened case is with its agency."""
        return FORWARD if self.forwarded is None and not self.reopened else ANSWER

    def used_by(self, day: date, calendar: Calendar) -> int:
        """Working days of the stage's term that were used up by the end of a day."""
        start = self.opened if self.stage == FORWARD else self.forwarded or self.opened
        still = sum(
            max(0, working_days_between(max(first, start), min(last or day, day), calendar))
            for first, last in self.pauses
        )
        return max(0, working_days_between(start, day, calendar) - still)

    @property
    def term(self) -> CountedTerm:
        """The term of the stage."""
        return self.forward if self.stage == FORWARD else self.answer

    @property
    def stage_due(self) -> date:
        """The last day of the stage; danger has one deadline, whatever must happen next."""
        return self.due if self.until else self.term.due

    @property
    def stage_left(self) -> int:
        """Working days to the last day of the stage; negative when late."""
        if self.until:
            return self.days_left
        return self.forward_left if self.stage == FORWARD else self.days_left
