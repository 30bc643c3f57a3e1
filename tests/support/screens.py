"""What somebody sees after a word or a press, to compare byte for byte."""

from __future__ import annotations

from handlers import TABLES
from tests.support.story import Talker

NOWHERE = 999_999
"""The id of no case."""
NOT_ABOUT_A_CASE = frozenset(
    {
        *("mine", "results", "result", "find", "narrow", "take_talk", "end_talk", "mydata"),
        *("template", "new_template", "drop_template", "reslip", "did", "thongke", "figs", "help"),
        *("people", "invited", "revoke", "person", "staff", "back", "queue", "queue_find", "group"),
        "denounced",
    }
)
"""Buttons whose number is no case's, and the results that anybody may read."""
CASE_BUTTONS = tuple(name for name in TABLES.actions if name not in NOT_ABOUT_A_CASE)

Screen = list[tuple[str, list[str]]]


async def screen_after(person: Talker, **said: str) -> Screen:
    await person.sends(**said)
    return [
        (reply.text, [choice.label for row in reply.choices for choice in row])
        for reply in person.latest
    ]
