"""Who is named without a title, told from words and places that are spelled the same."""

from __future__ import annotations

from pathlib import Path

import offices
from rules.named_units import names_meant_in
from rules.recognition import speaks_of_behaviour

OFFICE = offices.load_office()
NAMES = (
    *("Nguyễn Văn Tèo", "Lê Thị Nở", "Đinh Văn Rác", "Phan Văn Môi", "Lê Thị Hai", "Ksor Phước"),
    *("Nguyễn Thị Hạ", "Trần Văn Trường", "Lê Công Bảo", "Rơ Châm Dân", "Trần Thị Hoa"),
    *("Lê Văn Bình", "Nguyễn Thu Hà", "Võ Thành Công", "Siu Thủy", "Nguyễn Văn Sơn"),
)
NAMED = (
    "thằng Tèo nhậu say rồi làm ẩu, cống mới đổ đã nứt",
    "Tèo nhận bôi trơn 2 triệu rồi mới cho làm",
    "Bữa trước ổng xuống, tên Tèo, kêu tôi đưa 2 triệu rồi mới sửa",
    "Ổng tên là Tèo, làm láo rồi chối",
    "Hôm qua Tèo xuống đo rồi đòi thêm tiền",
    "hôm qua thằng Teo đòi tiền nhà tôi",
    "Tay Phước bao che nhà thầu",
    "Nhà tôi hỏi thì Nở quát vào mặt",
    "Đồng chí Bình đập bàn, đuổi bà con ra ngoài",
    "lão Sơn ăn bớt xi măng của dân",
    "Hoa ở một cửa hách dịch với người già",
    "Tôi nộp ba lần mà Hà vẫn làm lơ không giải quyết",
    "Cậu Sơn bảo bà con đưa ít tiền mới ký",
    "Bua truoc Teo xuong doi tien nha toi",
    "Nghe nói Nở nhận phong bì của nhà thầu",
)
OTHERS = (
    "Rác đổ đầy mương, nói mãi không chịu dọn",
    "Trường đòi tiền quỹ lớp cao quá, không có biên lai",
    "Bảo rồi mà đội thi công không chịu sửa, làm ẩu cho xong",
    "Dân đòi mãi mà không ai giải quyết cái cầu",
    "Thôn Bình không chịu dọn rác, để tràn ra đường",
    "Nước sông Hà đục, nhà máy không chịu xử lý",
    "Xã Ia Nở không cho bà con đổ đất",
    "Chợ Phú Hòa ban quản lý thu tiền chỗ ngồi",
    "Công trình làm ẩu, đường mới làm đã hỏng",
    "Hoa trồng ven đường chết khô, không ai tưới",
    "Tôi tên Hoa, bị hàng xóm đuổi không cho đi qua đất",
    "Em tên Tèo, hàng xóm không cho đi nhờ đường",
    "toi ten la Hoa, bi hang xom duoi khong cho di qua dat",
    "Hai lần đến nộp hồ sơ đều phải đi lại nhiều lần",
    "Đường Sơn Bình xe tải làm mất nắp cống",
    "CỐNG VỠ KHÔNG CHỊU SỬA, TRƯỜNG ĐÒI TIỀN",
    "Thủy điện không cho dân lấy nước",
)
SENTENCES = Path(__file__).parent / "sentences"


def is_named(text: str) -> bool:
    badly = speaks_of_behaviour(text, OFFICE.recognition)
    return badly and bool(names_meant_in(text, NAMES, OFFICE))


def test_who_is_named_in_natural_words_is_found() -> None:
    missed = [text for text in NAMED if not is_named(text)]
    assert len(missed) / len(NAMED) <= 0.1, missed


def test_nobody_is_found_in_words_and_places_spelled_like_names() -> None:
    wrong = [text for text in OTHERS if is_named(text)]
    assert len(wrong) / len(OTHERS) <= 0.1, wrong
    ordinary = [
        line[0].upper() + line[1:]
        for file in ("ordinary_held_out", "ordinary_tuned", "calm_held_out", "calm_tuned")
        for line in (SENTENCES / f"{file}.txt").read_text(encoding="utf-8").splitlines()
        if line
    ]
    wrong = [text for text in ordinary if is_named(text)]
    assert len(wrong) / len(ordinary) <= 0.01, wrong
