"""Name, telephone and address as a citizen types them, checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.flow_answers import Again, Given
from bot.turn import Turn

PHONE = re.compile(r"(?:\+?84|0)\d{8,10}")


def checked_name(turn: Turn, _answers: object, given: Given) -> str:
    """A name with letters in it."""
    found = " ".join(given.text.split())
    limits = turn.office.limits.characters
    fits = limits.name_least <= len(found) <= limits.name_most
    if not fits or not any(c.isalpha() for c in found):
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


def checked_address(turn: Turn, _answers: object, given: Given) -> str:
    """Where somebody lives."""
    found = " ".join(given.text.split())
    limits = turn.office.limits.characters
    fits = limits.address_least <= len(found) <= limits.address_most
    if not fits or not any(c.isalpha() for c in found):
        raise Again("intake.address.again")
    return found


CHECKS: Final[Mapping[str, Callable[[Turn, object, Given], str]]] = {
    "name": checked_name,
    "phone": checked_phone,
    "address": checked_address,
}
"""By the name of the answer."""
