"""The ratings as open data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from publish.reports.satisfaction_statistics import SatisfactionStatistics
from rules.rating_lines import RatingLine

RATING_COLUMNS = ("kind", "code", "name", "percent", "satisfied", "n", "low", "high")


MORE_RATING_COLUMNS = (
    "percent_with_marked",
    "n_with_marked",
    "percent_before",
    "n_before",
    "people",
    "dissatisfied",
)


def rating_rows(found: SatisfactionStatistics) -> list[dict[str, Any]]:
    """Every line of a report as plain data; a percentage of too few answers is left empty."""
    report = found.report
    kinds: dict[str, Sequence[RatingLine]] = {
        "overall": [report.overall],
        "factor": [one.line for one in report.factors],
        "criterion": report.questions,
        "counter": report.counters,
        "agency": report.agencies,
        "commune": report.communes,
        "answers_by_agency": report.answers,
    }
    return [_row(kind, line) for kind, lines in kinds.items() for line in lines]


def _row(kind: str, line: RatingLine) -> dict[str, Any]:
    bounds = line.interval
    return {
        "kind": kind,
        "code": line.code,
        "name": line.name,
        "percent": line.percent,
        "satisfied": line.share.satisfied,
        "n": line.share.n,
        "low": bounds.low / 10 if bounds else None,
        "high": bounds.high / 10 if bounds else None,
        "percent_with_marked": line.with_marked.percent if line.enough else None,
        "n_with_marked": line.with_marked.n,
        "percent_before": line.before.percent if line.enough and line.comparable else None,
        "n_before": line.before.n,
        "people": line.people,
        "dissatisfied": line.dissatisfied,
    }
