"""The rest of a report's tables: the one-stop office, lists of cases, and the form of the law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from bot.texts import Texts
from publish.documents.document import Cell, Column, Kind, Table
from publish.reports import answer_satisfaction
from publish.reports.report_names import ReportNames
from publish.reports.report_source import ReportSource
from publish.reports.satisfaction_words import SatisfactionWords
from rules.office import Office
from rules.period_counts import PeriodCounts as Counts
from rules.period_summary import PeriodSummary, PlacedEpisode
from rules.rating_lines import FactorLine, RatingLine
from rules.reporting_period import Period

BOTH: Final = "both"
"""A column of the form that stays empty: a case is classed as one or the other."""


FORM: Final = (
    *("conduct", "rule", BOTH, "neither", "carried", "came", "within", "redirected"),
    *("done", "open", "published"),
)
"""The form's columns after the name of the group."""


DATES: Final[dict[str, Kind]] = {"opened": "date", "due": "date", "closed": "date", "day": "date"}


class ReportLists:
    """Makes these tables for one office."""

    def __init__(self, office: Office, texts: Texts) -> None:
        self._texts = texts
        self._names = ReportNames(office, texts)
        self._words = SatisfactionWords(texts, office)
        self._office = office

    def common(self, source: ReportSource) -> list[Table]:
        """What paper and workbook both have."""
        summary = source.summary
        return [
            self.one_stop(source),
            self._overdue(source),
            *([self._unforwarded(summary)] if summary.unforwarded else []),
            *([self._escalated(summary)] if summary.escalated else []),
            self.form("by_field", summary.by_field, self._names.field),
            *(
                []
                if source.agency
                else [self.form("by_agency", summary.by_agency, self._names.agency)]
            ),
            *([self._corrections(source)] if source.corrections else []),
        ]

    def one_stop(self, source: ReportSource) -> Table:
        """How satisfied people were with answers and with the counters, beside the plan."""
        found = source.ratings
        answers = answer_satisfaction.answer_satisfaction(self._office, source.summary)
        rows: list[list[Cell]] = [
            [
                self._texts("report.table.one_stop.answers"),
                *self._rated(answers.line),
                *self._planned(answers, source),
            ],
            [self._texts("report.table.one_stop.overall"), *self._rated(found.overall), "", ""],
            *(
                [one.line.name, *self._rated(one.line), *self._planned(one, source)]
                for one in found.factors
            ),
            *([line.name, *self._rated(line), "", ""] for line in found.counters),
        ]
        titles = ("head", "percent", "n", "apart", "change", "plan", "verdict")
        widths = (2.8, 1.4, 1.0, 0.8, 1.4, 2.2, 2.4)
        kinds: dict[str, Kind] = {"n": "number", "apart": "number"}
        return self._table("one_stop", titles, rows, widths, kinds)

    def _rated(self, line: RatingLine) -> list[Cell]:
        row = self._words.row(line)
        percent = row["percent"] if line.enough else self._names.share(line.share)
        return [percent, line.share.n, line.with_marked.n - line.share.n, row["change"]]

    def _planned(self, one: FactorLine, source: ReportSource) -> list[Cell]:
        row = self._words.factor(one, self._names.year(source.summary.period, source.span))
        return [row["plan"], row["verdict"]]

    def form(self, group: str, lines: Mapping[str, Counts], called: Callable[[str], str]) -> Table:
        """The columns of the form on reports and proposals, a row for each field or agency."""
        columns = [
            Column(self._texts(f"report.table.{group}.head"), width=4.0),
            *(
                Column(self._texts(f"report.form.{one}"), "number", total=one != BOTH)
                for one in FORM
            ),
        ]
        rows: list[list[Cell]] = [
            [called(code), *(None if one == BOTH else getattr(line, one) for one in FORM)]
            for code, line in lines.items()
        ]
        title, sheet = (
            self._texts(f"report.table.form.{group}.{one}") for one in ("title", "sheet")
        )
        note = self._texts("report.table.form.note", basis=self._office.reports.form_basis)
        return Table(title, columns, rows, note, sheet)

    def cases(
        self, found: Iterable[PlacedEpisode], period: Period, today: date, withheld: int
    ) -> Table:
        """Every case the figures count, each with the number it stands in; nobody's words.

        `withheld`: how many more are counted and named to nobody.
        """
        seen_on = min(today, period.last)
        titles = (
            *("code", "field", "agency", "commune", "opened", "due", "expected", "closed"),
            *("stands", "days"),
        )
        widths = (3.6, 2.2, 2.6, 1.8, 1.6, 1.6, 1.0, 1.6, 2.0, 1.0)
        expected = self._texts("report.expected")
        rows: list[list[Cell]] = [
            [
                self._names.code(fact),
                self._names.field(fact.field),
                self._names.agency(fact.agency),
                self._names.commune(fact.commune),
                episode.opened,
                episode.due,
                expected if episode.answer.expected(seen_on) else "",
                episode.closed if episode.closed and episode.closed <= period.last else None,
                self._texts(f"report.column.{stands}"),
                episode.days_late,
            ]
            for fact, episode, stands in sorted(found, key=lambda one: not one.fact.urgent)
        ]
        table = self._table("cases", titles, rows, widths, DATES | {"days": "number"})
        return self._noting(table, withheld)

    def _overdue(self, source: ReportSource) -> Table:
        titles = ("code", "field", "agency", "person", "due", "days")
        rows: list[list[Cell]] = [
            [
                self._names.code(fact),
                self._names.field(fact.field),
                self._names.agency(fact.agency),
                source.names.get(fact.handler or 0) or self._texts("report.nobody"),
                episode.due,
                episode.days_late,
            ]
            for fact, episode in source.summary.overdue
        ]
        table = self._table(
            "overdue", titles, rows, (3.6, 2.2, 2.6, 2.0, 1.8, 1.2), DATES | {"days": "number"}
        )
        return self._noting(table, source.summary.withheld.overdue)

    def _unforwarded(self, summary: PeriodSummary) -> Table:
        titles = ("code", "field", "commune", "opened", "days")
        rows: list[list[Cell]] = [
            [
                self._names.code(fact),
                self._names.field(fact.field),
                self._names.commune(fact.commune),
                episode.opened,
                episode.forward_late,
            ]
            for fact, episode in summary.unforwarded
        ]
        table = self._table(
            "unforwarded", titles, rows, (3.6, 2.6, 2.2, 1.8, 1.2), DATES | {"days": "number"}
        )
        return self._noting(table, summary.withheld.late_forward)

    def _corrections(self, source: ReportSource) -> Table:
        called = {
            "by_agency": self._names.agency,
            "by_field": self._names.field,
            "by_commune": self._names.commune,
        }
        rows: list[list[Cell]] = [
            [
                called[one.group](one.code)
                if one.group in called
                else self._texts("report.table.corrections.whole"),
                self._texts(f"report.column.{one.name}"),
                one.closed,
                one.now,
            ]
            for one in source.corrections
        ]
        titles = ("head", "item", "closed", "now")
        kinds: dict[str, Kind] = {"closed": "number", "now": "number"}
        return self._table("corrections", titles, rows, (3.0, 3.0, 1.4, 1.4), kinds)

    def _escalated(self, summary: PeriodSummary) -> Table:
        titles = ("code", "agency", "stage", "to", "day", "days")
        rows: list[list[Cell]] = [
            [
                self._names.code(fact),
                self._names.agency(fact.agency),
                self._texts(f"report.stage.{one.stage}"),
                self._texts(f"report.above.{one.to}"),
                one.day,
                one.days,
            ]
            for fact, one in summary.escalated
        ]
        table = self._table(
            "escalated", titles, rows, (3.6, 2.6, 1.6, 2.2, 1.8, 1.2), DATES | {"days": "number"}
        )
        hidden = summary.withheld
        return self._noting(table, hidden.told_leader + hidden.told_office + hidden.told_chair)

    def _noting(self, table: Table, withheld: int) -> Table:
        """The table, with a word on how many more are counted and not named."""
        if not withheld:
            return table
        note = self._texts("report.withheld.note", n=withheld)
        return table._replace(note=f"{table.note} {note}".strip())

    def _table(
        self,
        name: str,
        titles: Iterable[str],
        rows: list[list[Cell]],
        widths: Iterable[float],
        kinds: Mapping[str, Kind],
    ) -> Table:
        columns = [
            Column(self._texts(f"report.table.{name}.{title}"), kinds.get(title, "text"), width=w)
            for title, w in zip(titles, widths, strict=True)
        ]
        return Table(
            self._texts(f"report.table.{name}.title"),
            columns,
            rows,
            self._words_of(name, "note"),
            self._words_of(name, "sheet"),
        )

    def _words_of(self, name: str, part: str) -> str:
        key = f"report.table.{name}.{part}"
        return self._texts(key) if key in self._texts else ""
