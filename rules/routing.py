"""From a citizen's words to the fields, and the commune, they are probably about."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rules.office import Office
from rules.text import split_tokens, split_words

MOST_PROPOSED: Final = 5
"""How many proposals are worth showing."""

# A long phrase says more than its words one by one.
_LENGTH_POWER: Final = 1.5
# Who did it says more than what it was about: a postman's late identity card is the post's.
_ACTOR_FACTOR: Final = 2.0
# A single short hit must not look certain.
_DOUBT: Final = 1.0


class FieldProposal(NamedTuple):
    """A field's code, its share of the evidence from 0 to 1, the office's phrases that matched."""

    field: str
    score: float
    phrases: tuple[str, ...]


class _FieldPhrase(NamedTuple):
    text: str
    field: str
    weight: float


class _Match(NamedTuple):
    place: int
    phrase: _FieldPhrase


class Router:
    """An office's phrases, compiled once; text with and without diacritics routes the same."""

    def __init__(self, office: Office) -> None:
        self._phrases = {
            tuple(split_words(phrase)): _FieldPhrase(
                phrase, code, _weight(split_words(phrase), factor)
            )
            for code, field in office.fields.items()
            for phrases, factor in ((field.words, 1.0), (field.actors, _ACTOR_FACTOR))
            for phrase in phrases
        }
        self._longest = max(map(len, self._phrases), default=0)
        self._communes = _commune_names(office)

    def propose(self, text: str) -> tuple[FieldProposal, ...]:
        """The likeliest fields, best first, at most MOST; empty when no phrase matched."""
        scores: defaultdict[str, float] = defaultdict(float)
        matched: defaultdict[str, list[str]] = defaultdict(list)
        # A phrase said twice is no second reason.
        for phrase in dict.fromkeys(match.phrase for match in self._matches(split_words(text))):
            scores[phrase.field] += phrase.weight
            matched[phrase.field].append(phrase.text)
        total = sum(scores.values()) + _DOUBT
        ranked = sorted(scores, key=lambda field: (-scores[field], field))[:MOST_PROPOSED]
        return tuple(
            FieldProposal(field, scores[field] / total, tuple(matched[field])) for field in ranked
        )

    def find_commune(self, text: str) -> str | None:
        """The code of the commune a text names, the longest name first; None when it names none."""
        said = f" {' '.join(split_tokens(text))} "
        return next((code for name, code in self._communes if f" {name} " in said), None)

    def named(self, said: Sequence[str]) -> Iterator[tuple[str, str, int]]:
        """(field, phrase, place) of every phrase in folded words, their shorthand written out."""
        for place, phrase in self._matches(said):
            yield phrase.field, phrase.text, place

    def _matches(self, said: Sequence[str]) -> Iterator[_Match]:
        """Phrases in the text but those that begin inside one as long.

        A *đèn đường* in a *thôn* is no *đường thôn*.
        """
        reached, longest = 0, 0
        for start in range(len(said)):
            for end in range(min(start + self._longest, len(said)), max(start, reached), -1):
                if start < reached and end - start <= longest:
                    break
                if phrase := self._phrases.get(tuple(said[start:end])):
                    yield _Match(start, phrase)
                    reached, longest = end, end - start
                    break


def _weight(gram: list[str], factor: float) -> float:
    return factor * math.pow(len(gram), _LENGTH_POWER)


def _commune_names(office: Office) -> list[tuple[str, str]]:
    names = {
        " ".join(split_tokens(name)): commune.code
        for commune in office.communes.values()
        for name in (commune.name, *commune.aliases)
    }
    return sorted(names.items(), key=lambda item: -len(item[0]))
