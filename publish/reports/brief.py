"""The sentences at the head of a report: what matters, and to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from bot.texts import Texts
from publish.reports.answer_satisfaction import answer_satisfaction
from publish.reports.one_stop_words import OneStopWords
from publish.reports.report_names import ReportNames
from publish.reports.report_source import AgencyWaiting, OfficeWaiting, ReportSource
from rules.filing_times import FilingTimes
from rules.office import Office
from rules.period_counts import PeriodCounts
from rules.period_summary import PeriodSummary
from rules.rounding import to_tenth
from rules.satisfaction_index import target_percentage
from rules.timeline import Episode
from rules.worsening import most_dissatisfied_group, most_worsened_measure

TOLD: Final = (*("new", "answered", "on_time", "extended", "late", "open"),)
"""What the first sentence of the brief counts."""

NAMED: Final = 3
"""Cases the brief names of one kind."""


class BriefWriter:
    """Writes the sentences of a report of one office."""

    def __init__(self, office: Office, texts: Texts) -> None:
        self._office = office
        self._texts = texts
        self._names = ReportNames(office, texts)
        self._one_stop = OneStopWords(texts, self._names)

    def written(self, source: ReportSource) -> str:
        """Sentences for the chat: how it went, what got worse, what is late, who is angry.

        What to decide today is said where today is the report's business.
        """
        summary, say = source.summary, self._texts
        line = summary.line
        sentences = [
            *self._urgent(summary.urgent_open),
            settled_in_words(say, line),
            self._closed(line),
            self._worse(summary),
            self._lateness(source),
            self._feeling(source),
            self._one_stop.sentence(source),
            *self._filing(source.filing),
            *self._decide(source.waiting),
        ]
        name = self._names.period(summary.period, source.span)
        key = "report.brief.title_agency" if source.agency else "report.brief.title"
        title = say(key, name=name, agency=self._names.agency(source.agency))
        bullets = [f"• {sentence}" for sentence in sentences]
        outage = outage_lines(say, source.outage_minutes)
        return "\n".join([title, "", *bullets, *self._kept(source), *outage])

    def _closed(self, line: PeriodCounts) -> str:
        """What came and ended; of nothing no part is told."""
        shares = {
            "public": ("publishable", "public"),
            "apologised": ("should_apologise", "apologised"),
        }
        told = {
            name: self._texts(f"report.brief.{name}", **counts_of_line(line, *of))
            for name, of in shares.items()
            if getattr(line, of[0])
        }
        return self._texts(
            "report.brief.closed",
            **counts_of_line(line, *TOLD),
            public=told.get("public", ""),
            apologised=told.get("apologised", ""),
        )

    def _kept(self, source: ReportSource) -> list[str]:
        if source.closed is None:
            return []
        at, changed = source.closed.closed_at, len(source.corrections)
        if source.recounted:
            return [self._texts("report.brief.kept_whole", at=at)]
        if changed:
            return [self._texts("report.brief.kept_corrected", at=at, n=changed)]
        return [self._texts("report.brief.kept", at=at)]

    def _urgent(self, codes: Sequence[str]) -> Iterator[str]:
        if codes:
            yield self._texts("report.brief.urgent", n=len(codes), codes=some_codes(codes))

    def _worse(self, summary: PeriodSummary) -> str:
        if not summary.earlier:
            return self._texts("report.brief.worse_first")
        found = most_worsened_measure(summary)
        if found is None:
            return self._texts("report.brief.worse_none", n=len(summary.earlier))
        return self._texts(
            "report.brief.worse",
            what=self._texts(f"report.brief.measure.{found.measure}"),
            now=found.now,
            last=self._texts("report.none") if found.last is None else found.last,
            n=found.periods,
            mean=to_tenth(found.mean),
        )

    def _lateness(self, source: ReportSource) -> str:
        """What is late: with the answer, and before that with the forwarding."""
        summary, hidden = source.summary, source.summary.withheld
        late = summary.overdue or summary.unforwarded
        if not late and not hidden.overdue and not hidden.late_forward:
            return self._texts("report.brief.late_none")
        return " ".join([*self._overdue(summary), *self._unforwarded(summary)])

    def _overdue(self, summary: PeriodSummary) -> Iterator[str]:
        hidden = summary.withheld.overdue
        if not summary.overdue:
            key = "late_answer_withheld" if hidden else "late_answer_none"
            yield self._texts(f"report.brief.{key}", n=hidden)
            return
        fact, episode = max(summary.overdue, key=lambda one: one[1].days_late)
        line = summary.line
        key = "report.brief.late_broken" if line.broken else "report.brief.late"
        yield self._texts(
            key,
            **counts_of_line(line, "overdue", *(("broken", "promised") if line.broken else ())),
            latest=self._latest(hidden),
            code=fact.code,
            how_long=self._how_late(episode),
            agency=self._names.agency(fact.agency),
        )

    def _how_late(self, episode: Episode) -> str:
        """In working days; of danger in hours."""
        if episode.until:
            return self._texts("report.brief.late_hours", n=-episode.hours_left)
        return self._texts("report.brief.late_days", n=episode.days_late)

    def _unforwarded(self, summary: PeriodSummary) -> Iterator[str]:
        hidden = summary.withheld.late_forward
        if summary.unforwarded:
            fact, episode = max(summary.unforwarded, key=lambda one: one[1].forward_late)
            counted = counts_of_line(summary.line, "late_forward")
            values = {"code": fact.code, "days": episode.forward_late}
            latest = self._latest(hidden)
            yield self._texts("report.brief.late_forward", **counted, **values, latest=latest)
        elif hidden:
            yield self._texts("report.brief.late_forward_withheld", n=hidden)

    def _latest(self, withheld: int) -> str:
        """The words before the code of the latest case that may be named."""
        key = "latest_named" if withheld else "latest"
        return self._texts(f"report.brief.{key}", n=withheld)

    def _feeling(self, source: ReportSource) -> str:
        """How satisfied people are, and about which field they are angry."""
        field = most_dissatisfied_group(source.summary.by_field)
        angry = self._texts("report.brief.angry_none")
        if field is not None:
            values = counts_of_line(source.summary.by_field[field], "dissatisfied", "reopened")
            angry = self._texts("report.brief.angry", field=self._names.field(field), **values)
        return self._texts(
            "report.brief.satisfied",
            angry=angry,
            share=self._names.share(source.summary.line.satisfaction),
            target=self._target(source),
        )

    def _filing(self, times: FilingTimes | None) -> Iterator[str]:
        """How long citizens took to report something, and how many got to the end."""
        if times is not None and times.median is not None:
            counts = {"filed": times.filed, "began": max(times.began, times.filed)}
            yield self._texts("report.brief.filing", **counts, minutes=times.median)

    def _target(self, source: ReportSource) -> str:
        target = answer_satisfaction(self._office, source.summary).target
        if target is None:
            return ""
        own = target.year == self._names.year(source.summary.period, source.span)
        key = "report.brief.target" if own else "report.brief.target_latest"
        return self._texts(key, year=str(target.year), percent=float(target_percentage(target)))

    def _decide(self, waiting: OfficeWaiting | AgencyWaiting | None) -> Iterator[str]:
        if isinstance(waiting, OfficeWaiting):
            parts = [
                self._texts(f"report.brief.decides.{name}", n=n)
                for name, n in waiting._asdict().items()
                if n
            ]
            key = "report.brief.decide" if parts else "report.brief.decide_none"
            yield self._texts(key, parts=", ".join(parts))
        elif isinstance(waiting, AgencyWaiting):
            parts = [
                self._texts(f"report.brief.waits.{name}", n=len(codes), codes=some_codes(codes))
                for name, codes in waiting._asdict().items()
                if codes
            ]
            key = "report.brief.decide" if parts else "report.brief.decide_none"
            yield self._texts(key, parts="; ".join(parts))


def settled_in_words(texts: Texts, line: PeriodCounts) -> str:
    """What citizens say of their matters, the first figure of all, beside what agencies say."""
    told = counts_of_line(line, "resolved", "said", "unsaid", "solved", "answered")
    return texts(f"report.brief.{'settled' if line.said else 'settled_none'}", **told)


def outage_lines(texts: Texts, minutes: int) -> list[str]:
    """That the system itself was down in a period, in one line; nothing when it was not."""
    return [texts("report.text.outages", length=timedelta(minutes=minutes))] if minutes else []


def some_codes(codes: Sequence[str]) -> str:
    more = ["…"] if len(codes) > NAMED else []
    return ", ".join([*codes[:NAMED], *more])


def counts_of_line(line: PeriodCounts, *names: str) -> dict[str, int]:
    return {name: getattr(line, name) for name in names}
