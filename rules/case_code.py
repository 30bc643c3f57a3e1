"""The code of a case and the secret part of its receipt: how they look, and how people type them.

`CPAH.20261123.0007` is the code, which staff use and the log holds; `CPAH.20261123.0007-K3FX7PM2RT`
stands on the receipt of whoever reported.
"""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

from rules.text import fold_text

RECEIPT_SIGNS = "CFHJKMNPRTVX23456789"
"""No vowel, D or W, of which Vietnamese keyboards make other letters; nothing like 0, 1, S, Z."""
SIGNS_ON_RECEIPT = 10
"""20 signs to the power of 10, 43 bits: it needs no lock, with which others shut out its owner."""
SIGNS_BEFORE = 6
"""On receipts of the first days, which stay good."""

CODE_PREFIX = re.compile(r"[A-Z]{2,8}")
OF_NATIONAL_PORTAL = "PAKN"
"""Codes of the national portal begin so, and our own did until 2026-11-30."""
DENUNCIATION_PREFIX = "GK-"
"""Codes of denunciations begin so; they are no codes of cases."""
CASE_CODE = re.compile(r"\b[A-Z]{2,8}\.\d{8}\.\d{4,9}\b")
"""What a code looks like in a text of ours, whichever office and time it is of."""
_SIGN = f"[{RECEIPT_SIGNS.lower()}]"
_DAY = r"20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
"""A code holds a day; eight figures behind a name are the beginning of somebody's telephone."""
_TYPED = tuple(
    re.compile(rf"([a-z]{{2,8}})({_DAY})(\d{{4,6}}?|[1-9]\d{{0,2}})({_SIGN}{{{signs}}})")
    for signs in (SIGNS_ON_RECEIPT, SIGNS_BEFORE, 0)
)
_BETWEEN = r"[\s.,:;_/–—-]"
CODE_AS_TYPED = (
    rf"[a-z]{{2,8}}{_BETWEEN}*{_DAY}{_BETWEEN}*\d{{1,9}}"
    rf"(?:(?:{_BETWEEN}*{_SIGN}){{{SIGNS_ON_RECEIPT}}}|(?:{_BETWEEN}*{_SIGN}){{{SIGNS_BEFORE}}})?"
)
"""A pattern for a code in folded text, as people type it, with its secret part or without."""


class TypedCode(NamedTuple):
    """What somebody typed: the code as it is stored, and the secret part or nothing."""

    code: str
    secret: str


def new_receipt_secret() -> str:
    """The secret part of a receipt, which nobody guesses."""
    return draw_signs(SIGNS_ON_RECEIPT)


def draw_signs(number: int) -> str:
    """So many signs of a receipt, drawn by lot."""
    return "".join(secrets.choice(RECEIPT_SIGNS) for _ in range(number))


def read_case_code(text: str) -> TypedCode | None:
    """The code in what somebody typed in a hurry.

    Any case, separators and tone marks; the zeros before the day's number may be left out.
    """
    typed = re.sub(_BETWEEN, "", fold_text(text[:80]))
    found = next(filter(None, (pattern.fullmatch(typed) for pattern in _TYPED)), None)
    if found is None:
        return None
    prefix, day, number, secret = found.groups()
    return TypedCode(f"{prefix.upper()}.{day}.{number.zfill(4)}", secret.upper())
