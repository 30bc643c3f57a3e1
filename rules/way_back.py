"""The code that opens a web chat on another machine: how it looks, and how people type it."""

from __future__ import annotations

import re
from typing import Final

from rules.case_code import RECEIPT_SIGNS, draw_signs
from rules.text import fold_text

WAY_PREFIX: Final = "QL"
SIGNS: Final = 16
"""20 signs to the power of 16, 69 bits: nobody guesses it, so it needs no lock."""
GROUP: Final = 4
_TYPED = re.compile(rf"{WAY_PREFIX}([{RECEIPT_SIGNS}]{{{SIGNS}}})")


def new_way_back_code() -> str:
    """`QL-K3FX-7PM2-…`, in groups people can copy from one screen to another."""
    signs = draw_signs(SIGNS)
    return "-".join((WAY_PREFIX, *(signs[at : at + GROUP] for at in range(0, SIGNS, GROUP))))


def way_back_signs(typed: str) -> str:
    """What the code consists of, however it was typed; empty for anything else."""
    found = _TYPED.fullmatch(re.sub(r"[\W_]", "", fold_text(typed[:80])).upper())
    return found[1] if found else ""
