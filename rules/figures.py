"""The figures of a period, counted from what each case went through: pure arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from statistics import median
from typing import Final, NamedTuple, TypeVar

from rules.sipas import Score, Share

ON_TIME, EXTENDED, LATE = "on_time", "extended", "late"
ANSWERED = (ON_TIME, EXTENDED, LATE)
IN_TIME, DUE_SOON, OVERDUE, PAUSED = "in_time", "due_soon", "overdue", "paused"
STANDING = (IN_TIME, DUE_SOON, PAUSED)
"""Open and not late."""
LATE_FORWARD: Final = "late_forward"
"""Beside one of these: no agency has it, and the term to forward is over."""

SOLVED: Final = "answered"
"""The outcome that is judged on time or late; the others only end a case."""


K = TypeVar("K")


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


class Fact(NamedTuple):
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


class Period(NamedTuple):
    """From the first to the last day, both included."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the period."""
        return day is not None and self.first <= day <= self.last


class Line(NamedTuple):
    """The counts of one group of cases over one period."""

    carried: int = 0
    new: int = 0
    reopened: int = 0
    on_time: int = 0
    extended: int = 0
    late: int = 0
    refused: int = 0
    redirected: int = 0
    ended: int = 0
    """Withdrawn or merged."""
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
    satisfied: int = 0
    rated: int = 0
    dissatisfied: int = 0

    @property
    def arrived(self) -> int:
        """All that was on the table."""
        return self.carried + self.new + self.reopened

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
        """New and reopened."""
        return self.new + self.reopened

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
        return self.arrived - self.redirected

    @property
    def done(self) -> int:
        """Of these, what is closed."""
        return self.closed - self.redirected

    @property
    def balanced(self) -> bool:
        """Carried over + new + reopened = closed + open; anything else is a wrong report."""
        return self.arrived == self.closed + self.open

    @property
    def satisfaction(self) -> Share:
        """Share of satisfied ratings of answers; always shown with n."""
        return Share(self.satisfied, self.rated)


def added(lines: Iterable[Line]) -> Line:
    """The counts of several groups together."""
    return Line(*map(sum, zip(Line(), *lines, strict=True)))


class Times(NamedTuple):
    """Working days from opening to the answer, open cases included as they stand."""

    median: float | None
    longest: int
    n: int


class Tally:
    """The counts of one period, added up as its cases are read."""

    def __init__(self, period: Period, *, soon: int) -> None:
        self.line = Line()
        self._period, self._soon = period, soon
        self._days: list[int] = []

    def add(self, facts: Sequence[Fact]) -> None:
        """Count some more cases."""
        self.line = added([self.line, line(facts, self._period, soon=self._soon)])
        self._days += _days_taken(facts, self._period)

    @property
    def times(self) -> Times:
        """How long the answers took."""
        return _times(self._days)


def line(facts: Iterable[Fact], period: Period, *, soon: int) -> Line:
    """Count a group of cases. `soon`: working days left from which a case is due soon."""
    counts: Counter[str] = Counter()
    for fact in facts:
        for spell in fact.spells:
            for mark in marks(fact, spell, period, soon):
                counts[mark] += 1
        for mark in happened(fact, period):
            counts[mark] += 1
    return Line(**counts)


def happened(fact: Fact, period: Period) -> list[str]:
    """The counts of a Line a case stands in by what happened in the period, open in it or not."""
    found = ["published"] if period.holds(fact.published_on) else []
    found += [f"told_{one.to}" for one in fact.escalations if period.holds(one.day)]
    if fact.score is not None and period.holds(fact.rated_on):
        found.append("rated")
        if Score(fact.score).satisfied:
            found.append("satisfied")
        elif fact.score <= Score.DISSATISFIED:
            found.append("dissatisfied")
    return found


def marks(fact: Fact, spell: Spell, period: Period, soon: int) -> list[str]:
    """The counts of a Line a spell stands in; none when it was not open in the period."""
    stands = standing(spell, period, soon)
    if not stands:
        return []
    found = [_opening(spell, period), stands]
    if fact.about in {"conduct", "rule"}:
        found.append(fact.about)
    if fact.proposal:
        found.append("proposal")
    if stands == OVERDUE and spell.very_late:
        found.append("very_late")
    if spell.forward_late and stands in {IN_TIME, DUE_SOON, OVERDUE}:
        found.append(LATE_FORWARD)
    if spell.days_late:
        found.append("should_apologise")
        found += [name for name in ("apologised", "promised") if getattr(spell, name)]
        found += ["broken"] if spell.promised and spell.broken else []
    if stands in ANSWERED and fact.publishable:
        public = fact.published_on is not None and fact.published_on <= period.last
        found += ["publishable", *(["public"] if public else [])]
    return found


def standing(spell: Spell, period: Period, soon: int) -> str:
    """How a spell ended in the period, or stood at its end; empty when it was not open in it."""
    if spell.opened > period.last or (spell.closed and spell.closed < period.first):
        return ""
    if spell.closed is not None and spell.closed <= period.last:
        return _closing(spell)
    return _standing(spell, soon)


def _opening(spell: Spell, period: Period) -> str:
    if spell.opened < period.first:
        return "carried"
    return "reopened" if spell.reopened else "new"


def _closing(spell: Spell) -> str:
    if spell.outcome == SOLVED:
        return spell.punctuality
    return spell.outcome if spell.outcome in {"refused", "redirected"} else "ended"


def _standing(spell: Spell, soon: int) -> str:
    if spell.paused:
        return PAUSED
    if spell.days_late:
        return OVERDUE
    return DUE_SOON if spell.days_left <= soon else IN_TIME


def by(
    facts: Sequence[Fact], key: Callable[[Fact], str], period: Period, *, soon: int
) -> dict[str, Line]:
    """A line for each group that has anything to count, the largest first."""
    return _largest_first(_lines(facts, key, period, soon).items())


def _lines(
    facts: Iterable[Fact], key: Callable[[Fact], K], period: Period, soon: int
) -> dict[K, Line]:
    groups: dict[K, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return {name: line(group, period, soon=soon) for name, group in groups.items()}


def _largest_first(lines: Iterable[tuple[str, Line]]) -> dict[str, Line]:
    """Lines of the same name together, those with nothing to count left out."""
    groups: dict[str, list[Line]] = {}
    for name, one in lines:
        groups.setdefault(name, []).append(one)
    whole = {name: added(some) for name, some in groups.items()}
    kept = {name: one for name, one in whole.items() if any(one)}
    return dict(sorted(kept.items(), key=lambda item: (-item[1].arrived, item[0])))


def times(facts: Iterable[Fact], period: Period) -> Times:
    """How long answers took in the period; what is still open counts with its days so far."""
    return _times(_days_taken(facts, period))


def _times(taken: Sequence[int]) -> Times:
    return Times(float(median(taken)) if taken else None, max(taken, default=0), len(taken))


def _days_taken(facts: Iterable[Fact], period: Period) -> list[int]:
    return [
        spell.days_taken
        for fact in facts
        for spell in fact.spells
        if spell.opened <= period.last and _answered_or_open(spell, period)
    ]


def _answered_or_open(spell: Spell, period: Period) -> bool:
    if spell.closed is None or spell.closed > period.last:
        return True
    return spell.closed >= period.first and spell.outcome == SOLVED


def overdue(facts: Iterable[Fact], period: Period) -> list[tuple[Fact, Spell]]:
    """Open and late at the end of the period, the latest first."""
    return _latest_first(facts, period, attrgetter("days_late"))


def unforwarded(facts: Iterable[Fact], period: Period) -> list[tuple[Fact, Spell]]:
    """Open and too long with no agency at the end of the period, the latest first."""
    return _latest_first(facts, period, attrgetter("forward_late"))


def _latest_first(
    facts: Iterable[Fact], period: Period, days: Callable[[Spell], int]
) -> list[tuple[Fact, Spell]]:
    found = [
        (fact, spell)
        for fact in facts
        for spell in fact.spells
        if days(spell)
        and not spell.paused
        and spell.opened <= period.last
        and (spell.closed is None or spell.closed > period.last)
    ]
    return sorted(found, key=lambda item: (-days(item[1]), item[0].code))


def escalated(facts: Iterable[Fact], period: Period) -> list[tuple[Fact, Escalation]]:
    """What was told to whom in the period, in the order it was."""
    found = [(fact, one) for fact in facts for one in fact.escalations if period.holds(one.day)]
    return sorted(found, key=lambda item: (item[1].day, item[0].code, item[1].days))


class Placed(NamedTuple):
    """A case of a period with one stretch, and the count it stands in at the end."""

    fact: Fact
    spell: Spell
    stands: str


class Summary(NamedTuple):
    """All a report says about one period, for the whole office or one agency."""

    period: Period
    line: Line
    earlier: tuple[Line, ...]
    """The same for the periods before, the latest first."""
    earlier_times: tuple[Times, ...]
    by_agency: dict[str, Line]
    by_field: dict[str, Line]
    by_commune: dict[str, Line]
    overdue: list[tuple[Fact, Spell]]
    unforwarded: list[tuple[Fact, Spell]]
    escalated: list[tuple[Fact, Escalation]]
    placed: list[Placed]
    """Every spell counted, with the count it stands in at the end."""
    times: Times
    questions: int
    """Received in the period, answered but not counted as reports."""
    references: int
    """Kept without the contact the law asks for, counted apart."""
    sealed: int

    def mean(self, name: str) -> float | None:
        """The mean of a count over the earlier periods."""
        values = [getattr(one, name) for one in self.earlier]
        return sum(values) / len(values) if values else None


class Worse(NamedTuple):
    """A measure that got worse: what it is, in the period before, and in the mean of several."""

    measure: str
    now: float
    last: float | None
    """None: there was nothing to measure."""
    mean: float
    periods: int
    """How many the mean is of."""


MEASURES = (
    *("overdue", "very_late", "late", LATE_FORWARD),
    *("broken", "dissatisfied", "reopened"),
)
MEDIAN = "median"


def worst(summary: Summary) -> Worse | None:
    """What rose the most over its mean before, measured by that mean; None when nothing rose."""
    worse = [one for one in _compared(summary) if one.now > one.mean]
    return max(worse, key=lambda one: (one.now - one.mean) / max(one.mean, 1.0), default=None)


def _compared(summary: Summary) -> Iterator[Worse]:
    for name in MEASURES:
        before = [getattr(one, name) for one in summary.earlier]
        yield from _beside(name, getattr(summary.line, name), before)
    if summary.line.answered and summary.times.median is not None:
        # Without an answer the days are only those of what waits.
        pairs = zip(summary.earlier, summary.earlier_times, strict=False)
        medians = [taken.median if one.answered else None for one, taken in pairs]
        yield from _beside(MEDIAN, summary.times.median, medians)


def _beside(measure: str, now: float, before: Sequence[float | None]) -> Iterator[Worse]:
    known = [value for value in before if value is not None]
    if known:
        yield Worse(measure, now, before[0], sum(known) / len(known), len(known))


def angriest(lines: Mapping[str, Line]) -> str | None:
    """The group with the most dissatisfied ratings and reopenings; None when there are none."""
    found = {name: one.dissatisfied + one.reopened for name, one in lines.items()}
    name = max(found, key=lambda one: found[one], default=None)
    return name if name is not None and found[name] else None


class UnbalancedError(Exception):
    """Carried over + new + reopened is not closed + open: such a report must not go out."""

    def __init__(self, found: Line) -> None:
        super().__init__(f"{found.arrived} came, {found.closed} closed, {found.open} open")
        self.line = found


def counted(facts: Iterable[Fact]) -> list[Fact]:
    """The reports the law speaks of: no questions, no notes for reference, nothing sealed."""
    return [fact for fact in facts if fact.kind == "report" and not fact.sealed]


def summarise(
    facts: Sequence[Fact],
    period: Period,
    earlier: Sequence[Line],
    *,
    soon: int,
    earlier_times: Sequence[Times] = (),
) -> Summary:
    """Count everything a report of `period` says, from facts as they stood at its end.

    `earlier`, `earlier_times`: the same for the periods before, the latest first, each from facts
    as they stood at its own end. Raises UnbalancedError.
    """
    reports = counted(facts)
    places = _lines(reports, lambda fact: (fact.agency, fact.field, fact.commune), period, soon)
    whole = added(places.values())
    if not whole.balanced:
        raise UnbalancedError(whole)
    return Summary(
        period=period,
        line=whole,
        earlier=tuple(earlier),
        earlier_times=tuple(earlier_times),
        by_agency=_largest_first((place[0], one) for place, one in places.items()),
        by_field=_largest_first((place[1], one) for place, one in places.items()),
        by_commune=_largest_first((place[2], one) for place, one in places.items()),
        overdue=overdue(reports, period),
        unforwarded=unforwarded(reports, period),
        escalated=escalated(reports, period),
        placed=[
            Placed(fact, spell, stands)
            for fact in reports
            for spell in fact.spells
            if (stands := standing(spell, period, soon))
        ],
        times=times(reports, period),
        questions=_received(facts, period, "question"),
        references=_received(facts, period, "reference"),
        sealed=sum(fact.sealed and period.holds(fact.spells[0].opened) for fact in facts),
    )


def _received(facts: Iterable[Fact], period: Period, kind: str) -> int:
    return sum(
        fact.kind == kind and not fact.sealed and period.holds(fact.spells[0].opened)
        for fact in facts
    )
