"""What somebody looks for among the published results, small enough for a button."""

from __future__ import annotations

from typing import NamedTuple

from bot.turn import Turn
from rules.text import clean_text, fold_text, split_words
from storage.publication_search import PublicationQuery

PLACE, FIELD = "@", "#"
AT = ("o", "tai")
"""Small words before a place, folded."""
ROOM = 48
"""Bytes of it: a button carries them from page to page."""


class ResultQuery(NamedTuple):
    """A commune, a field and words; empty parts want everything."""

    commune: str = ""
    field: str = ""
    text: str = ""

    @property
    def packed(self) -> str:
        """As a button carries it: `@phu-hoa #duong đèn đường`; `read` takes it apart."""
        place = f"{PLACE}{self.commune}" if self.commune else ""
        field = f"{FIELD}{self.field}" if self.field else ""
        return _fitting([part for part in (place, field, *self.text.split()) if part])

    @property
    def wanted(self) -> PublicationQuery:
        """The same, as storage is asked."""
        return PublicationQuery(
            words=tuple(split_words(self.text)), commune=self.commune, field=self.field
        )

    def in_words(self, turn: Turn) -> str:
        """The same, as people read it: `đèn đường, xã Ia Ka`."""
        commune = turn.office.communes.get(self.commune)
        field = turn.office.fields.get(self.field)
        place = f"{commune.kind} {commune.name}" if commune else ""
        parts = (self.text, field.name if field else "", place)
        return ", ".join(part for part in parts if part)


def read_result_query(turn: Turn, text: str) -> ResultQuery:
    """What a button carries, or what was typed; what means nothing is left out."""
    commune = field = ""
    said = []
    for word in clean_text(text).replace(":", " ").split():
        if word.startswith(PLACE) and word[1:] in turn.office.communes:
            commune = word[1:]
        elif word.startswith(FIELD) and word[1:] in turn.office.fields:
            field = word[1:]
        else:
            said.append(word)
    kept = _fitting(said)
    return ResultQuery(commune, field, kept if split_words(kept) else "")


def typed_result_query(turn: Turn, text: str) -> ResultQuery:
    """What was typed, a commune's name in it taken for the place: `rác ở ia ka`."""
    found = read_result_query(turn, text)
    code = found.commune or turn.world.router.find_commune(found.text)
    if not code:
        return found
    commune = turn.office.communes[code]
    said = found.text.split()
    for name in sorted((commune.name, *commune.aliases), key=len, reverse=True):
        said = _without(said, f"{commune.kind} {name}", name)
    return found._replace(commune=code, text=" ".join(said))


def _without(said: list[str], *names: str) -> list[str]:
    """The words but for these names, with the `ở` before them."""
    for name in names:
        wanted = fold_text(name).split()
        folded = [fold_text(word) for word in said]
        for at in range(len(said) - len(wanted) + 1):
            if folded[at : at + len(wanted)] == wanted:
                before = said[: at - 1] if at and folded[at - 1] in AT else said[:at]
                return [*before, *said[at + len(wanted) :]]
    return said


def _fitting(parts: list[str]) -> str:
    kept = ""
    for part in parts:
        longer = f"{kept} {part}".strip()
        if len(longer.encode()) > ROOM:
            break
        kept = longer
    return kept
