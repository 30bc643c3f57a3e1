"""What made-up people answer where nothing else is said: the one place a new question needs.

The demonstration, the measurements and the tests walk through conversations with it
(`bot.walker`). Optional questions are skipped there, unless they have an answer here.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.walker import Answers, first

USUAL: Mapping[str, Answers] = {
    "intake": {
        "consent": "agree",
        "identity": "right",
        "name": "Rơ Châm Thử",
        "phone": "0912 345 678",
        "address": "Làng Mẫu, xã Ia Mơ Nông",
        "field": first,
        "publish": "yes",
        "confirm": "send",
    },
    "paper": {
        "source": first,
        "consent": "signed",
        "name": "Rơ Châm Giấy",
        "phone": "0987 654 321",
        "address": "Làng Mẫu, xã Ia Mơ Nông",
        "field": first,
        "publish": "yes",
        "confirm": "file",
    },
}
"""By conversation."""
