"""How an office looks on its pages: an emblem of letters and one colour for each light."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rules.office_data import DataFault, OfficeStruct

COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
LEAST_CONTRAST: Final = 4.5
"""Of words and what they stand on: WCAG 2.2, 1.4.3."""
MOST_LETTERS: Final = 3
WHITE, INK = "#ffffff", "#14212b"


class PageLight(NamedTuple):
    """What pages stand on by day or by night, and what is written on the office's colour."""

    grounds: tuple[str, ...]
    on_colour: str


DAY: Final = PageLight((WHITE, "#eef2f5"), WHITE)
NIGHT: Final = PageLight(("#1b262d", "#0f171c"), "#05232c")


class OfficeLook(OfficeStruct, frozen=True, kw_only=True):
    """Set by the office; without it the shipped look, and letters of the place's name."""

    emblem: str = ""
    """One to three letters; the coat of arms of the state is not drawn by us."""
    colour: str = "#0b5a70"
    colour_at_night: str = "#6cc3da"


def emblem_of(look: OfficeLook, place: str) -> str:
    """The letters shown: the office's, or those its place begins with."""
    return look.emblem or "".join(word[0] for word in place.split()).upper()[:MOST_LETTERS]


def tint_of(colour: str, light: PageLight) -> str:
    """A little of the colour on what pages stand on."""
    return _mixed(colour, light.grounds[0], 0.13)


def look_faults(look: OfficeLook) -> Iterator[DataFault]:
    """What could not be read by everybody."""
    if len(look.emblem) > MOST_LETTERS:
        yield DataFault(("look", "emblem"), "check.look_emblem", {"most": MOST_LETTERS})
    lights = (("colour", look.colour, DAY), ("colour_at_night", look.colour_at_night, NIGHT))
    for name, colour, light in lights:
        if not COLOUR.fullmatch(colour):
            yield DataFault(("look", name), "check.look_colour", {"colour": colour})
            continue
        stands = (*light.grounds, light.on_colour, tint_of(colour, light))
        least = min(contrast(colour, other) for other in stands)
        if least < LEAST_CONTRAST:
            values = {"colour": colour, "found": round(least, 1)}
            yield DataFault(("look", name), "check.look_contrast", values)


def contrast(one: str, other: str) -> float:
    """Of two colours, 1 to 21, as WCAG 2.2 reckons it."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in rgb_of(colour)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb_of(colour: str) -> tuple[int, int, int]:
    """The parts of `#rrggbb`."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(rgb_of(one), rgb_of(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)
