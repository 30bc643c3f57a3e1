"""The words by which the office recognises what is meant."""

from __future__ import annotations

from typing import Literal

from rules.office_data import OfficeStruct


class WordGroup(OfficeStruct, frozen=True, kw_only=True):
    """Words that stand for one thing; `marked` ones are other words without their diacritics."""

    words: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()


class WordProximity(OfficeStruct, frozen=True, kw_only=True):
    """A hint given by one word of each group, if they stand close together.

    `within`: words between two of them at most. `ordered`: only in this order. `unless`: groups
    whose words, there or at most `beside` words away, make it something else.
    """

    hint: Literal["danger", "despair", "complaint", "denunciation", "behaviour", "shows_papers"]
    groups: tuple[str, ...]
    within: int
    ordered: bool = False
    unless: tuple[str, ...] = ()
    beside: int = 3


class MilderDanger(OfficeStruct, frozen=True, kw_only=True):
    """What makes words of danger tell of none that is there now.

    `groups`: each of them is said. `unless`: none of these is, but `inside` words of those.
    `leaves`: it is one band lower, so that it is asked about, or nothing is left of it.
    """

    leaves: Literal["ask", "none"]
    groups: tuple[str, ...]
    unless: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


class Examples(OfficeStruct, frozen=True, kw_only=True):
    """Sentences as people write them: of danger, of complaints and denunciations, of all else."""

    danger: tuple[str, ...]
    outside: tuple[str, ...]
    plain: tuple[str, ...]


class Recognition(OfficeStruct, frozen=True, kw_only=True):
    """Words that make us ask, or hurry; see rules.recognition."""

    complaint: tuple[str, ...]
    denunciation: tuple[str, ...]
    complaint_word: tuple[str, ...] = ()
    """Of `complaint`, what only calls itself one."""
    danger: tuple[str, ...]
    despair: tuple[str, ...]
    question: tuple[str, ...]
    conduct: tuple[str, ...]
    behaviour: tuple[str, ...]
    """What is said of whom it names; alone it says nothing."""
    called: tuple[str, ...]
    """What people say before the name of an official."""
    own_name: tuple[str, ...]
    """How who speaks tells their own name."""
    before_place: tuple[str, ...]
    """What stands before the name of a place, which may be a person's as well."""
    praise: tuple[str, ...]
    rule: tuple[str, ...]
    proposal: tuple[str, ...]
    insult: tuple[str, ...]
    no_danger: tuple[str, ...] = ()
    """By which somebody says that nobody is in danger, unless one of the next is there too."""
    no_danger_unless: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()
    """Two words that are one thing, whatever either sounds like without its marks."""
    before_names: tuple[str, ...] = ()
    """Words after which the name of a hamlet or commune stands, which sounds like nothing."""
    whereabouts: tuple[str, ...] = ()
    """By which somebody says who they are and where, before the name of the place."""
    called_off: tuple[str, ...] = ()
    """By which who told of danger says that it was a mistake, unless one of the next is there."""
    called_off_unless: tuple[str, ...] = ()
    officer: tuple[str, ...]
    status: tuple[str, ...]
    greeting: tuple[str, ...]
    papers: tuple[str, ...]
    groups: dict[str, WordGroup]
    together: tuple[WordProximity, ...]
    milder: tuple[MilderDanger, ...] = ()
    examples: Examples


class Language(OfficeStruct, frozen=True, kw_only=True):
    """A language we do not speak: how it is known, and what we say in it all the same."""

    code: str
    name: str
    greetings: tuple[str, ...]
    words: tuple[str, ...]
    welcome: str
    """With `{numbers}` to call in danger."""
    taken: str
    urgent: str = ""
    """In danger, with `{numbers}`; empty: nobody who speaks it has written it."""
    checked: bool = False
    """Whether somebody who speaks it has read it."""


class SpokenIntent(OfficeStruct, frozen=True, kw_only=True):
    """One thing a short message may want: a phrase it must hold, words that may stand beside."""

    says: tuple[str, ...]
    about: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    """As `says`, but in the middle of a report they are words of the report."""
    unless: tuple[str, ...] = ()
    """What makes a story of it: `xã không cho gặp cán bộ`."""
    beside: tuple[str, ...] = ()
    """Other intents whose phrases may stand beside: `xong rồi, 5 sao`."""
    of_case: tuple[str, ...] = ()
    """As `says`, but only beside words of the case it is said of: `đèn vẫn ...`."""


class Praise(OfficeStruct, frozen=True, kw_only=True):
    """What tells thanks for something done from thanks before a new report."""

    done: tuple[str, ...]
    but: tuple[str, ...]
    marked: tuple[str, ...] = ()
    """As `but`, where they are written with their diacritics."""


class Intents(OfficeStruct, frozen=True, kw_only=True):
    """Whole messages that want one thing, the likeliest first; see rules.intents."""

    polite: tuple[str, ...]
    short: tuple[str, ...]
    """Shorthand of such messages: `r: rồi`."""
    around_code: tuple[str, ...]
    around_number: tuple[str, ...] = ()
    """What may stand beside an emergency number that is all a message says: `gọi`."""
    said: dict[str, SpokenIntent]
    praise: Praise
    scores: dict[str, SpokenIntent]
    """What says how good an answer is, by the code of a score: these say `rated` too."""
