"""What visitors of the one-stop offices said, with all that belongs to the share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.texts import Texts
from publish.reports.report_names import ReportNames
from publish.reports.report_source import ReportSource
from rules.rating_lines import RatingLine
from rules.sipas import Share


class OneStopWords:
    """Never a share without its n, who was dissatisfied, and what was left out."""

    def __init__(self, texts: Texts, names: ReportNames) -> None:
        self._texts = texts
        self._names = names

    def sentence(self, source: ReportSource) -> str:
        """How satisfied they were, and what of it waits."""
        overall = source.ratings.overall
        rest = "".join(self._rest(source))
        if not overall.share.n:
            return self._texts("report.one_stop.none", rest=rest)
        share = self._names.share(overall.share)
        bad = overall.dissatisfied
        return self._texts("report.one_stop.some", share=share, dissatisfied=bad, rest=rest)

    def _rest(self, source: ReportSource) -> Iterator[str]:
        found = source.ratings
        if found.marked:
            yield self._texts("report.one_stop.apart", n=found.marked)
        if source.low_waiting:
            yield self._texts("report.one_stop.low", n=source.low_waiting)
        if source.turnout is not None:
            slips, visitors = source.turnout
            percent = Share(min(slips, visitors), visitors).percent
            yield self._texts(
                "report.one_stop.turnout", slips=slips, visitors=visitors, percent=percent
            )
        for kind, lines in (
            ("place", found.counters),
            ("factor", [one.line for one in found.factors]),
        ):
            worst = worst_line(lines)
            if worst is not None:
                share = self._names.share(worst.share)
                yield self._texts(f"report.one_stop.worst.{kind}", name=worst.name, share=share)


def worst_line(lines: Sequence[RatingLine]) -> RatingLine | None:
    """The least satisfied of several that have enough answers; None where there are not two."""
    told = [one for one in lines if one.enough]
    if len(told) < 2:
        return None
    return min(told, key=lambda one: one.share.satisfied / one.share.n)
