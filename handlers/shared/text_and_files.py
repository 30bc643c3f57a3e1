"""What a question for words and files keeps of what was given."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

import msgspec

from bot import gathering
from bot.event import Media
from bot.flow_answers import Given
from bot.turn import Turn


class TextAndFiles(TypedDict):
    text: str
    media: list[dict[str, Any]]
    """Each a `Media`, as a conversation stores it."""
    point: NotRequired[dict[str, float]]
    """A shared `Location`, which the text says as a link."""


def text_and_files(given: Given) -> TextAndFiles:
    return {"text": given.text, "media": [msgspec.to_builtins(item) for item in given.media]}


def attached_in_words(turn: Turn, media: tuple[Media, ...], missed: int = 0) -> str:
    """How many files of which kind there are, and how many did not arrive; or that none is."""
    held = Given(media=media, missed=missed)
    return gathering.gathered_in_words(turn, held) or turn.words("intake.no_files")


def files_of_answer(answer: TextAndFiles) -> tuple[Media, ...]:
    return tuple(msgspec.convert(item, Media) for item in answer["media"])
