"""Two matters in one report: where it may be cut so that each half is of a field of its own.

Rather nothing than wrong: only where list or sentence parts them, each half names its field
plainly and nothing of the other's, and two agencies would answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from rules.contact_in_report import words_without_contact
from rules.office_directory import Field
from rules.place_alone import is_place_alone
from rules.routing import FieldProposal, Router
from rules.text import split_words, to_nfc

CLEAR: Final = 0.5
"""The share of the evidence a half must give its field: one phrase of two words, unopposed."""
CLEAR_IF_PARTED: Final = 0.4
"""The same where a list, or a word like `ngoài ra`, says that something else begins."""
_AHEAD: Final = 1.5
"""How far before all other fields of its half."""
LEAST_WORDS: Final = 2
LONGEST: Final = 1000
"""Characters: a longer text is one long story."""
MOST_CUTS: Final = 8
MOST_ITEMS: Final = 2
_ITEM: Final = re.compile(r"(?:(?<=\s)|(?<=[.;:,])|^)(?P<n>\d)[.)/]\s*(?=[^\W\d])")
_ENDS: Final = re.compile(r"[.!?;]+(?=\s)|\n+")
_TURNS: Final = re.compile(
    r"(?<!\w)(?:còn(?= (?:ngoài|ở|chỗ|chuyện|việc|bên) )|ngoài ra|ngoai ra|với lại|voi lai|thêm nữa"
    r"|them nua|bên cạnh đó|ben canh do|một việc nữa|mot viec nua|việc nữa là|viec nua la"
    r"|(?:thứ hai|thu hai)(?= là| la|,|:)|hai là)(?!\w)",
    re.IGNORECASE,
)


class TwoMatters(NamedTuple):
    """The halves as they were written, and the field of each."""

    texts: tuple[str, str]
    fields: tuple[str, str]


def two_matters_in(text: str, router: Router, fields: Mapping[str, Field]) -> TwoMatters | None:
    """The halves of a report that falls into two matters at one place, or None."""
    text = to_nfc(text)
    items = list(_ITEM.finditer(text))
    if len(text) > LONGEST or len(items) > MOST_ITEMS:
        return None
    parted = _parted(text, items)
    clear = CLEAR_IF_PARTED if parted else CLEAR
    cuts = parted or list(_sentences(text))
    if len(cuts) > MOST_CUTS:
        return None
    found = [
        matters
        for cut in cuts
        if (matters := _halves(text[:cut].strip(), text[cut:].strip(), router, clear))
        and fields[matters.fields[0]].agency != fields[matters.fields[1]].agency
    ]
    return found[0] if found and len({one.fields for one in found}) == 1 else None


def _parted(text: str, items: Sequence[re.Match[str]]) -> Sequence[int]:
    """Where a list, or the writer in words, begins something new."""
    if [item["n"] for item in items] == ["1", "2"]:
        return [items[1].start()]
    return [turn.start() for turn in _TURNS.finditer(text) if turn.start()]


def _sentences(text: str) -> Iterable[int]:
    return [end.end() for end in _ENDS.finditer(text)]


def _halves(one: str, other: str, router: Router, clear: float) -> TwoMatters | None:
    told = matter_told(one), matter_told(other)
    if min(len(split_words(half)) for half in told) < LEAST_WORDS:
        return None
    first, second = (router.propose(half) for half in told)
    if not (_is_clear(first, clear) and _is_clear(second, clear)):
        return None
    if first[0].field in _named(second) or second[0].field in _named(first):
        return None
    return TwoMatters((one, other), (first[0].field, second[0].field))


def matter_told(text: str) -> str:
    """Without who writes, and without sentences that say but where."""
    left = words_without_contact(text)
    cuts = [0, *_sentences(left), len(left)]
    told = (left[start:end] for start, end in pairwise(cuts))
    return " ".join(one for one in told if not is_place_alone(one))


def _named(proposals: Iterable[FieldProposal]) -> set[str]:
    return {proposal.field for proposal in proposals}


def _is_clear(proposals: tuple[FieldProposal, ...], least: float) -> bool:
    if not proposals or proposals[0].score < least:
        return False
    # Who parts the two in words leaves but the question whose the half is: the office sorts it.
    alone = len(proposals) == 1 or least == CLEAR_IF_PARTED
    return alone or proposals[0].score >= _AHEAD * proposals[1].score
