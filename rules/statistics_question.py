"""A question to the figures: which cases of which days are meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from rules.case_counting import counts_by_events, counts_of_episode, counts_of_rating
from rules.case_facts import CaseFact
from rules.office import Office
from rules.period_counts import PeriodCounts
from rules.reporting_period import SPANS, Period, PeriodRule, Span, period_before, period_containing
from rules.timeline import Episode

ALL_STATES: Final = "all"
CASE_STATES: Final = (
    ALL_STATES,
    *("new", "reopened", "carried", "open", "in_time", "due_soon", "overdue", "very_late"),
    *("paused", "answered", "on_time", "extended", "late", "refused", "redirected", "ended"),
    *("should_apologise", "conduct", "rule", "apologised", "publishable", "public"),
    *("promised", "broken", "late_forward", "proposal"),
    *("rated", "satisfied", "dissatisfied", "published"),
    *("unresolved", "resolved", "unsaid", "solved", "to_be_done", "not_possible"),
    *("brought_back", "included", "excluded"),
)
"""What may be asked for: counts of rules.period_counts.PeriodCounts that name cases.

A button names one by its place: new ones come last.
"""
SHARED: Final = {
    **dict.fromkeys(("rated", "satisfied", "dissatisfied"), "rated"),
    **dict.fromkeys(("resolved", "unresolved", "unsaid"), "said"),
}
"""Of states that are parts of something: of what, as `PeriodCounts` counts it."""
MOST_OFFERED: Final = 12
"""Older periods of one length that a menu holds."""
_PACKED: Final = re.compile(
    r"(?P<span>[wmqy])(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"\|(?P<field>[^|]*)\|(?P<agency>[^|]*)\|(?P<commune>[^|]*)\|(?P<state>\d{1,2})"
    r"(?:\|(?P<days>\d{1,3}))?",
    re.ASCII,
)
_RATED: Final = {"rated", "satisfied", "dissatisfied"}
"""States of the answer an episode ended with, by the day it was rated."""
_HAPPENED: Final = {"published", "resolved", "unresolved"}
"""States of a case, not of an episode: what happened in the period, open in it or not."""
_PARTS: Final = {
    "open": {"in_time", "due_soon", "overdue", "paused"},
    "answered": {"on_time", "extended", "late"},
}


class StatisticsQuestion(NamedTuple):
    """Which cases are meant; an empty part means all of them."""

    span: Span
    first: date
    """A day in the period, or the first of the days that are meant."""
    field: str = ""
    """A field or a topic, which stands for several."""
    agency: str = ""
    commune: str = ""
    state: str = ALL_STATES
    days: int = 0
    """How many days are meant; 0: the whole period."""

    def period(self, rule: PeriodRule) -> Period:
        """The days it is about."""
        if self.days:
            return Period(self.first, self.first + timedelta(days=self.days - 1))
        return period_containing(self.first, self.span, rule)

    def packed(self) -> str:
        """Short enough for a button: `w261123|datdai|TNMT||6`, with `|5`: five days."""
        when, state = f"{self.span[0]}{self.first:%y%m%d}", CASE_STATES.index(self.state)
        days = f"|{self.days}" if self.days else ""
        return f"{when}|{self.field}|{self.agency}|{self.commune}|{state}{days}"

    def about(self, fact: CaseFact, fields: Sequence[str]) -> bool:
        """Whether a case is of the fields, the agency and the commune. `fields`: none for all."""
        return (
            (not fields or fact.field in fields)
            and self.agency in {"", fact.agency}
            and self.commune in {"", fact.commune}
        )

    def fits(self, fact: CaseFact, episode: Episode, period: Period, soon: int) -> bool:
        """Whether an episode of a case it is about is asked for; of several the last one."""
        if self.state in _RATED:
            given = [one for one in fact.ratings if fact.episodes[one.episode] is episode]
            return any(self.state in counts_of_rating(one, period) for one in given)
        if self.state in _HAPPENED:
            # What came on a day off counts as received later, and may be answered before.
            begun = [one for one in fact.episodes if one.opened <= period.last]
            last = begun[-1] if begun else fact.episodes[0]
            return episode is last and self.state in counts_by_events(fact, period)
        found = set(counts_of_episode(fact, episode, period, soon))
        return bool(found) and (
            self.state == ALL_STATES or bool(found & _PARTS.get(self.state, {self.state}))
        )


def unpack_question(text: str) -> StatisticsQuestion | None:
    """What `packed` wrote; None for anything else: buttons come from strangers."""
    match = _PACKED.fullmatch(text)
    if match is None or int(match["state"]) >= len(CASE_STATES):
        return None
    span = next(one for one in SPANS if match["span"] == one[0])
    try:
        first = date(2000 + int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    field, agency, commune = match["field"], match["agency"], match["commune"]
    state, days = CASE_STATES[int(match["state"])], int(match["days"] or 0)
    return StatisticsQuestion(span, first, field, agency, commune, state, days)


def count_in_state(line: PeriodCounts, state: str) -> int:
    """How many a line of figures counts for a state."""
    return int(line.arrived if state == ALL_STATES else getattr(line, state))


def periods_to_offer(today: date, rule: PeriodRule) -> list[tuple[Span, Period]]:
    """The periods worth offering: this one and the last, of each length; the year only once."""
    found = []
    for span in SPANS:
        this = period_containing(today, span, rule)
        found += [(span, this), (span, period_before(this, span, rule))]
    return found[:-1]


def older_periods(today: date, span: Span, rule: PeriodRule, since: date) -> list[Period]:
    """The periods of one length back to a day, the latest first, as many as fit on a screen."""
    found = [period_containing(today, span, rule)]
    while len(found) < MOST_OFFERED and found[-1].first > since:
        found.append(period_before(found[-1], span, rule))
    return found


def fields_of_topic(office: Office, code: str) -> tuple[str, ...]:
    """The fields a code stands for: those of a topic, or itself; none for an empty one."""
    topic = office.topics.get(code)
    return topic.fields if topic else (code,) if code else ()
