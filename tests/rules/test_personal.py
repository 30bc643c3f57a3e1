"""What may be the matter of a child or of somebody's health, and what is neither."""

from __future__ import annotations

import pytest

import offices
from rules.sensitive_data import find_sensitive_words
from rules.text import fold_text

PUBLISHING = offices.load_office().publishing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cháu Kpuih Nam 7 tuổi học lớp 2", ["Cháu Kpuih", "7 tuổi", "lớp 2"]),
        ("bé H'Lan bị viêm da", ["bé H'Lan", "viêm da"]),
        ("con tôi 8 tháng tuổi", ["con tôi", "8 tháng tuổi"]),
        ("em học sinh lớp 9A", ["học sinh", "lớp 9A"]),
        ("ông Siu Thử bị ung thư", ["ung thư"]),
        ("mẹ tôi nằm viện vì khói rác", ["nằm viện"]),
        ("người nhiễm HIV ở trọ", ["HIV"]),
        ("bà cụ 72 tuổi, thanh niên 18 tuổi, 16 tuổi", []),
        ("lớp 13, lớp nhựa dày, tầng lớp", []),
        ("bệnh viện huyện thiếu chỗ đậu xe", []),
        ("Đèn đường trước chợ hỏng hai tuần nay", []),
        ("cháu gửi phản ánh này ạ", []),
        ("đường 15 tuổi thọ, 12 tháng", []),
    ],
)
def test_children_and_health_are_found_as_written(text: str, found: list[str]) -> None:
    assert list(find_sensitive_words(text, PUBLISHING)) == found


@pytest.mark.parametrize("text", ["chau 7 tuoi bi benh", "hoc sinh lop 5", "ME TOI BI UNG THU"])
def test_they_are_found_without_diacritics_too(text: str) -> None:
    assert find_sensitive_words(text, PUBLISHING)
    assert find_sensitive_words(fold_text(text), PUBLISHING)


def test_nothing_is_named_twice() -> None:
    assert find_sensitive_words("học sinh, Học sinh và hoc sinh", PUBLISHING) == ("học sinh",)
