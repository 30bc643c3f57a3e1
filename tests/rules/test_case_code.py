"""Codes as people in a hurry type them."""

from __future__ import annotations

import pytest

from rules.case_code import (
    CASE_CODE,
    RECEIPT_SIGNS,
    SIGNS_ON_RECEIPT,
    new_receipt_secret,
    read_case_code,
)

CODE, SECRET = "CPAH.20261123.0007", "K3FX7PM2RT"
BEFORE = "K3FX7P"


@pytest.mark.parametrize(
    "typed",
    [
        "CPAH.20261123.0007-K3FX7PM2RT",
        "cpah.20261123.0007-k3fx7pm2rt",
        "  cpah 20261123 0007 k3fx7 pm2rt ",
        "CPAH20261123.0007K3FX7PM2RT",
        "cpah202611230007k3fx7pm2rt",
        "CPAH-20261123-0007-K3F-X7P-M2RT",
        "CPAH/20261123/7/K3FX7PM2RT",
        "CPAH.20261123.0007.K3FX7PM2RT.",
        "CPÂH.20261123.0007–K3FX7PM2RT",
        "cpah 20261123 7 k3f x7p m2rt",
    ],
)
def test_a_receipt_is_read_however_it_is_typed(typed: str) -> None:
    assert read_case_code(typed) == (CODE, SECRET)


def test_a_shorter_secret_part_of_the_first_days_stays_good() -> None:
    assert read_case_code(f"{CODE}-{BEFORE}") == (CODE, BEFORE)
    assert read_case_code("cpah202611230007k3fx7p") == (CODE, BEFORE)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("PAKN.20261123.0007", "PAKN.20261123.0007"),
        ("pakn.20261123.7", "PAKN.20261123.0007"),
        ("CPAH.20261123.12345", "CPAH.20261123.12345"),
    ],
)
def test_a_code_without_a_secret_part_is_read_whatever_its_prefix(typed: str, code: str) -> None:
    assert read_case_code(typed) == (code, "")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "xin chào",
        "20261123.0007",
        "Nay Thi 0905111999",
        "Lan 84905111999",
        "CPAH.2026.0007",
        f"{CODE}-K3FX7",
        f"{CODE}-K3FX7P2",
        f"{CODE}-{SECRET}2",
        "x" * 999,
    ],
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_case_code(typed) is None


def test_old_and_new_codes_are_found_in_a_text_without_the_secret_part() -> None:
    text = f"Trễ nhất: {CODE}-{SECRET}, rồi PAKN.20260302.0001."
    assert CASE_CODE.findall(text) == [CODE, "PAKN.20260302.0001"]


def test_no_keyboard_makes_other_letters_of_a_secret_part() -> None:
    assert not set(RECEIPT_SIGNS) & set("AEIOUYWD01LSZBG")
    assert len(RECEIPT_SIGNS) ** SIGNS_ON_RECEIPT >= 2**43
    made = {new_receipt_secret() for _ in range(200)}
    assert len(made) == 200
    assert all(read_case_code(f"{CODE}-{one.lower()}") == (CODE, one) for one in made)
