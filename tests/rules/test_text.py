"""Cleaning, folding and splitting Vietnamese text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.excerpts import title_of
from rules.text import clean_text, fold_text, split_tokens, split_words, to_nfc


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường làng hư", "duong lang hu"),
        ("ÐÀ NẴNG", "da nang"),
        ("ƀok Kơ", "bok ko"),
        ("Chư Pǎh", "chu pah"),
        ("Ｈòa Phú", "hoa phu"),
        ("uỷ ban, ủy ban", "uy ban, uy ban"),
        ("  nhiều \t khoảng\u00a0trắng ", "nhieu khoang trang"),
    ],
)
def test_folding_takes_every_diacritic_away(text: str, folded: str) -> None:
    assert fold_text(text) == folded


def test_decomposed_and_composed_text_fold_alike() -> None:
    text = "Đề nghị sửa đường thôn"
    assert fold_text(unicodedata.normalize("NFD", text)) == fold_text(text)


def test_cleaning_keeps_lines_and_drops_what_nobody_sees() -> None:
    assert clean_text("một\u200b hai\u202e \r\n  ba\u00ad bốn\x07") == "một hai\nba bốn"


def test_stored_words_are_only_composed_and_freed_of_invisible_characters() -> None:
    text = "Tôi  GHI ½ chữ\tthế này\n\n ｘong"
    assert to_nfc(text) == text
    assert to_nfc("a\u200bb\u2067c\u0000d\r\ne") == "abcd\ne"


def test_shorthand_is_written_out() -> None:
    written = " ".join(split_words("Ko dc cấp BHYT, hs ở UBND"))
    assert written == "khong duoc cap bao hiem y te ho so o uy ban nhan dan"


def test_tokens_leave_shorthand_alone() -> None:
    assert split_tokens("Hs k có") == ["hs", "k", "co"]


@given(st.text())
def test_folding_twice_changes_no_word(text: str) -> None:
    assert split_tokens(fold_text(text)) == split_tokens(text)


@given(st.text())
def test_stored_words_are_stable(text: str) -> None:
    assert to_nfc(to_nfc(text)) == to_nfc(text)


@given(st.text())
def test_cleaned_text_has_no_doubled_spaces(text: str) -> None:
    assert "  " not in clean_text(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Đèn đường tổ 2 hư ba tuần nay. Xin xem giúp.", "Đèn đường tổ 2 hư ba tuần nay"),
        ("Kính gửi xã. Cầu treo làng Bui gãy ván", "Kính gửi xã. Cầu treo làng Bui gãy ván"),
        ("Từ ngày 2. 11 đến nay đường\nngập nước", "Từ ngày 2. 11 đến nay đường ngập nước"),
        ("à " * 100, "à " * 40 + "…"),
        ("", ""),
    ],
)
def test_what_a_text_is_called_is_how_it_begins(text: str, title: str) -> None:
    assert title_of(text) == title
