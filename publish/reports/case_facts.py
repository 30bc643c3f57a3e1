"""A case as it stood at a moment, by its log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from rules.answer_term import answer_rule_for
from rules.case_facts import REPORT, CaseFact, Escalation, GivenRating
from rules.local_time import ZONE, local_date
from rules.log_reading import EpisodeCourse
from rules.office import Office
from rules.solution import NOT_SAID, PROMISED
from rules.stood import Stood, latest_answered
from rules.timeline import ANSWER, Episode, Moment
from storage.case_histories import CaseHistory

Withheld = Callable[[CaseHistory], bool]
"""Whether a case is only counted for whoever reads the figures: never named, in no group."""

ANSWERS = ("answer", "approve", "decide_appeal")
"""Moves by which an answer reaches the citizen."""
UNDONE_BY = {"return": "forward", "unseal": "seal"}
"""Of a move and the one that takes it back, the later counts."""


TAKES_DOWN = ("unpublish", "withhold")
"""Moves after which no page of it stands."""
TICK = timedelta(microseconds=1)


class LookBack(NamedTuple):
    """A look back at the end of a period, by the calendar and the terms that held then."""

    first: datetime
    as_of: datetime
    office: Office
    office_before: Office
    """By the calendar that held when the period began: as the period before was counted."""


class Before(NamedTuple):
    """How a case stood when a period began, as was known then."""

    stood: tuple[Stood, ...]
    counted: bool
    """Whether it was among the reports."""


class CaseHistoryReader:
    """A case as it stood at one moment after another, for whom its log is read once."""

    def __init__(self, office: Office, history: CaseHistory) -> None:
        self._office, self._history = office, history
        self._course = EpisodeCourse(office)
        self._read = 0
        self._latest: dict[str, Moment] = {}
        self._handler: int | None = None
        self._solution = NOT_SAID
        self._escalations: list[Escalation] = []
        self._ratings: list[GivenRating] = []
        self._published_on: date | None = None
        self._public: int | None = None
        self._said_of: int | None = None

    def at(self, look: LookBack, then: Before) -> CaseFact | None:
        """At the end of a look, later than those before; None when its period did not touch it."""
        self._read_until(look.as_of)
        log = self._history.log
        if not self._read or (log[self._read - 1].at < look.first and self._ended_before(look)):
            return None
        seen = self._history.at(look.as_of)
        rule = answer_rule_for(self._office, seen.field, seen.deadline, urgent=seen.urgent)
        found = self._course.at(rule, look.as_of)
        return self._fact(seen, found)._replace(stood=then.stood, counted_before=then.counted)

    def _ended_before(self, look: LookBack) -> bool:
        """What came on days off may have ended before it counts as received."""
        closed = self._course.stood[-1].closed if self._course.stood else date.min
        return closed is not None and closed < local_date(look.first)

    def before(self, moment: datetime) -> Before:
        """How it stood just before a moment that is later than those looked at so far."""
        just_before = moment - TICK
        self._read_until(just_before)
        kind = self._history.at(just_before).kind
        return Before(self._course.stood, kind == REPORT and not self._restricted)

    def _read_until(self, as_of: datetime) -> None:
        log = self._history.log
        while self._read < len(log) and log[self._read].at <= as_of:
            self._take(log[self._read])
            self._read += 1

    @property
    def _answered(self) -> int | None:
        return latest_answered(self._course.stood)

    @property
    def _restricted(self) -> bool:
        latest = self._latest.get("seal")
        return latest is not None and latest.action == "seal"

    def _take(self, moment: Moment) -> None:
        self._course.take(moment)
        self._latest[UNDONE_BY.get(moment.action, moment.action)] = moment
        if "handler_id" in moment.data:
            self._handler = moment.data["handler_id"]
        if moment.action in ANSWERS:
            self._solution = str(moment.data.get("solution", NOT_SAID))
            self._latest.pop("solve", None)
        if moment.action == "escalate":
            self._escalations.append(_escalation(moment))
        if moment.action == "rate":
            self._rate(moment)
        if moment.action == "verdict":
            said = moment.data["resolved"] is not None
            self._said_of = self._answered if said else None
        elif moment.action in ANSWERS and self._said_of == self._answered:
            self._said_of = None
        self._take_publication(moment)

    def _rate(self, moment: Moment) -> None:
        """A score changed later is the same rating: it counts once, on its first day."""
        answered, score = self._answered or 0, moment.data["score"]
        last = self._ratings[-1] if self._ratings else None
        if last is not None and last.episode == answered:
            self._ratings[-1] = last._replace(score=score)
        else:
            day = moment.at.astimezone(ZONE).date()
            self._ratings.append(GivenRating(day, score, answered))

    def _take_publication(self, moment: Moment) -> None:
        if moment.action in {"publish", "correct"}:
            self._published_on = self._published_on or _day(moment)
            self._public = self._answered
        elif moment.action in TAKES_DOWN or (
            moment.action in ANSWERS and self._public == self._answered
        ):
            # The page, if there is one, shows what the agency had to answer anew.
            self._public = None

    def _fact(self, seen: CaseHistory, episodes: tuple[Episode, ...]) -> CaseFact:
        latest = self._latest.get
        forwarded, said = latest("forward"), latest("verdict")
        if said is not None and said.data["resolved"] is None:
            said = None  # what was taken for a word of theirs was none
        return CaseFact(
            case_id=seen.id,
            code=seen.code,
            field=seen.field,
            # Of an agency that gave it back it is no more.
            agency=_agency(forwarded) if forwarded else "",
            commune=seen.commune,
            about=seen.about,
            kind=seen.kind,
            proposal=seen.proposal,
            urgent=seen.urgent,
            episodes=episodes,
            handler=self._handler,
            published_on=self._published_on,
            public=self._public,
            publishable=_publishable(self._office, seen),
            ratings=tuple(self._ratings),
            verdict_on=_day(said),
            resolved=bool(said and said.data["resolved"]),
            said_of=self._said_of,
            solution=self._solution,
            solved_on=_day(latest("solve")) if self._solution == PROMISED else None,
            restricted=self._restricted,
            escalations=tuple(self._escalations),
        )


def _publishable(office: Office, history: CaseHistory) -> bool:
    field = office.fields.get(history.field)
    return history.may_publish and (field is None or field.publishable)


def _day(moment: Moment | None) -> date | None:
    return moment.at.astimezone(ZONE).date() if moment else None


def _agency(sent: Moment) -> str:
    return str(sent.data.get("agency", "")) if sent.action == "forward" else ""


def _escalation(moment: Moment) -> Escalation:
    return Escalation(
        to=str(moment.data["to"]),
        day=moment.at.astimezone(ZONE).date(),
        stage=str(moment.data.get("stage", ANSWER)),
        days=int(moment.data.get("days", 0)),
    )


class LooksBack:
    """The looks at the ends of several periods, the latest first."""

    def __init__(self, looks: Sequence[LookBack], withheld: Withheld) -> None:
        self._looks, self._withheld = looks, withheld

    def facts(self, found: Iterable[CaseHistory], agency: str = "") -> list[list[CaseFact]]:
        """For each look the cases, of one agency or of all, that its period touched.

        Those that are withheld are of no agency, so they count in the sums of all alone.
        """
        lists: list[list[CaseFact]] = [[] for _ in self._looks]
        oldest_first = list(zip(self._looks, lists, strict=True))[::-1]
        for history in found:
            readers: dict[Office, CaseHistoryReader] = {}
            withheld = self._withheld(history)
            for look, facts in oldest_first:
                if history.received_at > look.as_of:
                    continue
                for office in (look.office_before, look.office):
                    if office not in readers:
                        readers[office] = CaseHistoryReader(office, history)
                before = readers[look.office_before].before(look.first)
                if (found_then := readers[look.office].at(look, before)) is None:
                    continue
                fact = found_then.without_names() if withheld else found_then
                if not agency:
                    facts.append(fact)
                elif agency == fact.agency:
                    # It hears nothing of what was restricted, nor how much that was.
                    facts.append(fact._replace(counted_before=None))
        return lists
