"""What a period's tallies say: by question, factor, counter, agency, commune; nothing blended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from rules.index import Interval, Verdict, aim, judged, points_of, share_of, wilson
from rules.office import Office
from rules.rating_forms import OVERALL, Form, Survey, Target
from rules.sipas import Share

NOTHING = (0, 0, 0, 0, 0, 0)


class Counted(Protocol):
    """What storage.rating_figures counts: a Tally."""

    @property
    def counter(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def commune(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def marked(self) -> bool: ...
    @property
    def counts(self) -> tuple[int, ...]: ...


class Line(NamedTuple):
    """One figure: without the marked slips, with them, and of the period before."""

    code: str
    name: str
    counts: tuple[int, ...]
    with_marked: Share
    before: Share
    enough: bool
    comparable: bool
    """Whether the period before had enough as well."""

    @property
    def share(self) -> Share:
        """Satisfied of valid answers, marked slips left out."""
        return share_of(self.counts)

    @property
    def percent(self) -> float | None:
        """In tenths of a percent, cut and never rounded up; None when n is too small."""
        return self.share.percent if self.enough else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval in tenths of a percent; None when n is too small."""
        return wilson(self.share) if self.enough else None

    @property
    def change(self) -> float | None:
        """Percentage points against the period before, to a tenth."""
        if not (self.enough and self.comparable):
            return None
        if self.before.tenths is None or self.share.tenths is None:
            return None
        return (self.share.tenths - self.before.tenths) / 10


class FactorLine(NamedTuple):
    """A factor beside the plan's row, both readings of it, and the official surveys."""

    line: Line
    target: Target | None
    points: float
    relative: float
    verdict: Verdict | None
    """Held against the reading the office chose; None without answers."""
    surveys: tuple[Survey, ...]


class FormLine(NamedTuple):
    """The result of a form in points: percent of what could be had, its band, bands of slips."""

    form: Form
    points: Share
    band: str
    bands: tuple[tuple[str, int], ...]
    enough: bool


class Report(NamedTuple):
    """All figures of a period and of the places asked for."""

    overall: Line
    pooled: Line
    factors: tuple[FactorLine, ...]
    questions: tuple[Line, ...]
    counters: tuple[Line, ...]
    agencies: tuple[Line, ...]
    communes: tuple[Line, ...]
    answers: tuple[Line, ...]
    """How satisfied people are with the answers to their cases, by agency."""
    forms: tuple[FormLine, ...]
    worst: tuple[Line, ...]
    marked: int
    """Slips that were marked."""


Where = Callable[[Counted], bool]


class _Counts:
    """Sums tallies of this period and the one before."""

    def __init__(self, now: Sequence[Counted], before: Sequence[Counted], minimum: int) -> None:
        self._now, self._before, self._minimum = now, before, minimum

    def line(self, code: str, name: str, where: Where) -> Line:
        chosen = [tally for tally in self._now if where(tally)]
        clean = total(tally.counts for tally in chosen if not tally.marked)
        everything = total(tally.counts for tally in chosen)
        before = total(t.counts for t in self._before if where(t) and not t.marked)
        last = share_of(before)
        enough, comparable = (one.n >= self._minimum for one in (share_of(clean), last))
        return Line(code, name, clean, share_of(everything), last, enough, comparable)


def total(counts: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Several counts added up, place by place."""
    sums = list(NOTHING)
    for one in counts:
        for place, n in enumerate(one):
            sums[place] += n
    return tuple(sums)


def report(
    office: Office, now: Sequence[Counted], before: Sequence[Counted], worst: int = 3
) -> Report:
    """Every figure of a period from its tallies and those of the period before."""
    ratings = office.ratings
    counts = _Counts(now, before, ratings.honesty.minimum)
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
    return Report(
        overall=counts.line(OVERALL, "", lambda tally: tally.question == OVERALL),
        pooled=counts.line("pooled", "", lambda tally: bool(factor_of.get(tally.question))),
        factors=tuple(
            against_plan(
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
    now: Sequence[Counted],
    place: str,
    names: Mapping[str, str],
    questions: set[str],
) -> tuple[Line, ...]:
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


def against_plan(office: Office, line: Line) -> FactorLine:
    """A figure beside the plan's latest row for the factor its code names, and the surveys."""
    rows = [row for row in office.ratings.plan if row.factor == line.code]
    target = max(rows, key=lambda row: row.year, default=None)
    surveys = tuple(row for row in office.ratings.surveys if row.factor == line.code)
    if target is None:
        return FactorLine(line, None, 0.0, 0.0, None, surveys)
    verdict = judged(line.share, aim(target))
    readings = float(aim(target, "points")), float(aim(target, "relative"))
    return FactorLine(line, target, *readings, verdict, surveys)


def _in_points(office: Office) -> list[Form]:
    return [form for form in office.ratings.forms.values() if form.bands]


def _form(form: Form, now: Sequence[Counted], minimum: int) -> FormLine:
    by_question: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for tally in now:
        if not tally.marked:
            by_question[tally.question].append(tally.counts)
    shares = [
        points_of(total(by_question[code]), form.values_of(question)[0])
        for code, question in form.questions.items()
    ]
    points = Share(sum(s.satisfied for s in shares), sum(s.n for s in shares))
    slips = total(by_question[form.code])
    bands = tuple(
        (band.name, slips[len(form.bands) - 1 - place]) for place, band in enumerate(form.bands)
    )
    enough = sum(slips) >= minimum
    earned = points.satisfied * 100 / points.n if points.n else 0.0
    band = next(band.name for band in form.bands if earned >= band.percent) if enough else ""
    return FormLine(form, points, band, bands, enough)
