"""What a message may be: measured on texts written for this table, not for the word lists."""

from __future__ import annotations

from pathlib import Path

import pytest

import offices
from rules.recognition import recognise_text
from rules.text import fold_text

LISTS = offices.load_office().recognition

COMPLAINTS = (
    "Tôi khiếu nại việc huyện thu hồi đất nhà tôi mà không đo lại",
    "gia dinh toi khong dong y voi quyet dinh thu hoi dat so 12",
    "e mún khíu nại cái qđ phạt 5tr, e kiện lên tỉnh",
    "Đề nghị chủ tịch hủy quyết định xử phạt đối với quán của tôi",
    "kieu nai lan 2 ma chua ai tra loi",
    "toi muon khieu lai viec bi cat che do",
    "Nhà tôi bị phạt oan, tôi chưa hề lấn đất",
    "yêu cầu UBND rút quyết định cưỡng chế tháo chuồng bò",
    "Em làm đơn khởi kiện quyết định kỷ luật được không",
    "Không chấp nhận quyết định đền bù, yêu cầu xem lại quyết định",
    "ko dong y phuong an boi thuong duong tranh Ia Ly",
    "KHIẾU NẠI QUYẾT ĐỊNH CẤP SỔ ĐỎ CHO HÀNG XÓM",
    "amí tôi bị quyết định thu hồi đất rẫy, tôi ko chịu",
    "don khieu nai gui tu thang 3 toi nay",
    "Tôi không đồng tình quyết định xếp loại hộ nghèo, mong xét lại quyết định này",
)
DENUNCIATIONS = (
    "Tôi tố cáo ông trưởng thôn lấy tiền hỗ trợ bão của dân",
    "can bo dia chinh nhan hoi lo 20 trieu de lam so do",
    "t0 cáo kế toán xã ăn chặn tiền người nghèo",
    "Cán bộ vòi tiền mới cho nộp hồ sơ",
    "muon to cao chu tich xa ban dat cong",
    "Hiệu trưởng lập khống danh sách ăn trưa của trẻ",
    "phai lot tay moi xong viec",
    "Anh công an bao che cho xe chở cát lậu",
    "to giac nguoi dung bang gia vao lam o xa",
    "Ông ấy tham ô tiền làm đường, cả làng biết",
    "ong A bo tui rieng tien quy cua lang",
    "đưa phong bì mới được ký giấy",
    "cb xã chiếm đoạt tiền đền bù của plei",
    "Tham nhung dat dai o xa toi",
    "họ chung chi với nhau để trúng thầu cây cầu",
)
REPORTS = (
    "Cán bộ thu tiền sai, biên lai ghi 50 nghìn mà lấy 70",
    "Cây to cao che mất đèn đường, xin tỉa bớt",
    "cay to che duong, canh gay roi xuong san truong",
    "Đường vào plei Kép lầy lội, xe công nông không qua được",
    "den duong hu 2 tuan roi ko ai sua",
    "rác để trước chợ Phú Hòa bốc mùi hôi quá ad ơi",
    "Hồ sơ đất nộp từ tháng 6, hẹn 3 lần vẫn chưa có",
    "Cô ở một cửa nói năng gắt gỏng với người già",
    "wifi nha van hoa thon yeu xiu, ko xem dc gi",
    "Mất nước sinh hoạt ba ngày nay ở Ia Nhin",
    "quy dinh nop ban sao cong chung kho cho ba con o xa",
    "trạm y tế hết thuốc hạ áp, phải chạy ra huyện mua",
    "Loa phường mở to từ 5 giờ sáng, trẻ con không ngủ được",
    "ia rơyak, kơnuih kơ jơlan, đường hư hết rồi",
    "giao vien thu tien quy lop cao qua",
    "Xe tải chạy bụi mù mịt qua trường học",
    "Đề nghị bỏ bớt giấy tờ khi làm khai sinh",
    "cho thả rông cắn người ở tổ 3",
    "Xin cấp lại thẻ BHYT cho cháu, chờ lâu quá",
    "huyện làm cái cầu mà chưa có lan can, mong làm sớm",
    "Trụ sở xã đóng cửa lúc 4 giờ chiều",
    "ban do quy hoach treo sai thua dat",
    "Thủ tục rườm rà, photo một tờ đơn năm lần",
    "hang rao truong hoc bi gay chua sua",
    "Bưu điện trả kết quả chậm hơn giấy hẹn 6 ngày",
    "nhà văn hóa mới xây đã thấm, đề nghị bảo hành",
    "Công an xã hướng dẫn làm căn cước chưa rõ",
    "thông tin điện tử của huyện không cập nhật",
    "tiền điện tăng gấp đôi mà không ai giải thích",
    "Chợ không có chỗ để xe, bà con để tràn ra đường",
)
DANGERS = (
    "Nhà ông Rơ Châm đang cháy, ai giúp với",
    "day dien dut rot xuong duong truoc truong tieu hoc",
    "có người chết đuối ở đập Ia Ly",
    "chong danh vo con dang chay mau o lang Mrong",
    "CHÁY RỪNG sau núi, lan nhanh lắm",
    "mưa lũ, 3 người mắc kẹt trên rẫy",
    "cả nhà ngộ độc nấm, cần cấp cứu",
    "thanh niên cầm dao đuổi nhau ở chợ",
    "tường trường học sắp sập, trẻ con đang ở trong",
    "co dua nho bi dien giat, cuu voi",
)
"""Where people are in danger now."""
QUESTIONS = (
    "Cho em hỏi làm khai sinh cần giấy tờ gì ạ",
    "cho hoi may gio lam viec ngay thu 7",
    "ad ơi cho mình hỏi đổi sổ đỏ hết bao nhiêu tiền",
    "muon hoi thu tuc tach khau",
    "Làm thẻ BHYT cho bé nộp ở đâu vậy ạ",
)
INSULTS = ("bot ngu vãi", "đồ chó tụi bay", "vcl", "do ngu, tra loi lung tung")


def _share(texts: tuple[str, ...], name: str) -> tuple[float, list[str]]:
    missed = [text for text in texts if not getattr(recognise_text(text, LISTS), name)]
    return 1 - len(missed) / len(texts), missed


@pytest.mark.parametrize("shape", [str, fold_text, str.upper], ids=["as typed", "bare", "capitals"])
def test_recall_and_precision_of_what_is_no_report(shape: type[str]) -> None:
    outside = tuple(shape(text) for text in COMPLAINTS + DENUNCIATIONS)
    inside = tuple(shape(text) for text in REPORTS + DANGERS + QUESTIONS)
    assert len(outside) + len(inside) >= 60
    recall, missed = _share(outside, "outside")
    wrong = [text for text in inside if recognise_text(text, LISTS).outside]
    precision = (len(outside) - len(missed)) / (len(outside) - len(missed) + len(wrong))
    assert recall >= 0.9, (recall, missed)
    assert precision >= 0.9, (precision, wrong)


@pytest.mark.parametrize("shape", [str, fold_text, str.upper], ids=["as typed", "bare", "capitals"])
def test_danger_is_seen_and_what_is_only_bad_is_not_urgent(shape: type[str]) -> None:
    recall, missed = _share(tuple(shape(text) for text in DANGERS), "danger")
    wrong = [text for text in map(shape, REPORTS + QUESTIONS) if recognise_text(text, LISTS).danger]
    assert recall >= 0.9, missed
    assert len(wrong) <= 1, wrong


def test_a_question_is_told_from_a_report() -> None:
    assert _share(QUESTIONS, "question") == (1.0, [])
    assert [text for text in REPORTS if recognise_text(text, LISTS).question] == []


def test_insults_are_matched_as_written_so_that_no_decent_word_becomes_one() -> None:
    assert _share(INSULTS, "insult") == (1.0, [])
    decent = [*REPORTS, *DANGERS, *QUESTIONS, *map(fold_text, REPORTS + DANGERS + QUESTIONS)]
    assert [text for text in decent if recognise_text(text, LISTS).insult] == []


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("cây to cao quá", False),
        ("tố cáo", True),
        ("to cao", True),
        ("tố cao", True),
        ("TỐ CÁO", True),
        ("tồ cạo", False),
        ("", False),
    ],
)
def test_short_phrases_heed_the_marks_that_were_typed(text: str, *, outside: bool) -> None:
    assert recognise_text(text, LISTS).outside is outside


def test_what_only_sounds_like_danger_raises_no_alarm_and_no_question() -> None:
    """Burnt bulbs, crops in the drought, directions, Mẫu that folds to blood, other languages."""
    table = Path(__file__).parent / "sentences" / "no_danger.txt"
    heard = {one: recognise_text(one, LISTS) for one in table.read_text("utf-8").splitlines()}
    assert [one for one, found in heard.items() if found.alarming] == []
