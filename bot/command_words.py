"""Commands as people type them without a slash."""

from __future__ import annotations

import re

from bot.flow_answers import TEXT
from bot.tables import HandlerTables
from bot.turn import Turn, World
from rules.text import fold_text

LONGEST_WORDS = 100
"""What is longer is no command typed in words, and is not compared with all of them."""


EVERYWHERE = ("huy", "trogiup")
"""Commands whose plain words count even where a text is expected."""


IN_TALK = ("ketthuc",)
"""Commands whose plain words count in a talk: all others are said to the other side."""


def is_text_expected(turn: Turn) -> bool:
    if not turn.stack:
        return False
    run = turn.stack[-1]
    flow = turn.world.flows.get(run.flow)
    ask = flow.ask(run.step) if flow else None
    return ask is not None and TEXT in ask.accepts


def spoken_command_patterns(
    world: World, tables: HandlerTables
) -> list[tuple[re.Pattern[str], str]]:
    """Each command as people type it without a slash, a case code or more words may follow."""
    found = []
    for name, command in tables.commands.items():
        spoken = [name, *world.texts(f"commands.{name}.words").split("|")]
        spoken.append(world.texts(f"commands.{name}.label"))
        either = "|".join(re.escape(fold_text(words)) for words in spoken)
        code = "(?P<args>.+)" if command.takes_words else r"(?P<args>pakn\.\d{8}\.\d{4,})"
        found.append((re.compile(rf"(?:{either})(?:\s+{code})?"), name))
    return found
