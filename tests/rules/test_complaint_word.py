"""People say the word complaint of a lamp that is out, and mean one where they name a decision."""

from __future__ import annotations

import offices
from rules.complaint_word import is_complaint_by_word_alone
from rules.text import fold_text

LISTS = offices.load_office().recognition
BY_NAME = """
Bà con khiếu nại mãi mà đèn đường chợ Phú Hòa vẫn hỏng
tôi khiếu nại cái đèn đường thôn 3 hư cả tháng
khieu nai duong hu nang o lang kep
xin khiếu nại về rác chợ không ai gom
Tôi muốn khiếu nại chuyện nước máy đục ở tổ 2 Ia Ly
Khiếu nại: cống nghẹt tràn nước thải ra đường thôn 5
khieu nai ong nuoc to 3 be may hom nay
tôi khiếu kiện tiếng ồn karaoke 2 giờ sáng
KHIẾU NẠI ĐÈN ĐƯỜNG TỔ 5 PHÚ HÒA TẮT HAI TUẦN
"""
INDEED = """
Tôi khiếu nại quyết định thu hồi đất
khiếu nại cán bộ địa chính hách dịch
tôi khiếu nại ông Nam ở xã
khieu nai chu tich xa
khiếu nại việc bị phạt 2 triệu
tôi tố cáo và khiếu nại trưởng thôn lấy tiền
khiếu nại UBND xã không trả lời đơn
Bà con khiếu nại thái độ ở một cửa
khiếu nại mức đền bù đường tránh
khiếu nại cô giáo đánh học sinh
tôi khiếu nại anh Tùng nhận tiền rồi im luôn
khiếu nại cái đèn mà cán bộ xã đòi tiền mới sửa
đèn hỏng mãi không ai sửa
"""


def test_a_complaint_by_its_word_alone_is_told_from_one_about_somebody() -> None:
    for shape in (str, fold_text):
        by_name, indeed = (
            {
                one: is_complaint_by_word_alone(shape(one), LISTS)
                for one in table.strip().split("\n")
            }
            for table in (BY_NAME, INDEED)
        )
        assert [one for one, found in by_name.items() if not found] == []
        assert [one for one, found in indeed.items() if found] == []
