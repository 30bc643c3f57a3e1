"""What a report is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from rules.closed_period import StatisticsCorrection
from rules.filing_times import FilingTimes
from rules.period_summary import PeriodSummary
from rules.rating_lines import RatingReport
from rules.reporting_period import Span
from storage.closed_periods import ClosedStatistics


class OfficeWaiting(NamedTuple):
    """What waits for a decision of whoever reads, of the office or the chair, now."""

    sorting: int = 0
    extensions: int = 0
    publishing: int = 0
    signing: int = 0
    apologies: int = 0
    refusals: int = 0
    """Proposed by somebody else."""


class AgencyWaiting(NamedTuple):
    """The codes of the cases of an agency that wait for its leader, the urgent marked and first."""

    signing: Sequence[str]
    """An answer waits for the signature."""
    unassigned: Sequence[str]
    """Nobody has taken it."""
    apologies: Sequence[str]
    """Late, and the apology is not signed."""


class Turnout(NamedTuple):
    """How many ratings came from how many visitors, of the weeks and places that were counted."""

    slips: int
    visitors: int


class ReportSource(NamedTuple):
    """A summary and what is needed to put it in words."""

    summary: PeriodSummary
    span: Span
    agency: str
    """Whose report it is; empty: the whole office's."""
    names: Mapping[int, str]
    """What colleagues call the people who handle cases, by id."""
    waiting: OfficeWaiting | AgencyWaiting | None
    """None: nothing is said of it, as in a report of the past."""
    ratings: RatingReport
    """What visitors of the one-stop offices said in the period."""
    outage_minutes: int
    made_at: datetime
    filing: FilingTimes | None = None
    """How long reporting took in the period; None in an agency's report."""
    closed: ClosedStatistics | None = None
    """When the period was closed: the summary's counts are those of then, unless `recounted`."""
    recounted: bool = False
    """Closed is only the whole: an agency's counts, or those up to a day, are from the log."""
    low_waiting: int = 0
    """Low scores of the period the rated places have not answered."""
    turnout: Turnout | None = None
    """None: nobody counted the visitors."""
    corrections: Sequence[StatisticsCorrection] = ()
    """What the log says otherwise today."""
