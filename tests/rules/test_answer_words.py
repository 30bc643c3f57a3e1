"""What is said of an answer in a few words: as typed, without diacritics, and beside the case."""

from __future__ import annotations

import pytest

import offices
from rules.answer_words import SaidOfAnswer, said_of_answer, score_said
from rules.citizen_verdict import RESOLVED, UNRESOLVED
from rules.intents import recognise_intent
from rules.sipas import Score
from rules.text import fold_text

INTENTS = offices.load_office().intents
LAMP = "Đèn đường thôn 3 Nghĩa Hưng hỏng hai tuần nay, tối om"
ROAD = "duong vao lang Kep lay loi, xe khong vao duoc"
WATER = "Mất nước cả tuần ở tổ 2 Phú Hòa"
SHAPES = pytest.mark.parametrize("shape", [str, fold_text, str.upper])

SETTLED = {
    LAMP: ["sửa xong rồi", "xong rồi nha", "đèn sáng rồi cảm ơn anh chị", "cảm ơn xã đã sửa đèn"],
    ROAD: ["cảm ơn xã đã sửa đường cho làng tôi", "xe đi được rồi", "đường làng hết lầy rồi"],
    WATER: ["có nước rồi", "nước có lại rồi ạ"],
}
UNSETTLED = {
    LAMP: ["chưa hết đâu", "chưa xong đâu", "vẫn y nguyên", "ok nhưng đèn vẫn tắt", "lại hư rồi"],
    ROAD: ["đường vẫn lầy lội", "chưa thấy ai tới sửa đường", "sửa qua loa"],
    WATER: ["vẫn chưa có nước", "vẫn mất nước", "vẫn không có nước"],
}
ASKED = {
    LAMP: [
        "đèn thôn 5 sáng rồi", "sửa xong rồi mà lại hư", "xong rồi hả", "xong chưa", "đèn hỏng rồi",
        "đèn sáng được một hôm rồi lại tắt", "rác chợ chưa ai dọn",
        "sửa xong rồi, còn ổ gà thì sao", "ok", "được rồi", "dạ rõ rồi ạ", "cháy rồi", "9/10",
        "30/11", "bao giờ xong",
    ],
    WATER: ["đã có nước đâu", "hết nước rồi", "mất nước nữa rồi", "nước yếu lắm"],
}  # fmt: skip
SCORES = {
    "5 sao luôn": 5, "⭐⭐⭐⭐⭐": 5, "ok tốt lắm cảm ơn": 5, "cho 10 điểm": 5, "hài lòng": 4,
    "tạm được": 3, "bình thường thôi": 3, "3 sao": 3, "kém": 2, "tệ quá": 1, "một sao": 1,
}  # fmt: skip


@SHAPES
def test_only_what_is_understood_to_the_last_word_is_a_verdict(shape: type[str]) -> None:
    expected = {(case, text): RESOLVED for case in SETTLED for text in SETTLED[case]}
    expected |= {(case, text): UNRESOLVED for case in UNSETTLED for text in UNSETTLED[case]}
    expected |= {(case, text): "" for case in ASKED for text in ASKED[case]}
    found = {
        (case, text): said.verdict if (said := said_of_answer(shape(text), INTENTS, case)) else ""
        for case, text in expected
    }
    assert found == expected


@SHAPES
def test_a_score_is_said_in_stars_in_points_and_in_words_also_beside_a_verdict(
    shape: type[str],
) -> None:
    found = {text: said_of_answer(shape(text), INTENTS) for text in SCORES}
    assert found == {text: SaidOfAnswer("", Score(score)) for text, score in SCORES.items()}
    both = said_of_answer(shape("đèn sáng trưng rồi, mấy anh giỏi quá"), INTENTS, LAMP)
    assert both == SaidOfAnswer(RESOLVED, Score.VERY_SATISFIED)
    both = said_of_answer(shape("quá tệ, vẫn y nguyên"), INTENTS)
    assert both == SaidOfAnswer(UNRESOLVED, Score.VERY_DISSATISFIED)
    assert [score_said(text, INTENTS) for text in ("9 sao", "99 điểm", "7/10")] == [None, None, 4]


@SHAPES
def test_without_a_case_a_verdict_is_an_intent_and_a_question_none(shape: type[str]) -> None:
    wanted = {"sửa xong rồi": "settled", "chưa xong đâu": "unsettled", "5 sao luôn": "rated"}
    wanted |= {"không phải vậy": "mistaken", "xong chưa": "status", "ok cảm ơn": "thanks"}
    assert {text: recognise_intent(shape(text), INTENTS) for text in wanted} == wanted
