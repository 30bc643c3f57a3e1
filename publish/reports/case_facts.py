"""A case as it stood at a moment, by its log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from rules.answer_term import answer_rule_for
from rules.case_facts import CaseFact, Escalation
from rules.local_time import ZONE
from rules.log_reading import EpisodeCourse
from rules.office import Office
from rules.solution import NOT_SAID, PROMISED
from rules.timeline import ANSWER, Episode, Moment
from storage.case_histories import CaseHistory

Withheld = Callable[[CaseHistory], bool]
"""Whether a case is only counted for whoever reads the figures: never named, in no group."""

ANSWERS = ("answer", "approve", "decide_appeal")
"""Moves by which an answer reaches the citizen."""
UNDONE_BY = {"unpublish": "publish", "unseal": "seal"}
"""Of a move and the one that takes it back, the later counts."""


class LookBack(NamedTuple):
    """A look back at the end of a period, by the calendar and the terms that held then."""

    first: datetime
    as_of: datetime
    office: Office


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

    def at(self, look: LookBack) -> CaseFact | None:
        """At the end of a look, later than those before; None when its period did not touch it."""
        log = self._history.log
        while self._read < len(log) and log[self._read].at <= look.as_of:
            self._take(log[self._read])
            self._read += 1
        if not self._read or (self._course.closed and log[self._read - 1].at < look.first):
            return None
        seen = self._history.at(look.as_of)
        rule = answer_rule_for(self._office, seen.field, seen.deadline, urgent=seen.urgent)
        found = self._course.at(rule, look.as_of)
        return self._fact(seen, found)

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

    def _fact(self, seen: CaseHistory, episodes: tuple[Episode, ...]) -> CaseFact:
        latest = self._latest.get
        rated, published, restricted = latest("rate"), latest("publish"), latest("seal")
        forwarded, said = latest("forward"), latest("verdict")
        return CaseFact(
            case_id=seen.id,
            code=seen.code,
            field=seen.field,
            agency=forwarded.data.get("agency", "") if forwarded else "",
            commune=seen.commune,
            about=seen.about,
            kind=seen.kind,
            proposal=seen.proposal,
            urgent=seen.urgent,
            episodes=episodes,
            handler=self._handler,
            published_on=_day(published) if published and published.action == "publish" else None,
            publishable=_publishable(self._office, seen),
            rated_on=_day(rated),
            score=rated.data["score"] if rated else None,
            verdict_on=_day(said),
            resolved=bool(said and said.data["resolved"]),
            solution=self._solution,
            solved_on=_day(latest("solve")) if self._solution == PROMISED else None,
            restricted=restricted is not None and restricted.action == "seal",
            escalations=tuple(self._escalations),
        )


def _publishable(office: Office, history: CaseHistory) -> bool:
    field = office.fields.get(history.field)
    return history.may_publish and (field is None or field.publishable)


def _day(moment: Moment | None) -> date | None:
    return moment.at.astimezone(ZONE).date() if moment else None


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
                reader = readers.get(look.office)
                if reader is None:
                    reader = readers[look.office] = CaseHistoryReader(look.office, history)
                if (found_then := reader.at(look)) is None:
                    continue
                fact = found_then.without_names() if withheld else found_then
                if agency in {"", fact.agency}:
                    facts.append(fact)
        return lists
