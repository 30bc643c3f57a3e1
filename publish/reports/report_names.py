"""What a report and its columns are called."""

from __future__ import annotations

from bot.texts import Texts
from rules.case_facts import WITHHELD, CaseFact
from rules.office import Office
from rules.reporting_period import Period, Span, number_of_period, period_containing
from rules.sipas import Share
from rules.text import split_tokens


class ReportNames:
    """What an office calls its agencies, fields, communes and periods."""

    def __init__(self, office: Office, texts: Texts) -> None:
        self._office = office
        self._texts = texts

    def period(self, period: Period, span: Span) -> str:
        """What a period is called: tuần 47 năm 2026 (16/11/2026 - 22/11/2026).

        Of a part it is said up to which day.
        """
        whole = period_containing(period.first, span, self._office.reports.period_rule)
        no, year = number_of_period(whole, span)
        values = {"first": f"{whole.first:%d/%m/%Y}", "last": f"{whole.last:%d/%m/%Y}"}
        name = self._texts(f"report.name.{span}", number=no, year=str(year), **values)
        if period == whole:
            return name
        return self._texts("report.name.part", name=name, last=f"{period.last:%d/%m/%Y}")

    def file(self, what: str, period: Period, span: Span, *parts: str) -> str:
        """What a file is called: `bao-cao-tuan-2026-11-16-tnmt`, a part `…-den-2026-11-20`."""
        whole = period_containing(period.first, span, self._office.reports.period_rule)
        kind = f"{self._texts(f'report.file.{what}')} {self._texts(f'reporting.span.{span}')}"
        until = f"{self._texts('report.file.until')} {period.last}" if period != whole else ""
        return "-".join(split_tokens(f"{kind} {period.first} {' '.join(parts)} {until}"))

    def agency(self, code: str) -> str:
        """An agency's name, or that the case has not been forwarded."""
        agency = self._office.agencies.get(code)
        return agency.name if agency else self._none(code, "report.no_agency")

    def short_agency(self, code: str) -> str:
        """The same, as it stands on buttons and beside bars."""
        agency = self._office.agencies.get(code)
        return agency.short if agency else self._none(code, "report.no_agency")

    def code(self, fact: CaseFact) -> str:
        """The code of a case in a list; an urgent one says so."""
        return self._texts("report.urgent", code=fact.code) if fact.urgent else fact.code

    def field(self, code: str) -> str:
        """A field's name."""
        field = self._office.fields.get(code)
        return field.name if field else self._none(code, "desk.no_field")

    def commune(self, code: str) -> str:
        """A commune's name."""
        commune = self._office.communes.get(code)
        return (
            f"{commune.kind} {commune.name}" if commune else self._none(code, "report.no_commune")
        )

    def _none(self, code: str, key: str) -> str:
        return self._texts("report.withheld.group" if code == WITHHELD else key)

    def year(self, period: Period, span: Span) -> int:
        """The year a period is reported in."""
        return number_of_period(
            period_containing(period.first, span, self._office.reports.period_rule), span
        )[1]

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
