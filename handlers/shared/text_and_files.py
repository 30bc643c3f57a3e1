"""What a question for words and files keeps of what was given."""

from __future__ import annotations

from typing import Any, TypedDict

import msgspec

from bot.event import Media
from bot.flow_answers import Given


class TextAndFiles(TypedDict):
    text: str
    media: list[dict[str, Any]]
    """Each a `Media`, as a conversation stores it."""


def text_and_files(given: Given) -> TextAndFiles:
    return {"text": given.text, "media": [msgspec.to_builtins(item) for item in given.media]}


def files_of_answer(answer: TextAndFiles) -> tuple[Media, ...]:
    return tuple(msgspec.convert(item, Media) for item in answer["media"])
