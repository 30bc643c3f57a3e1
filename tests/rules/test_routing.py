"""Farmers' stories, with and without diacritics, find the agency and the commune they are about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offices import load_office
from rules.office_directory import Commune
from rules.routing import MOST_PROPOSED, Router
from rules.text import fold_text

OFFICE = load_office()
ROUTER = Router(OFFICE)

STORIES = [
    ("VP", "toi nop giay o mot cua huyen hen 10 ngay ma nay 25 ngay chua tra"),
    ("VP", "Cán bộ tiếp nhận hồ sơ bắt tôi đi lại nhiều lần"),
    ("NOIVU", "may anh tren huyen 3 gio chieu da bo vi tri di uong ruou bia"),
    ("NOIVU", "Nhà tôi có huân chương kháng chiến mà chưa được khen thưởng"),
    ("TNMT", "trai heo canh nha xa nuoc thai hoi thoi khong chiu noi"),
    ("TNMT", "Ban đêm họ hút cát ngoài sông, bờ sạt vào rẫy nhà tôi"),
    ("VPDKDD", "lam bia do 2 nam roi chua co, cu bao cho do dac"),
    ("VPDKDD", "Tôi xin tách thửa cho con mà bị trả hồ sơ hoài"),
    ("TCKH", "toi muon mo quan com phai xin giay phep kinh doanh o dau"),
    ("TCKH", "Xã không công khai thu chi ngân sách"),
    ("VHTT", "quan karaoke hat toi 2 gio sang"),
    ("VHTT", "Nộp hồ sơ trực tuyến cứ báo lỗi hệ thống"),
    ("TUPHAP", "giay khai sinh cua toi sai nam sinh xin cai chinh ho tich"),
    ("TUPHAP", "Em gái tôi kết hôn với người nước ngoài, cần giấy gì?"),
    ("LDTBXH", "nha toi kho khan ma khong duoc xet ho ngheo"),
    ("LDTBXH", "Công ty nợ lương anh em ba tháng nay"),
    ("KTHT", "duong vao trung tam huyen day o ga, xe may te hoai"),
    ("KTHT", "Đèn đường trước trụ sở hư cả tháng"),
    ("NNPTNT", "heo nha toi chet hang loat nghi dich ta chau phi"),
    ("NNPTNT", "Kênh thủy lợi vỡ, ruộng không có nước tưới"),
    ("GDDT", "truong bat phu huynh dong quy lop qua nhieu"),
    ("GDDT", "Cô giáo mầm non đánh cháu tôi bầm tay"),
    ("YTE", "tram y te khong co bac si truc, thuoc het"),
    ("YTE", "Ăn đám cưới xong cả làng bị ngộ độc"),
    ("CA", "lam can cuoc 3 thang chua nhan duoc"),
    ("CA", "Thanh niên tụ tập đua xe nẹt pô mỗi tối"),
    ("BUUDIEN", "buu ta de giay to cua toi o quan tap hoa roi mat"),
    ("BUUDIEN", "Nhân viên bưu điện hẹn trả căn cước tại nhà mà không tới"),
    ("BHXH", "the bhyt cua me toi sai ngay sinh"),
    ("BHXH", "Nghỉ sinh con rồi mà tiền thai sản chưa có"),
    ("THUE", "thue khoan quan nho cua toi tang gap doi"),
    ("THUE", "Cán bộ thuế không đưa biên lai"),
    ("DIENLUC", "mat dien tu hom qua toi gio chua co"),
    ("DIENLUC", "Trụ điện nghiêng sắp đổ vào nhà"),
    ("DANTOC", "ba con dong bao dan toc thieu so chua duoc cap bon nuoc"),
    ("DANTOC", "Già làng hỏi chính sách cho người có uy tín"),
    ("KIEMLAM", "co nguoi cua go tren rung cho ve ban dem"),
    ("KIEMLAM", "Họ đặt bẫy thú rừng khắp nơi"),
    ("BQLDA", "nha thau lam duong de dat da ngon ngang bui mu"),
    ("BQLDA", "Tiền đền bù giải phóng mặt bằng hai năm chưa nhận"),
    ("NHCSXH", "to vay von thu tien lai khong ghi bien nhan"),
    ("NHCSXH", "Hộ nghèo muốn vay vốn nuôi bò thì hỏi ai?"),
    ("XA", "truong thon thu tien lam duong khong cong khai"),
    ("XA", "Xin sao y giấy tờ ở xã mà cán bộ xã đi vắng"),
]


def agencies(text: str) -> list[str]:
    return [OFFICE.fields[proposal.field].agency for proposal in ROUTER.propose(text)]


@pytest.mark.parametrize(("agency", "story"), STORIES)
def test_a_story_leads_to_its_agency(agency: str, story: str) -> None:
    assert agencies(story)[0] == agency


@pytest.mark.parametrize(("agency", "story"), STORIES)
def test_a_story_without_diacritics_is_routed_the_same(agency: str, story: str) -> None:
    assert ROUTER.propose(fold_text(story)) == ROUTER.propose(story)


PHRASES = [phrase for field in OFFICE.fields.values() for phrase in (*field.words, *field.actors)]


@given(st.lists(st.sampled_from(PHRASES) | st.text(max_size=10), max_size=8).map(" ".join))
def test_no_text_is_routed_differently_without_diacritics(text: str) -> None:
    assert ROUTER.propose(fold_text(text)) == ROUTER.propose(text)


@given(st.lists(st.sampled_from(PHRASES), max_size=12).map(" ".join))
def test_proposals_are_few_ranked_and_share_what_is_certain(text: str) -> None:
    scores = [proposal.score for proposal in ROUTER.propose(text)]
    assert len(scores) <= MOST_PROPOSED
    assert scores == sorted(scores, reverse=True)
    assert 0 <= sum(scores) < 1


def test_every_phrase_finds_its_own_field() -> None:
    for code, field in OFFICE.fields.items():
        for phrase in (*field.words, *field.actors):
            assert ROUTER.propose(phrase)[0].field == code, phrase


def test_nothing_known_proposes_nothing() -> None:
    assert ROUTER.propose("xin chào") == ()
    assert ROUTER.propose("") == ()


def test_a_proposal_shows_the_phrases_of_the_office() -> None:
    assert ROUTER.propose("MAT DIEN!! mat dien")[0].phrases == ("mất điện",)


def test_a_word_inside_a_longer_phrase_is_no_evidence_of_its_own() -> None:
    assert [p.field for p in ROUTER.propose("hóa đơn tiền điện")] == ["tiendien"]


def test_phrases_match_whole_words_only() -> None:
    assert ROUTER.propose("racing") == ()


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("duong o xa ia mo nong hu het roi", "ia-mo-nong"),
        ("Nhà tôi ở Ia Phí", "ia-phi"),
        ("thôn 3 xã Chư Đăng Ya", "chu-dang-ya"),
        ("xã Đăk Tơ Ver mất điện", "dak-to-ver"),
        ("xa Hoà Phú", "hoa-phu"),
        ("thị trấn Phú Hòa", "phu-hoa"),
        ("iakhuol", "ia-khuol"),
        ("huyện Chư Păh", None),
        ("", None),
    ],
)
def test_a_commune_is_found_under_any_spelling(text: str, commune: str | None) -> None:
    assert ROUTER.find_commune(text) == commune


@pytest.mark.parametrize("commune", OFFICE.communes.values(), ids=lambda commune: commune.code)
def test_every_commune_is_found_by_each_of_its_names(commune: Commune) -> None:
    for name in (commune.name, *commune.aliases):
        assert ROUTER.find_commune(f"o {name}, gan cho") == commune.code
