"""What identifies somebody by its shape: numbers, addresses, accounts."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, get_args

from rules.case_code import RECEIPT_SIGNS

IdentifierKind = Literal[
    "phone",
    "email",
    "id",
    "plate",
    "bank",
    "dossier",
    "parcel",
    "address",
    "birth",
    "link",
    "place",
    "name",
    "official",
    "chosen",
]
"""`official`: the name of one who holds a post; `place`: a commune; `chosen`: by a person."""


IDENTIFIER_KINDS: Final[tuple[IdentifierKind, ...]] = get_args(IdentifierKind)


class IdentifierRule(NamedTuple):
    kind: IdentifierKind
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None = None
    unless_before: re.Pattern[str] | None = None
    unless_after: re.Pattern[str] | None = None


NEVER_MASKED: Final = re.compile(
    r"(?<![\w.])1[89]00[ .]?\d{2,4}(?:[ .]?\d{2})?(?!\w)"
    r"|(?<![a-z0-9_.+-])[a-z0-9_.+-]+@(?:[a-z0-9-]+\.)*gov\.vn(?![\w-])"
)


def _after_cue(words: str, gap: str = r"[^\d\n;]") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w){gap}{{0,30}}$")


# Whatever else a number says it is, after these words it is everybody's.
_OFFICIAL: Final = _after_cue("duong day nong|tong dai|truc ban|hotline", r"[^\d\n;,.]")


_MONEY: Final = re.compile(r" *(?:dong|trieu|ty|vnd|nghin|ngan)(?!\w)")


# Of a case: who follows it by that learns the day, its neighbours, with the last part more.
_CASE_CODE: Final = re.compile(
    rf"(?<!\w)[a-z]{{2,8}}\.\d{{8}}\.\d{{4,9}}(?:-[{RECEIPT_SIGNS.lower()}]+)?(?!\w)"
)


_DOSSIER: Final = re.compile(
    r"(?<!\w)(?:\d{3}\.)?(?:\d{2}\.){0,2}[a-z]\d{2}(?:[.-]\d{1,3})*-\d{6}-\d{3,6}(?!\w)"
)


_RECEIPT: Final = re.compile(
    r"(?<!\w)(?:[a-z]{1,3}-?)?\d[\d./-]{2,}(?:/?[a-z]{1,6}(?!\w))?(?<![./-])"
)


_RECEIPT_CUE: Final = re.compile(
    r"(?<!\w)(?:(?:ho so|bien nhan|giay hen|phieu hen|bien lai)(?: ho so)? (?:ma so|so|ma)"
    r"|(?:ma so|so|ma)(?: so)? (?:ho so|bien nhan|giay hen|phieu hen|bien lai)) *:? *$"
)


# Not from inside a run: there each letter would be tried as a beginning.
_EMAIL: Final = re.compile(
    r"(?<![a-z0-9_.+-])[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r"|(?<![a-z0-9_.+-])[a-z0-9_.+-]+ *(?:@|\((?:a|at)\)|\[at\]| at ) *"
    r"(?:gmail|yahoo|hotmail|outlook|icloud)"
    r"(?:\.[a-z]+)*"
)


_LINK: Final = re.compile(
    r"(?<!\w)(?:https?://|www\.)(?![\w.-]*gov\.vn(?![\w.-]))[^\s<>\"']*[\w/]"
    r"|(?<![\w.])(?:facebook|fb|zalo|tiktok|youtube|youtu|maps\.app\.goo|goo|m|t)"
    r"\.(?:com|vn|me|gl|be)/[^\s<>\"']*[\w/]"
)


# The dot of a sentence is no part of the name; teencode (`@nh`) is too short for one.
_HANDLE: Final = re.compile(r"(?<![\w.@])@[a-z0-9_]\w{2,}(?:\.\w+)*")


_POINT: Final = re.compile(r"(?<![\d.])(?:[89]|1\d|2[0-4])\.\d{3,}\s*[,; ]\s*10\d\.\d{3,}(?!\d)")


_BIRTH: Final = re.compile(
    r"(?<!\w)(?:sinh(?: ngay| nam)?|ngay sinh|nam sinh|sn|ns):? *(?:la )?"
    r"(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?)?(?:19|20)\d\d(?!\w)"
)


_PLATE: Final = re.compile(
    r"(?<![\w.])[1-9]\d[ -]?[a-z][a-z\d]?"
    r"(?:[ .-]{0,2}\d{3}[. ]?\d{2}|[ -]{1,2}\d{4})(?!\w)"
)


_NUMBERED_PAPER: Final = re.compile(r"(?<!\w)(?:\d(?:[ .-]?\d){11}|\d(?:[ .-]?\d){8})(?!\w)")


_ACCOUNT: Final = re.compile(r"(?<!\w)\d(?:[ .-]?\d){5,18}(?!\w)")


_PHONE: Final = re.compile(r"(?<!\w)(?:\(?\+?84\)?|\(?[0o])(?:[ .-]?\)?[ .-]?[\do]){9,10}(?!\w)")


_BARE_PAPER: Final = re.compile(
    r"(?<![\w.])(?:0\d{2}(?:[ .-]?\d){9}|\d{9}|\d{3} \d{3} \d{3})(?!\w)"
)


_LONG: Final = re.compile(r"(?<![\w.,])\d{10,19}(?:-\d{3})?(?![\w,])")


_PASSPORT: Final = re.compile(r"(?<!\w)[a-z] ?\d{7,8}(?!\w)")


_INSURED: Final = re.compile(
    r"(?<!\w)(?:[a-z]{2} ?\d(?: ?\d\d)? ?)?\d{10}(?:\d{3}|-\d{3})?(?!\w)"
    r"|(?<!\w)[a-z]{2} ?\d{13}(?!\w)"
)


_DIGIT: Final = "(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)"


_SPOKEN: Final = re.compile(rf"(?<!\w){_DIGIT}(?:[ ,.-]+{_DIGIT}){{7,11}}(?!\w)")


_PARCEL: Final = re.compile(
    r"(?<!\w)(?:thua(?: dat)?|to ban do|tbd|to bd)(?: so)?:? *\d+[a-z]?(?:[/-]\d+)*(?!\w)"
)


_LOT: Final = re.compile(
    r"(?<!\w)lo(?: dat)?(?: so)? *\d+[a-z]?(?=,? +(?:khu|kdc|duong|qh|to ban do|tbd))"
    r"|(?<!\w)lo (?:dat|so) *\d+[a-z]?(?!\w)|(?<!\w)to (?:so )?\d+(?=,? +(?:xa|thi tran|bd))"
    r"|(?<=thua dat)(?:,? so)? *\d+(?!\w)"
)


_DEED: Final = re.compile(r"(?<!\w)[a-z]{1,2} ?\d{5,8}(?!\w)")


_HOUSE: Final = re.compile(
    r"(?<!\w)(?:(?:so nha|nha so) *\d+[a-z]?(?:/\d+)*|nha \d+[a-z]?(?:/\d+)+|k\d+/\d+"
    r"|so \d+[a-z]?/\d{1,3}(?= +(?:duong|pho|hem|to|thon|lang))"
    r"|(?:hem|ngo|kiet|ngach) +\d+[a-z]?(?:/\d+)*)"
    r"(?:,? +(?:duong|pho|hem|ngo|kiet|ngach) +\d+[a-z]?(?:/\d+)*)?(?!\w)"
)


_HAMLET: Final = re.compile(
    r"(?<!\w)(?:thon|lang|buon|plei|to dan pho|tdp|khoi pho|to) +\d{1,3}[a-z]?(?!\w)"
)


_ROOM: Final = re.compile(r"(?<!\w)(?:thue|tro)(?: o)? phong (?:so )?\d{1,4}(?!\w)")


_DEED_CUE: Final = _after_cue("so do|so hong|gcn|gcnqsdd|qsdd|giay chung nhan|so phat hanh|seri")


_PASSPORT_CUE: Final = _after_cue("ho chieu|passport")


_INSURED_CUE: Final = _after_cue("bhxh|bhyt|bao hiem|the bao hiem|mst|ma so thue|so so")


_PAPER_CUE: Final = _after_cue(
    "cccd|cmnd|cmt|can cuoc|can cuoc cong dan|chung minh|dinh danh"
    "|gplx|giay phep lai xe|bang lai|bang lai xe"
)


_ACCOUNT_CUE: Final = _after_cue("stk|tai khoan|tk|so the|the atm")


# Papers and accounts go before phones: what stands before a number says what it is.
IDENTIFIER_RULES: Final = (
    IdentifierRule("dossier", _CASE_CODE),
    IdentifierRule("dossier", _DOSSIER),
    IdentifierRule("dossier", _RECEIPT, before=_RECEIPT_CUE),
    IdentifierRule("email", _EMAIL),
    IdentifierRule("link", _LINK),
    IdentifierRule("link", _HANDLE),
    IdentifierRule("address", _POINT),
    IdentifierRule("plate", _PLATE),
    IdentifierRule("birth", _BIRTH),
    IdentifierRule("parcel", _DEED, before=_DEED_CUE),
    IdentifierRule("id", _PASSPORT, before=_PASSPORT_CUE),
    IdentifierRule("id", _INSURED, before=_INSURED_CUE, unless_after=_MONEY),
    IdentifierRule("id", _NUMBERED_PAPER, before=_PAPER_CUE),
    IdentifierRule("bank", _ACCOUNT, before=_ACCOUNT_CUE, unless_after=_MONEY),
    IdentifierRule("phone", _PHONE, unless_before=_OFFICIAL),
    IdentifierRule("phone", _SPOKEN),
    IdentifierRule("id", _BARE_PAPER, unless_after=_MONEY, unless_before=_OFFICIAL),
    IdentifierRule("bank", _LONG, unless_after=_MONEY, unless_before=_OFFICIAL),
    IdentifierRule("parcel", _PARCEL),
    IdentifierRule("parcel", _LOT),
    IdentifierRule("address", _HOUSE),
    IdentifierRule("address", _ROOM),
    IdentifierRule("address", _HAMLET, unless_after=_MONEY),
)
