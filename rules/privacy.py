"""Hiding what identifies people in a text before anyone proposes to publish it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from rules.text import nfc

Kind = Literal["phone", "email", "id", "plate", "bank", "dossier", "name"]
KINDS: Final[tuple[Kind, ...]] = ("phone", "email", "id", "plate", "bank", "dossier", "name")


class Span(NamedTuple):
    """What was found, as offsets into `rules.text.nfc` of the original."""

    start: int
    end: int
    kind: Kind


class Masked(NamedTuple):
    """The text with a neutral token for each span, and the spans, in order."""

    text: str
    found: tuple[Span, ...]


class _Rule(NamedTuple):
    kind: Kind
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None = None
    unless_before: re.Pattern[str] | None = None
    unless_after: re.Pattern[str] | None = None


# Stands for what is settled already: a letter, so no number beside it looks free-standing, but of
# a script nobody here writes, and without capitals, so no name runs through it.
_SETTLED: Final = "\u2d63"
_CONTEXT: Final = 45
_STROKED: Final = {"đ": "d", "ð": "d", "ƀ": "b"}
_ACCENT: Final = re.compile(r"[^\W\d_a-zA-Z]")

_KEPT: Final = re.compile(
    r"(?<!\w)pakn\.\d{8}\.\d{4,}(?!\w)"
    r"|(?<![\w.])1[89]00[ .]?\d{2,4}(?:[ .]?\d{2})?(?!\w)"
    r"|[a-z0-9_.+-]+@(?:[a-z0-9-]+\.)*gov\.vn(?![\w-])"
)


def _after_cue(words: str, gap: str = r"[^\d\n;]") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w){gap}{{0,30}}$")


_OFFICIAL: Final = _after_cue("duong day nong|tong dai|truc ban|hotline", r"[^\d\n;,.]")
_MONEY: Final = re.compile(r" *(?:dong|trieu|ty|vnd|nghin|ngan)(?!\w)")

_DOSSIER: Final = re.compile(
    r"(?<!\w)(?:\d{3}\.)?(?:\d{2}\.){0,2}[a-z]\d{2}(?:[.-]\d{1,3})*-\d{6}-\d{3,6}(?!\w)"
)
_EMAIL: Final = re.compile(r"[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
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

_PAPER_CUE: Final = _after_cue("cccd|cmnd|cmt|can cuoc|can cuoc cong dan|chung minh|dinh danh")
_ACCOUNT_CUE: Final = _after_cue("stk|tai khoan|tk|so the|the atm")

# Papers and accounts go before phones: what stands before a number says what it is.
_RULES: Final = (
    _Rule("dossier", _DOSSIER),
    _Rule("email", _EMAIL),
    _Rule("plate", _PLATE),
    _Rule("id", _NUMBERED_PAPER, before=_PAPER_CUE),
    _Rule("bank", _ACCOUNT, before=_ACCOUNT_CUE, unless_after=_MONEY),
    _Rule("phone", _PHONE, unless_before=_OFFICIAL),
    _Rule("id", _BARE_PAPER, unless_after=_MONEY),
)

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


def mask(text: str, tokens: Mapping[Kind, str]) -> Masked:
    """Replace phones, e-mails, papers, plates, accounts, dossiers and introduced names.

    `tokens` gives for each of KINDS the NFC words to put in its place, in brackets or the like.
    Masking twice changes nothing. Numbers of cases and hotlines, and addresses under gov.vn, stay.
    """
    text = nfc(text)
    found = sorted(_found(text, tokens))
    parts: list[str] = []
    end = 0
    for span in found:
        parts += (text[end : span.start], tokens[span.kind])
        end = span.end
    return Masked("".join(parts) + text[end:], tuple(found))


class _Search:
    """A text, in lower case and folded too, all of one length, with settled stretches blotted."""

    def __init__(self, text: str, tokens: Mapping[Kind, str]) -> None:
        self.text = text
        self.lowered = "".join(letter.lower()[0] for letter in text)
        self.folded = "".join(map(_fold_letter, text))
        for token in sorted(set(tokens.values()), key=len, reverse=True):
            for match in re.finditer(re.escape(token), text):
                self.settle(match.start(), match.end())
        for match in _KEPT.finditer(self.folded):
            self.settle(match.start(), match.end())

    def settle(self, start: int, end: int) -> None:
        blot = _SETTLED * (end - start)
        self.text, self.lowered, self.folded = (
            view[:start] + blot + view[end:] for view in (self.text, self.lowered, self.folded)
        )

    def before(self, start: int) -> str:
        """What leads up to a place, back to the last thing settled."""
        return self.folded[max(0, start - _CONTEXT) : start].rpartition(_SETTLED)[2]


def _fold_letter(letter: str) -> str:
    lowered = letter.lower()
    return _STROKED.get(lowered) or unicodedata.normalize("NFKD", lowered)[0]


def _found(text: str, tokens: Mapping[Kind, str]) -> Iterator[Span]:
    search = _Search(text, tokens)
    for rule in _RULES:
        for match in rule.pattern.finditer(search.folded):
            if _applies(rule, match, search):
                search.settle(match.start(), match.end())
                yield Span(match.start(), match.end(), rule.kind)
    for start, end in _names(search):
        search.settle(start, end)
        yield Span(start, end, "name")


def _applies(rule: _Rule, match: re.Match[str], search: _Search) -> bool:
    before = search.before(match.start())
    if rule.before and not rule.before.search(before):
        return False
    if rule.unless_before and rule.unless_before.search(before):
        return False
    return not (rule.unless_after and rule.unless_after.match(search.folded, match.end()))


def _names(search: _Search) -> Iterator[tuple[int, int]]:
    for match in _INTRODUCED.finditer(search.folded):
        yield from _run(search, match.end(), least=1) or _uncapitalised(search, match.end())
    for match in _PRESENTED.finditer(search.folded):
        yield from _run(search, match.end(), least=2)
    # Folded, "có" and "cô" are one: only a text without diacritics is read that way.
    accented = _ACCENT.search(search.text.replace(_SETTLED, ""))
    titles = _TITLED.finditer(search.lowered) if accented else _TITLED_BARE.finditer(search.folded)
    for match in titles:
        yield from _run(search, match.end(), least=1)


def _run(search: _Search, start: int, least: int) -> list[tuple[int, int]]:
    """The capitalised words from a place on, if there are enough and they are no office."""
    ends = _word_ends(search, start, lambda word: search.text[word.start()].isupper())
    is_name = len(ends) >= least and not _NO_NAME.match(search.folded, start)
    return [(start, ends[-1])] if is_name else []


def _uncapitalised(search: _Search, start: int) -> list[tuple[int, int]]:
    ends = _word_ends(search, start, lambda word: not _ENDS_NAME.fullmatch(word[0]))
    surname = bool(ends) and _SURNAMES.fullmatch(search.folded, start, ends[0])
    return [(start, ends[-1])] if surname else []


def _word_ends(search: _Search, start: int, wanted: Callable[[re.Match[str]], bool]) -> list[int]:
    ends: list[int] = []
    while len(ends) < _NAME_LENGTH and (word := _WORD.match(search.folded, start)):
        if _SETTLED in word[0] or not wanted(word):
            break
        ends.append(word.end())
        start = word.end() + 1
        if search.folded[word.end() : start] != " ":
            break
    return ends
