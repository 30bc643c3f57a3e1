"""A place outside the district: found where the matter is there, not where somebody passes."""

from __future__ import annotations

import pytest

import offices
from rules.outside_place import outside_place_in_answer, outside_place_in_story
from rules.text import fold_text

AREAS = offices.load_office().outside


@pytest.mark.parametrize("shape", [str, fold_text])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rác chất đống ở chợ Đắk Đoa, huyện Đắk Đoa, hôi lắm", "Đak Đoa"),
        ("Ở phường Hoa Lư, thành phố Pleiku đèn đường hỏng cả tháng", "Pleiku"),
        ("đường xã Glar huyện Đak Đoa hư", "Đak Đoa"),
        ("Khu phố 3, phường Yên Thế có ổ gà", "Yên Thế"),
        ("nước ở tỉnh Kon Tum đục quá", "Kon Tum"),
        ("Đường từ Pleiku đi Đắk Đoa hư nặng", ""),
        ("tôi ở Kon Tum, đường làng Kép lầy lội", ""),
        ("con tôi học ở Pleiku, xe buýt không chạy", ""),
        ("đường xa trung tâm thành phố Pleiku quá", ""),
        ("xe từ thành phố Pleiku chạy ẩu", ""),
        ("ổ gà Pleiku", ""),
        ("đèn đường tắt cả tuần ở đường Lê Lợi Pleiku", "Pleiku"),
        ("ổ gà trước nhà 52 hẻm 7 đường Hùng Vương, Pleiku", "Pleiku"),
        ("đèn hỏng ở đường Trần Hưng Đạo - tp Kon Tum", "Kon Tum"),
        ("ổ gà ở đường Hùng Vương thị trấn Phú Hòa đi Pleiku", ""),
        ("đường Hùng Vương nối Pleiku hư", ""),
        ("ở đường Pleiku - Kon Tum đoạn xã Nghĩa Hưng có ổ gà", ""),
        ("rác ở đường Lê Lợi thị trấn Phú Hòa, tôi ra Pleiku mới biết", ""),
    ],
)
def test_only_where_it_happened_counts(text: str, name: str, shape: type[str]) -> None:
    found = outside_place_in_story(shape(text), AREAS)
    assert (found.name if found else "") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pleiku", "Pleiku"),
        ("ở chợ pleiku", "Pleiku"),
        ("dak doa", "Đak Đoa"),
        ("đường đi Pleiku", ""),
        ("làng Kép, gần Pleiku", ""),
        ("x" * 5000, ""),
    ],
)
def test_who_is_asked_where_it_happened_needs_no_more_than_the_name(text: str, name: str) -> None:
    found = outside_place_in_answer(text, AREAS)
    assert (found.name if found else "") == name
