"""The OAuth tokens of a channel, as storage keeps them and the channel uses them."""

from __future__ import annotations

import msgspec


class TokenPair(msgspec.Struct, frozen=True):
    """`access` is shown with every call until `expires_at`; `refresh` buys the next pair, once."""

    access: str
    refresh: str
    expires_at: float
    """Seconds since 1970, by this machine's clock; 0 for a pair that was never renewed."""
    generation: int = 0
    """Counts the pairs: who wants another one names the one they have."""
    refused: bool = False
    """The platform takes `refresh` no longer: a person must paste a new one."""
