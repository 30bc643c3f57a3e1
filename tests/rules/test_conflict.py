"""Who may have a case about an agency or an official: the whole table."""

from __future__ import annotations

import pytest

import offices
from rules.conflict import Barred, CaseSubject, agency_to_propose_instead, may_agency_have_case

OFFICE = offices.load_office()
TABLE = [
    # about whom, the agency it is to go to, may it
    (CaseSubject(), "KTHT", True),
    (CaseSubject("KTHT"), "YTE", True),
    (CaseSubject("KTHT"), "KTHT", False),
    (CaseSubject("KTHT", 7), "KTHT", True),
    (CaseSubject("KTHT", 7, alone=True), "KTHT", False),
    (CaseSubject("KTHT", 7, alone=True), "YTE", True),
    (CaseSubject("KTHT", 7, kept_out={"YTE", "TNMT"}), "TNMT", False),
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


def test_who_is_named_besides_lets_nobody_in_and_is_written_in_one_way() -> None:
    one = Barred("KTHT").with_named(OFFICE, ["YTE", "NOIVU"])
    assert one == Barred("KTHT", None, "NOIVU YTE") == one.with_named(OFFICE, ["YTE"])
    person = Barred("KTHT", 7).with_named(OFFICE, ["YTE"])
    assert (person, person.units, person.people) == (Barred("KTHT", 7, "YTE"), {"YTE"}, {7})
    office = person.with_named(OFFICE, [OFFICE.receiver], [9, 8])
    assert office == Barred(OFFICE.receiver, 7, f"KTHT {OFFICE.receiver} YTE 8 9")
    assert office.people == {7, 8, 9}
    assert Barred("KTHT").with_named(OFFICE, [], [8, 9]) == Barred(
        OFFICE.receiver, 8, f"KTHT {OFFICE.receiver} 9"
    )
