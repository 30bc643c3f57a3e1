"""Who reports, as far as it is said while something else is told: found, and taken out of it.

Rather nothing than wrong: a name is one where somebody introduces themselves, or beside a
telephone number in a clause that says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.contact_beside_number import (
    OTHERS,
    SENTENCE_ENDS,
    WISHES,
    FoundContact,
    Span,
    contact_beside_number,
)
from rules.contact_in_text import (
    LONGEST_NAME,
    PHONE,
    PHONE_LABEL,
    ContactParts,
    bare_number,
    contact_in_answer,
    names_home,
)
from rules.name_patterns import NO_NAME, SURE_SURNAME, SURNAMES
from rules.place_alone import is_place_alone
from rules.place_in_text import same_length_fold
from rules.text import to_nfc

_OWN_PHONE: Final = re.compile(
    r"(?:so (?:dien thoai |dt )?(?:cua )?(?:toi|em|chau|minh)|sdt|(?:xin )?lien he(?: toi| em)?"
    r"|goi (?:cho )?(?:toi|em|chau|minh|lai))(?: so| qua| la)*[\s:.,]*$"
)
_MOBILE: Final = re.compile(r"(?:\+?84|0)[35789]")
_SAID: Final = (
    r"(?P<called>(?:toi|em|chau|con|minh|bac|tui)\s+ten(?:\s+la)?\s+"
    r"|(?:^|(?<=[\n,;.!?:-])|(?<=[\n,;.!?:-]\s))(?:ho\s+(?:va\s+)?)?"
    r"ten(?:\s+(?:toi|em|chau|minh))?\s*(?:la\s+|:\s*))"
)
_INTRODUCED: Final = re.compile(
    r"(?<!\w)(?:(?:sai|nham|ghi sai|viet sai) (?:ten|so)(?: roi)?(?: a)?[\s,:.]+)?"
    rf"(?:{_SAID}|(?:toi|em|chau|con|minh|bac|tui)\s+la\s+)",
    re.MULTILINE,
)
_CORRECTS: Final = re.compile(
    r"(?:a |oi )?(?:sai|nham|(?:ghi|viet|go|danh) (?:sai|nham)) (?:ten|so|sdt|dia chi|noi o)(?!\w)"
)
_CLAUSE_ENDS: Final = re.compile(rf"{SENTENCE_ENDS.pattern}|{WISHES.pattern}")
_NOT_IN_NAME: Final = re.compile(
    r"(?:o|so|sdt|dt|dien|dia|nha|lang|thon|to|xom|xa|xin|muon|bao|phan|hien|day|va|thay|nho|cho)"
)
_WORD: Final = re.compile(r"[^\W\d_][\w'’ʼ]*")


UNKNOWN: Final = ContactParts()


def contact_in_report(text: str) -> ContactParts:
    """What of it somebody says plainly while telling something else."""
    return _find(to_nfc(text)).parts


def is_correction(text: str) -> bool:
    """Whether somebody says that their name, number or home is written down wrong."""
    return bool(_CORRECTS.match(same_length_fold(to_nfc(text)).strip()))


def words_without_contact(text: str, known: ContactParts = UNKNOWN) -> str:
    """The report without who reports it; `known`: the name and number they gave elsewhere."""
    text = to_nfc(text)
    spans = [*_find(text).spans, *_spans_of_known(text, known)]
    kept, at = "", 0
    for start, end in sorted(spans):
        kept = _joined(kept, text[at:start]) if start > at else kept
        at = max(end, at)
    return _joined(kept, text[at:]).strip() if spans else text


def _joined(kept: str, more: str) -> str:
    """Two stretches that a gap parted, with what stands at its edges fitting again."""
    if not kept.strip():
        return more.lstrip(" \t\n,;:.-–")
    line = "\n" if "\n" in more[: len(more) - len(more.lstrip())] else " "
    more = more.lstrip(" \t\n,;:.-–")
    comma = "," if more and line == " " and kept.rstrip().endswith(",") else ""
    kept = kept.rstrip(" \n,;:-–") + comma
    return f"{kept}{line}{more}" if more else kept


def _spans_of_known(text: str, known: ContactParts) -> Iterator[Span]:
    for match in PHONE.finditer(text):
        if known.phone and _digits(match[0])[-9:] == _digits(known.phone)[-9:]:
            label = PHONE_LABEL.search(same_length_fold(text[: match.start()]))
            yield label.start() if label else match.start(), match.end()
    if len(known.name.split()) > 1:
        name = r"\s+".join(map(re.escape, same_length_fold(to_nfc(known.name)).split()))
        for match in re.finditer(rf"(?<!\w){name}(?!\w)", same_length_fold(text)):
            yield match.span()


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _find(text: str) -> FoundContact:
    folded = same_length_fold(text)
    told, spans = _introduced(text, folded)
    numbers = list(PHONE.finditer(text))
    for number in numbers:
        if beside := contact_beside_number(text, folded, number):
            home = told.address or beside.parts.address
            home = home or _home_before(text, beside.spans[0][0])
            told = ContactParts(told.name or beside.parts.name, beside.parts.phone, home)
            return FoundContact(told, (*spans, *beside.spans))
    for number in numbers:
        label = _is_own(folded, number, alone=len(numbers) == 1)
        if label is not None:
            phone = told.phone or bare_number(number[0])
            spans = (*spans, (label, number.end()))
            return FoundContact(told._replace(phone=phone), spans)
    return FoundContact(told, spans)


def _introduced(text: str, folded: str) -> FoundContact:
    """Who says "my name is", and what of number and home follows; said anew, the last counts."""
    told, spans = ContactParts(), list[Span]()
    for intro in _INTRODUCED.finditer(folded):
        name = _name_after(text, intro.end(), called=bool(intro["called"]))
        if not name:
            continue
        start = intro.end() + len(name)
        found = _CLAUSE_ENDS.search(folded, start)
        end = found.start() if found else len(text)
        rest = contact_in_answer(text[start:end])
        home = rest.address if names_home(rest.address) else ""
        only = bool(home) or not rest.address
        told = ContactParts(name, rest.phone or told.phone, home or told.address)
        spans.append((intro.start(), end if only else start))
    return FoundContact(told, tuple(spans))


def _is_own(folded: str, number: re.Match[str], *, alone: bool) -> int | None:
    """Where the label of a number begins that is the writer's own, by its words or its place."""
    sentence = SENTENCE_ENDS.split(folded[: number.start()])[-1]
    others = OTHERS.search(sentence)
    if own := _OWN_PHONE.search(folded[: number.start()]):
        return own.start() if "sdt" not in own[0] or not others else None
    ends = SENTENCE_ENDS.match(folded.rstrip(), number.end()) or not folded[number.end() :].strip()
    if not (alone and ends and _MOBILE.match(number[0])) or others:
        return None
    label = PHONE_LABEL.search(folded[: number.start()])
    return label.start() if label else number.start()


def _home_before(text: str, at: int) -> str:
    """The place that is all that is said right before somebody gives their name."""
    said = re.split(SENTENCE_ENDS.pattern + "|,", text[:at].rstrip(" .,;\n"))[-1].strip()
    return said if is_place_alone(said) and names_home(said) else ""


def _name_after(text: str, start: int, *, called: bool) -> str:
    """The run of words that is a name, from `start` on."""
    if NO_NAME.match(same_length_fold(text[start:])):
        return ""
    words: list[re.Match[str]] = []
    at = start
    while (word := _WORD.match(text, at)) and len(words) < LONGEST_NAME:
        written = bool(word[0][0].isupper() or (words and not words[0][0][0].isupper()))
        if not written and words:
            break
        if words and _NOT_IN_NAME.fullmatch(same_length_fold(word[0])) and not word[0][0].isupper():
            break
        words.append(word)
        at = word.end()
        if text[at : at + 1] != " ":
            break
        at += 1
    if not words:
        return ""
    first = same_length_fold(words[0][0])
    shown = words[0][0][0].isupper()
    sure = SURNAMES.fullmatch(first) if shown else SURE_SURNAME.fullmatch(first)
    if (called and shown) or (sure and len(words) > 1):
        return text[start : words[-1].end()]
    return ""
