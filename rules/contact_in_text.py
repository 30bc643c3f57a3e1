"""Name, telephone and address of somebody who says them in one message, in whatever order."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rules.name_patterns import NO_NAME, SURNAMES
from rules.place_in_text import HAMLET, STREET, has_marks, place_named, same_length_fold
from rules.text import to_nfc


class ContactParts(NamedTuple):
    """What was found; empty what was not."""

    name: str = ""
    phone: str = ""
    address: str = ""


LONGEST_NAME: Final = 6
"""Words."""
_TITLED: Final = 3
"""`bà Sáu`, `chú Tư Hải`: words, the last of them with a capital."""
_PHONE: Final = re.compile(r"(?<![\w+])(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")
_PHONE_LABEL: Final = re.compile(
    r"(?:(?:va |so )*(?:dien thoai|sdt|dt|zalo|lien he)|so)(?: (?:cua )?(?:toi|em|chau|minh))?"
    r"(?: la)?[\s:.,]*$"
)
_OWN_PHONE: Final = re.compile(
    r"(?:so (?:dien thoai |dt )?(?:cua )?(?:toi|em|chau|minh)|sdt|(?:xin )?lien he(?: toi| em)?"
    r"|goi (?:cho )?(?:toi|em|chau|minh|lai))(?: so| qua| la)*[\s:.,]*$"
)
_NAME_LABEL: Final = re.compile(
    r"(?:da |thua )?(?:(?:toi|em|chau|con|minh|bac|chu|co)\s+(?:ten(?: la)?|la)"
    r"|ho (?:va )?ten(?: la)?|ten(?: (?:toi|em|chau|minh))?(?: la)?)\s*:?\s+"
)
_ADDRESS_LABEL: Final = re.compile(
    r"(?:dia chi(?: la)?|d/c|noi o|nha o|thuong tru(?: tai| o)?|cu tru(?: tai| o)?|o tai|o|tai)"
    r"\s*:?\s+"
)
_SPLIT: Final = re.compile(r"[\n;,]|\s[-–]\s|\.(?=\s|$)")
_INTRODUCED: Final = re.compile(
    r"(?<!\w)(?:(?P<called>(?:toi|em|chau|con|minh|bac)\s+ten(?:\s+la)?\s+"
    r"|(?:ho\s+(?:va\s+)?)?ten(?:\s+(?:toi|em|chau|minh))?\s*(?:la\s+|:\s*))"
    r"|(?:toi|em|chau|con|minh|bac)\s+la\s+)"
)
_WORD: Final = re.compile(r"[^\W\d_][\w'’ʼ]*")
_CLAUSE_ENDS: Final = re.compile(
    r"[\n!?]|\.(?=\s|$)|(?<!\w)(?:xin|muon|bao|phan anh|kien nghi|de nghi|cho hoi|thay|nho)(?!\w)"
)
_NOT_IN_NAME: Final = re.compile(
    r"(?:o|so|sdt|dt|dien|dia|nha|lang|thon|to|xom|xa|xin|muon|bao|phan|hien|day|va|thay|nho|cho)"
)
_SURE_SURNAME: Final = re.compile(
    r"nguyen|tran|pham|hoang|huynh|phan|dang|bui|ngo|dinh|trinh|doan|ksor|rmah|siu|kpa|puih|rcom|rah"
)
"""Read as a surname also in small letters: no everyday word is spelled so."""

_HOUSE: Final = re.compile(r"(?:^|[\d,:])[a-z]?\s*$")
"""What stands before a street in an address: nothing, or the number of the house."""


def contact_in_answer(text: str) -> ContactParts:
    """What an answer to the question for the contact holds."""
    text = to_nfc(text)
    phone = ""
    if match := _PHONE.search(text):
        phone = re.sub(r"[\s.\-]", "", match[0])
        before = text[: match.start()]
        label = _PHONE_LABEL.search(same_length_fold(before))
        text = f"{before[: label.start()] if label else before}\n{text[match.end() :]}"
    name, address = "", list[str]()
    for part in (piece.strip(" .:-") for piece in _SPLIT.split(text)):
        if not part:
            continue
        told, place = _name_and_place(part)
        if told and not name and (not address or _begins_with_surname(told)):
            name = told
        elif told:
            address.append(told)
        if place:
            address.append(place)
    return ContactParts(name, phone, ", ".join(address))


def _name_and_place(part: str) -> tuple[str, str]:
    """One stretch between commas, cut where the place begins in it."""
    folded = same_length_fold(part)
    if label := _NAME_LABEL.match(folded):
        part, folded = part[label.end() :], folded[label.end() :]
    elif label := _ADDRESS_LABEL.match(folded):
        return "", part[label.end() :]
    begins = _place_begins(part)
    name, place = part[:begins].strip(), part[begins:].strip()
    if not could_be_name(name):
        return "", part
    if place and (label := _ADDRESS_LABEL.match(same_length_fold(place))):
        place = place[label.end() :]
    return name, place


def _place_begins(part: str) -> int:
    lowered = part.lower() if has_marks(part) else same_length_fold(part)
    found = HAMLET.search(lowered)
    digit = re.search(r"(?:số |so )?\d", lowered)
    lives = re.search(
        r"(?<=\s)(?:ở|nhà ở|địa chỉ|dia chi|nha o|o(?= (?:thon|lang|to)))(?!\w)", lowered
    )
    return min((match.start() for match in (found, digit, lives) if match), default=len(part))


def could_be_name(text: str) -> bool:
    """Whether a few words may be what somebody is called."""
    words = text.split()
    if not words or len(words) > LONGEST_NAME or any(map(str.isdigit, text)):
        return False
    titled = len(words) <= _TITLED and words[-1][0].isupper()
    shown = all(word[0].isupper() for word in words)
    return len(words) == 1 or titled or shown or _begins_with_surname(text)


def _begins_with_surname(text: str) -> bool:
    first = _WORD.match(text)
    return bool(first and SURNAMES.fullmatch(same_length_fold(first[0]).partition("'")[0]))


def contact_in_report(text: str) -> ContactParts:
    """What of it somebody says plainly while telling something else; rather nothing than wrong."""
    text = to_nfc(text)
    folded = same_length_fold(text)
    phone = _own_phone(text, folded)
    for intro in _INTRODUCED.finditer(folded):
        name = _name_after(text, intro.end(), called=bool(intro["called"]))
        if not name:
            continue
        start = intro.end() + len(name)
        end = _CLAUSE_ENDS.search(folded, start)
        rest = contact_in_answer(text[start : end.start() if end else len(text)])
        sure = rest.address if names_home(rest.address) else ""
        return ContactParts(name, phone or rest.phone, sure)
    return ContactParts(phone=phone)


def _own_phone(text: str, folded: str) -> str:
    for match in _PHONE.finditer(text):
        if _OWN_PHONE.search(folded[: match.start()]):
            return re.sub(r"[\s.\-]", "", match[0])
    return ""


def names_home(address: str) -> bool:
    """Whether a hamlet or a quarter is named, or a street as one is: capitals, a number before."""
    lowered = address.lower() if has_marks(address) else same_length_fold(address)
    return bool(place_named(address, ())) or any(
        lowered[unit.end() :].strip()
        and (
            not STREET.fullmatch(same_length_fold(unit[0]))
            or _HOUSE.search(lowered[: unit.start()])
        )
        for unit in HAMLET.finditer(lowered)
    )


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
    sure = SURNAMES.fullmatch(first) if shown else _SURE_SURNAME.fullmatch(first)
    if (called and shown) or (sure and len(words) > 1):
        return text[start : words[-1].end()]
    return ""
