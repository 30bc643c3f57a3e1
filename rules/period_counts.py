"""The numbers counted for a period."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rules.sipas import Share


class PeriodCounts(NamedTuple):
    """The counts of one group of cases over one period."""

    carried: int = 0
    new: int = 0
    reopened: int = 0
    brought_back: int = 0
    """Its end was taken back: an answer sent back to its agency, a merged case parted again."""
    included: int = 0
    """Open before the period and no report then: unsealed, or of another kind."""
    cases: int = 0
    """How many cases all these are: one that was reopened stood on the table twice."""
    on_time: int = 0
    extended: int = 0
    late: int = 0
    refused: int = 0
    redirected: int = 0
    ended: int = 0
    """Withdrawn or merged."""
    excluded: int = 0
    """A report when the period began and none at its end: sealed, or of another kind."""
    in_time: int = 0
    due_soon: int = 0
    overdue: int = 0
    paused: int = 0
    very_late: int = 0
    """Of the overdue."""
    late_forward: int = 0
    """Of the open: not forwarded, and the term to forward is over."""
    told_leader: int = 0
    told_office: int = 0
    told_chair: int = 0
    """How often the period's lateness was told to each above."""
    conduct: int = 0
    rule: int = 0
    proposal: int = 0
    published: int = 0
    """Put before the public in the period, whenever answered."""
    publishable: int = 0
    """Answered in the period, and may be published."""
    public: int = 0
    """Of the publishable: public at the end of the period."""
    should_apologise: int = 0
    """Late while open in the period."""
    apologised: int = 0
    """Of these: apologised for by the end of the period."""
    promised: int = 0
    """Of these: given a new date by the end of the period."""
    broken: int = 0
    """Of the promised: not answered by a date that was promised."""
    solved: int = 0
    """Of the answered: the agency says that it is done, by the end of the period."""
    to_be_done: int = 0
    """Promised for a day, and not yet done."""
    not_possible: int = 0
    resolved: int = 0
    """By the word of who reported: the last one, said in the period."""
    unresolved: int = 0
    unsaid: int = 0
    """Of the answered: whoever reported it had not said at the end of the period."""
    satisfied: int = 0
    rated: int = 0
    dissatisfied: int = 0

    @property
    def arrived(self) -> int:
        """All that was on the table."""
        return self.carried + self.came

    @property
    def answered(self) -> int:
        """Answered, however punctually."""
        return self.on_time + self.extended + self.late

    @property
    def closed(self) -> int:
        """All that left the table."""
        return self.answered + self.refused + self.redirected + self.ended

    @property
    def open(self) -> int:
        """All that stays on it."""
        return self.in_time + self.due_soon + self.overdue + self.paused

    @property
    def came(self) -> int:
        """All that was not on it when the period began."""
        return self.new + self.reopened + self.brought_back + self.included

    @property
    def other(self) -> int:
        """Closed without an answer."""
        return self.refused + self.redirected + self.ended

    @property
    def standing(self) -> int:
        """Open and not late."""
        return self.open - self.overdue

    @property
    def neither(self) -> int:
        """Neither about conduct nor about a rule."""
        return self.arrived - self.conduct - self.rule

    @property
    def within(self) -> int:
        """What the office and its agencies are competent for."""
        return self.arrived - self.redirected - self.excluded

    @property
    def done(self) -> int:
        """Of these, what is closed."""
        return self.closed - self.redirected

    @property
    def balanced(self) -> bool:
        """All that came = closed + open + left out; anything else is a wrong report."""
        return self.arrived == self.closed + self.open + self.excluded

    @property
    def said(self) -> int:
        """How many said whether their matter is settled."""
        return self.resolved + self.unresolved

    @property
    def satisfaction(self) -> Share:
        """Share of satisfied ratings of answers; always shown with n."""
        return Share(self.satisfied, self.rated)


def sum_counts(lines: Iterable[PeriodCounts]) -> PeriodCounts:
    """The counts of several groups together."""
    return PeriodCounts(*map(sum, zip(PeriodCounts(), *lines, strict=True)))
