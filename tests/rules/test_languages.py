"""Languages we do not speak: known by their words, never danger, never a reason to refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

import offices
from rules.languages import language_spoken
from rules.recognition import recognise_text

OFFICE = offices.load_office()
SAID = {
    "tiếng Anh": [
        "Hello",
        "help",
        "There is a broken street light near the Phu Hoa market",
        "We have no electricity since Monday, who should I call",
    ],
    "tiếng Jrai": ["kơkuh kơ ih", "Plei kâo jơlan răm abih hrơi anai"],
    "tiếng Bahnar": ["Kơkuh kơ e", "Bơngai plei nhôn ưh kơ đei đak nhă"],
}


@pytest.mark.parametrize("name", SAID)
def test_a_language_we_do_not_speak_is_known_and_is_no_danger(name: str) -> None:
    for text in SAID[name]:
        spoken = language_spoken(text, OFFICE.languages)
        assert spoken is not None, text
        assert spoken.name == name
        found = recognise_text(text, OFFICE.recognition)
        assert not any((found.alarming, found.outside, found.insult)), text


def test_vietnamese_with_or_without_its_marks_is_no_other_language() -> None:
    folder = Path(__file__).parent / "sentences"
    lines = [
        line
        for file in folder.glob("ordinary*.txt")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert [one for one in lines if language_spoken(one, OFFICE.languages)] == []


def test_what_no_speaker_read_is_listed_and_no_language_is_a_reason_to_refuse() -> None:
    listed = {
        fault.path[1]
        for fault in offices.office_warnings(OFFICE)
        if fault.key == "check.language_unchecked"
    }
    assert listed == {code for code, one in OFFICE.languages.items() if not one.checked}
    assert not OFFICE.refusals["language"].offered
