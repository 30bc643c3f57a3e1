"""The address a tablet at a counter opens: many people rate on it, which only we may allow."""

from __future__ import annotations

import hmac

from storage.vault import Vault


def kiosk_token(vault: Vault, counter: str) -> str:
    """What the address carries to say that it is a shared tablet."""
    return vault.keyed_hash(f"kiosk-page:{counter}")[:20]


def is_kiosk_token(vault: Vault, counter: str, given: str) -> bool:
    """Whether an address was given out by us for this counter."""
    return hmac.compare_digest(kiosk_token(vault, counter).encode(), given.encode())


def kiosk_url(vault: Vault, base_url: str, counter: str) -> str:
    """The address for the tablet of a counter; for the office's people only."""
    return f"{base_url}/danh-gia/{counter}?k={kiosk_token(vault, counter)}"
