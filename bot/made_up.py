"""What made-up people answer where nothing else is said: the one place a new question needs.

The demonstration, the measurements and the tests walk through conversations with it
(`bot.walker`). Optional questions are skipped there, unless they have an answer here.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts import Texts
from bot.walker import Answers, first

SAID = Texts().under("sample.said")

USUAL: Mapping[str, Answers] = {
    "intake": {
        "in_danger": "no",
        "consent": "agree",
        "name": SAID["name"],
        "phone": SAID["phone"],
        "address": SAID["address"],
        "elsewhere": "here",
        "publish": "yes",
        "confirm": "send",
    },
    "paper": {
        "source": first,
        "consent": "signed",
        "name": SAID["name_on_paper"],
        "phone": SAID["phone_on_paper"],
        "address": SAID["address"],
        "field": first,
        "publish": "yes",
        "confirm": "file",
    },
}
"""By conversation."""
