"""Who sees what of a case: the table a head of office reads, and that the tests try to break.

It decides nothing; `handlers/case/access.py` does. Whatever is not in the table is seen by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple


class CaseKind(StrEnum):
    """What a case is about, as far as it matters to who may see it."""

    ORDINARY = "ordinary"
    CONDUCT = "conduct"
    """About the people of an agency, nobody named."""
    NAMED = "named"
    """About one official who is named."""
    ABOUT_OFFICE = "about_office"
    """About the receiving office, nobody named."""
    APPEALED = "appealed"
    """Its owner asked for the level above."""
    RESTRICTED = "restricted"


class CaseStage(StrEnum):
    """Whether the office still sorts a case, an agency has it, or it ended there."""

    SORTING = "sorting"
    FORWARDED = "forwarded"
    ENDED = "ended"


class CaseWitness(StrEnum):
    """What somebody is to a case."""

    OWNER = "owner"
    FOLLOWER = "follower"
    STRANGER = "stranger"
    CLERK = "clerk"
    CHAIR = "chair"
    HANDLER = "handler"
    DEPUTY = "deputy"
    """Who stands in for the handler."""
    COLLEAGUE = "colleague"
    """Of the agency that has it, who has not got it in hand."""
    HELPER = "helper"
    GROUP = "group"
    """Everybody in the chat group of the agency that has it."""
    PROPOSED = "proposed"
    """Of the agency it would go to, before the office sorted it."""
    FORMER = "former"
    """Of an agency that had it and gave it back."""
    ACCUSED_AGENCY = "accused_agency"
    ACCUSED = "accused"
    """The official who is named."""
    NEIGHBOUR = "neighbour"
    """Of any other agency."""
    SUSPENDED = "suspended"
    """An official of the agency that has it, whose roles are suspended."""


class Seen(StrEnum):
    """How something is seen."""

    NEVER = "never"
    YES = "yes"
    LOGGED = "logged"
    """Each look is written down, and the owner sees a look at the contact, with its reason."""
    BY_TWO = "by_two"
    """The same, and a second person must agree."""


class Sight(NamedTuple):
    """What somebody sees of a case: what it says and shows, who reported it, what came of it.

    `answer`: alone, without the rest and without what tells of who reported it.
    """

    words: Seen = Seen.NEVER
    contact: Seen = Seen.NEVER
    answer: Seen = Seen.NEVER


NOTHING: Final = Sight()
_ALL = tuple(CaseKind)
_ABOUT_NOBODY = (CaseKind.ORDINARY, CaseKind.APPEALED)
_ABOUT_SOMEBODY = (CaseKind.CONDUCT, CaseKind.NAMED, CaseKind.ABOUT_OFFICE)
_ANY = tuple(CaseStage)
_THERE = (CaseStage.FORWARDED, CaseStage.ENDED)


def _rows() -> Iterable[tuple[CaseWitness, Iterable[CaseKind], Iterable[CaseStage], Sight]]:
    who, kind = CaseWitness, CaseKind
    by_reason, by_two = Sight(Seen.YES, Seen.LOGGED), Sight(Seen.LOGGED, Seen.BY_TWO)
    yield who.OWNER, _ALL, _ANY, Sight(Seen.YES, Seen.YES)
    for one in (who.CLERK, who.CHAIR):
        yield one, [kind.APPEALED], _ANY, by_reason
    yield who.CLERK, [kind.ORDINARY], _ANY, by_reason
    yield who.CLERK, [kind.CONDUCT, kind.NAMED], _ANY, by_two
    yield who.CLERK, [kind.RESTRICTED], _ANY, by_two
    yield who.CHAIR, [kind.ABOUT_OFFICE], _ANY, by_two
    yield who.CHAIR, [kind.RESTRICTED], _ANY, Sight(Seen.LOGGED)
    for one in (who.COLLEAGUE, who.HELPER, who.HANDLER, who.DEPUTY):
        yield one, _ABOUT_NOBODY, _THERE, Sight(Seen.YES)
        yield one, _ABOUT_SOMEBODY, _THERE, Sight(Seen.LOGGED)
    for one in (who.HANDLER, who.DEPUTY):
        yield one, _ABOUT_NOBODY, [CaseStage.FORWARDED], by_reason
        yield one, _ABOUT_SOMEBODY, [CaseStage.FORWARDED], by_two
    yield who.GROUP, _ABOUT_NOBODY, _THERE, Sight(Seen.YES)
    yield who.FOLLOWER, _ABOUT_NOBODY, _THERE, Sight(answer=Seen.YES)


WHO_SEES: Final = {
    (who, kind, stage): sight
    for who, kinds, stages, sight in _rows()
    for kind in kinds
    for stage in stages
}


def sight_of(who: CaseWitness, kind: CaseKind, stage: CaseStage) -> Sight:
    """What somebody sees of a case of this kind at this stage."""
    return WHO_SEES.get((who, kind, stage), NOTHING)
