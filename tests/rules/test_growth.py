"""Words of strangers cost time in proportion to their length, whatever they are made of."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import pytest

import offices
from rules.identifier_patterns import IDENTIFIER_KINDS
from rules.masking import KnownWords, mask_text
from rules.recognition import recognise_text
from rules.routing import Router
from rules.sensitive_data import find_sensitive_words
from rules.similarity import are_texts_unlike
from rules.text import clean_text, fold_text, text_fingerprint

SHORT, LONG = 5_000, 20_000
MOST = 8.0
"""Four times as long may take four times as long; twice that for a crowded machine."""
UNNOTICED = 0.25
"""Seconds the long one may take in any case: in so little a busy machine has more part than the
words. What this test was written for took four."""
ALPHABETS = (
    "a", "A", "1", " ", "\n", ".", "-", "@", "a.", "a-", "a@", "a@b.", "1 ", "1-", "1.", "0912 ",
    "0912345678 ", "a b ", "Nguyễn ", "Nguyễn Văn A ", "ông Nguyễn Văn A, ", "đường Lê Lợi ", "số ",
    "thửa 1 ", "làng ", "khong ", "k1/", "x/y ", "http://a", "www.", "www.a/", "fb.com/", "@abc",
    "ho so so ", "sinh ngay 1/", "chay ", "cháy nhà ", "cụ", "Y ", "H'", "(a) ", "[at] ", "gov.vn ",
    "a at ", "stk 1", "84 ", "(+84)", "đ", "😡", "\u0301", "a\u0301", "'", '"', "pakn.20261123.",
    "Rơ Châm ", "so nha 1/", "mot hai ", "1m", "thon 1, ",
)  # fmt: skip


def seconds(work: Callable[[str], object], text: str) -> float:
    """The least of several: what the machine does besides only adds."""

    def once() -> float:
        begun = time.thread_time()
        work(text)
        return time.thread_time() - begun

    return min(once() for _ in range(3))


@cache
def works() -> dict[str, Callable[[str], object]]:
    office = offices.load_office(offices.SHIPPED)
    tokens = {kind: f"[{kind}]" for kind in IDENTIFIER_KINDS}
    known = [KnownWords("Rơ Châm Thử", "name"), KnownWords("a a", "name")]
    router = Router(office)
    return {
        "mask": lambda text: mask_text(text, tokens, known, places=True),
        "recognise": lambda text: recognise_text(text, office.recognition),
        "route": router.propose,
        "commune": router.find_commune,
        "sensitive": lambda text: find_sensitive_words(text, office.publishing),
        "clean": clean_text,
        "fold": fold_text,
        "fingerprint": text_fingerprint,
        "unlike": lambda text: are_texts_unlike(text, text[:-1] + "x"),
    }


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_four_times_as_long_takes_about_four_times_as_long(alphabet: str) -> None:
    slow = {}
    for name, work in works().items():
        short, long = ((alphabet * length)[:length] for length in (SHORT, LONG))
        took = seconds(work, long)
        if took > UNNOTICED and took > MOST * (before := seconds(work, short)):
            slow[name] = (round(before, 3), round(took, 3))
    assert not slow
