"""What the statistics know of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from rules.stood import Stood
from rules.timeline import EXTENDED, LATE, ON_TIME, Episode

ANSWERED_MARKS = (ON_TIME, EXTENDED, LATE)


IN_TIME, DUE_SOON, OVERDUE, PAUSED = "in_time", "due_soon", "overdue", "paused"


EXCLUDED: Final = "excluded"
"""How an episode stands that was counted when the period began, and is no report at its end."""


STANDING_IN_TIME = (IN_TIME, DUE_SOON, PAUSED)
"""Open and not late."""


LATE_FORWARD: Final = "late_forward"
"""Beside one of these: no agency has it, and the term to forward is over."""


REPORT: Final = "report"
"""The kind of a case the law speaks of; others are a question or a note for reference."""


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


class GivenRating(NamedTuple):
    """What its owner thinks of an answer: counted on the day it was first said."""

    day: date
    score: int
    episode: int = 0
    """Which one ended with the answer."""


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
    """When strangers could first read an answer, whatever became of the page since."""
    public: int | None = None
    """Which episode's answer stands on its page; None without a page."""
    publishable: bool = False
    """Whoever reported it agreed, and it is of a field that may be published."""
    ratings: tuple[GivenRating, ...] = ()
    """One of each answer at most."""
    verdict_on: date | None = None
    """When its owner last said whether it is resolved."""
    resolved: bool = False
    """By their word."""
    said_of: int | None = None
    """The last episode of whose answer they said so."""
    solution: str = ""
    """What the latest answer said was done; see rules.solution."""
    solved_on: date | None = None
    """When the agency said that a promise was kept."""
    restricted: bool = False
    proposal: bool = False
    urgent: bool = False
    escalations: tuple[Escalation, ...] = ()
    stood: tuple[Stood, ...] | None = None
    """How its episodes stood when the period began, as was known then; None: as they say now."""
    counted_before: bool | None = None
    """Whether it was among the reports when the period began; None: as it is now."""

    @property
    def counted(self) -> bool:
        """Whether it is among the reports the law speaks of."""
        return self.kind == REPORT and not self.restricted

    @property
    def counted_then(self) -> bool:
        """Whether it was among them when the period began."""
        return self.counted if self.counted_before is None else self.counted_before

    def place_of(self, episode: Episode) -> int:
        """Which of its episodes this one is."""
        return next(at for at, one in enumerate(self.episodes) if one is episode)

    def stood_before(self, episode: Episode, first: date) -> Stood | None:
        """How one of its episodes stood when a period began; None: it had not begun."""
        at = self.place_of(episode)
        stood = [Stood(one.opened, one.closed, one.outcome) for one in self.episodes]
        known = stood if self.stood is None else self.stood
        return known[at] if at < len(known) and known[at].opened < first else None

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
    return [fact for fact in facts if fact.counted]


def chained_reports(facts: Iterable[CaseFact]) -> list[CaseFact]:
    """The same, and those that were among them when the period began: they are seen to leave."""
    return [fact for fact in facts if fact.counted or fact.counted_then]
