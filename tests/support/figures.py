"""Facts to count."""

from __future__ import annotations

from datetime import date

from rules.case_facts import CaseFact, Spell
from rules.reporting_period import Period

WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))


def fact(*spells: Spell, **values: object) -> CaseFact:
    base = {
        "case_id": 1,
        "code": "PAKN.20261116.0001",
        "field": "dat_dai",
        "agency": "TNMT",
        "commune": "ia_ka",
        "about": "",
        "kind": "report",
    }
    return CaseFact(**{**base, "spells": spells, **values})  # type: ignore[arg-type]
