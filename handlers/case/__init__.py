"""What all who act on a case share."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.case import buttons, card, case_thread, looks
from rules.lifecycle import CHAIR, OFFICE

WING = Wing(
    commands={"aixem": Command(looks.aixem, (OFFICE, CHAIR))},
    actions={
        "whole": card.show_whole_text,
        "thread": case_thread.show_thread,
        "more": buttons.show_more,
    },
)
