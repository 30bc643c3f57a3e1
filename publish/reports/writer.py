"""From a period's summary to what leaders read: a document, and five sentences for the chat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.texts import Texts
from publish.documents.apology import place_and_date
from publish.documents.document import Document, Picture, Table
from publish.reports.answer_satisfaction import answer_satisfaction
from publish.reports.brief import BriefWriter, counts_of_line, outage_lines, settled_in_words
from publish.reports.one_stop_words import OneStopWords
from publish.reports.report_lists import ReportLists
from publish.reports.report_names import ReportNames
from publish.reports.report_source import ReportSource
from publish.reports.report_tables import BRIEF, GROUPED, ReportTables
from publish.reports.satisfaction_words import SatisfactionWords
from publish.reports.standing_chart import StandingBar, standing_chart_png
from rules.local_time import local_date
from rules.office import Office
from rules.period_counts import PeriodCounts
from rules.rounding import to_tenth

PAPER_ROWS: Final = 200
"""Rows of a list on paper; the workbook has all."""


class ReportWriter:
    """Writes the reports of one office."""

    def __init__(self, office: Office, texts: Texts) -> None:
        self._office = office
        self._texts = texts
        self._names = ReportNames(office, texts)
        self._tables = ReportTables(office, texts)
        self._lists = ReportLists(office, texts)
        self._brief = BriefWriter(office, texts)
        self._one_stop = OneStopWords(texts, self._names)

    def brief(self, source: ReportSource) -> str:
        """Sentences for the chat."""
        return self._brief.written(source)

    def _outage(self, source: ReportSource) -> list[str]:
        return outage_lines(self._texts, source.outage_minutes)

    def document(self, source: ReportSource) -> Document:
        """The report as a document, a draft for signature."""
        name = self._names.period(source.summary.period, source.span)
        caption = f"report.chart.caption.{'field' if source.agency else 'agency'}"
        return self._frame(source)._replace(
            tables=_numbered(self._tables.figures(source, BRIEF), self._on_paper(source)),
            pictures=[Picture(self.chart(source), self._texts(caption, name=name))],
        )

    def _frame(self, source: ReportSource) -> Document:
        """All but tables and pictures."""
        name = self._names.period(source.summary.period, source.span)
        key = "report.subject_agency" if source.agency else "report.subject"
        rules = self._office.reports
        issuer = self._office.agencies[source.agency or self._office.receiver]
        signed = rules.agency if source.agency else rules.office
        subject = self._texts(key, name=name, agency=self._names.agency(source.agency))
        return Document(
            parent=self._office.name,
            issuer=issuer.name,
            number=self._texts("document.number", sign=f"{rules.sign}-{issuer.code}"),
            place_and_date=place_and_date(source.made_at, self._office, self._texts),
            kind=self._texts("report.kind"),
            subject=subject,
            addressee=signed.addressee,
            paragraphs=list(self._paragraphs(source)),
            notes=list(self._notes(source)),
            signature=signed.signature,
            recipients=signed.recipients,
            draft=self._texts("document.draft"),
        )

    def _on_paper(self, source: ReportSource) -> list[Table]:
        """Lists as long as somebody reads on paper; the workbook has them whole."""
        tables = []
        for table in self._lists.common(source):
            more = len(table.rows) - PAPER_ROWS
            if more > 0 and not table.has_totals:
                note = f"{self._texts('report.more_rows', n=more)} {table.note}".strip()
                tables.append(table._replace(rows=table.rows[:PAPER_ROWS], note=note))
            else:
                tables.append(table)
        return tables

    def workbook(self, source: ReportSource) -> Document:
        """The same document with every column and every row, for a workbook."""
        summary = source.summary
        note = " ".join(self._outage(source))
        today, withheld = local_date(source.made_at), summary.withheld.arrived
        cases = self._lists.cases(summary.placed, summary.period, today, withheld)
        lists = [*self._lists.common(source), cases]
        whole, *groups = self._tables.figures(source, GROUPED)
        tables = _numbered([whole._replace(note=note), *groups], lists)
        return self._frame(source)._replace(tables=tables)

    def _paragraphs(self, source: ReportSource) -> Iterator[str]:
        summary, line, say = source.summary, source.summary.line, self._texts
        yield settled_in_words(say, line)
        came = ("carried", "new", "reopened", "brought_back", "included", "arrived", "cases")
        arrived = (*came, "closed", "excluded", "open")
        opening = f"report.text.opening{'_agency' if source.agency else ''}"
        yield say(opening, **counts_of_line(line, *arrived))
        outcomes = ("answered", "on_time", "extended", "late", "refused", "redirected", "ended")
        yield say("report.text.answered", **counts_of_line(line, *outcomes))
        standing = ("open", "in_time", "due_soon", "overdue", "very_late", "paused", "late_forward")
        soon = self._office.reports.soon_days
        yield say("report.text.open", **counts_of_line(line, *standing), soon=soon)
        yield " ".join(self._public_and_late(line))
        yield " ".join(self._satisfied(source))
        yield self._one_stop.sentence(source)
        times = summary.times
        if times.n or times.open_n:
            yield say(
                "report.text.times",
                answered=self._median(times.median, times.n),
                open=self._median(times.open_median, times.open_n),
                longest=times.longest,
            )
        apart = {"questions": summary.questions, "references": summary.references}
        if source.agency:
            yield say("report.text.apart_agency", **apart)
        else:
            yield say("report.text.apart", **apart, sealed=summary.sealed)
        yield from self._outage(source)

    def _satisfied(self, source: ReportSource) -> Iterator[str]:
        say, share = self._texts, source.summary.line.satisfaction
        yield say("report.text.satisfied", share=self._names.share(share))
        planned = answer_satisfaction(self._office, source.summary)
        if planned.target is None:
            return
        year = self._names.year(source.summary.period, source.span)
        row = SatisfactionWords(say, self._office).factor(planned, year)
        yield say("report.text.target", plan=row["plan"], source=row["source"])
        if share.n:
            yield say("report.text.verdict", verdict=row["verdict"])

    def _notes(self, source: ReportSource) -> Iterator[str]:
        closed, say = source.closed, self._texts
        if closed is not None and source.recounted:
            yield say("report.closed_whole", at=closed.closed_at)
        elif closed is not None:
            yield say("report.closed", at=closed.closed_at, who=closed.closed_by)
            yield say("report.hash", hash=closed.hash)
        if not self._office.reports.confirmed:
            yield say("report.unconfirmed")
        yield say("report.made", at=source.made_at)

    def _public_and_late(self, line: PeriodCounts) -> Iterator[str]:
        """Of nothing no part is told."""
        shares = counts_of_line(line, "publishable", "public", "published")
        apologies = counts_of_line(line, "should_apologise", "apologised")
        yield self._texts(f"report.text.public{'' if line.publishable else '_none'}", **shares)
        yield self._texts(
            f"report.text.late{'' if line.should_apologise else '_none'}", **apologies
        )
        if line.promised:
            yield self._texts("report.text.promised", **counts_of_line(line, "promised", "broken"))

    def _median(self, days: float | None, n: int) -> str:
        if days is None:
            return self._texts("report.none")
        return self._texts("report.text.median", days=to_tenth(days), n=n)

    def chart(self, source: ReportSource) -> bytes:
        """Closed, open and overdue by agency, or by field for the report of one, as PNG."""
        summary = source.summary
        part, lines, called = "agency", summary.by_agency, self._names.short_agency
        if source.agency:
            part, lines, called = "field", summary.by_field, self._names.field
        name = self._names.period(summary.period, source.span)
        groups = [(called(code), StandingBar.of(line)) for code, line in lines.items()]
        return standing_chart_png(self._texts, part, name, groups)


def _numbered(*groups: Sequence[Table]) -> list[Table]:
    tables = [table for group in groups for table in group]
    return [table._replace(title=f"{n}. {table.title}") for n, table in enumerate(tables, 1)]
