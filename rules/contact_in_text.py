"""Name, telephone and address of somebody who says them in one message, in whatever order."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rules.name_beside_number import is_name_beside_number
from rules.name_patterns import HIGHLAND_SURNAMES, SURNAMES
from rules.place_alone import is_place_alone
from rules.place_in_text import HAMLET, STREET, has_marks, place_named, same_length_fold
from rules.text import to_nfc


class ContactParts(NamedTuple):
    """What was found; empty what was not."""

    name: str = ""
    phone: str = ""
    address: str = ""


LONGEST_NAME: Final = 6
"""Words."""
_GOES_ON: Final = 4
"""Words in small letters that may go on with a home: `thon 3, nghia hung`."""
_TITLED: Final = 3
"""`bà Sáu`, `chú Tư Hải`: words, the last of them with a capital."""
PHONE: Final = re.compile(r"(?<![\w+])(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")
PHONE_LABEL: Final = re.compile(
    r"(?:(?:va |so )*(?:dien thoai|sdt|dt|zalo|lien he)|so)(?: (?:cua )?(?:toi|em|chau|minh))?"
    r"(?: la)?[\s:.,]*$"
)
_NAME_LABEL: Final = re.compile(
    r"(?:da |thua )?(?:(?:toi|em|chau|con|minh|bac|chu|co)\s+(?:ten(?: la)?|la)"
    r"|ho (?:va )?ten(?: la)?|ten(?: (?:toi|em|chau|minh))?(?: la)?)\s*:?\s+"
)
ADDRESS_LABEL: Final = re.compile(
    r"(?:dia chi(?: la)?|d/c|noi o|nha o|thuong tru(?: tai| o)?|cu tru(?: tai| o)?|o tai|o|tai)"
    r"\s*:?\s+"
)
_SPLIT: Final = re.compile(r"[\n;,]|\s[-–]\s|\.(?=\s|$)")
_POLITE_END: Final = re.compile(r"\s+(?:ạ|a|à|nha|nhé|nhe|nghe|nghen)$")
_WORD: Final = re.compile(r"[^\W\d_][\w'’ʼ]*")

_HOUSE: Final = re.compile(r"(?:^|[\d,:])[a-z]?\s*$")
"""What stands before a street in an address: nothing, or the number of the house."""


def bare_number(written: str) -> str:
    """A telephone number as it is kept: without what parts its digits."""
    return re.sub(r"[\s.\-]", "", written)


def contact_in_answer(text: str) -> ContactParts:
    """What an answer to the question for the contact holds; nobody lives in a remark beside it."""
    name, phone, said = _taken_apart(text)
    homes = _without_remarks(said) if name or phone else said
    return ContactParts(name, phone, ", ".join(homes))


def remark_in_answer(text: str) -> str:
    """What is said there besides a contact."""
    name, phone, said = _taken_apart(text)
    homes = _without_remarks(said)
    return ", ".join(words for words in said if words not in homes) if name or phone else ""


def _taken_apart(text: str) -> tuple[str, str, list[str]]:
    text = to_nfc(text)
    phone = ""
    if match := PHONE.search(text):
        phone = bare_number(match[0])
        before = text[: match.start()]
        label = PHONE_LABEL.search(same_length_fold(before))
        text = f"{before[: label.start()] if label else before}\n{text[match.end() :]}"
    name, homes = "", list[str]()
    for part in (piece.strip(" .:-") for piece in _SPLIT.split(text)):
        if not part:
            continue
        told, place = _name_and_place(part)
        if told and not name and (not homes or _begins_with_surname(told)):
            name = told
        elif told:
            homes.append(told)
        if place:
            homes.append(place)
    return name, phone, homes


def _without_remarks(homes: list[str]) -> list[str]:
    kept = list[str]()
    for words in homes:
        goes_on = bool(kept) and len(words.split()) <= _GOES_ON
        if goes_on or _is_home(words):
            kept.append(words)
    return kept


def _is_home(words: str) -> bool:
    proper = all(word[0].isupper() or word[0].isdigit() for word in words.split())
    return proper or is_place_alone(words, _GOES_ON) or bool(place_named(words))


def _name_and_place(part: str) -> tuple[str, str]:
    """One stretch between commas, cut where the place begins in it."""
    folded = same_length_fold(part)
    if label := _NAME_LABEL.match(folded):
        part, folded = part[label.end() :], folded[label.end() :]
    elif label := ADDRESS_LABEL.match(folded):
        return "", part[label.end() :]
    part = _POLITE_END.sub("", part.rpartition(":")[2].strip() or part)
    begins = place_begins(part)
    name, place = part[:begins].strip(), part[begins:].strip()
    if not could_be_name(name) and not is_name_beside_number(name, near=False):
        return "", part
    if place and name.islower() and " " not in name and not _is_home(place):
        return "", part
    if place and (label := ADDRESS_LABEL.match(same_length_fold(place))):
        place = place[label.end() :]
    return name, place


def place_begins(part: str) -> int:
    """Where in a stretch of words a place begins; its end if none does."""
    lowered = part.lower() if has_marks(part) else same_length_fold(part)
    found = HAMLET.search(lowered)
    digit = re.search(r"(?:số |so )?\d", lowered)
    lives = re.search(
        r"(?<=\s)(?:ở|nhà ở|địa chỉ|dia chi|nha o|o(?= (?:thon|lang|to))"
        r"|xã|xa|thị trấn|thi tran)(?!\w)",
        lowered,
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
    if HIGHLAND_SURNAMES.match(same_length_fold(text)):
        return True
    first = _WORD.match(text)
    return bool(first and SURNAMES.fullmatch(same_length_fold(first[0]).partition("'")[0]))


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
