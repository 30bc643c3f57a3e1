"""Where a report falls into two matters, and that one of a single matter hardly ever does."""

from __future__ import annotations

from pathlib import Path

import pytest

import offices
from rules.routing import Router
from rules.two_matters import two_matters_in

OFFICE = offices.load_office()
ROUTER = Router(OFFICE)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("1. Đèn đường trước chợ hỏng hai tuần.\n2. Rác ở thôn 2 không ai gom.", "2. Rác"),
        ("đèn hỏng, còn ngoài chợ thì rác không ai gom", "còn ngoài"),
        ("Em báo 2 việc: 1) đèn đường hỏng 2) rác không ai gom", "2) rác"),
        ("Đèn đường ở Phú Hòa hỏng. Rác chất đống cả tuần không ai dọn.", "Rác chất"),
        ("Đường hư quá, ngoài ra điện mất suốt, mất điện cả đêm", "ngoài ra"),
    ],
)
def test_a_list_or_two_sentences_of_two_fields_are_two_matters(text: str, second: str) -> None:
    found = two_matters_in(text, ROUTER, OFFICE.fields)
    assert found is not None
    assert found.texts[1].startswith(second)
    assert " ".join(found.texts).split() == text.split()  # no word is lost, none is added
    assert len({OFFICE.fields[code].agency for code in found.fields}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Đường làng bị ngập do cống nghẹt rác. Xe không đi được.",
        "Đèn đường hỏng. Thứ hai tuần trước có người tới xem rồi thôi.",
        "rac do day bo suoi ia phi. toi la ksor mau o lang kep, so dien thoai 0911222333",
        "1. Đèn đường hỏng\n2. Rác không ai gom\n3. Trạm y tế đóng cửa",
        "",
        "rác. " * 2000,
    ],
)
def test_what_may_be_one_story_stays_one(text: str) -> None:
    assert two_matters_in(text, ROUTER, OFFICE.fields) is None


def test_reports_of_one_matter_are_hardly_ever_parted() -> None:
    folder = Path(__file__).parent / "sentences"
    reports = [
        line
        for file in folder.glob("*.txt")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    parted = [text for text in reports if two_matters_in(text, ROUTER, OFFICE.fields)]
    assert len(reports) > 700
    assert len(parted) < len(reports) / 100, parted
