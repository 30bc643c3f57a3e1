"""Which answers need the leader's signature, by the office's own rule."""

from __future__ import annotations

from rules.office_policies import Signatures


def is_signature_needed(rule: Signatures, field: str, about: str, *, urgent: bool) -> bool:
    """Whether an answer about this waits for the leader of the agency."""
    return field in rule.fields or about in rule.about or (urgent and rule.urgent)
