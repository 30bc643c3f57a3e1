"""Commands as people type them without a slash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import buttons
from bot.flow_answers import TEXT, given_by_event
from bot.tables import HandlerTables
from bot.turn import Ask, Flow, Turn, World
from rules.case_code import CODE_AS_TYPED, read_case_code
from rules.intents import code_asked_for, number_to_call, recognise_intent
from rules.place_correction import CORRECT, place_correction
from rules.text import fold_text

LONGEST_WORDS = 100
"""Characters: what is longer is no command typed in words, and is not compared with all of them."""

EVERYWHERE = ("huy", "trogiup")
"""Commands whose plain words count even where a text is expected."""

IN_TALK = ("ketthuc",)
"""Commands whose plain words count in a talk: all others are said to the other side."""


DIAL = "goiso"
"""What an emergency number alone means: nothing here can dial it."""

LOOK_UP, VIEW = "tracuu", "xem"
"""What a code alone means: where it stands; to who works here, the case."""


class CommandWords:
    """Knows the commands by a slash, by their plain words and by what is wanted with others."""

    def __init__(self, world: World, tables: HandlerTables) -> None:
        self._commands = tables.commands
        self._intents = {one.intent: name for name, one in tables.commands.items() if one.intent}
        self._patterns = list(_spoken_patterns(world, tables))

    def named_in(self, turn: Turn) -> str:
        """The command a message names, its arguments put into the turn; empty when it is none.

        After a slash any name counts, one we do not know as well.
        """
        text = turn.event.text.strip()
        if text.startswith("/"):
            name, *rest = text[1:].split(maxsplit=1) or [""]
            turn.args = "".join(rest)
            return fold_text(name.partition("@")[0])
        folded = fold_text(text) if len(text) <= LONGEST_WORDS else ""
        for words, name in self._patterns:
            match = words.fullmatch(folded)
            if match and self._is_meant(turn, name):
                turn.args = match["args"] or ""
                return name
        return "" if turn.talk else self._wanted(turn, text)

    def _wanted(self, turn: Turn, text: str) -> str:
        """The command for a message that holds a code and no more, or says one thing alone."""
        if given_by_event(turn.event).kinds != {TEXT}:
            return ""
        intents, expected = turn.office.intents, _is_text_expected(turn)
        if number := _number_to_call(turn, text):
            turn.args = number
            return DIAL
        code, name = code_asked_for(text, intents), ""
        if code and expected and turn.known.roles:
            return ""  # an official at work may have to name a case
        if code:
            looks_inside = VIEW in turn.commands and not _holds_secret(code)
            name = VIEW if looks_inside else LOOK_UP
        elif not expected or _flow_on_top(turn).hears_intents:
            name = self._intents.get(recognise_intent(text, intents), "")
            if right := _is_telling(turn) and place_correction(text, intents):
                name, turn.args = self._intents[CORRECT], right
        if not name or _is_button_meant(turn):  # last: most messages are neither
            return ""
        turn.args = code or turn.args
        return name

    def _is_meant(self, turn: Turn, name: str) -> bool:
        """Whether plain words are a command: not in a talk or where a text is expected."""
        if self._commands[name].takes_words and name not in turn.commands:
            return False
        if turn.talk:
            return name in IN_TALK
        return name in EVERYWHERE or not _is_text_expected(turn)


def _number_to_call(turn: Turn, text: str) -> str:
    """An emergency number that is all a message says; an official at work may have to count."""
    if turn.known.roles and turn.stack:
        return ""
    emergencies = (line.number for line in turn.office.emergencies if line.confirmed)
    number = number_to_call(text, turn.office.intents, emergencies)
    counted = text.isdecimal() and _is_text_expected(turn) and not _flow_on_top(turn).hears_intents
    return "" if counted else number


def _flow_on_top(turn: Turn) -> Flow:
    return turn.world.flows[turn.stack[-1].flow]


def _is_telling(turn: Turn) -> bool:
    return bool(turn.stack) and _flow_on_top(turn).hears_intents


def _open_question(turn: Turn) -> Ask | None:
    if not turn.stack or turn.stack[-1].flow not in turn.world.flows:
        return None
    return _flow_on_top(turn).ask(turn.stack[-1].step)


def _is_text_expected(turn: Turn) -> bool:
    ask = _open_question(turn)
    return ask is not None and TEXT in ask.accepts


def _is_button_meant(turn: Turn) -> bool:
    ask, given = _open_question(turn), given_by_event(turn.event)
    return ask is not None and bool(
        buttons.typed_button(turn, turn.stack[-1], _flow_on_top(turn), ask, given)
    )


def _spoken_patterns(world: World, tables: HandlerTables) -> Iterator[tuple[re.Pattern[str], str]]:
    """Each command as people type it without a slash, a case code or more words may follow."""
    for name, command in tables.commands.items():
        spoken = [name, *world.texts(f"commands.{name}.words").split("|")]
        spoken.append(world.texts(f"commands.{name}.label"))
        either = "|".join(re.escape(fold_text(words)) for words in spoken)
        code = "(?P<args>.+)" if command.takes_words else rf"(?P<args>{CODE_AS_TYPED})"
        yield re.compile(rf"(?:{either})(?:\s+{code})?"), name


def _holds_secret(code: str) -> bool:
    typed = read_case_code(code)
    return typed is not None and bool(typed.secret)
