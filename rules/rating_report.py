"""What a period's tallies say: by question, factor, counter, agency, commune; nothing blended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from rules.office import Office
from rules.rating_forms import OVERALL, RatingForm, Ratings
from rules.rating_lines import (
    NO_COUNTS,
    FactorLine,
    FormLine,
    RatingCounts,
    RatingLine,
    RatingReport,
)
from rules.satisfaction_index import (
    judge_target,
    points_of_counts,
    share_of_counts,
    target_percentage,
)
from rules.sipas import Share

Where = Callable[[RatingCounts], bool]


class _Counts:
    """Sums tallies of this period and the one before."""

    def __init__(
        self,
        now: Sequence[RatingCounts],
        before: Sequence[RatingCounts],
        ratings: Ratings,
    ) -> None:
        self._now, self._before, self._minimum = now, before, ratings.honesty.minimum
        # Of these questions a slip has one: their answers are of as many people.
        self._alike = {
            code: form.code for form in ratings.of_kind("case") for code in form.questions
        }

    def line(self, code: str, name: str, where: Where) -> RatingLine:
        chosen = [tally for tally in self._now if where(tally)]
        clean = [tally for tally in chosen if not tally.marked]
        earlier = [tally for tally in self._before if where(tally) and not tally.marked]
        people, people_then = self._people(clean), self._people(earlier)
        return RatingLine(
            code,
            name,
            total_counts(tally.counts for tally in clean),
            share_of_counts(total_counts(tally.counts for tally in chosen)),
            share_of_counts(total_counts(tally.counts for tally in earlier)),
            enough=people >= self._minimum,
            comparable=people_then >= self._minimum,
            people=people,
        )

    def _people(self, tallies: Iterable[RatingCounts]) -> int:
        """How many answered at least: nobody answers one question twice."""
        answers: Counter[str] = Counter()
        for tally in tallies:
            question = self._alike.get(tally.question, tally.question)
            answers[question] += share_of_counts(tally.counts).n
        return max(answers.values(), default=0)


def tallies_of_crowds(tallies: Iterable[RatingCounts], least: int) -> list[RatingCounts]:
    """Without the criteria that fewer than so many answered at a place, in its rows and any sum.

    The overall score was counted in groups already; what is about no counter is of an answer.
    """
    return [
        tally
        for tally in tallies
        if tally.question == OVERALL or not tally.counter or sum(tally.counts) >= least
    ]


def total_counts(counts: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Several counts added up, place by place."""
    sums = list(NO_COUNTS)
    for one in counts:
        for place, n in enumerate(one):
            sums[place] += n
    return tuple(sums)


def build_rating_report(
    office: Office, now: Sequence[RatingCounts], before: Sequence[RatingCounts], worst: int = 3
) -> RatingReport:
    """Every figure of a period from its tallies and those of the period before."""
    ratings = office.ratings
    counts = _Counts(now, before, ratings)
    factor_of = {code: question.factor for code, (_, question) in ratings.questions.items()}
    questions = tuple(
        counts.line(code, question.text, lambda tally, code=code: tally.question == code)  # type: ignore[misc]
        for code, (form, question) in ratings.questions.items()
        if not form.options_of(question)
    )
    ranked = sorted(
        (q for q in questions if q.enough and q.share.satisfied < q.share.n),
        key=lambda line: line.share.satisfied / line.share.n,
    )
    cases = {code for form in ratings.of_kind("case") for code in form.questions}
    return RatingReport(
        overall=counts.line(OVERALL, "", lambda tally: tally.question == OVERALL),
        factors=tuple(
            line_against_plan(
                office,
                counts.line(code, factor.name, lambda t, c=code: factor_of.get(t.question) == c),  # type: ignore[misc]
            )
            for code, factor in ratings.factors.items()
        ),
        questions=questions,
        counters=_by(counts, now, "counter", _names(ratings.counters), {OVERALL}),
        agencies=_by(counts, now, "agency", _names(office.agencies), {OVERALL}),
        communes=_by(counts, now, "commune", _names(office.communes), {OVERALL}),
        answers=_by(counts, now, "agency", _names(office.agencies), cases),
        forms=tuple(_form(form, now, ratings.honesty.minimum) for form in _in_points(office)),
        worst=tuple(ranked[:worst]),
        marked=sum(sum(t.counts) for t in now if t.marked and t.question == OVERALL),
    )


def _names(rows: Mapping[str, object]) -> dict[str, str]:
    return {code: str(getattr(row, "name")) for code, row in rows.items()}  # noqa: B009


def _by(
    counts: _Counts,
    now: Sequence[RatingCounts],
    place: str,
    names: Mapping[str, str],
    questions: set[str],
) -> tuple[RatingLine, ...]:
    """One line for each counter, agency or commune that was rated, in the office's order."""
    met = {getattr(tally, place) for tally in now if tally.question in questions}
    order = [code for code in names if code in met] + sorted(met - names.keys() - {""})
    return tuple(
        counts.line(
            code,
            names.get(code, code),
            lambda t, code=code: t.question in questions and getattr(t, place) == code,  # type: ignore[misc]
        )
        for code in order
    )


def line_against_plan(office: Office, line: RatingLine) -> FactorLine:
    """A figure beside the plan's latest row for the factor its code names, and the surveys."""
    rows = [row for row in office.ratings.plan if row.factor == line.code]
    target = max(rows, key=lambda row: row.year, default=None)
    surveys = tuple(row for row in office.ratings.surveys if row.factor == line.code)
    if target is None:
        return FactorLine(line, None, 0.0, 0.0, None, surveys)
    verdict = judge_target(line.share, target_percentage(target), line.interval)
    readings = (
        float(target_percentage(target, "points")),
        float(target_percentage(target, "relative")),
    )
    return FactorLine(line, target, *readings, verdict, surveys)


def _in_points(office: Office) -> list[RatingForm]:
    return [form for form in office.ratings.forms.values() if form.bands]


def _form(form: RatingForm, now: Sequence[RatingCounts], minimum: int) -> FormLine:
    by_question: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for tally in now:
        if not tally.marked:
            by_question[tally.question].append(tally.counts)
    shares = [
        points_of_counts(total_counts(by_question[code]), form.values_of(question)[0])
        for code, question in form.questions.items()
    ]
    points = Share(sum(s.satisfied for s in shares), sum(s.n for s in shares))
    slips = total_counts(by_question[form.code])
    bands = tuple(
        (band.name, slips[len(form.bands) - 1 - place]) for place, band in enumerate(form.bands)
    )
    enough = sum(slips) >= minimum
    earned = points.satisfied * 100 / points.n if points.n else 0.0
    band = next(band.name for band in form.bands if earned >= band.percent) if enough else ""
    return FormLine(form, points, band, bands, enough)
