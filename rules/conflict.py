"""A case about an agency or an official is never handled by them alone: who then, by data."""

from __future__ import annotations

from typing import NamedTuple

from rules.office import Office


class CaseSubject(NamedTuple):
    """Whom a case is about: an agency's people in general, or one official of it."""

    agency: str = ""
    person: int | None = None
    alone: bool = False
    """Whether nobody but that official leads the agency."""
    kept_out: str = ""
    """An agency that was accused before, and whose people two did not let in yet."""


def may_agency_have_case(office: Office, about: CaseSubject, agency: str) -> bool:
    """Whether a case may be forwarded to an agency.

    The accused agency gets it only when it is known whom of them it is about, and when
    somebody else leads it, who signs the answer.
    """
    if about.kept_out and agency == about.kept_out:
        return False
    if not about.agency or about.agency != agency:
        return True
    return about.person is not None and not about.alone and agency != office.receiver


def agency_to_propose_instead(office: Office, about: CaseSubject) -> str:
    """The agency to propose for a case about another; empty when the office must find one."""
    proposed = office.conflicts.agency
    return proposed if proposed not in (about.agency, about.kept_out) else ""
