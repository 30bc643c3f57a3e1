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
    r"|ky ten|nguoi gui|nguoi viet|nguoi to giac|nguoi lien he|nguoi phan anh(?= ?:))(?!\w) *:? *"
)
# A name in capitals may follow these too; in small letters anything might.
_CALLED: Final = re.compile(
    r"(?<!\w)(?:ten(?: la)?|(?:fb|facebook|zalo|nick|tiktok)(?: ten)?(?: la)?)(?!\w) *:? *"
)
_PRESENTED: Final = re.compile(r"(?<!\w)(?:toi|em|chau|con|minh) la +")
_TITLED: Final = re.compile(
    r"(?<!\w)(?:(?:cô|thầy) giáo|bác sĩ|bs|y sĩ|y tá|điều dưỡng|hiệu trưởng|hiệu phó|kế toán"
    r"|địa chính|cán bộ|công an viên|công chức|nhân viên|giám đốc|chủ tịch(?: xã)?|bí thư"
    r"|trưởng thôn|trưởng làng|già làng|thôn trưởng|thủ quỹ|văn thư|đ/c|đồng chí|ông|bà|anh|chị"
    r"|cô|chú|bác|em|cháu|thầy|dì|cậu|mợ|thím|cụ|vợ|chồng|thằng|con|bé|lão|mụ|gã) +"
)
# Without diacritics "chu" may open a place and "di", "cau" a verb.
_TITLED_BARE: Final = re.compile(
    r"(?<!\w)(?:dong chi|d/c|(?:co|thay) giao|bac si|y ta|ke toan|dia chinh|can bo|cong an vien"
    r"|giam doc|chu tich(?: xa)?|bi thu|truong thon|gia lang|ong|ba|anh|chi|co|bac|thay) +"
)
# An official named in small letters: a title, one word, and what is no part of a name.
_SMALL: Final = re.compile(
    r"(?<!\w)(?:ong|ba|anh|chi|co|thay) (?!(?:pho|truong|cuu|nguyen|tan|ay|do|nay|kia|con|nao|em"
    r"|chi|co|chu|bac|ba|ngoai|noi|ta|lam|can|la|o|ban|va|thi|bi|da|dang|se|khong|hang|cung|moi"
    r"|tai|tu)(?!\w))(\w{2,8})"
    r" (?=(?:can bo|truong thon|chu tich|ke toan|dia chinh|bi thu|cong an vien|giam doc)(?!\w))"
)
_SMALL_FULL: Final = re.compile(
    r"(?<!\w)(?:(?:nguyễn|trần|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|ngô|đinh|trịnh|lê|đoàn|trương"
    r"|dương|hồ|đỗ) (?:văn|thị|hữu)|(?:ksor|rmah|rcom|rchâm|rơ châm|kpă|siu|puih)) \w{2,}(?!\w)"
)
_SMALL_FULL_BARE: Final = re.compile(
    r"(?<!\w)(?:(?:nguyen|tran|pham|hoang|huynh|phan|vu|vo|dang|bui|ngo|dinh|trinh|le|doan) van"
    r"|(?:nguyen|tran|pham|hoang|huynh|bui|ngo|trinh|le) thi|(?:ksor|rmah|rcom|rcham|kpa|siu|puih))"
    r" (?!(?:phong|hoa|ban|minh|con)(?!\w))\w{2,}(?!\w)"
)
_PRESENTED_SMALL: Final = re.compile(
    r"(?!(?:dan|nguoi|hoc|cong|can|ho|giao|nong|chu|con|em|chi|anh|ba|ong|mot|nan|phu|khach)(?!\w))"
    r"(\w{2,8}),? (?:sdt|so dt|dt|so dien thoai|dien thoai|goi|so may)(?!\w)"
)
_SMALL_SURNAME: Final = re.compile(
    r"(?:nguyễn|nguyen|trần|tran|phạm|pham|hoàng|huỳnh|huynh|võ|đặng|bùi|bui|ngô|đinh|dinh|trịnh"
    r"|trinh|ksor|rmah|rcom|rcham|rchâm|kpă|kpa|siu|puih|rơ) \w"
)
# Names of the highlands that begin with a mark of sex; "Y tế" is no name.
_HIGHLAND: Final = re.compile(r"(?<!\w)(?:[HY]['’ʼ] ?|[HY] )(?=[^\W\d_])")
_MEDICAL: Final = re.compile(r"y (?:te|si|ta|khoa|hoc|duoc|kien|thuc|nghia|tuong)(?!\w)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_NAME_LENGTH: Final = 5

_SURNAMES: Final = re.compile(
    r"nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|truong|mai|cao"
    r"|lam|luong|trinh|dao|doan|ha|luu|ksor|rmah|siu|kpa|puih|nay|rah|rcom|ro|rolan|y|a|h"
)
_NO_NAME: Final = re.compile(
    r"(?:uy ban|cong an|van phong|chu tich|pho chu|giam doc|bi thu|bo phan|can bo|hoi dong"
    r"|truong thon|gia lai|chu pah|phu hoa|ia ly|viet nam|hieu truong|hieu pho|tu phap"
    r"|dia chinh|tai nguyen|tai chinh|lao dong|noi vu|cong ty|chi nhanh|trung tam|mat tran"
    r"|quan su|y te|giao duc|kinh te|nong nghiep|van hoa|thanh tra|kiem lam"
    r"|dang uy|ubnd|hdnd|doan (?:thanh|xa|the|vien|kiem|truong)|ha noi"
    r"|ha tinh|ha giang|ha nam|lam dong|ho chi minh|ho so|cao bang|mot cua|nha nuoc)(?!\w)"
)
# Folded, these are names too: Phong, Tình, Sơ.
_NO_NAME_ACCENTED: Final = re.compile(
    r"(?:phòng|phó|trưởng|trường|xã|thôn|làng|huyện|tỉnh|sở|ban|hội|thuế|hạt|nhóm|chợ)(?!\w)"
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
_SHOUTED: Final = re.compile(
    r"NGUYỄN|TRẦN|PHẠM|HOÀNG|HUỲNH|VÕ|ĐẶNG|BÙI|NGÔ|ĐINH|TRỊNH|KSOR|RMAH|SIU|KPĂ|PUIH|RCOM|RƠ"
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
    # Folded, "có" and "cô" are one: only a text without diacritics is read that way.
    accented = bool(_ACCENT.search(search.text.replace(SETTLED, "")))
    yield from _by_cue(search)
    titles = _TITLED.finditer(search.lowered) if accented else _TITLED_BARE.finditer(search.folded)
    for match in titles:
        yield from _run(search, match.end(), least=1)
    yield from _small(search, accented=accented)
    yield from _highland(search)
    for match in _WORD.finditer(search.folded):
        if _surname(search, match, accented=accented):
            yield from _run(search, match.start(), least=2)


def _by_cue(search: Reading) -> Iterator[tuple[int, int]]:
    """Names that are announced: "my name is", "called", "I am"."""
    for match in _INTRODUCED.finditer(search.folded):
        yield from _run(search, match.end(), least=1) or _uncapitalised(search, match.end())
    for match in _CALLED.finditer(search.folded):
        if not _NAMED_AFTER.search(search.before(match.start()) + " "):
            yield from _run(search, match.end(), least=1)
    for match in _PRESENTED.finditer(search.folded):
        yield from _run(search, match.end(), least=2) or _presented(search, match.end())


def _small(search: Reading, *, accented: bool) -> Iterator[tuple[int, int]]:
    """Names in small letters: an official by title and post, a surname with its middle name."""
    for match in _SMALL.finditer(search.folded):
        yield match.span(1)
    whole = (
        _SMALL_FULL.finditer(search.lowered)
        if accented
        else _SMALL_FULL_BARE.finditer(search.folded)
    )
    for match in whole:
        if not _NAMED_AFTER.search(search.before(match.start())):
            yield match.span()


def _highland(search: Reading) -> Iterator[tuple[int, int]]:
    for match in _HIGHLAND.finditer(search.text):
        medical = _MEDICAL.match(search.folded, match.start())
        if search.text[match.end()].isupper() and not medical:
            yield from _run(search, match.start(), least=1)


def _surname(search: Reading, word: re.Match[str], *, accented: bool) -> bool:
    if _NAMED_AFTER.search(search.before(word.start())):
        return False
    if accented:
        said = search.text[word.start() : word.end()]
        # In capitals only the surnames that are nothing else: HỒ SƠ is a file, CAO is high.
        return bool((_SHOUTED if said.isupper() else _FULL).fullmatch(said))
    capital = search.text[word.start()].isupper()
    return capital and bool(_FULL_BARE.fullmatch(search.folded, word.start(), word.end()))


def _run(search: Reading, start: int, least: int) -> list[tuple[int, int]]:
    """The capitalised words from a place on, if there are enough and they are no office."""
    ends = _word_ends(search, start, lambda word: search.text[word.start()].isupper())
    office = _NO_NAME.match(search.folded, start) or _NO_NAME_ACCENTED.match(search.lowered, start)
    is_name = len(ends) >= least and not office
    return [(start, ends[-1])] if is_name else []


def _presented(search: Reading, start: int) -> list[tuple[int, int]]:
    """A name in small letters after "I am": a surname and more, or one word before a number."""
    found = _PRESENTED_SMALL.match(search.folded, start)
    if found:
        return [found.span(1)]
    whole = _SMALL_SURNAME.match(search.lowered, start)
    return _uncapitalised(search, start) if whole else []


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
