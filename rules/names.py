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
# A man's name of the highlands begins with A, and so does much else: only beside a post.
_HIGHLAND_MAN: Final = re.compile(r"(?<!\w)A (?=[^\W\d_])")
# "Bà hai", "ông bảy": called by the order of birth, and known by a trade or a shop.
_ORDER: Final = r"(?:ông|bà|anh|chị|cô|chú|bác|dì|mợ) (?:hai|ba|tư|năm|sáu|bảy|tám|chín|mười|út)"
_TRADE: Final = r"(?:bán|sửa|mở|nuôi|may|thợ|tạp hóa|hớt tóc|thu mua)"
_BY_ORDER: Final = re.compile(rf"(?<!\w)({_ORDER}) {_TRADE}(?!\w)")
_BY_ORDER_BARE: Final = re.compile(
    r"(?<!\w)(?:nha|quan|tiem|xuong|lo|vua) "
    r"((?:ong|ba|anh|chi|co|chu|bac|di|mo) (?:hai|ba|tu|nam|sau|bay|tam|chin|muoi|ut))"
    r" (?:ban|sua|mo|nuoi|may|tho|tap hoa|hot toc|thu mua)(?!\w)"
)
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
# In capitals nothing but the words themselves says where a name ends.
_ENDS_SHOUTED: Final = re.compile(
    r"gây|lấy|nhận|đòi|không|chưa|làm|bị|đã|đang|có|ở|tại|là|và|ăn|vòi|hách|quát|đánh|chửi|lấn"
    r"|cấp|cho|để|với|của|về|hẹn|nói|mắng|trưởng|cán|chủ|giám|kế|địa|xã|thôn|làng|huyện|xả|đốt"
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
_POST_AFTER: Final = re.compile(
    rf",? (?:la |lam )?(?:truong {SETTLED}"
    r"|(?:chu tich|pho chu tich|bi thu|truong (?:thon|phong|ban|lang|cong an)|giam doc|can bo"
    r"|cong chuc|nhan vien|hieu (?:truong|pho)|dia chinh|cong an|ke toan|thu quy|tu phap|van thu"
    r"|giao vien|gia lang|thon truong)(?!\w))"
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
_VILLAGE: Final = re.compile(
    r"(?<!\w)(?:lang|thon|buon|plei|ap|khu pho|to dan pho|tdp|xom)(?: van hoa)? +"
)
_HOUSE_IN_STREET: Final = re.compile(
    r"(?<!\w)(?:(?=so nha|nha so|nha|so)|(?:o|tai|dia chi) +)"
    r"(?P<house>(?:(?:so nha|nha so|nha|so) +)?\d+[a-z]?(?:/\d+[a-z]?)*)"
    r"(?P<road>,? +(?:duong|pho))?,? +(?=[^\W\d_])"
)
_NAMED_AFTER: Final = re.compile(
    r"(?<!\w)(?:duong|pho|truong|truong hoc|thpt|thcs|tieu hoc|mam non|mau giao|cau|cho|cong vien"
    r"|hem|ngo|benh vien|nha tho|chua|lang|thon|buon|nghi dinh) +$"
)


def streets(search: Reading) -> Iterator[tuple[int, int]]:
    """Where a house is given by its number and the name of its street."""
    for match in _HOUSE_IN_STREET.finditer(search.folded):
        run = _run(search, match.end(), least=1 if match["road"] else 2)
        for _, end in run:
            yield match.start("house"), end


def names(search: Reading) -> Iterator[tuple[int, int, Literal["name", "official"]]]:
    """Where names stand, and whether they are those of officials."""
    for start, end in _introduced(search):
        yield start, end, "official" if _POST.search(search.before(start)) else "name"


def villages(search: Reading) -> Iterator[tuple[int, int]]:
    """Where a village, hamlet or ward is named: in a small group that points at people."""
    for match in _VILLAGE.finditer(search.folded):
        ends = _word_ends(search, match.end(), lambda word: search.text[word.start()].isupper())
        if ends:
            yield match.start(), ends[-1]


def _introduced(search: Reading) -> Iterator[tuple[int, int]]:
    # Folded, "có" and "cô" are one: only a text without diacritics is read that way.
    accented = bool(_ACCENT.search(search.text.replace(SETTLED, "")))
    yield from _by_cue(search)
    titles = _TITLED.finditer(search.lowered) if accented else _TITLED_BARE.finditer(search.folded)
    for match in titles:
        word = _WORD.match(search.folded, match.end())
        of_commune = match[0].rstrip().endswith((" xã", " xa"))
        if not of_commune or (word and _surname(search, word, accented=accented)):
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
    by_order = (
        _BY_ORDER.finditer(search.lowered) if accented else _BY_ORDER_BARE.finditer(search.folded)
    )
    for match in by_order:
        yield match.span(1)


def _highland(search: Reading) -> Iterator[tuple[int, int]]:
    for match in _HIGHLAND.finditer(search.text):
        medical = _MEDICAL.match(search.folded, match.start())
        if search.text[match.end()].isupper() and not medical:
            yield from _run(search, match.start(), least=1)
    for match in _HIGHLAND_MAN.finditer(search.text):
        for _, end in _run(search, match.end(), least=1):
            posted = _POST.search(search.before(match.start())) or _POST_AFTER.match(
                search.folded, end
            )
            if posted:
                yield match.start(), end


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
    ends = _word_ends(search, start, lambda word: _in_name(search, word))
    office = _NO_NAME.match(search.folded, start) or _NO_NAME_ACCENTED.match(search.lowered, start)
    is_name = len(ends) >= least and not office
    return [(start, ends[-1])] if is_name else []


def _in_name(search: Reading, word: re.Match[str]) -> bool:
    said = search.text[word.start() : word.end()]
    shouted = len(said) > 1 and said.isupper()
    return said[0].isupper() and not (shouted and _ENDS_SHOUTED.fullmatch(said.lower()))


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
