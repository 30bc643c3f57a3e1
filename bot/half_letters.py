"""JSON with half a letter in it: everybody's fault but the one's who wrote the words.

A browser or a messenger that cuts a text in the middle of an emoji sends half of it, which no
strict reader takes. Only the half becomes a question mark.
"""

from __future__ import annotations

import json

import msgspec


def readable_json(data: bytes) -> bytes:
    """The same bytes, or mended ones that can be read.

    Raises ValueError (as msgspec.DecodeError is) or RecursionError for what is no JSON.
    """
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return mended_json(json.loads(data))
    return data


def mended_json(value: object) -> bytes:
    """A value as JSON, with marks for half letters."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
