"""Which agencies and which officials a text names, by whole words, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rules.office import Office
from rules.text import fold_text

_AND = "va"
"""`Kinh tế và Hạ tầng` is who writes itself `Kinh tế - Hạ tầng`."""
_WORD = re.compile(r"[^\W_]+")
_FORMS_OF_ADDRESS = ("ong", "ba", "anh", "chi", "co", "chu", "bac", "em")
_LEAST_WORDS = 2
"""Of a name that is looked for: one word alone names half the district."""


def agencies_named(text: str, office: Office) -> list[str]:
    """Codes of the agencies whose name, of whatever kind, stands in the text."""
    said = _spaced(text)
    return [
        code
        for code, agency in office.agencies.items()
        if any(_stands_in(name, said) for name in (agency.name, agency.short, *agency.also))
    ]


def is_any_name_in(text: str, names: Iterable[str]) -> bool:
    """Whether one of these people is named in full; `Anh` and `Chị` before a name do not count."""
    said = _spaced(text)
    return any(_stands_in(_bare_name(name), said) for name in names)


def _bare_name(name: str) -> str:
    first, _, rest = _spaced(name).strip().partition(" ")
    return rest if first in _FORMS_OF_ADDRESS else f"{first} {rest}"


def _stands_in(name: str, said: str) -> bool:
    wanted = _spaced(name)
    return len(wanted.split()) >= _LEAST_WORDS and wanted in said


def _spaced(text: str) -> str:
    return f" {' '.join(word for word in _WORD.findall(fold_text(text)) if word != _AND)} "
