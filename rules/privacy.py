"""Hiding what identifies people in a text before anyone proposes to publish it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final, Literal, NamedTuple, get_args

from rules.names import names, streets, villages
from rules.reading import Reading, fold_letter
from rules.text import nfc

Kind = Literal[
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
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


class Span(NamedTuple):
    """What was found, as offsets into `rules.text.nfc` of the original."""

    start: int
    end: int
    kind: Kind


class Masked(NamedTuple):
    """The text with a neutral token for each span, and the spans, in order.

    The spans that `shown` left in the text are among them.
    """

    text: str
    found: tuple[Span, ...]


class Known(NamedTuple):
    """Words known to identify somebody here, found with or without diacritics."""

    words: str
    kind: Kind


class _Rule(NamedTuple):
    kind: Kind
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None = None
    unless_before: re.Pattern[str] | None = None
    unless_after: re.Pattern[str] | None = None


_KEPT: Final = re.compile(
    r"(?<!\w)pakn\.\d{8}\.\d{4,}(?!\w)"
    r"|(?<![\w.])1[89]00[ .]?\d{2,4}(?:[ .]?\d{2})?(?!\w)"
    r"|[a-z0-9_.+-]+@(?:[a-z0-9-]+\.)*gov\.vn(?![\w-])"
)


def _after_cue(words: str, gap: str = r"[^\d\n;]") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w){gap}{{0,30}}$")


# Whatever else a number says it is, after these words it is everybody's.
_OFFICIAL: Final = _after_cue("duong day nong|tong dai|truc ban|hotline", r"[^\d\n;,.]")
_MONEY: Final = re.compile(r" *(?:dong|trieu|ty|vnd|nghin|ngan)(?!\w)")

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
_EMAIL: Final = re.compile(
    r"[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r"|[a-z0-9_.+-]+ *(?:@|\((?:a|at)\)|\[at\]| at ) *(?:gmail|yahoo|hotmail|outlook|icloud)"
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
_RULES: Final = (
    _Rule("dossier", _DOSSIER),
    _Rule("dossier", _RECEIPT, before=_RECEIPT_CUE),
    _Rule("email", _EMAIL),
    _Rule("link", _LINK),
    _Rule("link", _HANDLE),
    _Rule("address", _POINT),
    _Rule("plate", _PLATE),
    _Rule("birth", _BIRTH),
    _Rule("parcel", _DEED, before=_DEED_CUE),
    _Rule("id", _PASSPORT, before=_PASSPORT_CUE),
    _Rule("id", _INSURED, before=_INSURED_CUE, unless_after=_MONEY),
    _Rule("id", _NUMBERED_PAPER, before=_PAPER_CUE),
    _Rule("bank", _ACCOUNT, before=_ACCOUNT_CUE, unless_after=_MONEY),
    _Rule("phone", _PHONE, unless_before=_OFFICIAL),
    _Rule("phone", _SPOKEN),
    _Rule("id", _BARE_PAPER, unless_after=_MONEY, unless_before=_OFFICIAL),
    _Rule("bank", _LONG, unless_after=_MONEY, unless_before=_OFFICIAL),
    _Rule("parcel", _PARCEL),
    _Rule("parcel", _LOT),
    _Rule("address", _HOUSE),
    _Rule("address", _ROOM),
    _Rule("address", _HAMLET, unless_after=_MONEY),
)


def mask(
    text: str,
    tokens: Mapping[Kind, str],
    known: Collection[Known] = (),
    shown: Collection[str] = (),
    *,
    places: bool = False,
) -> Masked:
    """Replace what identifies people: numbers, papers, addresses, names, and `known` words.

    `tokens` gives for each of KINDS the NFC words to put in its place, in brackets or the like.
    What stands in `shown` (as `key` writes it) is found but left as it is. Masking twice changes
    nothing. Numbers of cases and hotlines, and addresses under gov.vn, stay. `places`: villages
    are hidden too.
    """
    text = nfc(text)
    found = sorted(_found(text, tokens, known, places=places))
    parts: list[str] = []
    end = 0
    for span in found:
        words = text[span.start : span.end]
        parts += (text[end : span.start], words if key(words) in shown else tokens[span.kind])
        end = span.end
    return Masked("".join(parts) + text[end:], tuple(found))


def key(words: str) -> str:
    """Found words as they are compared: folded, without spaces and marks."""
    return "".join(letter for letter in map(fold_letter, nfc(words)) if letter.isalnum())


def _found(
    text: str, tokens: Mapping[Kind, str], known: Collection[Known], *, places: bool
) -> Iterator[Span]:
    reading = Reading(text, tokens.values(), _KEPT)
    for pattern, kind in _patterns(known):
        yield from _settled(reading, pattern.finditer(reading.folded), kind)
    for start, end in streets(reading):
        reading.settle(start, end)
        yield Span(start, end, "address")
    for rule in _RULES:
        matches = (m for m in rule.pattern.finditer(reading.folded) if _applies(rule, m, reading))
        yield from _settled(reading, matches, rule.kind)
    for start, end in villages(reading) if places else ():
        reading.settle(start, end)
        yield Span(start, end, "place")
    for start, end, kind in names(reading):
        reading.settle(start, end)
        yield Span(start, end, kind)


def _settled(reading: Reading, matches: Iterator[re.Match[str]], kind: Kind) -> Iterator[Span]:
    for match in matches:
        reading.settle(match.start(), match.end())
        yield Span(match.start(), match.end(), kind)


def _patterns(known: Collection[Known]) -> Iterator[tuple[re.Pattern[str], Kind]]:
    """The longest words first, so that a part of them does not win."""
    for words, kind in sorted(known, key=lambda one: -len(one.words)):
        parts = ["".join(map(fold_letter, part)) for part in nfc(words).split()]
        if parts:
            pattern = r"[\s,]+".join(re.escape(part) for part in parts)
            yield re.compile(rf"(?<!\w){pattern}(?!\w)"), kind


def _applies(rule: _Rule, match: re.Match[str], reading: Reading) -> bool:
    before = reading.before(match.start())
    if rule.before and not rule.before.search(before):
        return False
    if rule.unless_before and rule.unless_before.search(before):
        return False
    return not (rule.unless_after and rule.unless_after.match(reading.folded, match.end()))
