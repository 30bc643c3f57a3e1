"""Commands as people type them without a slash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.flow_answers import TEXT
from bot.tables import HandlerTables
from bot.turn import Turn, World
from rules.case_code import CODE_AS_TYPED
from rules.text import fold_text

LONGEST_WORDS = 100
"""Characters: what is longer is no command typed in words, and is not compared with all of them."""

EVERYWHERE = ("huy", "trogiup")
"""Commands whose plain words count even where a text is expected."""

IN_TALK = ("ketthuc",)
"""Commands whose plain words count in a talk: all others are said to the other side."""


class CommandWords:
    """Knows the commands by a slash and by their plain words."""

    def __init__(self, world: World, tables: HandlerTables) -> None:
        self._commands = tables.commands
        self._patterns = list(_spoken_patterns(world, tables))

    def named_in(self, turn: Turn) -> str:
        """The command a message names, its arguments put into the turn; empty when it is none.

        After a slash any name counts, one we do not know as well.
        """
        text = turn.event.text.strip()
        if text.startswith("/"):
            name, _, turn.args = text[1:].partition(" ")
            turn.args = turn.args.strip()
            return fold_text(name.partition("@")[0])
        folded = fold_text(text) if len(text) <= LONGEST_WORDS else ""
        for words, name in self._patterns:
            match = words.fullmatch(folded)
            if match and self._is_meant(turn, name):
                turn.args = match["args"] or ""
                return name
        return ""

    def _is_meant(self, turn: Turn, name: str) -> bool:
        """Whether plain words are a command: not in a talk or where a text is expected."""
        if self._commands[name].takes_words and name not in turn.commands:
            return False
        if turn.talk:
            return name in IN_TALK
        return name in EVERYWHERE or not _is_text_expected(turn)


def _is_text_expected(turn: Turn) -> bool:
    if not turn.stack:
        return False
    run = turn.stack[-1]
    flow = turn.world.flows.get(run.flow)
    ask = flow.ask(run.step) if flow else None
    return ask is not None and TEXT in ask.accepts


def _spoken_patterns(world: World, tables: HandlerTables) -> Iterator[tuple[re.Pattern[str], str]]:
    """Each command as people type it without a slash, a case code or more words may follow."""
    for name, command in tables.commands.items():
        spoken = [name, *world.texts(f"commands.{name}.words").split("|")]
        spoken.append(world.texts(f"commands.{name}.label"))
        either = "|".join(re.escape(fold_text(words)) for words in spoken)
        code = "(?P<args>.+)" if command.takes_words else rf"(?P<args>{CODE_AS_TYPED})"
        yield re.compile(rf"(?:{either})(?:\s+{code})?"), name
