"""The figures of a period as they were closed: what is frozen, its hash, and what changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rules.period_counts import PeriodCounts
from rules.period_summary import PeriodSummary

COUNT_GROUPS = ("by_agency", "by_field", "by_commune")
TOLD_APART = ("brought_back", "included")
"""Until it was told apart, it was among what was carried over."""
COUNTED_APART = ("questions", "references", "sealed")


class StatisticsCorrection(NamedTuple):
    """A count that is no longer what was closed."""

    group: str
    """`line` for the whole, or one of COUNT_GROUPS."""
    code: str
    name: str
    """Of the count, as in PeriodCounts."""
    closed: int
    now: int


def counts_to_close(summary: PeriodSummary) -> dict[str, Any]:
    """Every count of a summary as plain data."""
    return {
        "first": str(summary.period.first),
        "last": str(summary.period.last),
        "line": summary.line._asdict(),
        **{
            group: {code: line._asdict() for code, line in getattr(summary, group).items()}
            for group in COUNT_GROUPS
        },
        **{name: getattr(summary, name) for name in COUNTED_APART},
    }


def counts_fingerprint(figures: Mapping[str, Any]) -> str:
    """SHA-256 of the figures written as JSON with sorted keys, without blanks, in UTF-8."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def corrections_since_closing(
    closed: Mapping[str, Any], summary: PeriodSummary
) -> list[StatisticsCorrection]:
    """What the log says otherwise today than when the period was closed."""
    return list(_differences(closed, counts_to_close(summary)))


def _differences(
    closed: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[StatisticsCorrection]:
    yield from _count_differences("line", "", closed["line"], now["line"])
    for name in COUNTED_APART:
        if closed[name] != now[name]:
            yield StatisticsCorrection("line", "", name, closed[name], now[name])
    for group in COUNT_GROUPS:
        for code in sorted({*closed[group], *now[group]}):
            yield from _count_differences(
                group, code, closed[group].get(code, {}), now[group].get(code, {})
            )


def _as_counted_then(line: Mapping[str, int]) -> Mapping[str, int]:
    """A line as before it was told apart what was brought back to the table."""
    came_back = sum(line.get(name, 0) for name in TOLD_APART)
    return {**line, "carried": line.get("carried", 0) + came_back}


def _count_differences(
    group: str, code: str, closed: Mapping[str, int], now: Mapping[str, int]
) -> Iterator[StatisticsCorrection]:
    if closed and "brought_back" not in closed:
        now = _as_counted_then(now)
    # A count this program does not know, or did not know then, is nothing to compare.
    for name in PeriodCounts._fields:
        before, after = closed.get(name, 0), now.get(name, 0)
        if before != after and (name in closed or not closed):
            yield StatisticsCorrection(group, code, name, before, after)


def summary_as_closed(summary: PeriodSummary, closed: Mapping[str, Any]) -> PeriodSummary:
    """The summary with the counts that were closed; lists and times are as the log says.

    So is a count that nobody knew then.
    """

    def line(now: PeriodCounts, values: Mapping[str, int]) -> PeriodCounts:
        known = {name: values[name] for name in PeriodCounts._fields if name in values}
        if values and "brought_back" not in values:
            known |= dict.fromkeys((*TOLD_APART, "excluded"), 0)
        return now._replace(**known)

    def lines(group: str) -> dict[str, PeriodCounts]:
        now = getattr(summary, group)
        return {
            code: line(now.get(code, PeriodCounts()), then) for code, then in closed[group].items()
        }

    return summary._replace(
        line=line(summary.line, closed["line"]),
        by_agency=lines("by_agency"),
        by_field=lines("by_field"),
        by_commune=lines("by_commune"),
        questions=closed["questions"],
        references=closed["references"],
        sealed=closed["sealed"],
    )
