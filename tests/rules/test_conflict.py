"""Who may have a case about an agency or an official: the whole table."""

from __future__ import annotations

import pytest

import offices
from rules.conflict import CaseSubject, agency_to_propose_instead, may_agency_have_case

OFFICE = offices.load_office()
TABLE = [
    # about whom, the agency it is to go to, may it
    (CaseSubject(), "KTHT", True),
    (CaseSubject("KTHT"), "YTE", True),
    (CaseSubject("KTHT"), "KTHT", False),
    (CaseSubject("KTHT", 7), "KTHT", True),
    (CaseSubject("KTHT", 7, alone=True), "KTHT", False),
    (CaseSubject("KTHT", 7, alone=True), "YTE", True),
    (CaseSubject(OFFICE.receiver), OFFICE.receiver, False),
    (CaseSubject(OFFICE.receiver, 7), OFFICE.receiver, False),
]


@pytest.mark.parametrize(("about", "agency", "may"), TABLE)
def test_the_accused_never_have_a_case_alone(about: CaseSubject, agency: str, may: bool) -> None:
    assert may_agency_have_case(OFFICE, about, agency) is may


def test_another_agency_is_proposed_but_never_the_accused_one() -> None:
    proposed = OFFICE.conflicts.agency
    assert agency_to_propose_instead(OFFICE, CaseSubject("KTHT")) == proposed
    assert agency_to_propose_instead(OFFICE, CaseSubject(proposed)) == ""
