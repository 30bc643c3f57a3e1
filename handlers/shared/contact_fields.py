"""Name, telephone and address as a citizen types them, checked."""

from __future__ import annotations

import re

from bot.flow_answers import Again, Given
from bot.turn import Turn

NAME_MAX, ADDRESS_MAX = 100, 300
PHONE = re.compile(r"(?:\+?84|0)\d{8,10}")


def checked_name(_turn: Turn, _answers: object, given: Given) -> str:
    """A name with letters in it."""
    found = " ".join(given.text.split())
    if not 2 <= len(found) <= NAME_MAX or not any(c.isalpha() for c in found):
        raise Again("intake.name.again")
    return found


def checked_phone(_turn: Turn, _answers: object, given: Given) -> str:
    """A Vietnamese telephone number, typed or vouched for by the messenger."""
    digits = re.sub(r"[\s.\-()]", "", given.contact or given.text)
    if given.contact and not digits.startswith(("+", "0")):
        digits = "+" + digits
    if not PHONE.fullmatch(digits):
        raise Again("intake.phone.again")
    return digits


def checked_address(_turn: Turn, _answers: object, given: Given) -> str:
    """Where somebody lives."""
    found = " ".join(given.text.split())
    if not 3 <= len(found) <= ADDRESS_MAX or not any(c.isalpha() for c in found):
        raise Again("intake.address.again")
    return found
