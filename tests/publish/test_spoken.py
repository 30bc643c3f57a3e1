"""Numbers, dates and abbreviations as a loudspeaker reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages_vi.spoken import number_aloud, text_aloud


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (25, "hai mươi lăm"),
        (101, "một trăm linh một"),
        (110, "một trăm mười"),
        (1005, "một nghìn không trăm linh năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (1_250_000, "một triệu hai trăm năm mươi nghìn"),
    ],
)
def test_numbers_are_written_out(value: int, words: str) -> None:
    assert number_aloud(value) == words


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("ngày 15/4/2026", "ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("lúc 14:05", "lúc mười bốn giờ năm phút"),
        ("95,5 %", "chín mươi lăm phẩy năm phần trăm"),
        ("1.298 hồ sơ", "một nghìn hai trăm chín mươi tám hồ sơ"),
        ("gọi 0269", "gọi không hai sáu chín"),
        ("UBND xã", "Ủy ban nhân dân xã"),
    ],
)
def test_text_is_written_out(text: str, spoken: str) -> None:
    assert text_aloud(text, {"UBND": "Ủy ban nhân dân"}).strip() == spoken


@given(st.text(alphabet="0123456789/.,:%hđ a\n", max_size=60))
def test_no_digit_is_left_for_the_reader(text: str) -> None:
    assert not any(letter.isdecimal() for letter in text_aloud(text, {}))
