"""Words nobody here planned: typos, no diacritics, teencode, Jrai among Vietnamese.

Each goes through the whole bot from somebody it never saw. What must be understood is in the
table; nothing may break, and nobody may be left without a way on.
"""

from __future__ import annotations

import pytest

from tests.support.story import OfficeUnderTest, Talker

GREETING = """
chào ad
xin chao cb
alo
hello bot ơi
chào cán bộ ạ
hi ad
dạ em chào ạ
a lô a lô
Yă ơi
ơ wa ơ met
ơi plei kâo hơ
"""
STATUS = """
phản ánh của e đến đâu r
vu cua toi toi dau roi
cua toi toi dau roi
phan anh cua toi den dau roi
tien do den dau
don cua em den dau roi a
bao giờ có kết quả phản ánh của tôi
xem tien do giup voi
hồ sơ phản ánh của tôi sao rồi
"""
PERSON = """
cho gap can bo
cho e gặp người thật đi
toi muon noi chuyen voi can bo
có cán bộ nào trực k ạ
k nói chuyện vs máy đâu cho gặp cán bộ
"""
COMPLAINT = """
toi khieu nai quyet dinh thu hoi dat cua uy ban
em k đồng ý với quyết định xử phạt, đề nghị xem lại quyết định
khiếu nạy vụ đền bù đất rẫy
tui kiện ra tòa vụ bồi thường đất
kâo khiếu nại quyết định xử phạt ơ
"""
DENUNCIATION = """
to cao truong thon an chan tien ho ngheo
tố cáo cán bộ xã nhận hối lộ
cán bộ địa chính vòi tiền mới làm sổ
t0 cáo ông kế toán tham ô tiền quỹ
cb xã ăn bớt tiền hỗ trợ hạn hán
kế toán xã lập khống danh sách lấy tiền
"""
DANGER = """
chay nha roi cuu voi
dây điện đứt rớt xuống đường làng nguy hiểm quá
co nguoi bi dien giat o lang kep
nhà em sắp sập r mưa to quá
trẻ con duoi nuoc o dap
hang xom danh vo chay mau
có đứa cầm dao đuổi chém nhau ngoài chợ
sạt lở vào nhà dân ở ia kreng r
ơi plei ơi cháy nhà rồi
lũ cuốn trôi xe ngoài suối cứu với
pơtao ơi có người chết đuối ở suối
"""
QUESTION = """
cho e hỏi lm giấy khai sinh cần giấy tờ gì ạ
cho hoi may gio lam viec
lam cccd het bao nhieu tien v ad
nộp hồ sơ đất ở đâu vậy ạ
bn tiền làm lại sổ hộ nghèo
Yă cho kâo hỏi làm khai sinh cho ană bă cần gì
muốn hỏi thủ tục tách thửa mất bao lâu
ad ơi cho mình hỏi đăng ký kết hôn cần những gì
"""
REPORT = """
den duong truoc cho phu hoa hu 2 tuan nay r k ai sua
đường zô làng lầy lội wá xe ko qua dc
rác đổ tùm lum bên suối bốc mùi hôi lém
nc sinh hoạt mất cả tuần nay k có miếng nào
cb 1 cửa thái độ hách dịch vs dân
can bo tiep dan noi chuyen coi thuong nguoi dan
plei kâo jơlan glăi jai jan đường hư hết rồi
Yă ơi, ia mơñum plei kâo đục ngầu mấy hôm nay
duong dien ho nha toi bi cup hoai
trường học dột nát mưa là ướt hết bọn nhỏ
heo chết vứt đầy bờ suối làng ia phi
nộp hồ sơ đất 3 tháng rồi chưa có sổ
loa phường hát cả đêm k ngủ đc
quán karaoke làm ồn tới 2h sáng
bưu tá k giao hàng cho dân làng
trâm bơm hỏng lúa chết khô hết r
cột điện nghiêng sát nhà dân
con đường zừa làm xog đã bong tróc
phòng khám y tế đóng cửa cả ngày
"""
SHORT = """
?
ok
.
123
:))
hu
đc
🙏🙏
k
asdfgh
mua ban dat gia re
https://quangcao.vn
"""
RUDE = """
đồ ngu
dcm
bot ngu vãi
"""

EXPECTED = {
    "greeting": (GREETING, ("Xin chào", "Chưa rõ ý")),
    "status": (STATUS, ("chưa gửi phản ánh nào", "Phản ánh của tôi")),
    "person": (PERSON, ("Đang gọi cán bộ", "Gặp cán bộ")),
    "complaint": (COMPLAINT, ("Khiếu nại: đề nghị xem lại",)),
    "denunciation": (DENUNCIATION, ("Tố cáo: báo người vi phạm",)),
    "danger": (DANGER, ("gọi ngay",)),
    "question": (QUESTION, ("Chỉ muốn hỏi",)),
    "report": (
        REPORT,
        (
            "Chuyện xảy ra ở đâu",
            "xã, thị trấn nào",
            "Họ và tên",
            "Chuyện của anh/chị là gì",
            "hay khiếu nại",
        ),
    ),
    "short": (SHORT, ("",)),
    "rude": (RUDE, ("đang bực",)),
}
ALL = [line for words, _ in EXPECTED.values() for line in words.strip().splitlines()]


def shown(person: Talker) -> str:
    """Everything on the screen since the last word, buttons too."""
    return "\n".join(
        [reply.text for reply in person.latest]
        + [choice.label for reply in person.latest for row in reply.choices for choice in row]
    )


def stuck(person: Talker) -> str:
    """Why somebody would not know what to do now, or empty."""
    seen = shown(person)
    if "trục trặc" in seen:
        return "it broke"
    if not any(reply.choices or reply.asks_location for reply in person.latest):
        return f"no way on: {seen}"
    return ""


def has(person: Talker, label: str) -> bool:
    return any(
        choice.label == label for reply in person.latest for row in reply.choices for choice in row
    )


async def says_out_of_the_blue(office: OfficeUnderTest, words: str, expected: str) -> str:
    """What somebody sees of the bot who says this first; agreement and Done are pressed."""
    person = office.citizen()
    await person.says(words)
    seen = shown(person)
    why = stuck(person)
    if expected in {"question", "report"}:
        for label in ("Không", "Xong"):  # no, nobody is in danger
            if has(person, label):
                await person.presses(label)
                seen += "\n" + shown(person)
                why = why or stuck(person)
    return why or seen


@pytest.mark.parametrize("expected", EXPECTED)
async def test_what_was_never_planned_is_understood(office: OfficeUnderTest, expected: str) -> None:
    await office.staff("office")
    lines, signs = EXPECTED[expected]
    wrong = []
    for words in lines.strip().splitlines():
        seen = await says_out_of_the_blue(office, words, expected)
        if not any(sign in seen for sign in signs) or seen.startswith(("it broke", "no way on")):
            wrong.append(f"{words}\n    -> {seen[:300]}")
    assert not wrong, "\n".join(wrong)


def test_the_table_is_long_enough_and_says_nothing_twice() -> None:
    assert len(ALL) >= 60
    assert len(ALL) == len(set(ALL))


async def test_nothing_said_to_any_question_breaks_it_or_leads_nowhere(
    office: OfficeUnderTest,
) -> None:
    """At each question of a report everything of the table is said; it goes on, or asks again."""
    person = office.citizen()
    wrong = []
    for number, words in enumerate(ALL):
        await person.says(words)
        if why := stuck(person):
            wrong.append(f"{words}: {why}")
        if number % 7 == 0:
            # Somebody who wants to get on presses what is there first.
            button = next(
                (c for reply in person.latest for row in reply.choices for c in row if c.value),
                None,
            )
            if button is not None:
                await person.sends(choice=button.value)
                if why := stuck(person):
                    wrong.append(f"[{button.label}] after {words}: {why}")
    assert not wrong, "\n".join(wrong)


async def test_who_greets_or_reports_in_a_language_we_do_not_speak_is_answered_in_it_too(
    office: OfficeUnderTest,
) -> None:
    person = office.citizen()
    for words, said in (
        ("Hello", "write in English"),
        ("kơkuh kơ ih", "Jrai"),
        ("help", "112"),
        ("How can I report?", "write in English"),
    ):
        await person.says(words)
        assert said in shown(person)
        assert not stuck(person)
    report = "There is a broken street light near the market"
    await person.says(report)
    assert "We take your report in English" in shown(person)
    assert "gọi ngay" not in shown(person)
    await person.answers("intake", until="confirm")
    person.sees(report)
    for danger in (
        "help, there is a fire in the house of my neighbour in Ia Ly, people are inside",
        "my child is drowning in the lake",
    ):
        stranger = office.citizen()
        await stranger.says(danger)
        stranger.sees("Call 112")
        stranger.sees("🚨 Đã nhận")
