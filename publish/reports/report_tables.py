"""The tables of a report, and what everything in it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import fmean
from typing import Final

from bot.texts import Texts
from publish.documents.document import Cell, Column, Table
from publish.reports.report_names import ReportNames
from publish.reports.report_source import ReportSource
from rules.office import Office
from rules.period_counts import PeriodCounts
from rules.period_summary import PeriodSummary
from rules.rounding import to_tenth
from rules.sipas import Share

FIRST: Final = ("resolved", "unresolved", "unsaid")
"""What citizens say stands before what is counted of the office."""


COUNTS: Final = (
    *FIRST,
    *(name for name in PeriodCounts._fields if name not in {*FIRST, "satisfied", "rated"}),
)


SUMS: Final = {
    "included": ("came", "arrived"),
    "ended": ("other", "closed"),
    "paused": ("standing", "open"),
}
"""Sums of counts, each behind the last of its parts in the first table."""


APART: Final = ("questions", "references", "sealed")
UNSAID_TO_AGENCIES: Final = ("included", "excluded", "sealed")
"""Of restricted cases the office alone hears a number."""


GROUPED: Final = (
    "carried",
    "new",
    "reopened",
    "brought_back",
    "included",
    "on_time",
    "extended",
    "late",
    "refused",
    "redirected",
    "ended",
    "closed",
    "excluded",
    "in_time",
    "due_soon",
    "overdue",
    "paused",
    "open",
)


BRIEF: Final = (
    "carried",
    "came",
    "on_time",
    "extended",
    "late",
    "other",
    "excluded",
    "standing",
    "overdue",
)
"""What of GROUPED fits a page held upright; the workbook has all of it."""


def rows_of_report() -> list[str]:
    """What the first table of a report counts, in its order."""
    counts = [name for count in COUNTS for name in (count, *SUMS.get(count, ()))]
    return [*counts, "satisfied", "rated", "median", "open_median", "longest", *APART]


class ReportTables:
    """Makes the tables of one office's reports."""

    def __init__(self, office: Office, texts: Texts) -> None:
        self._texts = texts
        days = {"very_late_days": "very_late", "forward_days": "forward"}
        self._days = {name: office.deadlines[code].days for name, code in days.items()}
        self._minimum = office.ratings.honesty.minimum
        self._names = ReportNames(office, texts)

    def figures(self, source: ReportSource, counts: tuple[str, ...]) -> list[Table]:
        """The figures; `counts` are the columns of those by group: GROUPED or BRIEF."""
        summary, names = source.summary, self._names
        rare = {one for one in ("included", "excluded") if not getattr(summary.line, one)}
        counts = tuple(one for one in counts if one not in rare)
        return [
            self._whole(source),
            self.grouped("by_agency", summary.by_agency, names.agency, counts),
            self.grouped("by_field", summary.by_field, names.field, counts),
            self.grouped("by_commune", summary.by_commune, names.commune, counts),
        ]

    def _whole(self, source: ReportSource) -> Table:
        summary, unsaid = source.summary, UNSAID_TO_AGENCIES if source.agency else ()
        n = len(summary.earlier)
        titles = [
            self._texts(f"report.table.whole.{name}", n=n)
            for name in ("item", "value", "last", "mean" if n else "mean_none", "meaning")
        ]
        rows = [
            self._counted(summary, name)
            for count in COUNTS
            for name in (count, *SUMS.get(count, ()))
            if name not in unsaid
        ]
        rows += [self._satisfaction_row(summary), self._counted(summary, "rated")]
        rows += [self._median(summary, name) for name in ("median", "open_median")]
        waited = summary.times.n + summary.times.open_n
        rows.append(self._row("longest", summary.times.longest if waited else None))
        apart = [name for name in APART if name not in unsaid]
        rows += [self._row(name, getattr(summary, name)) for name in apart]
        kinds = ["text", "number", "number", "number", "text"]
        widths = [2.4, 1.2, 1.2, 1.2, 4.4]
        columns = [
            Column(title, kind, width=width)  # type: ignore[arg-type]
            for title, kind, width in zip(titles, kinds, widths, strict=True)
        ]
        title, sheet = (self._texts(f"report.table.whole.{name}") for name in ("title", "sheet"))
        return Table(title, columns, rows, sheet=sheet)

    def _median(self, summary: PeriodSummary, name: str) -> list[Cell]:
        medians = [getattr(one, name) for one in summary.earlier_times]
        known = [one for one in medians if one is not None]
        mean = fmean(known) if known else None
        return self._row(name, getattr(summary.times, name), medians[0] if medians else None, mean)

    def _counted(self, summary: PeriodSummary, name: str) -> list[Cell]:
        last = getattr(summary.earlier[0], name) if summary.earlier else None
        return self._row(name, getattr(summary.line, name), last, summary.mean(name))

    def _row(self, name: str, now: Cell, last: Cell = None, mean: Cell = None) -> list[Cell]:
        what = self._texts(f"report.column.{name}")
        meaning = self._texts(f"report.meaning.{name}", **self._days)
        mean = to_tenth(mean) if isinstance(mean, float) else mean
        return [what, now, last, mean, meaning]

    def _satisfaction_row(self, summary: PeriodSummary) -> list[Cell]:
        earlier = [one.satisfaction for one in summary.earlier]
        pooled = Share(sum(one.satisfied for one in earlier), sum(one.n for one in earlier))
        shares = [summary.line.satisfaction, *([earlier[0], pooled] if earlier else [])]
        cells = [
            self._names.few(one) if self._names.too_few(one) else self._names.share(one)
            for one in shares
        ]
        return [
            self._texts("report.column.satisfied"),
            *(cells if earlier else [*cells, None, None]),
            self._texts("report.meaning.satisfied", minimum=self._minimum),
        ]

    def grouped(
        self,
        name: str,
        lines: Mapping[str, PeriodCounts],
        called: Callable[[str], str],
        counts: tuple[str, ...],
    ) -> Table:
        """A row for each group, `counts` as columns, then how satisfied people were."""
        columns = [
            Column(self._texts(f"report.table.{name}.head"), width=4.0),
            *(Column(self._texts(f"report.column.{one}"), "number", total=True) for one in counts),
            Column(self._texts("report.column.satisfied"), "percent"),
            Column(self._texts("report.column.rated"), "number", total=True),
        ]
        rows: list[list[Cell]] = [
            [
                called(code),
                *(getattr(line, one) for one in counts),
                self._percent(line.satisfaction),
                line.rated,
            ]
            for code, line in lines.items()
        ]
        sheet = self._texts(f"report.table.{name}.sheet")
        return Table(self._texts(f"report.table.{name}.title"), columns, rows, sheet=sheet)

    def _percent(self, share: Share) -> Cell:
        return self._names.few(share) if self._names.too_few(share) else share.percent
