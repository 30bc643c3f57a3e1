"""What a case's log, the office's terms and its calendar say about time: pure, computed each time.

Nothing here is stored. A holiday added, a term changed: the next look sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from rules.deadline import CountedTerm, working_days_between
from rules.lifecycle import CLOSING, MOVES
from rules.office_calendar import Calendar
from rules.office_deadlines import Deadline

FORWARD: Final = "forward"


ANSWER: Final = "answer"


PROMISE: Final = "promise"
"""The new date of an apology, due like a stage of its own."""


CHECK: Final = "check"
"""The office's check of an answer that was sent: the stage after the last."""


CLOSES: Final = {action: MOVES[action].ends for action in CLOSING}
"""Moves that end a stretch, and the status they leave."""


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
    """What was said about time in a stretch, and when: so that nothing is said twice."""

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


class Episode(NamedTuple):
    """One stretch in which a case was open: from receipt or reopening to its end."""

    opened: date
    """Day zero: a message after hours, or on a rest day, is received on the next working day."""
    reopened: bool
    forwarded: date | None
    taken_in: date | None
    """When the office first did anything with it."""
    take_in: CountedTerm
    """The term for that."""
    forward: CountedTerm
    """The term to forward; of a reopened stretch it is over before it begins."""
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
    told: TimeNotices
    calendar: Calendar

    def __hash__(self) -> int:
        """Of a few fields only: what is counted from a stretch is remembered by it."""
        return hash((self.opened, self.end, self.answer.due))

    @property
    def days_taken(self) -> int:
        """Working days it has lasted."""
        return max(0, working_days_between(self.opened, self.end, self.calendar))

    @property
    def take_in_left(self) -> int:
        """Working days to the last day to take it in; negative when late."""
        return working_days_between(self.taken_in or self.end, self.take_in.due, self.calendar)

    @property
    def forward_left(self) -> int:
        """Working days to the last day to forward it; negative when late."""
        return working_days_between(self.forwarded or self.end, self.forward.due, self.calendar)

    @property
    def forward_late(self) -> int:
        """Working days over that term while no agency has it; 0 in time, or once it is closed."""
        waits = self.closed is None and self.stage == FORWARD
        return max(0, -self.forward_left) if waits else 0

    @property
    def days_left(self) -> int:
        """Working days from the end, or from today, to the due date; negative when late."""
        return working_days_between(self.end, self.answer.due, self.calendar)

    @property
    def promise_left(self) -> int:
        """Working days to the date an apology promised; negative when it was broken, 0 if none."""
        promised = self.told.promised
        return working_days_between(self.end, promised, self.calendar) if promised else 0

    @property
    def due(self) -> date:
        """The last day to answer."""
        return self.answer.due

    @property
    def days_late(self) -> int:
        """Working days after the due date; 0 when in time."""
        return max(0, -self.days_left)

    @property
    def promise(self) -> date | None:
        """The new date promised in an apology, unless the due date itself moved past it since."""
        promised = self.told.promised
        return promised if promised and promised > self.due else None

    @property
    def promise_broken(self) -> bool:
        """Whether that date is over as well."""
        return self.promise is not None and self.promise_left < 0

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
    def stage_left(self) -> int:
        """Working days to the last day of the stage; negative when late."""
        return self.forward_left if self.stage == FORWARD else self.days_left
