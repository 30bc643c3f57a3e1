"""What a message may be, told from its words: a hint for a question, never a decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from rules import word_proximity
from rules.danger_band import DangerBand, danger_band
from rules.examples import resemblance_to_examples
from rules.heard_text import HeardText, holds_phrase, with_compounds
from rules.office_words import Recognition

_SENTENCE: Final = 5
"""Of fewer words likeness says nothing."""
_GREETING: Final = 6
"""Words: so short a greeting is nothing but one."""
_LIKE_GRIEVANCE: Final = 10.0
"""How sure likeness must be; found so that about three of 100 ordinary reports reach it."""


class Recognised(NamedTuple):
    """Which lists of the office's words a text touches; `outside` is the likelier law or empty."""

    complaint: bool
    denunciation: bool
    danger: bool
    despair: bool
    question: bool
    conduct: bool
    behaviour: bool
    praise: bool
    rule: bool
    proposal: bool
    insult: bool
    officer: bool
    status: bool
    greeting: bool
    papers: bool
    shows_papers: bool
    """It says of a picture that it is one of identity papers."""
    doubtful: bool
    """Somebody may be in danger, or nothing of the kind: only asking tells."""
    grievance: bool
    """It sounds like a complaint or a denunciation, without a word that says which."""

    @property
    def outside(self) -> bool:
        """Whether it may be a complaint or a denunciation, which are no PAKN: to be asked."""
        return self.complaint or self.denunciation or self.grievance

    @property
    def emergency(self) -> bool:
        """Whether somebody's life may be in danger, by whatever or by their own hand."""
        return self.danger or self.despair

    @property
    def alarming(self) -> bool:
        """Whether the question of danger must not wait."""
        return self.emergency or self.doubtful


def recognise_text(text: str, lists: Recognition) -> Recognised:
    """Look for the phrases of each list, for words that together say the same, for likeness.

    Case, diacritics, shorthand and a typo in a phrase do not matter.

    Where a text has diacritics they count for short phrases (`to cao`, big and tall, is no
    `tố cáo`). Insults are matched as written: folded, many a decent word becomes one.
    """
    said = HeardText.of(text)
    places = word_proximity.places_of_groups(said.raw, said.folded, lists.groups)
    combined = word_proximity.proximity_hints(places, lists.together)
    hints = {name: name in combined or _any(said, name, getattr(lists, name)) for name in _LISTS}
    likeness = _sounds(said, lists, "danger")
    band = danger_band(text, places, lists, spoken_of=hints["danger"], likeness=likeness)
    hints["danger"] = band is DangerBand.SURE
    only_greets = hints["greeting"] and len(said.folded) <= _GREETING
    return Recognised(
        **hints,
        doubtful=band is DangerBand.ASK and not only_greets,
        shows_papers="shows_papers" in combined,
        grievance=_sounds(said, lists, "outside") >= _LIKE_GRIEVANCE,
    )


def speaks_of_behaviour(text: str, lists: Recognition) -> bool:
    """Whether some words say what complaints say of people, by whatever list."""
    said = HeardText.of(text)
    places = word_proximity.places_of_groups(said.raw, said.folded, lists.groups)
    if "behaviour" in word_proximity.proximity_hints(places, lists.together):
        return True
    return any(_any(said, name, getattr(lists, name)) for name in _BADLY)


def calls_off_danger(text: str, lists: Recognition) -> bool:
    """Whether who told of danger says that there is none after all, and nothing of another."""
    said = HeardText.of(text)
    off = any(holds_phrase(said, phrase) for phrase in lists.called_off)
    doubted = any(holds_phrase(said, phrase) for phrase in lists.called_off_unless)
    return off and not doubted and not recognise_text(text, lists).emergency


def phrases_said(text: str, phrases: Iterable[str]) -> list[str]:
    """Those of the phrases a text holds, heard as the lists of hints are."""
    said = HeardText.of(text)
    return [phrase for phrase in phrases if holds_phrase(said, phrase)]


def _sounds(said: HeardText, lists: Recognition, name: Literal["danger", "outside"]) -> float:
    """How much more it sounds like one kind of examples than like everything else."""
    if len(said.folded) < _SENTENCE:
        return 0.0
    examples, names = lists.examples, lists.before_names if name == "danger" else ()
    other = examples.outside if name == "danger" else examples.danger
    words = with_compounds(said.folded, lists.compounds, names)
    return resemblance_to_examples(words, getattr(examples, name), examples.plain + other)


_LISTS: Final = tuple(
    name for name in Recognised._fields if name not in {"grievance", "shows_papers", "doubtful"}
)


_BADLY: Final = ("behaviour", "conduct", "denunciation")


def _any(said: HeardText, name: str, phrases: Iterable[str]) -> bool:
    strict = name == "insult"
    return any(holds_phrase(said, phrase, strict=strict) for phrase in phrases)
