"""What whole messages want: `sentences/intents.toml`, as typed and without diacritics."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import offices
from rules.intents import (
    THANKS,
    code_asked_for,
    is_part_of_story,
    is_praise,
    recognise_intent,
)
from rules.text import fold_text

INTENTS = offices.load_office().intents
TABLE: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "sentences" / "intents.toml").read_text(encoding="utf-8")
)
SHAPES = pytest.mark.parametrize("shape", [str, fold_text, str.upper])


@SHAPES
def test_a_message_that_says_one_thing_is_understood_and_a_report_never_taken_away(
    shape: type[str],
) -> None:
    wanted = {
        shape(text): "" if name in {"none", "praise"} else name
        for name, texts in TABLE.items()
        for text in texts
    }
    wrong = {
        text: found
        for text, name in wanted.items()
        if (found := recognise_intent(text, INTENTS)) != name
    }
    assert wrong == {}


@SHAPES
def test_thanks_for_what_was_done_are_told_from_thanks_before_a_report(shape: type[str]) -> None:
    reports = [
        text for name in TABLE if name not in {"praise", "settled", THANKS} for text in TABLE[name]
    ]
    assert [text for text in TABLE["praise"] if not is_praise(shape(text), INTENTS)] == []
    assert [text for text in reports if is_praise(shape(text), INTENTS)] == []


def test_nothing_a_report_ever_said_here_is_thanks_or_a_wish() -> None:
    folder = Path(__file__).parent / "sentences"
    reports = [
        line
        for file in folder.glob("*.txt")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    examples = offices.load_office().recognition.examples
    reports += [*examples.danger, *examples.outside]
    assert len(reports) > 700
    taken = [text for text in reports if recognise_intent(text, INTENTS)]
    assert taken == []
    assert [text for text in reports if is_praise(text, INTENTS)] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CPAH.20261130.0001-K3FX7PM2RT", "cpah.20261130.0001-k3fx7pm2rt"),
        ("mã của tôi là CPAH.20261130.0001-K3FX7PM2RT ạ", "cpah.20261130.0001-k3fx7pm2rt"),
        ("tra cứu giúp tôi CPAH 20261130 0001", "cpah 20261130 0001"),
        ("cpah.20261130.0001 tới đâu rồi", "cpah.20261130.0001"),
        ("CPAH.20261130.0001 đèn vẫn tắt", ""),
        ("số điện thoại 0905123456", ""),
        ("nộp ngày 20261130 0001", ""),
        ("x" * 5000, ""),
    ],
)
def test_a_code_alone_is_looked_up_and_one_in_a_story_is_part_of_it(text: str, code: str) -> None:
    assert code_asked_for(text, INTENTS) == code


@SHAPES
def test_wondering_whether_anybody_hears_it_is_part_of_a_story_and_asking_for_an_officer_is_none(
    shape: type[str],
) -> None:
    for words, part in (("có ai không", True), ("alo có ai ở đó không ạ", True)):
        assert is_part_of_story(shape(words), INTENTS, "officer") is part
    for words in ("cho tôi gặp cán bộ", "cảm ơn", "đường hư có ai không"):
        assert not is_part_of_story(shape(words), INTENTS, "officer")
