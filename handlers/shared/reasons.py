"""A reason given in words: long enough to say something, cut to what is kept."""

from __future__ import annotations

from bot.flow_answers import Again, Given
from bot.turn import Turn


def reason_given(turn: Turn, given: Given, again: str) -> str:
    """Within the limits of most reasons. Raises Again(`again`) for less."""
    limits = turn.office.limits.characters
    return reason_within(given, limits.reason_least, limits.reason_most, again)


def reason_within(given: Given, least: int, most: int, again: str) -> str:
    """At most `most` characters of it. Raises Again(`again`) for fewer than `least`."""
    if len(given.text) < least:
        raise Again(again)
    return given.text[:most]
