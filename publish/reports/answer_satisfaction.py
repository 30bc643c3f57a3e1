"""How satisfied people are with answers, in words."""

from __future__ import annotations

from rules.office import Office
from rules.period_summary import PeriodSummary
from rules.rating_lines import FactorLine, RatingLine
from rules.rating_report import line_against_plan
from rules.sipas import Share


def answer_satisfaction(office: Office, summary: PeriodSummary) -> FactorLine:
    """How satisfied people were with the answers, beside the plan."""
    line, minimum = summary.line, office.ratings.honesty.minimum
    before = summary.earlier[0].satisfaction if summary.earlier else Share(0, 0)
    neutral = line.rated - line.satisfied - line.dissatisfied
    shown = RatingLine(
        code=office.reports.answers_factor,
        name="",
        counts=(0, 0, line.dissatisfied, neutral, line.satisfied, 0),
        with_marked=line.satisfaction,
        before=before,
        enough=line.rated >= minimum,
        comparable=before.n >= minimum,
        people=line.rated,
    )
    return line_against_plan(office, shown)
