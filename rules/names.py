"""Finding the names of people in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal

from rules.reading import SETTLED, Reading

_ACCENT: Final = re.compile(r"[^\W\d_a-zA-Z]")
_INTRODUCED: Final = re.compile(
    r"(?<!\w)(?:(?:toi|em|chau|con|minh) ten(?: la)?"
    r"|ten(?: day du)?(?: cua)?(?: toi| em| chau| minh)? la|ho(?: va)? ten(?: toi)?(?: la)?"
    r"|ky ten|nguoi gui|nguoi viet)(?!\w) *:? *"
)
_PRESENTED: Final = re.compile(r"(?<!\w)(?:toi|em|chau|con|minh) la +")
_TITLED: Final = re.compile(r"(?<!\w)(?:ông|bà|anh|chị|cô|chú|bác|em|cháu|thầy|dì|cậu) +")
# Without diacritics "chu" may open a place and "di", "cau" a verb.
_TITLED_BARE: Final = re.compile(r"(?<!\w)(?:ong|ba|anh|chi|co|bac|thay) +")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_NAME_LENGTH: Final = 5

_SURNAMES: Final = re.compile(
    r"nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|truong|mai|cao"
    r"|lam|luong|trinh|dao|doan|ha|luu|ksor|rmah|siu|kpa|puih|nay|rah|rcom|ro|rolan|y|a|h"
)
_NO_NAME: Final = re.compile(
    r"(?:uy ban|cong an|van phong|chu tich|pho chu|giam doc|bi thu|bo phan|can bo|hoi dong"
    r"|truong thon|gia lai|chu pah|phu hoa|ia ly|viet nam)(?!\w)"
)
_ENDS_NAME: Final = re.compile(
    r"o|tai|sinh|so|dia|la|va|thon|xa|lang|nam|cccd|cmnd|sdt|dien|ngu|hien|nha|trong|toi"
)


# A post before a name makes it the name of an official.
_POST: Final = re.compile(
    r"(?<!\w)(?:chu tich|bi thu|truong (?:thon|phong|ban|lang|cong an)|pho phong|giam doc|can bo"
    r"|cong chuc|vien chuc|nhan vien|chuyen vien|hieu (?:truong|pho)|dia chinh|cong an|ke toan"
    r"|thu quy|tu phap|van thu|buu ta|giao vien|thay giao|co giao|bac si)(?!\w)[^\d\n.;:!?]{0,40}$"
)
# Official full names, a surname first; in a text with diacritics they must be right, or every
# road (đường) would be a Dương and every school (trường) a Trương.
_FULL: Final = re.compile(
    r"(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Mai|Cao"
    r"|Lâm|Lương|Trịnh|Đào|Đoàn|Hà|Lưu|Tạ|Tô|Ksor|Rmah|Siu|Kpă|Kpuih|Puih|Nay|Rah|Rcom|Rchâm|Rơ)"
)
_FULL_BARE: Final = re.compile(
    r"(?:nguyen|tran|pham|hoang|huynh|phan|vu|vo|dang|bui|ngo|dinh|trinh|dao|doan|luu|ksor|rmah"
    r"|siu|kpa|kpuih|puih|nay|rah|rcom|rcham)(?!\w)"
)
_NAMED_AFTER: Final = re.compile(
    r"(?<!\w)(?:duong|pho|truong|truong hoc|thpt|thcs|tieu hoc|mam non|mau giao|cau|cho|cong vien"
    r"|hem|ngo|benh vien|nha tho|chua|lang|thon|buon|nghi dinh) +$"
)


def names(search: Reading) -> Iterator[tuple[int, int, Literal["name", "official"]]]:
    """Where names stand, and whether they are those of officials."""
    for start, end in _introduced(search):
        yield start, end, "official" if _POST.search(search.before(start)) else "name"


def _introduced(search: Reading) -> Iterator[tuple[int, int]]:
    for match in _INTRODUCED.finditer(search.folded):
        yield from _run(search, match.end(), least=1) or _uncapitalised(search, match.end())
    for match in _PRESENTED.finditer(search.folded):
        yield from _run(search, match.end(), least=2)
    # Folded, "có" and "cô" are one: only a text without diacritics is read that way.
    accented = _ACCENT.search(search.text.replace(SETTLED, ""))
    titles = _TITLED.finditer(search.lowered) if accented else _TITLED_BARE.finditer(search.folded)
    for match in titles:
        yield from _run(search, match.end(), least=1)
    for match in _WORD.finditer(search.folded):
        if _surname(search, match, accented=bool(accented)):
            yield from _run(search, match.start(), least=2)


def _surname(search: Reading, word: re.Match[str], *, accented: bool) -> bool:
    if _NAMED_AFTER.search(search.before(word.start())):
        return False
    if accented:
        return bool(_FULL.fullmatch(search.text, word.start(), word.end()))
    capital = search.text[word.start()].isupper()
    return capital and bool(_FULL_BARE.fullmatch(search.folded, word.start(), word.end()))


def _run(search: Reading, start: int, least: int) -> list[tuple[int, int]]:
    """The capitalised words from a place on, if there are enough and they are no office."""
    ends = _word_ends(search, start, lambda word: search.text[word.start()].isupper())
    is_name = len(ends) >= least and not _NO_NAME.match(search.folded, start)
    return [(start, ends[-1])] if is_name else []


def _uncapitalised(search: Reading, start: int) -> list[tuple[int, int]]:
    ends = _word_ends(search, start, lambda word: not _ENDS_NAME.fullmatch(word[0]))
    surname = bool(ends) and _SURNAMES.fullmatch(search.folded, start, ends[0])
    return [(start, ends[-1])] if surname else []


def _word_ends(search: Reading, start: int, wanted: Callable[[re.Match[str]], bool]) -> list[int]:
    ends: list[int] = []
    while len(ends) < _NAME_LENGTH and (word := _WORD.match(search.folded, start)):
        if SETTLED in word[0] or not wanted(word):
            break
        ends.append(word.end())
        start = word.end() + 1
        if search.folded[word.end() : start] != " ":
            break
    return ends
