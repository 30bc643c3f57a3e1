"""The gate: what strangers read of a case, and who decides it."""

from __future__ import annotations

from bot.tables import Wing
from handlers.publication import decisions, review, sensitive_data

WING = Wing(
    actions={
        "publish": review.open_review,
        "gate": decisions.decide_publication,
    },
    flows=(
        decisions.WORDS,
        sensitive_data.PERSONAL,
    ),
)
