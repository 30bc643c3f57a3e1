"""A rating report in words and rows: what pages, sheets and chat show, nothing left to compute."""

from __future__ import annotations

from typing import Any

from bot.texts import Texts
from messages_vi import written
from publish.reports.satisfaction_statistics import SatisfactionStatistics
from rules.office import Office
from rules.rating_lines import FactorLine, RatingLine, RatingReport
from rules.reporting_period import NamedPeriod
from rules.satisfaction_index import TargetVerdict


class SatisfactionWords:
    """Says figures in the reader's language."""

    def __init__(self, texts: Texts, office: Office) -> None:
        self._t = texts
        self._office = office

    def period(self, period: NamedPeriod) -> str:
        """`tháng 11/2026 (01/11/2026 - 30/11/2026)`: by which rule it runs, its days say."""
        return self._t(
            f"figures.period.{period.span}",
            number=str(period.number),
            year=str(period.year),
            first=f"{period.days.first:%d/%m/%Y}",
            last=f"{period.days.last:%d/%m/%Y}",
        )

    def percent(self, line: RatingLine) -> str:
        """The percentage, or that there is too little to tell one."""
        if line.percent is None:
            return self._t("figures.too_few")
        return self._t("figures.percent", percent=line.percent)

    def _given(self, line: RatingLine) -> str:
        """How many answers, and of how many people where that is another number."""
        key = "given" if line.people == line.share.n else "given_by"
        return self._t(f"figures.page.{key}", n=line.share.n, people=line.people)

    def _interval(self, line: RatingLine) -> str:
        if line.interval is None:
            return ""
        low, high = (written(bound / 10) for bound in line.interval)
        return self._t("figures.interval", low=low, high=high)

    def _change(self, line: RatingLine) -> str:
        if line.change is None:
            return ""
        if line.change == 0:
            return self._t("figures.change.same")
        return self._t(f"figures.change.{'up' if line.change > 0 else 'down'}", n=abs(line.change))

    def row(self, line: RatingLine) -> dict[str, Any]:
        """A line as a template shows it."""
        with_marked = line.with_marked.percent
        marked = line.with_marked.n - line.share.n
        return {
            "code": line.code,
            "name": line.name,
            "percent": self.percent(line),
            "n": written(line.share.n),
            "given": self._given(line),
            "satisfied": written(line.share.satisfied),
            "dissatisfied": written(line.dissatisfied),
            "interval": self._interval(line),
            "change": self._change(line),
            "marked": written(marked) if marked else "",
            "with_marked": self._t("figures.percent", percent=with_marked)
            if marked and with_marked is not None and line.enough
            else "",
            "tenths": line.share.tenths if line.enough else None,
            "low": line.interval.low if line.interval else None,
            "high": line.interval.high if line.interval else None,
            "counts": [written(line.counts[score]) for score in (5, 4, 3, 2, 1)],
        }

    def factor(self, one: FactorLine, year: int) -> dict[str, Any]:
        """A factor's row with the plan beside it; a target of another than this year says so."""
        row = self.row(one.line)
        row |= {"plan": "", "baseline": "", "readings": "", "verdict": "", "reached": None}
        row |= {"source": "", "target_tenths": None, "surveys": self._surveys(one)}
        if one.target is not None:
            aim = one.relative if one.target.reading == "relative" else one.points
            row["baseline"] = self._t(
                "figures.baseline", year=str(one.target.baseline_year), percent=one.target.baseline
            )
            key = "figures.target" if one.target.year == year else "figures.target_latest"
            row["plan"] = self._t(key, year=str(one.target.year), percent=aim)
            row["readings"] = self._t(
                f"figures.reading.{one.target.reading}", points=one.points, relative=one.relative
            )
            row["source"] = one.target.source
            row["target_tenths"] = round(aim * 10)
            row["verdict"], row["reached"] = self._verdict(one)
        return row

    def _surveys(self, one: FactorLine) -> list[str]:
        return [
            self._t(
                "figures.survey",
                year=str(survey.year),
                percent=survey.percent,
                n=survey.n,
                source=survey.source,
            )
            for survey in one.surveys
        ]

    def _verdict(self, one: FactorLine) -> tuple[str, bool | None]:
        verdict: TargetVerdict | None = one.verdict
        if verdict is None:
            return self._t("figures.verdict.none"), None
        if not one.line.enough:
            return self._t("figures.verdict.too_few"), None
        if verdict.reached is None:
            return self._t("figures.verdict.open", interval=self._interval(one.line)), None
        if verdict.reached:
            return self._t("figures.verdict.reached", n=verdict.answers), True
        bad = one.line.share.n - one.line.share.satisfied
        return self._t("figures.verdict.missed", n=verdict.answers, bad=bad), False

    def forms(self, found: RatingReport) -> list[dict[str, Any]]:
        """The forms in points, each with its band."""
        return [
            {
                "name": one.form.name,
                "basis": one.form.basis,
                "confirmed": one.form.confirmed,
                "band": one.band or self._t("figures.too_few"),
                "percent": self._t("figures.percent", percent=one.points.percent)
                if one.enough and one.points.percent is not None
                else self._t("figures.too_few"),
                "n": written(sum(n for _, n in one.bands)),
                "bands": [(name, written(n)) for name, n in one.bands],
            }
            for one in found.forms
        ]

    def sentences(self, found: SatisfactionStatistics, scope: str) -> list[str]:
        """Three sentences: how it stands, what dissatisfies most, how far it may be trusted."""
        return [
            capitalised(self._standing(found, scope)),
            self._dissatisfying(found),
            self._caution(found),
        ]

    def _standing(self, found: SatisfactionStatistics, scope: str) -> str:
        line = found.report.overall
        key = "standing" if line.enough else "standing_few"
        return self._t(
            f"figures.sentence.{key}",
            period=self.period(found.period),
            scope=scope,
            percent=self.percent(line),
            n=line.share.n,
            least=self._office.ratings.honesty.minimum,
            interval=self._interval(line),
            change=self._change(line) or self._t("figures.change.none"),
        )

    def _dissatisfying(self, found: SatisfactionStatistics) -> str:
        worst = found.report.worst
        if not worst:
            return self._t("figures.sentence.no_worst")
        parts = [
            self._t(
                "figures.sentence.one_worst",
                name=line.name,
                percent=self.percent(line),
                n=line.share.n,
                change=self._change(line) or self._t("figures.change.none"),
            )
            for line in worst[:2]
        ]
        text = self._t("figures.sentence.worst", parts="; ".join(parts))
        if found.phrases:
            said = ", ".join(f"“{phrase.text}” ({phrase.n})" for phrase in found.phrases[:3])
            text += " " + self._t("figures.sentence.said", phrases=said)
        return text

    def _caution(self, found: SatisfactionStatistics) -> str:
        line = found.report.overall
        marked = found.report.marked
        if not marked:
            return self._t("figures.sentence.caution")
        share = line.with_marked.percent
        return self._t(
            "figures.sentence.caution_marked",
            n=marked,
            percent=self._t("figures.percent", percent=share)
            if share is not None and line.enough
            else self._t("figures.too_few"),
        )


def capitalised(sentence: str) -> str:
    """A sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]
