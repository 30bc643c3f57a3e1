"""What the statistics know of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from rules.timeline import EXTENDED, LATE, ON_TIME, Episode

ANSWERED_MARKS = (ON_TIME, EXTENDED, LATE)


IN_TIME, DUE_SOON, OVERDUE, PAUSED = "in_time", "due_soon", "overdue", "paused"


STANDING_IN_TIME = (IN_TIME, DUE_SOON, PAUSED)
"""Open and not late."""


LATE_FORWARD: Final = "late_forward"
"""Beside one of these: no agency has it, and the term to forward is over."""


SOLVED: Final = "answered"
"""The outcome that is judged on time or late; the others only end a case."""


WITHHELD: Final = "withheld"
"""In place of field, agency and commune: of a case whoever reads the figures may not know."""


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
    episodes: tuple[Episode, ...]
    handler: int | None = None
    published_on: date | None = None
    publishable: bool = False
    """Whoever reported it agreed, and it is of a field that may be published."""
    rated_on: date | None = None
    score: int | None = None
    verdict_on: date | None = None
    """When its owner last said whether it is resolved."""
    resolved: bool = False
    """By their word."""
    solution: str = ""
    """What the latest answer said was done; see rules.solution."""
    solved_on: date | None = None
    """When the agency said that a promise was kept."""
    restricted: bool = False
    proposal: bool = False
    urgent: bool = False
    escalations: tuple[Escalation, ...] = ()

    @property
    def withheld(self) -> bool:
        """Whether it is counted in the sums of all, and neither named nor in any part of them."""
        return self.field == WITHHELD

    def without_names(self) -> CaseFact:
        """The same for the sums of all: no code, and no group by which it could be found."""
        return self._replace(
            case_id=0, code="", handler=None, field=WITHHELD, agency=WITHHELD, commune=WITHHELD
        )


def countable_reports(facts: Iterable[CaseFact]) -> list[CaseFact]:
    """The reports the law speaks of: no questions, no notes for reference, nothing restricted."""
    return [fact for fact in facts if fact.kind == "report" and not fact.restricted]
