"""A question to the figures: which cases of a period are meant, and what words ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from rules.figures import Fact, Line, Period, Spell, happened, marks
from rules.office import Office
from rules.period import SPANS, Rule, Span, before, containing, cut
from rules.routing import Router
from rules.text import tokens

ALL: Final = "all"
STATES: Final = (
    ALL,
    *("new", "reopened", "carried", "open", "in_time", "due_soon", "overdue", "very_late"),
    *("paused", "answered", "on_time", "extended", "late", "refused", "redirected", "ended"),
    *("should_apologise", "conduct", "rule", "apologised", "publishable", "public"),
    *("promised", "broken", "late_forward", "proposal"),
    *("rated", "satisfied", "dissatisfied", "published"),
)
"""What may be asked for: counts of rules.figures.Line that name cases. A button names one by its
place: new ones come last."""
_PACKED: Final = re.compile(
    r"(?P<span>[wmqy])(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"\|(?P<field>[^|]*)\|(?P<agency>[^|]*)\|(?P<commune>[^|]*)\|(?P<state>\d{1,2})"
    r"(?:\|(?P<days>\d{1,3}))?",
    re.ASCII,
)
_HAPPENED: Final = {"rated", "satisfied", "dissatisfied", "published"}
"""States of a case, not of a spell: what happened in the period, open in it or not."""
_PARTS: Final = {
    "open": {"in_time", "due_soon", "overdue", "paused"},
    "answered": {"on_time", "extended", "late"},
}


class Question(NamedTuple):
    """Which cases are meant; an empty part means all of them."""

    span: Span
    first: date
    """A day in the period."""
    field: str = ""
    agency: str = ""
    commune: str = ""
    state: str = ALL
    days: int = 0
    """How many days of the period are meant; 0: all."""

    def period(self, rule: Rule) -> Period:
        """The days it is about."""
        whole = containing(self.first, self.span, rule)
        return cut(whole, whole.first + timedelta(days=self.days - 1)) if self.days else whole

    def packed(self) -> str:
        """Short enough for a button: `w261123|datdai|TNMT||6`, with `|5`: the first five days."""
        when, state = f"{self.span[0]}{self.first:%y%m%d}", STATES.index(self.state)
        days = f"|{self.days}" if self.days else ""
        return f"{when}|{self.field}|{self.agency}|{self.commune}|{state}{days}"

    def fits(self, fact: Fact, spell: Spell, period: Period, soon: int) -> bool:
        """Whether a spell is one of those asked for; of a case that had several, the last one."""
        if not self.about(fact):
            return False
        if self.state in _HAPPENED:
            begun = [one for one in fact.spells if one.opened <= period.last]
            return spell is begun[-1] and self.state in happened(fact, period)
        found = set(marks(fact, spell, period, soon))
        return bool(found) and (
            self.state == ALL or bool(found & _PARTS.get(self.state, {self.state}))
        )

    def about(self, fact: Fact) -> bool:
        """Whether a case is of the field, the agency and the commune asked for."""
        return all(
            not wanted or wanted == has
            for wanted, has in (
                (self.field, fact.field),
                (self.agency, fact.agency),
                (self.commune, fact.commune),
            )
        )


def unpacked(text: str) -> Question | None:
    """What `packed` wrote; None for anything else: buttons come from strangers."""
    match = _PACKED.fullmatch(text)
    if match is None or int(match["state"]) >= len(STATES):
        return None
    span = next(one for one in SPANS if match["span"] == one[0])
    try:
        first = date(2000 + int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    field, agency, commune = match["field"], match["agency"], match["commune"]
    state, days = STATES[int(match["state"])], int(match["days"] or 0)
    return Question(span, first, field, agency, commune, state, days)


def count(line: Line, state: str) -> int:
    """How many a line of figures counts for a state."""
    return int(line.arrived if state == ALL else getattr(line, state))


def periods(today: date, rule: Rule) -> list[tuple[Span, Period]]:
    """The periods worth offering: this one and the last, of each length; the year only once."""
    found = []
    for span in SPANS:
        this = containing(today, span, rule)
        found += [(span, this), (span, before(this, span, rule))]
    return found[:-1]


class Reader:
    """Reads a question from words; what it does not find stays as wide as it was.

    `spoken`: for each state or period (`week.this`, `overdue`) the words people use.
    """

    def __init__(self, office: Office, router: Router, spoken: Mapping[str, str]) -> None:
        self._office = office
        self._router = router
        self._spoken = sorted(
            (
                (tuple(tokens(word)), key)
                for key, words in spoken.items()
                for word in words.split(",")
            ),
            key=lambda item: -len(item[0]),
        )

    def read(self, words: str, today: date) -> Question:
        """The question in these words; of this month when they name no period."""
        rule = self._office.reports.period_rule
        said = tokens(words)
        state, when, rest = ALL, "", said
        for phrase, key in self._spoken:
            at = _find(rest, phrase)
            if at is None or (when if "." in key else state != ALL):
                continue
            when, state = (key, state) if "." in key else (when, key)
            rest = [*rest[:at], *rest[at + len(phrase) :]]
        span, _, which = (when or "month.this").partition(".")
        period = containing(today, span, rule)  # type: ignore[arg-type]
        if which == "last":
            period = before(period, span, rule)  # type: ignore[arg-type]
        return Question(
            span,  # type: ignore[arg-type]
            period.first,
            self._field(rest),
            agency_in(self._office, rest),
            self._router.find_commune(" ".join(rest)) or "",
            state,
        )

    def _field(self, said: Sequence[str]) -> str:
        if exact := _longest(
            said, ((tuple(tokens(f.name)), c) for c, f in self._office.fields.items())
        ):
            return exact
        if agency_in(self._office, said):
            return ""
        return next((one.field for one in self._router.propose(" ".join(said))), "")


def agency_in(office: Office, said: Sequence[str]) -> str:
    """The agency that is named by its code or in words; of several the longest name; or empty.

    `said`: as rules.text.tokens has it.
    """
    names = (
        (tuple(tokens(name)), code)
        for code, agency in office.agencies.items()
        for name in (code, agency.name, agency.short)
    )
    return _longest(said, names)


def _longest(said: Sequence[str], names: Iterable[tuple[tuple[str, ...], str]]) -> str:
    found = [(len(name), code) for name, code in names if _find(said, name) is not None]
    return max(found, default=(0, ""))[1]


def _find(said: Sequence[str], phrase: Sequence[str]) -> int | None:
    """Where a phrase stands in what was said."""
    if not phrase:
        return None
    places = range(len(said) - len(phrase) + 1)
    return next((at for at in places if list(said[at : at + len(phrase)]) == list(phrase)), None)
