"""How much of what real people write is recognised: measured on whole tables of sentences.

`*_tuned.txt` were in sight when the lists and examples were made, so they only guard against
going back. `*_held_out.txt` were written after the lists and no word was added for them; only the
levels of likeness were chosen with their figures known. They say how much of the unseen is
understood. The first 60 are told in roundabout ways (52 of danger, 27 of wrongs are recognised),
the last 30 plainly (29 and 29). What an office adds to its examples makes it more.

`*_hinted.txt`: 40 wrongs only hinted at, and 40 ordinary reports that sound like them, written
before the groups for hints were made and not looked at since. Of the wrongs 11 were recognised
before, 24 now (23 without diacritics); of the ordinary ones 2 are mistaken, as before. That
flatters: the sentences those groups were made by have the same author and the same themes. Of the
60 above, written earlier, only one more is recognised. As examples those sentences were tried and
left out: two more of the 60, but two ordinary reports more taken for wrongs, two dangers missed.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import offices
from rules.examples import resemblance_to_examples
from rules.recognition import recognise_text
from rules.text import fold_text

LISTS = offices.load_office().recognition
SENTENCES = Path(__file__).parent / "sentences"

# The sentences a reviewer tried; each is recognised, or it is a fault.
DANGER_TRIED = """
cháy rừng ở làng Kép
nha toi dang chay
có người bị điện giật
xe tông người ngay cầu
nguoi bi thuong nang can cap cuu
cau treo sap gay co nguoi ket
tre em bi danh
em muốn chết
bị rắn cắn
con tôi bị ngất xỉu
lu ve ngap nha roi
sạt lở đè nhà
cây đổ đè người
trộm đang vào nhà
bị đánh ghen chảy máu nhiều
đuối nc
"""
OUTSIDE_TRIED = """
trưởng thôn nhận tiền của dân để đưa vào hộ nghèo
truong thon lay tien ho tro cua dan bo tui
trưởng thôn lấy tiền hỗ trợ của dân
cán bộ địa chính xin 5 triệu mới làm sổ
cán bộ đòi bôi trơn 2 triệu
chủ tịch xã lấy tiền ủng hộ lũ lụt tiêu riêng
kế toán xã khai gian tiền hộ nghèo
công an xã nhận tiền bỏ qua xe quá tải
tôi muốn tố ông Nam ăn tiền
tocao can bo
t0 cáo chủ tịch
cán bộ gạ tiền
phải lo lót mới xong hồ sơ
đòi tiền cà phê mới ký
tôi không phục quyết định phạt của xã
xã thu hồi đất nhà tôi trái luật yêu cầu trả lại
"""
INSIDE_TRIED = """
cán bộ thu tiền rác
nộp tiền điện
xin xã hỗ trợ 5 triệu
rác đổ đầy đường không ai dọn
hồ sơ đất chậm ba tháng
"""


FILES = {"alarming": "danger", "emergency": "danger"}
"""The table of each that is called otherwise: `alarming` is danger, sure or to be asked about."""


def table(name: str) -> list[str]:
    return (SENTENCES / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def measured(kind: str, part: str, shape: type[str] = str) -> tuple[float, float]:
    """Recall, and the share of ordinary sentences that are wrongly taken for it."""
    ordinary = {"alarming": "calm", "emergency": "calm", "outside": "ordinary"}[kind]
    wanted = [shape(one) for one in table(f"{FILES.get(kind, kind)}_{part}")]
    others = [shape(one) for one in table(f"{ordinary}_{part}")]
    hits = sum(getattr(recognise_text(one, LISTS), kind) for one in wanted)
    wrong = sum(getattr(recognise_text(one, LISTS), kind) for one in others)
    return hits / len(wanted), wrong / len(others)


@pytest.mark.parametrize(
    ("kind", "part", "shape", "recall", "wrong"),
    [
        ("alarming", "tuned", str, 0.98, 0.05),
        ("emergency", "tuned", str, 0.98, 0.01),
        ("outside", "tuned", str, 0.98, 0.03),
        ("alarming", "held_out", str, 0.88, 0.05),
        ("emergency", "held_out", str, 0.57, 0.0),
        ("outside", "held_out", str, 0.62, 0.05),
        ("alarming", "held_out", fold_text, 0.87, 0.06),
        ("emergency", "held_out", fold_text, 0.47, 0.0),
        ("outside", "held_out", fold_text, 0.62, 0.06),
        ("outside", "hinted", str, 0.60, 0.05),
        ("outside", "hinted", fold_text, 0.57, 0.05),
    ],
)
def test_recall_and_false_alarms(
    kind: str, part: str, shape: type[str], recall: float, wrong: float
) -> None:
    reached, alarms = measured(kind, part, shape)
    assert reached >= recall
    assert alarms <= wrong


def test_the_tables_are_long_and_say_nothing_twice() -> None:
    names = ("danger", "calm", "outside", "ordinary")
    for name in names:
        assert len(table(f"{name}_tuned")) >= 120
        assert len(table(f"{name}_held_out")) >= 60
    assert len(table("outside_hinted")) == len(table("ordinary_hinted")) == 40
    sentences = [one for file in SENTENCES.glob("*.txt") for one in table(file.stem)]
    assert len(sentences) == len(set(sentences))


def test_nothing_held_out_is_among_the_examples() -> None:
    examples = LISTS.examples
    known = {fold_text(one) for one in (*examples.danger, *examples.outside, *examples.plain)}
    for file in (*SENTENCES.glob("*_held_out.txt"), *SENTENCES.glob("*_hinted.txt")):
        assert not known & {fold_text(one) for one in table(file.stem)}


def test_what_was_tried_is_recognised() -> None:
    assert [one for one in lines(DANGER_TRIED) if not recognise_text(one, LISTS).emergency] == []
    assert [one for one in lines(OUTSIDE_TRIED) if not recognise_text(one, LISTS).outside] == []
    assert [one for one in lines(INSIDE_TRIED) if recognise_text(one, LISTS).outside] == []


@pytest.mark.parametrize(
    ("text", "despair"),
    [
        ("em muốn chết", True),
        ("tui không thiết sống nữa", True),
        ("con be nhan la no muon tu tu", True),
        ("chờ muốn chết mà chưa tới lượt", False),
        ("nóng muốn chết vì cúp điện", False),
        ("em mệt muốn chết vì đi lại năm lần", False),
        ("cá chết đầy suối", False),
    ],
)
def test_who_does_not_want_to_live_is_told_from_who_exaggerates(text: str, despair: bool) -> None:
    assert recognise_text(text, LISTS).despair is despair


@pytest.mark.parametrize(
    ("text", "denunciation"),
    [
        ("Cán bộ xã đòi tiền", True),
        ("can bo xa doi tien", True),
        ("Tiền điện cán bộ xã đòi hai lần", False),  # the order counts
        ("cán bộ xã đòi gặp trưởng thôn để nghe dân nói về việc nộp tiền", False),  # too far
        ("cán bộ xin tiền điện", False),  # what is asked for is due
    ],
)
def test_words_of_several_groups_must_stand_close_in_order_and_unexcused(
    text: str, denunciation: bool
) -> None:
    assert recognise_text(text, LISTS).denunciation is denunciation


def test_a_word_that_is_another_without_its_marks_counts_only_with_them() -> None:
    assert recognise_text("cây đè trúng người", LISTS).danger
    assert not recognise_text("cay de nguoi dan ngoi cho", LISTS).danger


def test_likeness_is_evidence_and_zero_when_nothing_is_known() -> None:
    danger, plain = ("cháy nhà rồi", "xe tông người"), ("rác đầy đường", "đèn đường hư")
    assert resemblance_to_examples(["chay", "nha"], danger, plain) > 0
    assert resemblance_to_examples(["rac", "duong"], danger, plain) < 0
    assert resemblance_to_examples(["abc"], danger, plain) == 0
    assert resemblance_to_examples([], danger, plain) == 0


@pytest.mark.parametrize(
    "text",
    [
        "dài quá " * 12_500,
        "cán bộ đòi tiền người bị xe tông cháy nhà bóng đèn " * 2_000,
        "con " * 25_000,
        "3 " * 50_000,
    ],
    ids=["plain", "alarming", "one word", "numbers"],
)
def test_a_very_long_text_takes_no_time(text: str) -> None:
    recognise_text("đèn", LISTS)
    taken = []
    for _ in range(3):
        began = time.process_time()
        recognise_text(text, LISTS)
        taken.append(time.process_time() - began)
    assert min(taken) < 0.1
