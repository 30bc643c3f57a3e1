"""Which command somebody may have meant who said none of ours."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from bot.event import Rows
from bot.texts import Texts
from bot.turn import Turn
from rules.text import split_words

UNASKED = (
    "camon",
    *("daxong", "chuaxong", "chamtraloi", "khongphai"),
    *("desau", "hoilai", "guidi", "khongso", "suanoi"),
    "goiso",
)
"""Nobody is asked whether they meant to say thanks, something of an answer, or of a report."""
MOST = 3
"""Commands that are proposed."""
LONGEST = 60
"""Characters: what is longer is a matter being told, not a command with a slip in it."""
LEAST, SURE = 72, 92
"""How alike, of 100. SURE is a whole phrase with a slip in it, not just its words among others."""
AMONG_OTHERS = 0.9
"""What it is worth that all words of a phrase are there, and more besides, or only some of it."""


def say_what_was_meant(turn: Turn, name: str) -> None:
    """There is no command of this name; those that look like it are offered."""
    guesses = guess_commands(turn, name)
    key = "conversation.meant" if guesses else "conversation.unknown_command"
    turn.say(key, choices=guess_buttons(turn, guesses), command=f"/{name[:32]}")


def guess_commands(turn: Turn, said: str, least: int = LEAST) -> list[str]:
    """The likeliest of the commands the speaker may use, best first; often none."""
    text = " ".join(split_words(said)) if len(said) <= LONGEST else ""
    likeness = {
        name: max(_alike(text, phrase) for phrase in _phrases(turn.world.texts, name))
        for name in turn.commands
        if name not in UNASKED and (name != "huy" or turn.stack)
    }
    best = sorted(likeness, key=lambda name: -likeness[name])[:MOST]
    return [name for name in best if likeness[name] >= least]


def guess_buttons(turn: Turn, names: list[str]) -> Rows:
    """One tap for each."""
    return [[turn.command_button(name)] for name in names]


def _phrases(texts: Texts, name: str) -> Iterator[str]:
    spoken = (name, texts(f"commands.{name}.label"), *texts(f"commands.{name}.words").split("|"))
    for phrase in spoken:
        yield " ".join(split_words(phrase))


def _alike(text: str, phrase: str) -> float:
    return max(
        fuzz.ratio(text, phrase),
        fuzz.token_sort_ratio(text, phrase),
        AMONG_OTHERS * fuzz.token_set_ratio(text, phrase),
    )
