"""What files of people are called where they are shown: a name they gave may tell who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container

import filetype
import msgspec

from bot.event import Media, Reply


def with_neutral_names(reply: Reply, words: Callable[..., str], ours: Container[str]) -> Reply:
    """A reply whose files are called by their kind and number, if they came with a name.

    `ours`: hashes of what we made, which is called what we called it.
    """
    count: Counter[str] = Counter()

    def named(item: Media) -> Media:
        count[item.kind] += 1
        if not item.name or item.sha256 in ours:
            return item
        name = f"{words(f'sent_file.{item.kind}', n=count[item.kind])}.{_ending(item.mime)}"
        return msgspec.structs.replace(item, name=name)

    return msgspec.structs.replace(reply, media=tuple(named(item) for item in reply.media))


def _ending(mime: str) -> str:
    kind = filetype.get_type(mime)
    return str(kind.extension) if kind else "txt"
