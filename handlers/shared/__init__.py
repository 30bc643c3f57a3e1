"""What every wing needs: consent, contact fields, help, the standing menu."""

from __future__ import annotations

from bot.tables import Wing
from handlers.shared import help_topics

WING = Wing(
    actions={
        "help": help_topics.show_situation,
    },
)
