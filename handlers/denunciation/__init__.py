"""Denunciations (tố cáo) with evidence: handed over in secret to the one person authorised."""

from __future__ import annotations

from bot.tables import Wing
from handlers.denunciation import handover, own, reading, telling, terms

WING = Wing(
    actions={
        "denunciation": reading.press_denunciation,
        "denounced": own.press_own_denunciation,
    },
    times={
        "denunciation_told": telling.tell_step,
        "denunciation_late": terms.denunciation_late,
        "denunciation_over": terms.denunciation_over,
        "denunciation_read_over": terms.forget_reading,
    },
    flows=(handover.HANDOVER, reading.PASSING, own.OPENING, own.ADDING, own.ERASING),
    due=(telling.steps_to_tell_due, terms.denunciations_due, terms.readings_due),
)
