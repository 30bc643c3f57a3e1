"""Words of several groups that stand close together say more than each of them alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import permutations
from typing import Final, NamedTuple

from rules.office_words import WordGroup, WordProximity
from rules.text import clean_text, fold_text

_DIGITS: Final = re.compile(r"\d+")
# South of Hue hỏi and ngã sound alike, and are written so.
_HOOK_FOR_TILDE: Final = {0x303: 0x309}


class _Item(NamedTuple):
    group: str
    said: tuple[str, ...]
    written: tuple[str, ...]
    marked: bool


class WordPlace(NamedTuple):
    """Words from `start` to before `end`."""

    start: int
    end: int


_Items = Mapping[tuple[str, ...], Sequence[_Item]]
WordPlaces = Mapping[str, Sequence[WordPlace]]
"""By group, where its words stand in a text."""


def places_of_groups(
    raw: Sequence[str], folded: Sequence[str], groups: Mapping[str, WordGroup]
) -> WordPlaces:
    """Where the words of each group stand.

    `raw` and `folded` are the same words, as written in lower case and without diacritics. A word
    of a group is found with its diacritics or, unless it is `marked`, without any. A number in a
    group is written `#`. Takes time in proportion to the text.
    """
    items = _items(tuple(groups.items()))
    return _places(raw, [_DIGITS.sub("#", word) for word in folded], items)


def proximity_hints(places: WordPlaces, rules: Iterable[WordProximity]) -> set[str]:
    """What the words of a text hint at by standing together."""
    found: set[str] = set()
    for rule in rules:
        if rule.hint not in found and _stands(rule, places):
            found.add(rule.hint)
    return found


def stands_apart(places: WordPlaces, name: str, owners: Iterable[str]) -> bool:
    """Whether a word of a group stands anywhere but inside words of these other groups."""
    inside = [place for owner in owners for place in places.get(owner, ())]
    return any(
        not any(one.start <= place.start and place.end <= one.end for one in inside)
        for place in places.get(name, ())
    )


@lru_cache(maxsize=16)
def _items(groups: tuple[tuple[str, WordGroup], ...]) -> _Items:
    """The items of all groups by a first word, and by each two first words those of both.

    Many begin with the same word. They stand in the order they are written in.
    """
    written = [
        _item(name, phrase, marked=phrase in group.marked)
        for name, group in groups
        for phrase in (*group.words, *group.marked)
    ]
    alike: dict[str, list[_Item]] = {}
    for item in written:
        alike.setdefault(item.said[0], []).append(item)
    return {
        key: [item for item in alike[key[0]] if item.said[:2] in (key, key[:1])]
        for key in {item.said[:2] for item in written}
    }


def _item(group: str, phrase: str, *, marked: bool) -> _Item:
    words = clean_text(phrase).split()
    said = tuple("#" if word == "#" else fold_text(word) for word in words)
    return _Item(group, said, tuple(_sound(word.lower()) for word in words), marked)


def _places(raw: Sequence[str], said: Sequence[str], items: _Items) -> WordPlaces:
    places: dict[str, list[WordPlace]] = {}
    for at, word in enumerate(said):
        for item in items.get(tuple(said[at : at + 2])) or items.get((word,), ()):
            end = at + len(item.said)
            if tuple(said[at:end]) == item.said and _as_written(raw[at:end], item):
                places.setdefault(item.group, []).append(WordPlace(at, end))
    return places


def _as_written(raw: Sequence[str], item: _Item) -> bool:
    return all(
        _sound(heard) == wanted or (not item.marked and heard.isascii())
        for heard, wanted in zip(raw, item.written, strict=True)
        if not wanted.isascii() or not heard.isascii()
    )


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    """The same for `hòa` and `hoà`, `ngã` and `ngả`."""
    return "".join(sorted(unicodedata.normalize("NFD", word).translate(_HOOK_FOR_TILDE)))


def _stands(rule: WordProximity, places: WordPlaces) -> bool:
    if any(name not in places for name in rule.groups):
        return False
    orders = [rule.groups] if rule.ordered else permutations(rule.groups)
    excused = {
        at
        for name in rule.unless
        for place in places.get(name, ())
        for at in range(place.start - rule.beside, place.end + rule.beside)
    }
    return any(
        excused.isdisjoint(range(*span))
        for order in orders
        for span in _spans(order, places, rule.within)
    )


def _spans(order: Sequence[str], places: WordPlaces, within: int) -> Sequence[WordPlace]:
    """Where one of each group follows the other with at most `within` words between."""
    spans = places[order[0]]
    for name in order[1:]:
        spans = list(_followed(sorted(spans, key=_end), places[name], within))
    return spans


def _end(place: WordPlace) -> int:
    return place.end


def _followed(
    spans: Sequence[WordPlace], places: Sequence[WordPlace], within: int
) -> Iterator[WordPlace]:
    """Each span, by its end, with the next of these places when that is near enough."""
    at = 0
    for span in spans:
        while at < len(places) and places[at].start < span.end:
            at += 1
        if at < len(places) and places[at].start - span.end <= within:
            yield WordPlace(span.start, places[at].end)
