"""The one table of a case's buttons: each is answered to, and offered to whom it is for."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from handlers import TABLES
from handlers.case.buttons import BUTTONS, CARD, MORE, OFFICE, CaseReader, offered
from rules.lifecycle import (
    ANSWER_PENDING,
    FORWARDED,
    IN_PROGRESS,
    MOVES,
    RECEIVED,
    STATUSES,
    WITH_AGENCY,
)
from storage.models import Case

STRANGER = CaseReader()
EVERYBODY = [CaseReader(*held) for held in product((False, True), repeat=4)]


def seen(reader: CaseReader, layout: Any, status: str, about: str = "") -> list[str]:
    """The names of the buttons, as a press would bring them back."""
    turn: Any = SimpleNamespace(
        button=lambda _key, name, _case_id: name,
        world=SimpleNamespace(other_offices={}),
    )
    case = Case(id=1, status=status, about=about, accused="", accused_id=None, kept_out="")
    return [name for row in offered(turn, case, reader, layout) for name in row]


def test_whatever_a_button_says_somebody_answers_to_its_press() -> None:
    assert set(BUTTONS) <= set(TABLES.actions)


def test_each_layout_is_made_of_the_table() -> None:
    assert {name for layout in (CARD, OFFICE, MORE) for row in layout for name in row} <= set(
        BUTTONS
    )


@pytest.mark.parametrize("status", STATUSES)
def test_whoever_is_nothing_to_a_case_is_offered_nothing(status: str) -> None:
    assert seen(STRANGER, CARD, status, "conduct") == []
    assert seen(STRANGER, MORE, status, "conduct") == []


@pytest.mark.parametrize(
    ("status", "names"),
    [
        (RECEIVED, []),
        (FORWARDED, ["accept", "answer", "more"]),
        (IN_PROGRESS, ["answer", "more"]),
        (ANSWER_PENDING, []),
        *((status, []) for status in STATUSES if status not in (RECEIVED, *WITH_AGENCY)),
    ],
)
def test_an_agency_is_offered_on_a_card_what_the_case_stands_at(
    status: str, names: list[str]
) -> None:
    assert seen(CaseReader(agency=True), CARD, status) == names


def test_a_helper_is_offered_to_contribute_and_nothing_of_the_agency() -> None:
    for status in STATUSES:
        helped = ["contribute"] if status in WITH_AGENCY else []
        assert seen(CaseReader(helper=True), CARD, status) == helped
        assert seen(CaseReader(helper=True), MORE, status) == []


@pytest.mark.parametrize("status", STATUSES)
def test_who_reported_is_asked_for_by_the_office_alone(status: str) -> None:
    for reader in EVERYBODY:
        assert ("identity" in seen(reader, MORE, status)) is reader.office
        assert ("seal" in seen(reader, MORE, status)) is reader.office


def test_an_accused_is_named_only_where_conduct_is_meant() -> None:
    assert "accuse" in seen(CaseReader(office=True), OFFICE, RECEIVED, "conduct")
    assert "accuse" not in seen(CaseReader(office=True), OFFICE, FORWARDED, "rule")


def test_a_name_found_while_sorting_is_written_down_whatever_the_case_is_said_to_be_about() -> None:
    for about in ("", "rule", "conduct"):
        assert "accuse" in seen(CaseReader(office=True), OFFICE, RECEIVED, about)


@pytest.mark.parametrize("status", STATUSES)
def test_no_button_is_offered_that_the_table_of_moves_refuses(status: str) -> None:
    for reader in EVERYBODY:
        for name in [*seen(reader, CARD, status), *seen(reader, MORE, status)]:
            move = BUTTONS[name].move
            assert not move or status in MOVES[move].starts
    leader = CaseReader(agency=True, leader=True)
    assert seen(leader, MORE, ANSWER_PENDING) == []
    for name in set(BUTTONS) & set(MOVES):
        assert BUTTONS[name].move, name
