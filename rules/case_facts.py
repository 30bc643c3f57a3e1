"""What the statistics know of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

ON_TIME, EXTENDED, LATE = "on_time", "extended", "late"


ANSWERED_MARKS = (ON_TIME, EXTENDED, LATE)


IN_TIME, DUE_SOON, OVERDUE, PAUSED = "in_time", "due_soon", "overdue", "paused"


STANDING_IN_TIME = (IN_TIME, DUE_SOON, PAUSED)
"""Open and not late."""


LATE_FORWARD: Final = "late_forward"
"""Beside one of these: no agency has it, and the term to forward is over."""


SOLVED: Final = "answered"
"""The outcome that is judged on time or late; the others only end a case."""


class Spell(NamedTuple):
    """One stretch in which a case was open: from receipt or reopening to an outcome."""

    opened: date
    reopened: bool
    due: date
    closed: date | None = None
    outcome: str = ""
    """The status it closed with."""
    extended: bool = False
    days_late: int = 0
    """Working days after the due date, at the end of the spell or of the period."""
    days_left: int = 0
    """Working days to the due date, at the end of the period, while open."""
    days_taken: int = 0
    """Working days from opening to the end of the spell or of the period."""
    very_late: bool = False
    """Late by so many working days that the office sees it apart."""
    paused: bool = False
    expected: bool = False
    """Whether its due date, still to come, rests on days that are not decided."""
    apologised: bool = False
    """An apology for its lateness was sent before the end of the spell or of the period."""
    promised: bool = False
    """Of the same: it promised a new date."""
    broken: bool = False
    """Such a date was over before the answer, or before the end of the period."""
    forward_late: int = 0
    """Working days after the term to forward it, while no agency has it."""

    @property
    def punctuality(self) -> str:
        """Of an answered spell: an accepted extension is neither on time nor late."""
        if self.days_late:
            return LATE
        return EXTENDED if self.extended else ON_TIME


class Escalation(NamedTuple):
    """That somebody above was told how late a case was."""

    to: str
    """Their role: leader, office or chair."""
    day: date
    stage: str
    """What was late: `forward` or `answer`."""
    days: int
    """Working days late on that day."""


class CaseFact(NamedTuple):
    """A case as figures see it: codes and dates, nobody's words."""

    case_id: int
    code: str
    field: str
    agency: str
    commune: str
    about: str
    kind: str
    spells: tuple[Spell, ...]
    handler: int | None = None
    published_on: date | None = None
    publishable: bool = False
    """Whoever reported it agreed, and it is of a field that may be published."""
    rated_on: date | None = None
    score: int | None = None
    sealed: bool = False
    proposal: bool = False
    escalations: tuple[Escalation, ...] = ()


def countable_reports(facts: Iterable[CaseFact]) -> list[CaseFact]:
    """The reports the law speaks of: no questions, no notes for reference, nothing sealed."""
    return [fact for fact in facts if fact.kind == "report" and not fact.sealed]
