"""What a case's log, the office's terms and its calendar say about time: pure, computed each time.

Nothing here is stored. A holiday added, a term changed: the next look sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from rules.deadline import Count, count, working_days_between
from rules.hours import ZONE, received_on
from rules.lifecycle import CLOSING, MOVES
from rules.office import Calendar, Deadline, Office

NORMAL: Final = "answer_normal"
CLASSES: Final = (NORMAL, "answer_complex", "answer_quick")
"""Terms of an answer the office may choose among, as far as its data have them."""
FORWARD: Final = "forward"
ANSWER: Final = "answer"
PROMISE: Final = "promise"
"""The new date of an apology, due like a stage of its own."""

CHECK: Final = "check"
"""The office's check of an answer that was sent: the stage after the last."""
BY_OFFICE: Final = tuple(name for name, move in MOVES.items() if "office" in move.by)
"""Moves that show that a person of the office has looked at a case."""

CLOSES: Final = {action: MOVES[action].ends for action in CLOSING}
"""Moves that end a stretch, and the status they leave."""
OPENS: Final = ("reopen", "appeal")
"""Moves that begin a new one, with a whole new term."""
UNDOES: Final = ("send_back", "unmerge")
"""Moves that take an end back: the old term runs on as if it had never stopped."""
_BEGINS: Final = frozenset(("receive", *OPENS))
_TAKES_IN: Final = frozenset((*BY_OFFICE, *CLOSES))


class Moment(NamedTuple):
    """One line of a case's log."""

    at: datetime
    action: str
    data: Mapping[str, Any]


class Pause(NamedTuple):
    """A time the clock stood still: from the question to the answer, or until now."""

    first: date
    last: date | None


class Told(NamedTuple):
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


class Stretch(NamedTuple):
    """One stretch in which a case was open: from receipt or reopening to its end."""

    opened: date
    """Day zero: a message after hours, or on a rest day, is received on the next working day."""
    reopened: bool
    forwarded: date | None
    taken_in: date | None
    """When the office first did anything with it."""
    take_in: Count
    """The term for that."""
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
    end: date
    """When it closed, else the day it is looked at."""
    very_late_from: int
    """Working days late from which a case is very late."""
    told: Told
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
    def term(self) -> Count:
        """The term of the stage."""
        return self.forward if self.stage == FORWARD else self.answer

    @property
    def stage_left(self) -> int:
        """Working days to the last day of the stage; negative when late."""
        return self.forward_left if self.stage == FORWARD else self.days_left


def rule_for(office: Office, field: str, deadline: str, *, urgent: bool = False) -> Deadline:
    """The row of the answer's term: the case's own, urgent, the field's, or the normal one."""
    known = office.fields.get(field)
    code = deadline or ("answer_urgent" if urgent else known.deadline if known else NORMAL)
    return office.deadlines.get(code, office.deadlines[NORMAL])


def checked_by(office: Office, answered: date) -> Count:
    """The office's term to check, publish or send back an answer sent on a day."""
    return count(answered, office.deadlines["check_publish"].days, office.calendar)


def asked_by(office: Office, stretch: Stretch) -> Count:
    """The term in which a citizen should be asked for what is missing."""
    rule = office.deadlines["ask"]
    start = stretch.forwarded if rule.counts_from == "forwarded" else None
    return count(start or stretch.opened, rule.days, office.calendar)


def classes(office: Office) -> list[Deadline]:
    """The terms of an answer this office may give a case."""
    return [office.deadlines[code] for code in CLASSES if code in office.deadlines]


def own_term(office: Office, field: str, term: str) -> str:
    """What a case keeps of a term chosen for it: nothing when its field has that term anyway."""
    return "" if term == rule_for(office, field, "").code else term


def stretches(
    office: Office, answer_rule: Deadline, log: Sequence[Moment], as_of: datetime
) -> tuple[Stretch, ...]:
    """Every stretch of a case as it stood at a moment, oldest first; the last is today's."""
    course = Course(office)
    for moment in log:
        if moment.at > as_of:
            break
        course.take(moment)
    return course.at(answer_rule, as_of)


def stretches_now(
    office: Office, answer_rule: Deadline, log: Sequence[Moment], now: datetime
) -> tuple[Stretch, ...]:
    """The same with every line there is, also one written while, or by a clock before, ours."""
    course = Course(office)
    for moment in log:
        course.take(moment)
    return course.at(answer_rule, max(now, *(moment.at for moment in log)))


class Course:
    """The stretches of a case while its log is read: as they stand after each line taken."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._stretches: list[_Open] = []

    def take(self, moment: Moment) -> None:
        """The log's next line."""
        if moment.action in _BEGINS:
            self._stretches.append(_Open(moment, self._office.calendar))
        elif self._stretches:
            self._stretches[-1].take(moment)

    @property
    def closed(self) -> bool:
        """Whether the last stretch has ended, or there is none yet."""
        return not self._stretches or self._stretches[-1].closed is not None

    def at(self, answer_rule: Deadline, as_of: datetime) -> tuple[Stretch, ...]:
        """All of them as of a moment after the last line, oldest first."""
        today = as_of.astimezone(ZONE).date()
        return tuple([one.on(self._office, answer_rule, today) for one in self._stretches])


class _Open:
    """A stretch while its log is being read."""

    def __init__(self, moment: Moment, calendar: Calendar) -> None:
        self.opened = received_on(moment.at, calendar)
        self.reopened = moment.action in OPENS
        self.forwarded: date | None = self.opened if moment.action == "reopen" else None
        self.taken_in = self.forwarded
        self.asked: date | None = None
        self.pauses: list[Pause] = []
        self.sorting_pauses = 0
        self.extended = 0
        self.closed: date | None = None
        self.outcome = ""
        self.told = Told()

    def take(self, moment: Moment) -> None:
        day = moment.at.astimezone(ZONE).date()
        if self.taken_in is None and moment.action in _TAKES_IN:
            self.taken_in = max(day, self.opened)
        if moment.action == "forward" and self.forwarded is None:
            # The first forwarding counts: sending a case on to another agency wins no time.
            # What the bot forwards at night is not forwarded before it counts as received.
            self.forwarded = max(day, self.opened)
            self.sorting_pauses = len(self.pauses)
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
        else:
            self.told = _told(self.told, moment, day)

    def _resume(self, day: date) -> None:
        if self.asked is not None:
            self.pauses.append(Pause(self.asked, day))
            self.asked = None
            self.told = self.told._replace(asked_again=None)

    def on(self, office: Office, answer_rule: Deadline, today: date) -> Stretch:
        return _stretch(
            office,
            answer_rule,
            self.closed or today,
            opened=self.opened,
            reopened=self.reopened,
            forwarded=self.forwarded,
            taken_in=self.taken_in,
            # A pause lengthens the stage it falls into: what is asked while sorting wins the
            # agency nothing, for its term begins with the forwarding.
            sorting_pauses=self.sorting_pauses if self.forwarded else None,
            pauses=(*self.pauses, *([Pause(self.asked, None)] if self.asked else [])),
            extended_days=self.extended,
            closed=self.closed,
            outcome=self.outcome,
            told=self.told,
        )


@lru_cache(maxsize=10_000)  # days, not moments: many a case went the same way on the same days
def _stretch(
    office: Office,
    answer_rule: Deadline,
    end: date,
    *,
    opened: date,
    reopened: bool,
    forwarded: date | None,
    taken_in: date | None,
    sorting_pauses: int | None,
    pauses: tuple[Pause, ...],
    extended_days: int,
    closed: date | None,
    outcome: str,
    told: Told,
) -> Stretch:
    calendar = office.calendar
    still = [_length(pause, end, calendar) for pause in pauses]
    forward_rule = office.deadlines["forward"]
    forward_days = 0 if reopened else forward_rule.days
    forward = count(opened, forward_days + sum(still[:sorting_pauses]), calendar)
    answer_days = answer_rule.days + extended_days
    if sorting_pauses is not None:
        answer_days += sum(still[sorting_pauses:])
    answer = count(forwarded or forward.due, answer_days, calendar)
    if forwarded is None and forward.provisional:
        answer = answer._replace(provisional=True)
    return Stretch(
        opened=opened,
        reopened=reopened,
        forwarded=forwarded,
        taken_in=taken_in,
        take_in=count(opened, office.deadlines["take_in"].days, calendar),
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
        very_late_from=office.deadlines["very_late"].days,
        told=told,
        calendar=calendar,
    )


def _length(pause: Pause, end: date, calendar: Calendar) -> int:
    return max(0, working_days_between(pause.first, pause.last or end, calendar))


def _told(told: Told, moment: Moment, day: date) -> Told:
    if moment.action == "late":
        return told._replace(late=told.late or day)
    if moment.action == "promise_broken":
        # Late anew: another apology is due.
        broken = date.fromisoformat(moment.data["promised"])
        return told._replace(late=day, apologised=None, broken=broken)
    if moment.action == "apologise":
        promised = moment.data.get("promised")
        return told._replace(
            apologised=day,
            promised=date.fromisoformat(promised) if promised else None,
            escalated=frozenset(step for step in told.escalated if step[0] != PROMISE),
        )
    if moment.action == "ask_again":
        return told._replace(asked_again=day)
    if moment.action == "escalate":
        step = (str(moment.data.get("stage", ANSWER)), str(moment.data["to"]))
        return told._replace(escalated=told.escalated | {step})
    return told
