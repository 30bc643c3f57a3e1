"""What every wing needs: consent, contact fields, help, the standing menu."""

from __future__ import annotations

from bot.command_words import DIAL
from bot.tables import Command, Wing
from handlers.shared import help_topics

WING = Wing(
    commands={
        DIAL: Command(help_topics.say_to_dial, drops=True),
    },
    actions={
        "help": help_topics.show_situation,
    },
)
