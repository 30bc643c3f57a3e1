"""The figures of a period as they were closed: what is frozen, its hash, and what changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rules.figures import Line, Summary

GROUPS = ("by_agency", "by_field", "by_commune")
APART = ("questions", "references", "sealed")


class Correction(NamedTuple):
    """A count that is no longer what was closed."""

    group: str
    """`line` for the whole, or one of GROUPS."""
    code: str
    name: str
    """Of the count, as in Line."""
    closed: int
    now: int


def frozen(summary: Summary) -> dict[str, Any]:
    """Every count of a summary as plain data."""
    return {
        "first": str(summary.period.first),
        "last": str(summary.period.last),
        "line": summary.line._asdict(),
        **{
            group: {code: line._asdict() for code, line in getattr(summary, group).items()}
            for group in GROUPS
        },
        **{name: getattr(summary, name) for name in APART},
    }


def digest(figures: Mapping[str, Any]) -> str:
    """SHA-256 of the figures written as JSON with sorted keys, without blanks, in UTF-8."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def corrections(closed: Mapping[str, Any], summary: Summary) -> list[Correction]:
    """What the log says otherwise today than when the period was closed."""
    return list(_differences(closed, frozen(summary)))


def _differences(closed: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Correction]:
    yield from _line("line", "", closed["line"], now["line"])
    for name in APART:
        if closed[name] != now[name]:
            yield Correction("line", "", name, closed[name], now[name])
    for group in GROUPS:
        for code in sorted({*closed[group], *now[group]}):
            yield from _line(group, code, closed[group].get(code, {}), now[group].get(code, {}))


def _line(
    group: str, code: str, closed: Mapping[str, int], now: Mapping[str, int]
) -> Iterator[Correction]:
    # A count this program does not know, or did not know then, is nothing to compare.
    for name in Line._fields:
        before, after = closed.get(name, 0), now.get(name, 0)
        if before != after and (name in closed or not closed):
            yield Correction(group, code, name, before, after)


def as_closed(summary: Summary, closed: Mapping[str, Any]) -> Summary:
    """The summary with the counts that were closed; lists and times are as the log says.

    So is a count that nobody knew then.
    """

    def line(now: Line, values: Mapping[str, int]) -> Line:
        return now._replace(**{name: values[name] for name in Line._fields if name in values})

    def lines(group: str) -> dict[str, Line]:
        now = getattr(summary, group)
        return {code: line(now.get(code, Line()), then) for code, then in closed[group].items()}

    return summary._replace(
        line=line(summary.line, closed["line"]),
        by_agency=lines("by_agency"),
        by_field=lines("by_field"),
        by_commune=lines("by_commune"),
        questions=closed["questions"],
        references=closed["references"],
        sealed=closed["sealed"],
    )
