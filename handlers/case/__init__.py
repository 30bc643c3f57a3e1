"""What all who act on a case share."""

from __future__ import annotations

from bot.tables import Wing
from handlers.case import buttons, card

WING = Wing(
    actions={
        "whole": card.show_whole_text,
        "more": buttons.show_more,
    },
)
