"""One way to clean, fold and split Vietnamese text, shared by routing, search and comparison."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
    # Halves of letters and what is no letter at all: no database and no XML takes them.
    "|[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_RETURN: Final = re.compile(r"\r\n?")
_SPACES: Final = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
"""Runs of spaces, but for a single one, which stays as it is."""
_AROUND_NEWLINE: Final = re.compile(r" ?\n ?")
_TOKEN: Final = re.compile(r"[a-z0-9]+")


class _Bare(dict[int, int | None]):
    """What stays of each code point that was met once its mark or stroke is taken off."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code)) == "Mn" else code
        return self[code]


# These letters carry their stroke inside the code point, so NFD leaves them whole.
_BARE: Final = _Bare({ord("đ"): ord("d"), ord("ð"): ord("d"), ord("ƀ"): ord("b")})


_SHORTHAND: Final[dict[str, tuple[str, ...]]] = {
    short: tuple(long.split())
    for short, long in {
        "k": "khong",
        "ko": "khong",
        "kg": "khong",
        "hok": "khong",
        "khg": "khong",
        "dc": "duoc",
        "dk": "dang ky",
        "ub": "uy ban",
        "ubnd": "uy ban nhan dan",
        "hdnd": "hoi dong nhan dan",
        "cccd": "can cuoc",
        "cmnd": "can cuoc",
        "cmt": "can cuoc",
        "bhyt": "bao hiem y te",
        "bhxh": "bao hiem xa hoi",
        "bhtn": "bao hiem that nghiep",
        "hs": "ho so",
        "tthc": "thu tuc hanh chinh",
        "dvc": "dich vu cong",
        "gcn": "giay chung nhan",
        "gcnqsdd": "giay chung nhan quyen su dung dat",
        "qsdd": "quyen su dung dat",
        "gpmb": "giai phong mat bang",
        "gpxd": "giay phep xay dung",
        "bvtv": "bao ve thuc vat",
        "dtts": "dan toc thieu so",
        "pccc": "phong chay chua chay",
        "vsattp": "an toan thuc pham",
        "attp": "an toan thuc pham",
        "hkd": "ho kinh doanh",
        "htx": "hop tac xa",
        "nhcsxh": "ngan hang chinh sach",
        "csxh": "chinh sach xa hoi",
        "gplx": "giay phep lai xe",
        "thcs": "trung hoc co so",
        "sxh": "sot xuat huyet",
        "cb": "can bo",
        "nv": "nhan vien",
        "bv": "benh vien",
        "gv": "giao vien",
    }.items()
}


def to_nfc(text: str) -> str:
    """The citizen's own words for storing: NFC, invisible and bidi characters removed, no more."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _RETURN.sub("\n", text)))


def clean_text(text: str) -> str:
    """NFKC text without invisible characters; runs of spaces become one, newlines stay."""
    text = unicodedata.normalize("NFKC", to_nfc(text))
    return _AROUND_NEWLINE.sub("\n", _SPACES.sub(" ", text)).strip()


def fold_text(text: str) -> str:
    """Lower case without any diacritic: how text is compared, never how it is shown."""
    lowered = unicodedata.normalize("NFD", clean_text(text).lower())
    return lowered if lowered.isascii() else lowered.translate(_BARE)


def split_tokens(text: str) -> list[str]:
    """The folded words of a text, as they stand."""
    return _TOKEN.findall(fold_text(text))


def split_words(text: str) -> list[str]:
    """The folded words of a text with everyday shorthand written out."""
    return [word for token in split_tokens(text) for word in _SHORTHAND.get(token, (token,))]


def text_fingerprint(text: str) -> str:
    """The same for texts of the same words; codes, dates and other numbers do not count."""
    told = " ".join(token for token in split_tokens(text) if not any(map(str.isdecimal, token)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]
