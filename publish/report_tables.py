"""The tables of a report, and what everything in it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from statistics import fmean
from typing import Final, NamedTuple

from bot.texts import Texts
from publish.document import Cell, Column, Table
from rules.figures import Line, Period, Summary
from rules.frozen import Correction
from rules.office import Office
from rules.period import Span, containing, number
from rules.rating_report import Report
from rules.sipas import Share
from rules.text import tokens
from storage.periods import Closed

COUNTS: Final = tuple(name for name in Line._fields if name not in {"satisfied", "rated"})
SUMS: Final = {
    "reopened": ("came",),
    "ended": ("other", "closed"),
    "paused": ("standing", "open"),
}
"""Sums of counts, each behind the last of its parts in the first table."""
APART: Final = ("questions", "references", "sealed")
GROUPED: Final = (
    "carried",
    "new",
    "reopened",
    "on_time",
    "extended",
    "late",
    "refused",
    "redirected",
    "ended",
    "closed",
    "in_time",
    "due_soon",
    "overdue",
    "paused",
    "open",
)
BRIEF: Final = ("carried", "came", "on_time", "extended", "late", "other", "standing", "overdue")
"""What of GROUPED fits a page held upright; the workbook has all of it."""


class Waiting(NamedTuple):
    """What waits for a decision of whoever reads, of the office or the chair, now."""

    sorting: int = 0
    extensions: int = 0
    publishing: int = 0
    signing: int = 0
    apologies: int = 0
    refusals: int = 0
    """Proposed by somebody else."""


class AgencyWaiting(NamedTuple):
    """The codes of the cases of an agency that wait for its leader now, the oldest first."""

    signing: Sequence[str]
    """An answer waits for the signature."""
    unassigned: Sequence[str]
    """Nobody has taken it."""
    apologies: Sequence[str]
    """Late, and the apology is not signed."""


class Source(NamedTuple):
    """A summary and what is needed to put it in words."""

    summary: Summary
    span: Span
    agency: str
    """Whose report it is; empty: the whole office's."""
    names: Mapping[int, str]
    """What colleagues call the people who handle cases, by id."""
    waiting: Waiting | AgencyWaiting | None
    """None: nothing is said of it, as in a report of the past."""
    ratings: Report
    """What visitors of the one-stop offices said in the period."""
    outage_minutes: int
    made_at: datetime
    closed: Closed | None = None
    """When the period was closed: the summary's counts are those of then, unless `recounted`."""
    recounted: bool = False
    """Closed is only the whole: an agency's counts, or those up to a day, are from the log."""
    corrections: Sequence[Correction] = ()
    """What the log says otherwise today."""


class Names:
    """What an office calls its agencies, fields, communes and periods."""

    def __init__(self, office: Office, texts: Texts) -> None:
        self._office = office
        self._texts = texts

    def period(self, period: Period, span: Span) -> str:
        """What a period is called: tuần 47 năm 2026 (16/11/2026 - 22/11/2026).

        Of a part it is said up to which day.
        """
        whole = containing(period.first, span, self._office.reports.period_rule)
        no, year = number(whole, span)
        values = {"first": f"{whole.first:%d/%m/%Y}", "last": f"{whole.last:%d/%m/%Y}"}
        name = self._texts(f"report.name.{span}", number=no, year=str(year), **values)
        if period == whole:
            return name
        return self._texts("report.name.part", name=name, last=f"{period.last:%d/%m/%Y}")

    def file(self, what: str, period: Period, span: Span, *parts: str) -> str:
        """What a file is called: `bao-cao-tuan-2026-11-16-tnmt`, a part `…-den-2026-11-20`."""
        whole = containing(period.first, span, self._office.reports.period_rule)
        kind = f"{self._texts(f'report.file.{what}')} {self._texts(f'reporting.span.{span}')}"
        until = f"{self._texts('report.file.until')} {period.last}" if period != whole else ""
        return "-".join(tokens(f"{kind} {period.first} {' '.join(parts)} {until}"))

    def agency(self, code: str) -> str:
        """An agency's name, or that the case has not been forwarded."""
        agency = self._office.agencies.get(code)
        return agency.name if agency else self._texts("report.no_agency")

    def short_agency(self, code: str) -> str:
        """The same, as it stands on buttons and beside bars."""
        agency = self._office.agencies.get(code)
        return agency.short if agency else self._texts("report.no_agency")

    def field(self, code: str) -> str:
        """A field's name."""
        field = self._office.fields.get(code)
        return field.name if field else self._texts("desk.no_field")

    def commune(self, code: str) -> str:
        """A commune's name."""
        commune = self._office.communes.get(code)
        return f"{commune.kind} {commune.name}" if commune else self._texts("report.no_commune")

    def year(self, period: Period, span: Span) -> int:
        """The year a period is reported in."""
        return number(containing(period.first, span, self._office.reports.period_rule), span)[1]

    def share(self, share: Share) -> str:
        """A share with its n; of too few ratings the counts. Nothing is rounded up to a target."""
        if not share.n:
            return self._texts("report.no_n")
        if self.too_few(share):
            return self._texts("report.few", satisfied=share.satisfied, n=share.n)
        return self._texts("report.n", percent=share.percent, n=share.n)

    def too_few(self, share: Share) -> bool:
        """Whether there are fewer ratings than the office makes a percentage of."""
        return share.n < self._office.ratings.honesty.minimum

    def few(self, share: Share) -> str | None:
        """Such a share in the narrow cell of a table; None without ratings."""
        return self._texts("report.of", satisfied=share.satisfied, n=share.n) if share.n else None


class Tables:
    """Makes the tables of one office's reports."""

    def __init__(self, office: Office, texts: Texts) -> None:
        self._texts = texts
        days = {"very_late_days": "very_late", "forward_days": "forward"}
        self._days = {name: office.deadlines[code].days for name, code in days.items()}
        self._minimum = office.ratings.honesty.minimum
        self._names = Names(office, texts)

    def figures(self, source: Source, counts: tuple[str, ...]) -> list[Table]:
        """The figures; `counts` are the columns of those by group: GROUPED or BRIEF."""
        summary, names = source.summary, self._names
        return [
            self._whole(summary),
            self.grouped("by_agency", summary.by_agency, names.agency, counts),
            self.grouped("by_field", summary.by_field, names.field, counts),
            self.grouped("by_commune", summary.by_commune, names.commune, counts),
        ]

    def _whole(self, summary: Summary) -> Table:
        n = len(summary.earlier)
        titles = [
            self._texts(f"report.table.whole.{name}", n=n)
            for name in ("item", "value", "last", "mean" if n else "mean_none", "meaning")
        ]
        rows = [
            self._counted(summary, name)
            for count in COUNTS
            for name in (count, *SUMS.get(count, ()))
        ]
        rows += [self._satisfaction_row(summary), self._counted(summary, "rated")]
        medians = [one.median for one in summary.earlier_times]
        known = [one for one in medians if one is not None]
        mean = fmean(known) if known else None
        rows.append(
            self._row("median", summary.times.median, medians[0] if medians else None, mean)
        )
        rows.append(self._row("longest", summary.times.longest if summary.times.n else None))
        rows += [self._row(name, getattr(summary, name)) for name in APART]
        kinds = ["text", "number", "number", "number", "text"]
        widths = [2.4, 1.2, 1.2, 1.2, 4.4]
        columns = [
            Column(title, kind, width=width)  # type: ignore[arg-type]
            for title, kind, width in zip(titles, kinds, widths, strict=True)
        ]
        title, sheet = (self._texts(f"report.table.whole.{name}") for name in ("title", "sheet"))
        return Table(title, columns, rows, sheet=sheet)

    def _counted(self, summary: Summary, name: str) -> list[Cell]:
        last = getattr(summary.earlier[0], name) if summary.earlier else None
        return self._row(name, getattr(summary.line, name), last, summary.mean(name))

    def _row(self, name: str, now: Cell, last: Cell = None, mean: Cell = None) -> list[Cell]:
        what = self._texts(f"report.column.{name}")
        meaning = self._texts(f"report.meaning.{name}", **self._days)
        return [what, now, last, mean, meaning]

    def _satisfaction_row(self, summary: Summary) -> list[Cell]:
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
        lines: Mapping[str, Line],
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
