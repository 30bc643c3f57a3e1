"""Who may have a case about an agency or an official: the whole table."""

from __future__ import annotations

import pytest

import offices
from rules.conflict import About, instead, may_have

OFFICE = offices.load()
TABLE = [
    # about whom, the agency it is to go to, may it
    (About(), "KTHT", True),
    (About("KTHT"), "YTE", True),
    (About("KTHT"), "KTHT", False),
    (About("KTHT", 7), "KTHT", True),
    (About("KTHT", 7, alone=True), "KTHT", False),
    (About("KTHT", 7, alone=True), "YTE", True),
    (About(OFFICE.receiver), OFFICE.receiver, False),
    (About(OFFICE.receiver, 7), OFFICE.receiver, False),
]


@pytest.mark.parametrize(("about", "agency", "may"), TABLE)
def test_the_accused_never_have_a_case_alone(about: About, agency: str, may: bool) -> None:
    assert may_have(OFFICE, about, agency) is may


def test_another_agency_is_proposed_but_never_the_accused_one() -> None:
    proposed = OFFICE.conflicts.agency
    assert instead(OFFICE, About("KTHT")) == proposed
    assert instead(OFFICE, About(proposed)) == ""
