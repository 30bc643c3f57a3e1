"""Several answers of one tap page, as they arrive together."""

from __future__ import annotations

from typing import Annotated

import msgspec

MOST_ITEMS = 50
"""Slips in one request."""


WORDS_MAX = 1000
"""Characters: the tap page lets nobody type more."""


class SurveyItem(msgspec.Struct, frozen=True):
    """One slip as the page hands it in, perhaps late and perhaps again, each time whole."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{16,40}$")]
    at: int
    """Milliseconds of the tap, by the device's clock."""
    answers: Annotated[dict[str, int], msgspec.Meta(max_length=60)]
    words: Annotated[str, msgspec.Meta(max_length=WORDS_MAX)] = ""
    dossier: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """The code on the appointment slip whose QR code opened the page."""
    other: bool = False
    """Whether somebody else gives it than the one who rated on this device before."""


class SurveyBatch(msgspec.Struct, frozen=True):
    """What a page has waiting."""

    items: Annotated[list[SurveyItem], msgspec.Meta(max_length=MOST_ITEMS)]
    kiosk: str = ""
    """What the page of a tablet says of itself: see `publish.web.kiosks`."""
    device: str = ""
    """What the page of a browser that keeps no cookies says of itself."""
    sent: int = 0
    """Milliseconds, by the same clock as each `at`."""


class SurveyTaken(msgspec.Struct, frozen=True):
    """What became of a batch."""

    kept: list[str]
    refused: list[str] = []
    """Of a dossier that was rated before, on another device: each counts once."""
    doors: dict[str, str] = {}
    """By slip, what leads from it to a report in the chat; of a tablet none."""
    roads: dict[str, str] = {}
    """By slip, what its words call for: `danger` or `report`."""
