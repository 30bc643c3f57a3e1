"""Hiding what identifies people in a text before anyone proposes to publish it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from rules.identifier_patterns import (
    IDENTIFIER_KINDS,
    IDENTIFIER_RULES,
    NEVER_MASKED,
    IdentifierKind,
    IdentifierRule,
)
from rules.person_names import find_person_names, find_streets, find_villages
from rules.text import to_nfc
from rules.text_views import TextViews, fold_letter


class MaskedSpan(NamedTuple):
    """What was found, as offsets into `rules.text.to_nfc` of the original."""

    start: int
    end: int
    kind: IdentifierKind


class MaskedText(NamedTuple):
    """The text with a neutral token for each span, and the spans, in order.

    The spans that `shown` left in the text are among them.
    """

    text: str
    found: tuple[MaskedSpan, ...]


class KnownWords(NamedTuple):
    """Words known to identify somebody here, found with or without diacritics."""

    words: str
    kind: IdentifierKind


def mask_text(
    text: str,
    tokens: Mapping[IdentifierKind, str],
    known: Collection[KnownWords] = (),
    shown: Collection[str] = (),
    *,
    places: bool = False,
    kinds: Collection[IdentifierKind] = IDENTIFIER_KINDS,
) -> MaskedText:
    """Replace what identifies people: numbers, papers, addresses, names, and `known` words.

    `tokens` gives for each of KINDS the NFC words to put in its place, in brackets or the like.
    What stands in `shown` (as `key` writes it) is found but left as it is. Masking twice changes
    nothing. Numbers of cases and hotlines, and addresses under gov.vn, stay. `places`: villages
    are hidden too. What is of none of `kinds` is found and left.
    """
    text = to_nfc(text)
    found = sorted(_found(text, tokens, known, places=places))
    parts: list[str] = []
    end = 0
    for span in found:
        words = text[span.start : span.end]
        parts += (
            text[end : span.start],
            words
            if span.kind not in kinds or comparison_key(words) in shown
            else tokens[span.kind],
        )
        end = span.end
    return MaskedText("".join(parts) + text[end:], tuple(found))


def comparison_key(words: str) -> str:
    """Found words as they are compared: folded, without spaces and marks."""
    return "".join(letter for letter in map(fold_letter, to_nfc(words)) if letter.isalnum())


def _found(
    text: str, tokens: Mapping[IdentifierKind, str], known: Collection[KnownWords], *, places: bool
) -> Iterator[MaskedSpan]:
    reading = TextViews(text, tokens.values(), NEVER_MASKED)
    for pattern, kind in _patterns(known):
        yield from _settled(reading, pattern.finditer(reading.folded), kind)
    for start, end in find_streets(reading):
        reading.settle(start, end)
        yield MaskedSpan(start, end, "address")
    for rule in IDENTIFIER_RULES:
        matches = (m for m in rule.pattern.finditer(reading.folded) if _applies(rule, m, reading))
        yield from _settled(reading, matches, rule.kind)
    for start, end in find_villages(reading) if places else ():
        reading.settle(start, end)
        yield MaskedSpan(start, end, "place")
    for start, end, kind in find_person_names(reading):
        reading.settle(start, end)
        yield MaskedSpan(start, end, kind)


def _settled(
    reading: TextViews, matches: Iterator[re.Match[str]], kind: IdentifierKind
) -> Iterator[MaskedSpan]:
    for match in matches:
        reading.settle(match.start(), match.end())
        yield MaskedSpan(match.start(), match.end(), kind)


def _patterns(known: Collection[KnownWords]) -> Iterator[tuple[re.Pattern[str], IdentifierKind]]:
    """The longest words first, so that a part of them does not win."""
    for words, kind in sorted(known, key=lambda one: -len(one.words)):
        parts = ["".join(map(fold_letter, part)) for part in to_nfc(words).split()]
        if parts:
            pattern = r"[\s,]+".join(re.escape(part) for part in parts)
            yield re.compile(rf"(?<!\w){pattern}(?!\w)"), kind


def _applies(rule: IdentifierRule, match: re.Match[str], reading: TextViews) -> bool:
    before = reading.before(match.start())
    if rule.before and not rule.before.search(before):
        return False
    if rule.unless_before and rule.unless_before.search(before):
        return False
    return not (rule.unless_after and rule.unless_after.match(reading.folded, match.end()))
