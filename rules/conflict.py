"""A case about an agency or an official is never handled by them alone: who then, by data."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from rules.office import Office


class KeptOut(NamedTuple):
    """Whom a case keeps out besides whom it is about: units at large, and people by number.

    As one column: `KTHT NOIVU 12`, in order, so that the same people are written the same.
    """

    units: frozenset[str]
    people: frozenset[int]

    @classmethod
    def read(cls, column: str) -> KeptOut:
        words = column.split()
        people = frozenset(int(word) for word in words if word.isdecimal())
        return cls(frozenset(word for word in words if not word.isdecimal()), people)

    def as_column(self) -> str:
        return " ".join([*sorted(self.units), *map(str, sorted(self.people))])


class Barred(NamedTuple):
    """Whom a case is about, and who else is kept out of it, as its columns say."""

    accused: str = ""
    accused_id: int | None = None
    kept_out: str = ""

    @property
    def units(self) -> frozenset[str]:
        """The units whose people all are kept out."""
        kept = KeptOut.read(self.kept_out).units if self.kept_out else frozenset()
        return kept | ({self.accused} if self.accused and self.accused_id is None else set())

    @property
    def people(self) -> frozenset[int]:
        """Who are kept out by name."""
        kept = KeptOut.read(self.kept_out).people if self.kept_out else frozenset()
        return kept | ({self.accused_id} if self.accused_id is not None else set())

    def with_named(
        self, office: Office, units: Collection[str], chairs: Collection[int] = ()
    ) -> Barred:
        """With all these kept out as well, however many; nobody is let in.

        A case about the office, or a chair, is the office's: another chair does its work, and
        where a chair is named clerks, who depend on them, stay out.
        """
        person = self.accused_id if self.accused_id is not None else next(iter(chairs), None)
        accused = office.receiver if office.receiver in units or chairs else self.accused
        at_large = self.units | frozenset(units) | ({office.receiver} if chairs else set())
        at_large |= {self.accused} - {"", accused}
        people = (self.people | frozenset(chairs)) - {person}
        kept = KeptOut(at_large - ({accused} if person is None else set()), people)
        return Barred(accused, person, kept.as_column())


class CaseSubject(NamedTuple):
    """Whom a case is about: an agency's people in general, or one official of it."""

    agency: str = ""
    person: int | None = None
    alone: bool = False
    """Whether nobody but that official leads the agency."""
    kept_out: Collection[str] = ()
    """Units that were accused or named besides, and whose people two did not let in yet."""


def may_agency_have_case(office: Office, about: CaseSubject, agency: str) -> bool:
    """Whether a case may be forwarded to an agency.

    The accused agency gets it only when it is known whom of them it is about, and when
    somebody else leads it, who signs the answer.
    """
    if agency in about.kept_out:
        return False
    if not about.agency or about.agency != agency:
        return True
    return about.person is not None and not about.alone and agency != office.receiver


def agency_to_propose_instead(office: Office, about: CaseSubject) -> str:
    """The agency to propose for a case about another; empty when the office must find one."""
    proposed = office.conflicts.agency
    return proposed if proposed not in (about.agency, *about.kept_out) else ""
