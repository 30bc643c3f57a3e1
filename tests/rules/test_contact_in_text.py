"""Who says who they are in one message, in any order, is understood; others are left alone."""

from __future__ import annotations

import pytest

from offices import load_office
from rules.contact_in_report import contact_in_report, words_without_contact
from rules.contact_in_text import contact_in_answer, names_home
from rules.place_in_text import place_named
from rules.routing import Router

OFFICE = load_office()
ROUTER = Router(OFFICE)


@pytest.mark.parametrize(
    ("said", "name", "phone", "address"),
    [
        ("Siu H'Lan 0912 345 678 làng Kép, Ia Mơ Nông",
         "Siu H'Lan", "0912345678", "làng Kép, Ia Mơ Nông"),
        ("làng Kép, Ia Mơ Nông, Siu H'Lan, 0912345678",
         "Siu H'Lan", "0912345678", "làng Kép, Ia Mơ Nông"),
        ("0912.345.678 Nguyễn Văn Mẫu thôn 3 Nghĩa Hưng",
         "Nguyễn Văn Mẫu", "0912345678", "thôn 3 Nghĩa Hưng"),
        ("nguyen van mau, thon 3 nghia hung, sdt 0912345678",
         "nguyen van mau", "0912345678", "thon 3 nghia hung"),
        ("Họ tên: Rơ Châm Thử\nSĐT: 0987654321\nĐịa chỉ: làng Bui, xã Ia Khươl",
         "Rơ Châm Thử", "0987654321", "làng Bui, xã Ia Khươl"),
        ("toi la ksor mau o lang kep ia mo nong so dien thoai 84912345678",
         "ksor mau", "84912345678", "lang kep ia mo nong"),
        ("Siu Mẫu", "Siu Mẫu", "", ""),
        ("0912345678", "", "0912345678", ""),
        ("Siu Mẫu ở tổ 5 Phú Hòa", "Siu Mẫu", "", "tổ 5 Phú Hòa"),
        ("Đinh Thị Lành - 0912345678 - số 12 Trần Phú, thị trấn Phú Hòa",
         "Đinh Thị Lành", "0912345678", "số 12 Trần Phú, thị trấn Phú Hòa"),
        ("xe khong di duoc nua roi ba con oi", "", "", "xe khong di duoc nua roi ba con oi"),
        ("Nay Thi 0905111999", "Nay Thi", "0905111999", ""),
        ("lo van bau 0905111999", "lo van bau", "0905111999", ""),
        ("a gruh 0911222333, làng bui", "a gruh", "0911222333", "làng bui"),
        ("0905111999 ro cham mun lang kep", "ro cham mun", "0905111999", "lang kep"),
        ("Lê Thị Mười xã Nghĩa Hòa 0911222333", "Lê Thị Mười", "0911222333", "xã Nghĩa Hòa"),
        ("Hùng, 0905999888, .", "Hùng", "0905999888", ""),
        ("cháu tên Lan ạ", "Lan", "", ""),
        ("da noi roi: dinh van tam 0388777666", "dinh van tam", "0388777666", ""),
        ("noi roi ma, Rcham Blo", "Rcham Blo", "", ""),
        ("bà hàng xóm nhờ gửi dùm, số bà 0399111222 tên Phan Thị Sáu",
         "Phan Thị Sáu", "0399111222", ""),
    ],
)  # fmt: skip
def test_an_answer_is_taken_apart(said: str, name: str, phone: str, address: str) -> None:
    assert contact_in_answer(said) == (name, phone, address)


@pytest.mark.parametrize(
    ("said", "name", "phone", "address"),
    [
        ("Tôi là Siu H'Lan, ở làng Kép, Ia Mơ Nông, 0912 345 678. Đường vào làng hư nặng",
         "Siu H'Lan", "0912345678", "làng Kép, Ia Mơ Nông"),
        ("den duong hong 2 tuan, toi ten Nguyen Van Mau sdt 0912345678 o thon 3 Nghia Hung",
         "Nguyen Van Mau", "0912345678", "thon 3 Nghia Hung"),
        ("toi la nguyen van mau o thon 3 nghia hung muon bao den duong hong",
         "nguyen van mau", "", "thon 3 nghia hung"),
        ("Rác không ai gom, gọi tôi số 0912345678", "", "0912345678", ""),
        ("Tôi là người dân thôn 3, đèn hỏng", "", "", ""),
        ("toi la ho dan o thon 3, den hong", "", "", ""),
        ("Chủ xe ben số điện thoại 0912345678 chở cát làm hư đường", "", "", ""),
        ("Ông Nguyễn Văn Mẫu lấn đường, tôi là Trưởng Thôn", "", "", ""),
        ("Chủ xe ben Nguyễn Văn A 0912345678 chở cát làm hư đường", "", "", ""),
        ("Chủ xe ben Nguyễn Văn A, số điện thoại 0912345678, chở cát", "", "", ""),
        ("ông Tuấn 0912345678 xả rác", "", "", ""),
        ("Hàng xóm là ông Tuấn 0905111222.", "", "", ""),
        ("gọi điện lực 02693821234 không ai nghe", "", "", ""),
        ("Quán tên là Hương Quê mở nhạc to", "", "", ""),
        ("đường hư, 0912345678", "", "0912345678", ""),
    ],
)  # fmt: skip
def test_of_a_report_only_what_is_plainly_said_is_taken(
    said: str, name: str, phone: str, address: str
) -> None:
    assert contact_in_report(said) == (name, phone, address)


@pytest.mark.parametrize(
    ("said", "parts", "left"),
    [
        ("làm sổ đỏ hẹn hoài. Lan 0987654321 làng Bui xã Nghĩa Hòa",
         ("Lan", "0987654321", "làng Bui xã Nghĩa Hòa"), "làm sổ đỏ hẹn hoài."),
        ("kenh boi lap, thon 6 xa hoa phu. ten dinh van tam 0388777666",
         ("dinh van tam", "0388777666", "thon 6 xa hoa phu"), "kenh boi lap, thon 6 xa hoa phu."),
        ("chán quá. Xã Hà Tây, tôi Y Nhi 0377555444",
         ("Y Nhi", "0377555444", ""), "chán quá. Xã Hà Tây"),
        ("tủ lạnh hỏng. Thị trấn Phú Hòa tổ dân phố 3. Trần Hải 0911222333",
         ("Trần Hải", "0911222333", "Thị trấn Phú Hòa tổ dân phố 3"),
         "tủ lạnh hỏng. Thị trấn Phú Hòa tổ dân phố 3."),
        ("Nước cúp 4 ngày. Liên hệ Lê Thị Mười 0905000998, tổ dân phố 2 thị trấn Ia Ly",
         ("Lê Thị Mười", "0905000998", "tổ dân phố 2 thị trấn Ia Ly"), "Nước cúp 4 ngày."),
        ("nuoc duc, ko sao\nten Rcham Blo sdt 0377 123 456\nroi ma",
         ("Rcham Blo", "0377123456", ""), "nuoc duc, ko sao\nroi ma"),
        ("den hong o thon 3, nay thi 0905111999 lang kep ia mo nong",
         ("nay thi", "0905111999", "lang kep ia mo nong"), "den hong o thon 3"),
        ("0905 123 456, Rơ Châm Thử, làng Bui xã Ia Khươl. Cầu treo gãy ván",
         ("Rơ Châm Thử", "0905123456", "làng Bui xã Ia Khươl"), "Cầu treo gãy ván"),
        ("NƯỚC MẤT 3 NGÀY. LÊ VĂN BẢY 0912345678 THÔN 3",
         ("LÊ VĂN BẢY", "0912345678", "THÔN 3"), "NƯỚC MẤT 3 NGÀY."),
        ("mất điện ở chợ, chị mười 0905999888, mong sửa sớm",
         ("chị mười", "0905999888", ""), "mất điện ở chợ, mong sửa sớm"),
        ("Mất điện rồi. Hùng, 0905999888", ("Hùng", "0905999888", ""), "Mất điện rồi."),
        ("Rác thôn 3 không ai gom 0912345678", ("", "0912345678", ""), "Rác thôn 3 không ai gom"),
    ],
)  # fmt: skip
def test_who_gives_a_name_beside_a_number_is_heard_and_taken_out_of_the_story(
    said: str, parts: tuple[str, str, str], left: str
) -> None:
    assert contact_in_report(said) == parts
    assert words_without_contact(said) == left


@pytest.mark.parametrize(
    ("said", "commune", "place"),
    [
        ("Đèn đường thôn 3 Nghĩa Hưng hỏng", "nghia-hung", "thôn 3 Nghĩa Hưng"),
        ("den hong o thon 2 hoa phu", "hoa-phu", "thon 2 hoa phu"),
        ("duong vao lang kep ia mo nong hu nang", "ia-mo-nong", "lang kep ia mo nong"),
        ("Cầu treo làng Bui gãy ván, xã Ia Khươl", "ia-khuol", "làng Bui"),
        ("Đường Trần Phú, thị trấn Phú Hòa ngập", "phu-hoa", "Đường Trần Phú, thị trấn Phú Hòa"),
        ("Đèn đường trước chợ Phú Hòa hỏng", "phu-hoa", ""),
        ("duong hu nang qua", None, ""),
        ("ĐƯỜNG HƯ NẶNG QUÁ", None, ""),
        ("tổ 2 mất điện", None, "tổ 2"),
    ],
)
def test_the_place_is_taken_from_the_words(said: str, commune: str | None, place: str) -> None:
    assert ROUTER.find_commune(said) == commune
    found = OFFICE.communes.get(commune or "")
    assert place_named(said, (found.name, *found.aliases) if found else ()) == place


@pytest.mark.parametrize(
    ("said", "home"),
    [
        ("làng Kép", True),
        ("thôn đoàn kết", True),
        ("duong tran phu", True),
        ("12 duong hung vuong", True),
        ("tổ 3", True),
        ("Đi về phải mò đường", False),
        ("ra đường không thấy gì", False),
        ("cả làng", False),
    ],
)
def test_a_home_is_named_and_not_only_spoken_of(said: str, *, home: bool) -> None:
    assert names_home(said) is home
