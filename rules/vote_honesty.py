"""How many ratings of a place may be believed, by how many people visit it; nothing is deleted."""

from __future__ import annotations

import math
from typing import Final, Literal, NamedTuple

from rules.office_data import OfficeStruct
from rules.sipas import Score

_WORKING_MINUTES: Final = 480
_BUSY: Final = 3
"""In its busiest minutes a counter has so many times the visitors of a usual one."""
_DEVIATIONS: Final = 4
"""Of what arrives by chance one in some ten thousand lies further above what is expected."""


class Honesty(OfficeStruct, frozen=True, kw_only=True):
    """Fewer answers than `minimum` have no percentage; what looks made is marked, not deleted."""

    minimum: int
    words_minimum: int
    visitors: int = 100
    """People a day, of a counter that does not say."""
    network_share: float = 0.3
    """Of the visitors of a day no more rate on phones by one network."""
    burst_count: int = 4
    """So many new phones of one network are believed in any `burst_minutes`, wherever it is."""
    burst_minutes: int
    network_day_count: int = 6
    """So many phones of one network are believed on any day."""
    series_count: int
    device_day_count: int = 3
    """So many people rate one counter on one device of their own on a day."""
    dossier_day_count: int = 5
    """So many dossiers one person rates on a day."""
    late_days: int
    low: Score
    low_group: int = 3
    """Fewer low scores of a counter are told at the end of the week: one alone tells who it was."""
    tell_from_hour: int = 8
    """The hour of a working day from which leaders are told of earlier days' low scores."""
    period_rule: Literal["reporting", "calendar"]
    """As in rules.reporting_period; what the office's own reports use is set with the reports."""
    confirmed: bool = False


class KioskRules(OfficeStruct, frozen=True, kw_only=True):
    """Tablets at the counters: how one is enrolled, and what it may hand in unmarked."""

    code_minutes: int = 30
    """How long a code that enrols a tablet is good."""
    old_link_days: int = 90
    """So long after the upgrade the links work on that tablets had before they were enrolled."""
    burst_count: int = 13
    """So many in `Honesty.burst_minutes` are believed of any tablet: people after a hand-out."""
    run_count: int = 4
    run_seconds: int = 8
    """So many taps in a row, each so soon after the one before, are of one hand."""
    open_from: int = 6
    open_until: int = 19
    """Between these hours somebody can stand before it."""


class Believable(NamedTuple):
    """How many are believed in a stretch of minutes, and on a whole day."""

    in_minutes: int
    on_day: int


def believable_phones(honesty: Honesty, visitors: int) -> Believable:
    """Of one network, for a counter with so many visitors a day."""
    expected = visitors * honesty.network_share
    return Believable(
        max(honesty.burst_count, _most(_at_its_busiest(expected, honesty.burst_minutes))),
        max(honesty.network_day_count, _most(expected)),
    )


def believable_taps(honesty: Honesty, kiosks: KioskRules, visitors: int) -> Believable:
    """Of one tablet: everybody who comes may tap."""
    return Believable(
        max(kiosks.burst_count, _most(_at_its_busiest(visitors, honesty.burst_minutes))),
        _most(visitors),
    )


def _at_its_busiest(a_day: float, minutes: int) -> float:
    return a_day * minutes / _WORKING_MINUTES * _BUSY


def _most(expected: float) -> int:
    return math.ceil(expected + _DEVIATIONS * math.sqrt(expected))
