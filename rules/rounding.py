"""How a mean is written: with one decimal, as Vietnamese offices round."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def to_tenth(value: float) -> float:
    """A mean or median to one decimal, a half upwards. Never for a share held against a target."""
    return float(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))
