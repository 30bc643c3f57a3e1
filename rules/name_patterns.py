"""How names of people are written and introduced."""

from __future__ import annotations

import re
from typing import Final

from rules.text_views import SETTLED

ACCENT: Final = re.compile(r"[^\W\d_a-zA-Z]")


INTRODUCED: Final = re.compile(
    r"(?<!\w)(?:(?:toi|em|chau|con|minh) ten(?: la)?"
    r"|ten(?: day du)?(?: cua)?(?: toi| em| chau| minh)? la|ho(?: va)? ten(?: toi)?(?: la)?"
    r"|ky ten|nguoi gui|nguoi viet|nguoi to giac|nguoi lien he|nguoi phan anh(?= ?:))(?!\w) *:? *"
)


# A name in capitals may follow these too; in small letters anything might.
CALLED: Final = re.compile(
    r"(?<!\w)(?:ten(?: la)?|(?:fb|facebook|zalo|nick|tiktok)(?: ten)?(?: la)?)(?!\w) *:? *"
)


PRESENTED: Final = re.compile(r"(?<!\w)(?:toi|em|chau|con|minh) la +")


TITLED: Final = re.compile(
    r"(?<!\w)(?:(?:cô|thầy) giáo|bác sĩ|bs|y sĩ|y tá|điều dưỡng|hiệu trưởng|hiệu phó|kế toán"
    r"|địa chính|cán bộ|công an viên|công chức|nhân viên|giám đốc|chủ tịch(?: xã)?|bí thư"
    r"|trưởng thôn|trưởng làng|già làng|thôn trưởng|thủ quỹ|văn thư|đ/c|đồng chí|ông|bà|anh|chị"
    r"|cô|chú|bác|em|cháu|thầy|dì|cậu|mợ|thím|cụ|vợ|chồng|thằng|con|bé|lão|mụ|gã) +"
)


# Without diacritics "chu" may open a place and "di", "cau" a verb.
TITLED_BARE: Final = re.compile(
    r"(?<!\w)(?:dong chi|d/c|(?:co|thay) giao|bac si|y ta|ke toan|dia chinh|can bo|cong an vien"
    r"|giam doc|chu tich(?: xa)?|bi thu|truong thon|gia lang|ong|ba|anh|chi|co|bac|thay) +"
)


# An official named in small letters: a title, one word, and what is no part of a name.
SMALL: Final = re.compile(
    r"(?<!\w)(?:ong|ba|anh|chi|co|thay) (?!(?:pho|truong|cuu|nguyen|tan|ay|do|nay|kia|con|nao|em"
    r"|chi|co|chu|bac|ba|ngoai|noi|ta|lam|can|la|o|ban|va|thi|bi|da|dang|se|khong|hang|cung|moi"
    r"|tai|tu)(?!\w))(\w{2,8})"
    r" (?=(?:can bo|truong thon|chu tich|ke toan|dia chinh|bi thu|cong an vien|giam doc)(?!\w))"
)


SMALL_FULL: Final = re.compile(
    r"(?<!\w)(?:(?:nguyễn|trần|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|ngô|đinh|trịnh|lê|đoàn|trương"
    r"|dương|hồ|đỗ) (?:văn|thị|hữu)|(?:ksor|rmah|rcom|rchâm|rơ châm|kpă|siu|puih)) \w{2,}(?!\w)"
)


SMALL_FULL_BARE: Final = re.compile(
    r"(?<!\w)(?:(?:nguyen|tran|pham|hoang|huynh|phan|vu|vo|dang|bui|ngo|dinh|trinh|le|doan) van"
    r"|(?:nguyen|tran|pham|hoang|huynh|bui|ngo|trinh|le) thi|(?:ksor|rmah|rcom|rcham|kpa|siu|puih))"
    r" (?!(?:phong|hoa|ban|minh|con)(?!\w))\w{2,}(?!\w)"
)


PRESENTED_SMALL: Final = re.compile(
    r"(?!(?:dan|nguoi|hoc|cong|can|ho|giao|nong|chu|con|em|chi|anh|ba|ong|mot|nan|phu|khach)(?!\w))"
    r"(\w{2,8}),? (?:sdt|so dt|dt|so dien thoai|dien thoai|goi|so may)(?!\w)"
)


SMALL_SURNAME: Final = re.compile(
    r"(?:nguyễn|nguyen|trần|tran|phạm|pham|hoàng|huỳnh|huynh|võ|đặng|bùi|bui|ngô|đinh|dinh|trịnh"
    r"|trinh|ksor|rmah|rcom|rcham|rchâm|kpă|kpa|siu|puih|rơ) \w"
)


# Names of the highlands that begin with a mark of sex; "Y tế" is no name.
HIGHLAND: Final = re.compile(r"(?<!\w)(?:[HY]['’ʼ] ?|[HY] )(?=[^\W\d_])")


MEDICAL: Final = re.compile(r"y (?:te|si|ta|khoa|hoc|duoc|kien|thuc|nghia|tuong)(?!\w)")


# A man's name of the highlands begins with A, and so does much else: only beside a post.
HIGHLAND_MAN: Final = re.compile(r"(?<!\w)A (?=[^\W\d_])")


# "Bà hai", "ông bảy": called by the order of birth, and known by a trade or a shop.
_ORDER: Final = r"(?:ông|bà|anh|chị|cô|chú|bác|dì|mợ) (?:hai|ba|tư|năm|sáu|bảy|tám|chín|mười|út)"


_TRADE: Final = r"(?:bán|sửa|mở|nuôi|may|thợ|tạp hóa|hớt tóc|thu mua)"


BY_ORDER: Final = re.compile(rf"(?<!\w)({_ORDER}) {_TRADE}(?!\w)")


BY_ORDER_BARE: Final = re.compile(
    r"(?<!\w)(?:nha|quan|tiem|xuong|lo|vua) "
    r"((?:ong|ba|anh|chi|co|chu|bac|di|mo) (?:hai|ba|tu|nam|sau|bay|tam|chin|muoi|ut))"
    r" (?:ban|sua|mo|nuoi|may|tho|tap hoa|hot toc|thu mua)(?!\w)"
)


SURNAMES: Final = re.compile(
    r"nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|truong|mai|cao"
    r"|lam|luong|trinh|dao|doan|ha|luu|ksor|rmah|siu|kpa|puih|nay|rah|rcom|ro|rolan|y|a|h"
)


SURE_SURNAME: Final = re.compile(
    r"nguyen|tran|pham|hoang|huynh|phan|dang|bui|ngo|dinh|trinh|doan|ksor|rmah|siu|kpa|puih|rcom|rah"
)
"""Read as a surname also in small letters: no everyday word is spelled so."""


HIGHLAND_SURNAMES: Final = re.compile(
    r"(?:(?:ro|r'?) ?(?:cham|chom|com|mah|lan|o|man)|rah ?lan|ksor|kso|nay|siu|kpa|kpuih|puih|rmah"
    r"|rcham|rchom|rcom|rolan|hmok|alio|nie|mlo|eban|bya|ayun|y|h['’ʼ]?|a)(?= )"
)
"""Of the Jrai, Bahnar and Ê Đê; folded, before another word."""


RARER_SURNAMES: Final = re.compile(
    r"bach|chau|chu|dam|danh|giang|hoac|hua|khuc|kieu|la|lai|lo|luc|mac|man|nghiem|ninh|nong"
    r"|phi|phung|quach|quan|ta|tang|thach|thai|than|tieu|ton|tong|trieu|tu|uong|vi|vuong"
)
"""In small letters a surname only before a middle name."""


MIDDLE_NAMES: Final = re.compile(r"van|thi|huu|duc|ngoc|quang|xuan|minh|thanh|cong|dinh|kim|thu")


NO_NAME: Final = re.compile(
    r"(?:uy ban|cong an|van phong|chu tich|pho chu|giam doc|bi thu|bo phan|can bo|hoi dong"
    r"|truong thon|gia lai|chu pah|phu hoa|ia ly|viet nam|hieu truong|hieu pho|tu phap"
    r"|dia chinh|tai nguyen|tai chinh|lao dong|noi vu|cong ty|chi nhanh|trung tam|mat tran"
    r"|quan su|y te|giao duc|kinh te|nong nghiep|van hoa|thanh tra|kiem lam"
    r"|dang uy|ubnd|hdnd|doan (?:thanh|xa|the|vien|kiem|truong)|ha noi"
    r"|ha tinh|ha giang|ha nam|lam dong|ho chi minh|ho so|cao bang|mot cua|nha nuoc)(?!\w)"
)


# Folded, these are names too: Phong, Tình, Sơ.
NO_NAME_ACCENTED: Final = re.compile(
    r"(?:phòng|phó|trưởng|trường|xã|thôn|làng|huyện|tỉnh|sở|ban|hội|thuế|hạt|nhóm|chợ)(?!\w)"
)


# In capitals nothing but the words themselves says where a name ends.
ENDS_SHOUTED: Final = re.compile(
    r"gây|lấy|nhận|đòi|không|chưa|làm|bị|đã|đang|có|ở|tại|là|và|ăn|vòi|hách|quát|đánh|chửi|lấn"
    r"|cấp|cho|để|với|của|về|hẹn|nói|mắng|trưởng|cán|chủ|giám|kế|địa|xã|thôn|làng|huyện|xả|đốt"
)


ENDS_NAME: Final = re.compile(
    r"o|tai|sinh|so|dia|la|va|thon|xa|lang|nam|cccd|cmnd|sdt|dien|ngu|hien|nha|trong|toi"
)


# A post before a name makes it the name of an official.
POST: Final = re.compile(
    r"(?<!\w)(?:chu tich|bi thu|truong (?:thon|phong|ban|lang|cong an)|pho phong|giam doc|can bo"
    r"|cong chuc|vien chuc|nhan vien|chuyen vien|hieu (?:truong|pho)|dia chinh|cong an|ke toan"
    r"|thu quy|tu phap|van thu|buu ta|giao vien|thay giao|co giao|bac si)(?!\w)[^\d\n.;:!?]{0,40}$"
)


POST_AFTER: Final = re.compile(
    rf",? (?:la |lam )?(?:truong {SETTLED}"
    r"|(?:chu tich|pho chu tich|bi thu|truong (?:thon|phong|ban|lang|cong an)|giam doc|can bo"
    r"|cong chuc|nhan vien|hieu (?:truong|pho)|dia chinh|cong an|ke toan|thu quy|tu phap|van thu"
    r"|giao vien|gia lang|thon truong)(?!\w))"
)


# Official full names, a surname first; in a text with diacritics they must be right, or every
# road (đường) would be a Dương and every school (trường) a Trương.
FULL: Final = re.compile(
    r"(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Mai|Cao"
    r"|Lâm|Lương|Trịnh|Đào|Đoàn|Hà|Lưu|Tạ|Tô|Ksor|Rmah|Siu|Kpă|Kpuih|Puih|Nay|Rah|Rcom|Rchâm|Rơ)"
)


SHOUTED: Final = re.compile(
    r"NGUYỄN|TRẦN|PHẠM|HOÀNG|HUỲNH|VÕ|ĐẶNG|BÙI|NGÔ|ĐINH|TRỊNH|KSOR|RMAH|SIU|KPĂ|PUIH|RCOM|RƠ"
)


FULL_BARE: Final = re.compile(
    r"(?:nguyen|tran|pham|hoang|huynh|phan|vu|vo|dang|bui|ngo|dinh|trinh|dao|doan|luu|ksor|rmah"
    r"|siu|kpa|kpuih|puih|nay|rah|rcom|rcham)(?!\w)"
)


NAMED_AFTER: Final = re.compile(
    r"(?<!\w)(?:duong|pho|truong|truong hoc|thpt|thcs|tieu hoc|mam non|mau giao|cau|cho|cong vien"
    r"|hem|ngo|benh vien|nha tho|chua|lang|thon|buon|nghi dinh) +$"
)
